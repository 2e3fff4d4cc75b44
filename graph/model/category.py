"""Category: on what ground somebody comes under the arrangements."""

from graph.schema import Kind, NodeType, Property

CATEGORY = NodeType(
    label="Category",
    plural="Categories",
    help="The ground on which a person comes under the arrangements.",
    key="code",
    about="directory",
    properties={
        "code": Property(Kind.TEXT, "Its number, or unknown.", required=True),
        "name": Property(Kind.TEXT, "Its name.", required=True),
        "meaning": Property(Kind.TEXT, "What it means, in a sentence."),
        "basis": Property(Kind.TEXT, "The clause or guidance that says so."),
        "status": Property(
            Kind.CHOICE,
            "How sure we are of the source.",
            choices={
                "verified": "seen in the source",
                "secondary": "seen in a secondary source",
                "unverified": "to be confirmed by the Strategic Management Board",
            },
        ),
        "order": Property(Kind.INTEGER, "Place in lists.", unit="rank from 1"),
        "former_names": Property(Kind.LIST, "Names it had before."),
    },
)
