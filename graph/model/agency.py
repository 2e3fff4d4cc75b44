"""Agency: a body that takes part in MAPPA."""

from graph.schema import SPELL, DatedEdge, Edge, Kind, NodeType, Property

AGENCY = NodeType(
    label="Agency",
    plural="Agencies",
    help="A Responsible Authority or duty-to-co-operate body, or one that is invited.",
    key="code",
    ends_with="active_to",
    about="directory",
    properties={
        "code": Property(Kind.TEXT, "Type and the register's own code, unique.", required=True),
        "name": Property(Kind.TEXT, "Name as the agency uses it.", required=True),
        "aliases": Property(Kind.LIST, "Other names it is known by, former ones too."),
        "services": Property(Kind.LIST, "What it offers to the arrangements."),
        "website": Property(Kind.TEXT, "Address of its public website."),
        "active_from": Property(Kind.DATE, "First day on which it acted.", unit="ISO 8601 date"),
        "active_to": Property(Kind.DATE, "Day from which it no longer acts.", unit="ISO 8601 date"),
        "memorandum_signed_on": Property(
            Kind.DATE,
            "Day on which it signed the area's memorandum of co-operation.",
            unit="ISO 8601 date",
            source="Criminal Justice Act 2003 s.325(5)",
        ),
    },
    edges={
        "OF_TYPE": Edge(
            "AgencyType",
            "What kind of body it is.",
            required=True,
            source="Criminal Justice Act 2003 s.325(1), (6)",
        ),
        "PART_OF": Edge("Agency", "The body that it is a part or branch of."),
        "REPLACED_BY": Edge("Agency", "The bodies that took over from it.", many=True),
    },
    dated_edges={
        "OPERATES_IN": DatedEdge(
            "Area",
            "Where it acts.",
            identity=("valid_from",),
            open_start=True,
            properties={**SPELL},
        )
    },
)
