"""Circumstance: something about a case that decides which agencies are expected."""

from graph.schema import Kind, NodeType, Property

CIRCUMSTANCE = NodeType(
    label="Circumstance",
    plural="Circumstances",
    help="Something about a case, such as being in custody, that calls for an agency.",
    key="code",
    about="directory",
    properties={
        "code": Property(Kind.TEXT, "Short code in small letters, unique.", required=True),
        "name": Property(Kind.TEXT, "What it is called.", required=True),
        "meaning": Property(Kind.TEXT, "What it means, in a sentence."),
        "basis": Property(Kind.TEXT, "The clause or guidance that makes it matter."),
        "status": Property(
            Kind.CHOICE,
            "How sure we are of the source.",
            choices={
                "verified": "seen in the source",
                "secondary": "seen in a secondary source",
                "unverified": "to be confirmed by the Strategic Management Board",
            },
        ),
        "derived_from": Property(
            Kind.CHOICE,
            "The date that it follows from by the calendar, if it does.",
            choices={
                "date_of_birth": "the offender's day of birth",
                "release_on": "the case's earliest day of release",
            },
        ),
        "begins_after_months": Property(
            Kind.INTEGER, "Begins that long after the date; less than 0 = before.", unit="months"
        ),
        "ends_after_months": Property(
            Kind.INTEGER, "Ends that long after the date; less than 0 = before.", unit="months"
        ),
    },
)
