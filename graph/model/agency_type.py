"""AgencyType: the kind of body, and whether statute puts it at the table."""

from graph.schema import Kind, NodeType, Property

AGENCY_TYPE = NodeType(
    label="AgencyType",
    plural="Agency types",
    help="A kind of body that takes part in MAPPA, such as a police force or a housing authority.",
    key="code",
    about="directory",
    properties={
        "code": Property(Kind.TEXT, "Short code in capitals, unique.", required=True),
        "name": Property(Kind.TEXT, "What the kind of body is called.", required=True),
        "standing": Property(
            Kind.CHOICE,
            "How it comes to the table.",
            required=True,
            choices={
                "responsible_authority": "part of the Responsible Authority",
                "duty_to_cooperate": "under a duty to co-operate",
                "invited": "invited, with no duty of its own",
                "umbrella": "holds other agencies together, never required itself",
            },
            source="Criminal Justice Act 2003 s.325(1), (4A), (6)",
        ),
        "basis": Property(Kind.TEXT, "The clause that names it."),
        "reach": Property(
            Kind.CHOICE,
            "Whether only the body of the area can answer, or any body of the kind.",
            required=True,
            choices={
                "area": "the body that operates in the area",
                "anywhere": "any body of the kind",
            },
        ),
    },
)
