"""Meeting: one sitting of a panel."""

from graph.schema import Edge, Kind, NodeType, Property

MEETING = NodeType(
    label="Meeting",
    plural="Meetings",
    help="One sitting of a panel, planned, held or cancelled.",
    key="code",
    about="directory",
    properties={
        "code": Property(Kind.TEXT, "Reference of ours, unique.", required=True),
        "on": Property(Kind.DATE, "Day of the meeting.", required=True, unit="ISO 8601 date"),
        "first_on": Property(
            Kind.DATE, "Day it was first planned for, if postponed.", unit="ISO 8601 date"
        ),
        "kind": Property(
            Kind.CHOICE,
            "What sort of meeting it is.",
            choices={
                "regular": "in the panel's usual rhythm",
                "extraordinary": "called for a case",
                "board": "of the Strategic Management Board",
            },
        ),
        "state": Property(
            Kind.CHOICE,
            "Whether it took place.",
            required=True,
            choices={"planned": "planned", "held": "held", "cancelled": "cancelled"},
        ),
    },
    edges={
        "OF_PANEL": Edge("Panel", "The panel that sits.", required=True),
        "CHAIRED_BY": Edge("Representative", "Who is in the chair."),
    },
)
