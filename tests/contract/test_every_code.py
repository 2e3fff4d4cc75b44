"""Every code that a problem can have is declared in `loaders/codes.py`, and none besides."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from loaders.codes import CODES, Code
from webapp.documents import pages

ROOT = Path(__file__).parents[2]
RAISING = [
    path
    for path in (*sorted((ROOT / "loaders").rglob("*.py")), ROOT / "graph" / "values.py")
    if path != ROOT / "loaders" / "codes.py"
]
DECLARING = ROOT / "graph" / "errors.py"
"""Where `Problem` itself is declared, whose first field is the code."""


def test_the_codes_that_the_source_raises_are_the_codes_that_are_documented() -> None:
    """Somebody who searches the page for what a report said must find it."""
    raised = codes_raised({path: path.read_text(encoding="utf-8") for path in RAISING})

    undocumented = [
        f'{where} raises "{code}": add "{code}": Code("what it means", "what to do") to CODES in '
        f"loaders/codes.py, and run `make docs`"
        for code, where in raised.items()
        if code not in CODES
    ]
    stale = [
        f'nothing raises "{code}" any more: take it out of CODES in loaders/codes.py, and run '
        f"`make docs`"
        for code in CODES
        if code not in raised
    ]
    assert not undocumented + stale, "\n" + "\n".join(undocumented + stale)


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_explained_on_the_page(code: str) -> None:
    """A code alone helps nobody."""
    found = CODES[code]

    assert f"| `{code}` | {found.meaning} | {found.fix} |" in pages()["problems.md"]
    assert all(text[0].isupper() and text.endswith(".") for text in (found.meaning, found.fix))
    assert "|" not in found.meaning + found.fix


def test_the_codes_stand_in_the_order_of_the_alphabet() -> None:
    """A page of fifty codes is searched by eye, and two branches that add one merge."""
    assert sorted(CODES) == list(CODES)


def test_a_severity_that_nobody_knows_is_refused() -> None:
    """What counts as a problem decides whether a load is refused."""
    with pytest.raises(ValueError, match="'grave' is none of problem, warning, note"):
        Code("It is grave.", "Mend it.", severity="grave")


def test_a_new_code_is_seen_however_it_is_raised() -> None:
    """The promise above is worth what it finds."""
    source = """
CODE = "from-a-constant"
class Grave(Exception):
    def __init__(self, code: str, message: str) -> None: ...
def refused(path: str, code: str, message: str) -> Grave:
    return Grave(code, message)
def use(bad: bool, found: Problem) -> None:
    refused("x", "from-a-function", "m")
    Grave("from-a-class", "m")
    refused("x", code="from-a-name", message="m")
    Grave("either" if bad else "or", "m")
    Grave(CODE, "m")
    Problem("from-a-problem", "m", "f")
    Grave(found.code, "m")
    other.refused("x", "from-elsewhere", "m")
def agency(code: str) -> str: ...
agency("POL")
"""

    found = codes_raised({Path("a.py"): source})

    assert {
        "either", "from-a-class", "from-a-constant", "from-a-function", "from-a-name",
        "from-a-problem", "from-elsewhere", "or",
    } == set(found)  # fmt: skip


def test_a_code_that_cannot_be_read_from_the_source_is_named() -> None:
    """A code put together at run time would be documented nowhere."""
    source = 'Problem("not-" + what, "m", "f")\n'

    with pytest.raises(AssertionError, match=r"a\.py:1: the code of Problem is put together"):
        codes_raised({Path("a.py"): source})


def codes_raised(sources: Mapping[Path, str]) -> dict[str, str]:
    """Return each code that the sources raise, with the first place that does.

    A code is what is given for the parameter `code` of anything that has a message besides, or
    makes a Problem.
    """
    trees = {path: ast.parse(text) for path, text in sources.items()}
    takers: dict[str, set[int]] = {}
    for tree in (*trees.values(), ast.parse(DECLARING.read_text(encoding="utf-8"))):
        for name, place in _takers(tree):
            takers.setdefault(name, set()).add(place)
    found: dict[str, str] = {}
    for path, tree in trees.items():
        constants = _constants(tree)
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and _name(call.func) in takers:
                where = f"{path.name}:{call.lineno}"
                for given in _given(call, takers[_name(call.func)]):
                    for code in _codes(
                        given, constants, f"{where}: the code of {_name(call.func)}"
                    ):
                        found.setdefault(code, where)
    return found


def _takers(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield what takes a code: its name, and which of its arguments the code is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            fields = [line.target for line in node.body if isinstance(line, ast.AnnAssign)]
            names = [field.id for field in fields if isinstance(field, ast.Name)]
            methods = [line for line in node.body if isinstance(line, ast.FunctionDef)]
            for method in methods:
                if method.name == "__init__":
                    names = [given.arg for given in method.args.args[1:]]
            if {"code", "message"} <= set(names):
                yield node.name, names.index("code")
        elif isinstance(node, ast.FunctionDef) and node.name != "__init__":
            names = [given.arg for given in (*node.args.args, *node.args.kwonlyargs)]
            names = names[1:] if names[:1] == ["self"] else names
            makes_one = node.returns is not None and "Problem" in ast.unparse(node.returns)
            if "code" in names and ("message" in names or makes_one):
                yield node.name, names.index("code")


def _given(call: ast.Call, places: set[int]) -> Iterator[ast.expr]:
    """Yield what a call gives for the code; one that ends there is of another's that has a name."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if "code" in named:
        yield named["code"]
        return
    given = len(call.args) + len(named)
    yield from (
        call.args[place] for place in places if place < len(call.args) and place + 1 < given
    )


def _codes(given: ast.expr, constants: Mapping[str, str], what: str) -> Iterator[str]:
    """Yield the codes of an expression; one that hands on a code that it was given has none."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
    elif isinstance(given, ast.IfExp):
        yield from _codes(given.body, constants, what)
        yield from _codes(given.orelse, constants, what)
    elif isinstance(given, ast.Name) and given.id in constants:
        yield constants[given.id]
    else:
        handed_on = isinstance(given, ast.Name | ast.Attribute | ast.Starred)
        assert handed_on, f"{what} is put together: write it out"


def _constants(tree: ast.Module) -> dict[str, str]:
    return {
        target.id: line.value.value
        for line in tree.body
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)
        for target in line.targets
        if isinstance(target, ast.Name) and isinstance(line.value.value, str)
    }


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""
