"""What each column of our tables holds, as a template, a page or a form says it."""

from collections.abc import Mapping
from difflib import get_close_matches

from graph.errors import NotFound
from graph.model import MODEL, DatedEdgeType
from graph.schema import Kind, NodeType, Property

WITHDRAW = Property(Kind.YES_NO, "Yes takes back an edge that was entered in error.")


def about(table: str) -> str:
    """Return what the rows of a table are, in one sentence. Raises NotFound."""
    declared = _declared(table)
    if isinstance(declared, NodeType):
        return declared.help
    return f"{declared.origin} {declared.type} {declared.edge.target}: {declared.edge.help}"


def columns(table: str) -> Mapping[str, Property]:
    """Return what each column holds: a plain edge and the end of a dated one are keys.

    Raises NotFound for an unknown table.
    """
    declared = _declared(table)
    if isinstance(declared, NodeType):
        edges = {
            type_.lower(): Property(
                Kind.LIST if edge.many else Kind.TEXT,
                edge.help,
                required=edge.required,
                source=edge.source,
                refers_to=edge.target,
            )
            for type_, edge in declared.edges.items()
        }
        return {**declared.properties, **edges}
    return {**_ends(declared), **declared.properties, "withdraw": WITHDRAW}


def notes(table: str) -> list[tuple[str, str]]:
    """Return each column of a table with what it holds. Raises NotFound for an unknown table."""
    return [(name, note(of)) for name, of in columns(table).items()]


def note(of: Property) -> str:
    """Return what a property holds, in one line."""
    parts = ["Required."] if of.required else []
    parts.append(of.help)
    if of.choices:
        parts.append(f"One of: {', '.join(of.choices)}.")
    elif of.refers_to:
        several = "; several split by ;" if of.kind is Kind.LIST else ""
        parts.append(f"Key of {of.refers_to}{several}.")
    elif of.kind is not Kind.TEXT:
        parts.append(f"{of.kind.value.capitalize()}{f', {of.unit}' if of.unit else ''}.")
    if of.sensitive:
        parts.append(f"Sensitive: shown with the permission {of.sensitive} only.")
    return " ".join(parts)


def _ends(declared: DatedEdgeType) -> Mapping[str, Property]:
    edge = declared.edge
    helps = ("Where it starts.", edge.help)
    targets = (declared.origin, edge.target)
    return {
        name: Property(
            Kind.TEXT,
            text,
            required=True,
            refers_to=target,
            source=edge.source,
            sensitive=edge.sensitive,
        )
        for name, text, target in zip(declared.key_columns, helps, targets, strict=True)
    }


def _declared(table: str) -> NodeType | DatedEdgeType:
    declared = MODEL.tables.get(table)
    if declared is None:
        near = get_close_matches(table.lower(), MODEL.tables, n=1)
        raise NotFound(
            f"There is no table {table!r}. {f'Did you mean {near[0]}? ' if near else ''}"
            f"There are: {', '.join(MODEL.tables)}"
        )
    return declared
