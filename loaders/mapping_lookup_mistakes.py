"""What is wrong with a [[lookup]] of a mapping."""

from collections.abc import Iterator
from difflib import get_close_matches

from graph.model import MODEL
from loaders.mapping_cell_mistakes import Names, Plain, is_text, is_texts


def of_lookup(entry: Plain, names: Names) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an entry of [[lookup]], and the word to look for."""
    for name in ("name",) if "values" in entry else ("name", "from", "to"):
        if not is_text(entry.get(name)):
            yield name, f"a look-up needs {name}, a text"
    if names.count(entry.get("name")) > 1:
        yield "name", f"there are two look-ups called {entry.get('name')!r}"
    if sum(word in entry for word in ("file", "store", "values")) > 1:
        yield "name", "a look-up has only one of file, store and values"
    if not isinstance(entry.get("file", ""), str):
        yield "file", "file is a text: the path of a file, seen from the publisher's file"
    if "values" in entry:
        yield from _lookup_values(entry)
    yield from _lookup_in_store(entry)


def _lookup_values(entry: Plain) -> Iterator[tuple[str, str]]:
    values = entry["values"]
    if not isinstance(values, dict) or not values or not all(map(is_text, values.values())):
        yield "values", "values is texts with what each becomes, in quotes"
    for word in ("from", "to"):
        if word in entry:
            yield word, f"a look-up with values has no {word}"


def _lookup_in_store(entry: Plain) -> Iterator[tuple[str, str]]:
    if "store" not in entry:
        words = [word for word in ("also", "where") if word in entry]
        yield from ((word, f"only a look-up in the store can have {word}") for word in words)
        return
    label = entry["store"]
    if not is_text(label) or label not in MODEL.node_types:
        yield "store", f"{label!r} is no type of ours; known are {', '.join(MODEL.node_types)}"
        return
    also, where = entry.get("also", []), entry.get("where", {})
    if not is_texts(also):
        yield "also", 'also is a list of texts, such as ["aliases"]'
        also = []
    if not isinstance(where, dict) or not all(is_texts(wanted) for wanted in where.values()):
        yield "where", 'where is columns with their texts, such as { of_type = ["POL"] }'
        where = {}
    named = [(word, entry.get(word)) for word in ("from", "to")]
    named += [("also", name) for name in also] + [("where", name) for name in where]
    for word, name in named:
        if is_text(name) and (said := _no_column(label, str(name))):
            yield word, said


def _no_column(label: str, name: str) -> str:
    """Say that a type of ours has no such column, and what it has; empty where it has it."""
    node = MODEL.node_types[label]
    known = [
        *(of for of in node.properties if of != node.key),
        *(type_.lower() for type_ in node.edges),
    ]
    if name in known or name == node.key:
        return ""
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"{label} has no column {name!r}.{hint} It has {', '.join([node.key, *known])}"
