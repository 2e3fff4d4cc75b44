"""Area: one of the criminal justice areas in which the arrangements are made."""

from graph.schema import Kind, NodeType, Property

AREA = NodeType(
    label="Area",
    plural="Areas",
    help="A criminal justice area with a Responsible Authority of its own.",
    key="code",
    about="directory",
    properties={
        "code": Property(
            Kind.TEXT,
            "Its name in small letters with hyphens, unique.",
            required=True,
        ),
        "name": Property(Kind.TEXT, "Name as the area uses it.", required=True),
        "name_welsh": Property(Kind.TEXT, "Name in Welsh."),
        "former_names": Property(Kind.LIST, "Names it was published under before."),
        "region": Property(Kind.TEXT, "Probation region that it lies in."),
        "jurisdiction": Property(
            Kind.CHOICE,
            "Whose law makes the arrangements.",
            choices={
                "england_and_wales": "England and Wales",
                "scotland": "Scotland",
                "northern_ireland": "Northern Ireland",
            },
            source="Criminal Justice Act 2003 s.325",
        ),
    },
)
