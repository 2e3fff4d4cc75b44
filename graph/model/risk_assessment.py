"""RiskAssessment: the band that a tool gave on a day; nothing is scored here."""

from graph.schema import Edge, Kind, NodeType, Property

RISK_ASSESSMENT = NodeType(
    label="RiskAssessment",
    plural="Risk assessments",
    help="The band that a recognised tool gave on a day.",
    key="code",
    properties={
        "code": Property(Kind.TEXT, "Reference of ours, unique.", required=True),
        "tool": Property(
            Kind.CHOICE,
            "The tool; only rosh drives clocks and questions.",
            required=True,
            choices={
                "rosh": "risk of serious harm",
                "oasys": "OASys",
                "osp": "OSP",
                "arms": "ARMS",
                "sara": "SARA",
                "erg22": "ERG22+",
                "asset_plus": "AssetPlus",
                "hcr20": "HCR-20",
            },
        ),
        "band": Property(
            Kind.CHOICE,
            "The band.",
            required=True,
            choices={"low": "low", "medium": "medium", "high": "high", "very_high": "very high"},
        ),
        "assessed_on": Property(
            Kind.DATE, "Day of the assessment.", required=True, unit="ISO 8601 date"
        ),
    },
    edges={"OF_CASE": Edge("MappaCase", "The case that was assessed.", required=True)},
)
