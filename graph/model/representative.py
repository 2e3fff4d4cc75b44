"""Representative: a person who speaks for an agency."""

from graph.schema import SPELL, DatedEdge, Kind, NodeType, Property

REPRESENTATIVE = NodeType(
    label="Representative",
    plural="Representatives",
    help="A person who speaks for an agency at the table, or whom to ask there.",
    key="code",
    about="directory",
    properties={
        "code": Property(Kind.TEXT, "Reference of ours, no name, unique.", required=True),
        "name": Property(Kind.TEXT, "Name of the person.", sensitive="names"),
        "job": Property(Kind.TEXT, "Post that the person holds."),
        "grade": Property(
            Kind.CHOICE,
            "How much the person can commit the agency to.",
            choices={
                "practitioner": "practitioner",
                "manager": "manager",
                "senior": "senior manager who can commit resources",
            },
        ),
        "email": Property(Kind.TEXT, "Work e-mail address.", sensitive="names"),
        "phone": Property(Kind.TEXT, "Work telephone number.", sensitive="names"),
        "vetting_until": Property(
            Kind.DATE, "Day on which vetting runs out.", unit="ISO 8601 date"
        ),
    },
    dated_edges={
        "REPRESENTS": DatedEdge(
            "Agency",
            "The agency that the person speaks for.",
            identity=("valid_from",),
            open_start=True,
            properties={
                **SPELL,
                "single_point_of_contact": Property(
                    Kind.YES_NO, "Whether the person is the agency's single point of contact."
                ),
                "deputy": Property(Kind.YES_NO, "Whether the person stands in for somebody."),
                "area": Property(
                    Kind.TEXT,
                    "Area that the person speaks in; empty = everywhere the agency works.",
                    refers_to="Area",
                ),
            },
        )
    },
)
