"""Referral: an agency asks for a case to be managed at a higher level."""

from graph.schema import Edge, Kind, NodeType, Property

REFERRAL = NodeType(
    label="Referral",
    plural="Referrals",
    help="An agency's request that a case be managed by meetings.",
    key="code",
    properties={
        "code": Property(Kind.TEXT, "Reference of ours, unique.", required=True),
        "received_on": Property(
            Kind.DATE, "Day on which it came.", required=True, unit="ISO 8601 date"
        ),
        "decided_on": Property(Kind.DATE, "Day of the decision.", unit="ISO 8601 date"),
        "decision": Property(
            Kind.CHOICE,
            "What was decided.",
            choices={
                "accept": "accepted",
                "not_accept": "not accepted",
                "more_information": "more information asked for",
                "withdrawn": "withdrawn",
            },
        ),
        "urgent": Property(Kind.YES_NO, "Whether it was urgent."),
        "level_asked": Property(Kind.TEXT, "Level that was asked for.", refers_to="Level"),
        "level_given": Property(Kind.TEXT, "Level that was given.", refers_to="Level"),
    },
    edges={
        "FOR_CASE": Edge("MappaCase", "The case that it is about.", required=True),
        "REFERRED_BY": Edge("Agency", "The agency that asked."),
    },
)
