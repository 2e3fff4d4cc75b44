"""What holds for every declaration of the model."""

import pkgutil
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graph.model
from graph.constraints import constraints
from graph.errors import SchemaError
from graph.model import MODEL, Model
from graph.schema import Edge, Kind, NodeType, Property
from graph.values import join, parse, split, to_text
from graph.worlds import node
from loaders.template import notes
from loaders.template_files import table_as_csv

NODES = list(MODEL.node_types.values())
TABLES = list(MODEL.tables)
PROPERTIES = [
    (owner, name, of)
    for owner, declared in MODEL.tables.items()
    for name, of in declared.properties.items()
]


@pytest.mark.parametrize("found", NODES, ids=lambda found: found.label)
def test_it_stands_in_the_file_of_its_name(found: NodeType) -> None:
    """Whoever looks for a type knows where it is."""
    assert found.table in {module.name for module in pkgutil.iter_modules(graph.model.__path__)}


@pytest.mark.parametrize("found", NODES, ids=lambda found: found.label)
def test_its_help_is_a_sentence_that_a_panel_chair_understands(found: NodeType) -> None:
    """It appears on forms, in notes and in the docs."""
    assert re.match(r"[A-Z].{15,}\.$", found.help)


@pytest.mark.parametrize("found", NODES, ids=lambda found: found.label)
def test_its_key_has_a_constraint(found: NodeType) -> None:
    """Two things with one key would be one thing to every question."""
    assert any(
        f"(n:{found.label}) REQUIRE n.{found.key} IS UNIQUE" in text for text in constraints()
    )


@pytest.mark.parametrize(
    ("owner", "name", "of"), PROPERTIES, ids=[f"{o}.{n}" for o, n, _ in PROPERTIES]
)
def test_a_property_is_explained_and_has_its_unit(owner: str, name: str, of: Property) -> None:
    """A date or a number without a unit is read wrongly by somebody."""
    assert re.match(r"[A-Z].+\.$", of.help)
    assert bool(of.unit) is (of.kind in {Kind.DATE, Kind.INTEGER})
    assert name not in {"case", "title", "type", "label", "id"}


@pytest.mark.parametrize("name", ["name", "email", "phone", "text", "crn", "pnc", "visor_ref"])
def test_what_names_a_person_or_their_act_is_sensitive(name: str) -> None:
    """Names of people and action wording are shown with a permission only."""
    owners = {"representative", "offender", "action"}

    found = [of for owner, n, of in PROPERTIES if n == name and owner in owners]

    assert found
    assert all(of.sensitive for of in found)


@pytest.mark.parametrize("table", TABLES)
def test_a_template_has_every_column_with_a_note(table: str) -> None:
    """An empty table says what belongs into it."""
    declared = MODEL.tables[table]
    header = table_as_csv(table).splitlines()[0].split(",")

    assert set(declared.properties) | set(declared.key_columns) <= set(header)
    assert all(note for _, note in notes(table))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize(
    ("owner", "name", "of"), PROPERTIES[:40], ids=[f"{o}.{n}" for o, n, _ in PROPERTIES[:40]]
)
def test_a_value_written_as_text_is_read_back(
    owner: str, name: str, of: Property, data: st.DataObject
) -> None:
    """What goes out in an export comes in again."""
    words = st.text(st.characters(categories=("L", "N", "P")), min_size=1).map(str.strip)
    values = {
        Kind.TEXT: words.filter(bool).map(lambda text: parse(of, text)),
        Kind.DATE: st.dates(),
        Kind.INTEGER: st.integers(-999_999, 999_999),
        Kind.YES_NO: st.booleans(),
        Kind.CHOICE: st.sampled_from(list(of.choices) or ["x"]),
        Kind.LIST: st.lists(st.sampled_from(["one", "a;b", "ch\u00e2teau", "back\\"]), min_size=1),
    }

    value = data.draw(values[of.kind])

    assert value == parse(of, to_text(value))


@given(st.lists(st.text(st.characters(categories=("L", "N")), min_size=1), max_size=5))
def test_several_texts_in_one_cell_come_apart_again(texts: list[str]) -> None:
    """Aliases and keys share a cell."""
    assert texts == split(join(texts))


def test_a_declaration_that_points_at_nothing_is_refused_by_name() -> None:
    """A developer is told at import, not by an empty answer."""
    properties = {"code": Property(Kind.TEXT, "A key.", required=True)}
    broken = NodeType(
        "Thing", "Things", "A thing.", "code", properties, {"OF_TYPE": Edge("Nothing", "x")}
    )

    with pytest.raises(SchemaError, match="'Nothing' is no declared label"):
        graph.model.checked(Model({"Thing": broken}))


def test_a_type_without_a_key_or_with_a_reserved_name_is_refused() -> None:
    """Kglite adds title and type to property maps of its own."""
    key = Property(Kind.TEXT, "A key.", required=True)

    with pytest.raises(SchemaError, match="the key 'ref' must be a required property"):
        NodeType("Thing", "Things", "A thing.", "ref", {"code": key})
    with pytest.raises(SchemaError, match="reserved property name 'title'"):
        NodeType("Thing", "Things", "A thing.", "code", {"code": key, "title": key})


def test_the_builder_of_worlds_takes_every_type() -> None:
    """A test can say anything that the model can."""
    worlds = [node(found.label, "K") for found in NODES]

    assert len(NODES) == sum(len(found.changes()) for found in worlds)
