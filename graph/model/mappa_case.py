"""MappaCase: one person's time under the arrangements."""

from graph.schema import DATED, SPELL, DatedEdge, Edge, Kind, NodeType, Property

LINK_KINDS = {
    "co_defendant": "co-defendants",
    "household": "same household",
    "associate": "associates",
    "victim_shared": "same victim",
}

MAPPA_CASE = NodeType(
    label="MappaCase",
    plural="Cases",
    help="One offender's time under the arrangements, with its level, category and agencies.",
    key="ref",
    ends_with="closed_on",
    properties={
        "ref": Property(
            Kind.TEXT, "Reference of ours, never a national identifier, unique.", required=True
        ),
        "opened_on": Property(
            Kind.DATE, "Day on which the case came in.", required=True, unit="ISO 8601 date"
        ),
        "closed_on": Property(Kind.DATE, "Day from which it is over.", unit="ISO 8601 date"),
        "release_on": Property(Kind.DATE, "Earliest day of release.", unit="ISO 8601 date"),
        "next_review_on": Property(
            Kind.DATE, "Day by which it is to be reviewed.", unit="ISO 8601 date"
        ),
        "restricted": Property(
            Kind.YES_NO, "Whether only people with a grant may know that the case exists."
        ),
    },
    edges={"CONCERNS": Edge("Offender", "The person it is about.", required=True)},
    dated_edges={
        "IN_AREA": DatedEdge(
            "Area",
            "The area that manages it, houses it for a time, or receives it.",
            identity=("valid_from",),
            one_at_a_time="from",
            among=("standing", "home"),
            properties={
                **SPELL,
                "standing": Property(
                    Kind.CHOICE,
                    "What the area is to the case.",
                    required=True,
                    choices={
                        "home": "manages the case",
                        "temporary": "has the person for a time",
                        "receiving": "is to take the case over",
                    },
                ),
            },
        ),
        "AT_LEVEL": DatedEdge(
            "Level",
            "The level at which it is managed.",
            identity=("valid_from",),
            one_at_a_time="from",
            properties={
                **SPELL,
                **DATED,
                "decided_at": Property(
                    Kind.TEXT, "The discussion that decided it.", refers_to="Discussion"
                ),
                "reason": Property(
                    Kind.CHOICE,
                    "Why the level was set.",
                    choices={
                        "screening": "set on screening",
                        "referral": "referral accepted",
                        "risk_raised": "risk had risen",
                        "risk_reduced": "risk had fallen",
                        "plan_in_place": "the plan no longer needs meetings",
                        "transfer": "taken over from another area",
                        "correction": "corrects an earlier record",
                    },
                ),
            },
        ),
        "IN_CATEGORY": DatedEdge(
            "Category",
            "The category that it belongs to.",
            identity=("valid_from",),
            one_at_a_time="from",
            properties={
                **SPELL,
                **DATED,
                "decided_at": Property(
                    Kind.TEXT, "The discussion that decided it.", refers_to="Discussion"
                ),
                "reason": Property(
                    Kind.CHOICE,
                    "Why it belongs there.",
                    choices={
                        "automatic": "follows from conviction or order",
                        "decision": "decided by the Responsible Authority",
                        "expiry": "another ground ran out",
                        "correction": "corrects an earlier record",
                    },
                ),
            },
        ),
        "HAS_CIRCUMSTANCE": DatedEdge(
            "Circumstance",
            "Something about the case that decides which agencies are expected.",
            identity=("valid_from",),
            one_at_a_time="ends",
            properties={
                **SPELL,
                "answer": Property(
                    Kind.CHOICE,
                    "Whether it is so; unknown is an answer of its own.",
                    required=True,
                    choices={"yes": "yes", "no": "no", "unknown": "asked, not known"},
                ),
                **DATED,
            },
        ),
        "LED_BY": DatedEdge(
            "Agency",
            "The lead agency.",
            identity=("valid_from",),
            one_at_a_time="from",
            properties={**SPELL},
        ),
        "INVOLVES": DatedEdge(
            "Agency",
            "An agency that works on the case.",
            identity=("valid_from",),
            properties={
                **SPELL,
                "role": Property(
                    Kind.CHOICE,
                    "What it does there.",
                    required=True,
                    choices={
                        "core": "is expected each time the case is discussed",
                        "contributing": "contributes",
                        "informed": "is kept informed",
                    },
                ),
                "reason": Property(
                    Kind.CHOICE,
                    "Why it is there.",
                    choices={
                        "duty": "its duty to co-operate",
                        "asked": "the panel asked for it",
                        "own_work": "its own work with the person",
                    },
                ),
            },
        ),
        "LINKED_TO": DatedEdge(
            "MappaCase",
            "Another case that it belongs with; joining two people is itself a disclosure.",
            identity=("kind",),
            symmetric=True,
            sensitive="links",
            properties={
                "kind": Property(
                    Kind.CHOICE, "How the two belong together.", required=True, choices=LINK_KINDS
                )
            },
        ),
    },
)
