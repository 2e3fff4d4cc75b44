"""Empty tables with notes: the columns of a type, and what each of them holds."""

import csv
import io

from graph.errors import NotFound
from graph.model import MODEL, DatedEdgeType
from graph.schema import Kind, NodeType, Property


def template(table: str) -> str:
    """Return the header of a table of ours as CSV. Raises NotFound for an unknown table."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerow([name for name, _ in notes(table)])
    return file.getvalue()


def notes(table: str) -> list[tuple[str, str]]:
    """Return each column of a table with what it holds. Raises NotFound for an unknown table."""
    declared = MODEL.tables.get(table)
    if declared is None:
        raise NotFound(f"There is no table {table!r}. There are: {', '.join(MODEL.tables)}")
    if isinstance(declared, NodeType):
        columns = [(name, note(of)) for name, of in declared.properties.items()]
        for type_, edge in declared.edges.items():
            several = "; several split by ;" if edge.many else ""
            needed = "Required. " if edge.required else ""
            columns.append((type_.lower(), f"{needed}{edge.help} Key of {edge.target}{several}."))
        return columns
    return _edge_notes(declared)


def note(of: Property) -> str:
    """Return what a property holds, in one line."""
    parts = ["Required."] if of.required else []
    parts.append(of.help)
    if of.choices:
        parts.append(f"One of: {', '.join(of.choices)}.")
    elif of.kind is not Kind.TEXT:
        parts.append(f"{of.kind.value.capitalize()}{f', {of.unit}' if of.unit else ''}.")
    if of.refers_to:
        parts.append(f"Key of {of.refers_to}.")
    if of.sensitive:
        parts.append(f"Sensitive: shown with the permission {of.sensitive} only.")
    return " ".join(parts)


def _edge_notes(declared: DatedEdgeType) -> list[tuple[str, str]]:
    first, second = declared.key_columns
    columns = [
        (first, f"Required. Key of {declared.origin}."),
        (second, f"Required. Key of {declared.edge.target}. {declared.edge.help}"),
    ]
    columns += [(name, note(of)) for name, of in declared.properties.items()]
    return [*columns, ("withdraw", "yes takes back an edge that was entered in error.")]
