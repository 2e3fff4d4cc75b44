"""Action: something that an agency promised at a discussion."""

from graph.schema import Edge, Kind, NodeType, Property

PILLARS = {
    "supervision": "supervision",
    "monitoring": "monitoring and control",
    "interventions": "interventions and treatment",
    "victim_safety": "victim safety",
    "administration": "administration",
}

ACTION = NodeType(
    label="Action",
    plural="Actions",
    help="Something that one agency promised to do by a day.",
    key="code",
    properties={
        "code": Property(Kind.TEXT, "Reference of ours, unique.", required=True),
        "text": Property(Kind.TEXT, "What is to be done.", sensitive="actions"),
        "pillar": Property(
            Kind.CHOICE, "Which part of the risk management plan it serves.", choices=PILLARS
        ),
        "due_on": Property(Kind.DATE, "Day by which it is to be done.", unit="ISO 8601 date"),
        "first_due_on": Property(Kind.DATE, "Day it was first promised for.", unit="ISO 8601 date"),
        "closed_on": Property(Kind.DATE, "Day on which it was closed.", unit="ISO 8601 date"),
        "outcome": Property(
            Kind.CHOICE,
            "What came of it.",
            choices={
                "done": "done",
                "part_done": "done in part",
                "not_done": "not done",
                "overtaken": "overtaken by events",
            },
        ),
    },
    edges={
        "RAISED_AT": Edge("Discussion", "The discussion that it comes from.", required=True),
        "OWNED_BY": Edge("Agency", "The agency that promised it."),
        "ASSIGNED_TO": Edge("Representative", "The person who is to do it."),
        "FOLLOWS": Edge("Action", "The action that it carries forward."),
    },
)
