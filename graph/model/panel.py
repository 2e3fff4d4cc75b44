"""Panel: a standing forum that meets about cases of a level in an area."""

from graph.schema import Edge, Kind, NodeType, Property

PANEL = NodeType(
    label="Panel",
    plural="Panels",
    help="A standing forum of an area: it meets about cases of one level, or is the board.",
    key="code",
    about="directory",
    properties={
        "code": Property(Kind.TEXT, "Reference of ours, unique.", required=True),
        "name": Property(Kind.TEXT, "Name of the panel.", required=True),
        "kind": Property(
            Kind.CHOICE,
            "What it meets for.",
            required=True,
            choices={"mappa": "MAPPA meetings about cases", "smb": "Strategic Management Board"},
            source="Criminal Justice Act 2003 s.326",
        ),
    },
    edges={
        "FOR_AREA": Edge("Area", "The area that it serves.", required=True),
        "FOR_LEVEL": Edge("Level", "The level of the cases that it discusses."),
    },
)
