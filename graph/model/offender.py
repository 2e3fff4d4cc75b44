"""Offender: the person whom a case concerns."""

from graph.schema import Kind, NodeType, Property

OFFENDER = NodeType(
    label="Offender",
    plural="Offenders",
    help="The person whom a case concerns, kept as references and no more than is needed.",
    key="ref",
    properties={
        "ref": Property(
            Kind.TEXT, "Reference of ours, never a national identifier, unique.", required=True
        ),
        "name": Property(Kind.TEXT, "Name of the person.", sensitive="names"),
        "date_of_birth": Property(
            Kind.DATE, "Day of birth.", unit="ISO 8601 date", sensitive="identifiers"
        ),
        "crn": Property(Kind.TEXT, "Case reference number of probation.", sensitive="identifiers"),
        "noms_number": Property(Kind.TEXT, "Prison number.", sensitive="identifiers"),
        "visor_ref": Property(Kind.TEXT, "Reference in ViSOR.", sensitive="identifiers"),
        "pnc": Property(Kind.TEXT, "Police National Computer number.", sensitive="identifiers"),
    },
)
