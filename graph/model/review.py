"""Review: a lead agency looks at a case again."""

from graph.schema import Edge, Kind, NodeType, Property

REVIEW = NodeType(
    label="Review",
    plural="Reviews",
    help="A lead agency's review of a case, with an outcome; a home visit is not a review.",
    key="code",
    properties={
        "code": Property(Kind.TEXT, "Reference of ours, unique.", required=True),
        "done_on": Property(
            Kind.DATE, "Day on which it was done.", required=True, unit="ISO 8601 date"
        ),
        "outcome": Property(
            Kind.CHOICE,
            "What came of it.",
            required=True,
            choices={
                "remain": "remains as it is",
                "refer_up": "to be referred to a higher level",
                "step_down": "to be managed at a lower level",
                "exit": "leaves the arrangements",
                "plan_changed": "the plan was changed",
            },
        ),
    },
    edges={
        "OF_CASE": Edge("MappaCase", "The case that was reviewed.", required=True),
        "DONE_BY": Edge("Agency", "The agency that did it."),
    },
)
