"""Discussion: one case at one meeting."""

from graph.schema import DatedEdge, Edge, Kind, NodeType, Property

DECISION_RECORDED = {
    "made": "made",
    "not_made": "decided against",
    "deferred": "put off",
    "not_recorded": "nothing recorded",
}

DISCUSSION = NodeType(
    label="Discussion",
    plural="Discussions",
    help="One item on a meeting's agenda: a case, and who was asked and came for it.",
    key="code",
    properties={
        "code": Property(Kind.TEXT, "Reference of ours, unique.", required=True),
        "item": Property(Kind.INTEGER, "Place on the agenda.", required=True, unit="rank from 1"),
        "decision": Property(
            Kind.CHOICE,
            "What was decided about the case.",
            choices={
                "accept": "accepted at this level",
                "not_accept": "not accepted",
                "remain": "remains at its level",
                "step_up": "moves to a higher level",
                "step_down": "moves to a lower level",
                "exit": "leaves the arrangements",
                "deferred": "put off",
                "not_recorded": "nothing recorded",
            },
        ),
        "disclosure": Property(
            Kind.CHOICE,
            "Whether disclosure was decided on.",
            choices=DECISION_RECORDED,
            source="Criminal Justice Act 2003 s.327A",
        ),
        "minutes_sent_on": Property(
            Kind.DATE, "Day on which the minutes went out.", unit="ISO 8601 date"
        ),
    },
    edges={
        "AT_MEETING": Edge("Meeting", "The meeting at which it is.", required=True),
        "CONSIDERS": Edge("MappaCase", "The case; none at a board."),
    },
    dated_edges={
        "INVITED": DatedEdge(
            "Agency",
            "An agency that was asked, or came without being asked.",
            properties={
                "outcome": Property(
                    Kind.CHOICE,
                    "What came of it.",
                    required=True,
                    choices={
                        "in_person": "came in person",
                        "remote": "took part from elsewhere",
                        "report_only": "sent a report, did not come",
                        "apologies": "sent apologies",
                        "no_show": "did not come",
                        "awaited": "not yet known",
                    },
                ),
                "grade": Property(
                    Kind.CHOICE,
                    "Highest grade that came.",
                    choices={
                        "practitioner": "practitioner",
                        "manager": "manager",
                        "senior": "senior manager who can commit resources",
                    },
                ),
                "report_on": Property(
                    Kind.DATE, "Day on which its report came.", unit="ISO 8601 date"
                ),
                "uninvited": Property(Kind.YES_NO, "Whether it came without being asked."),
            },
        ),
        "ATTENDED": DatedEdge(
            "Representative",
            "A person who was there.",
            properties={
                "agency": Property(
                    Kind.TEXT, "The agency that the person spoke for.", refers_to="Agency"
                ),
                "mode": Property(
                    Kind.CHOICE,
                    "How the person took part.",
                    choices={"in_person": "in person", "remote": "from elsewhere"},
                ),
            },
        ),
    },
)
