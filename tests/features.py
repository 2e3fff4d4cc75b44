"""What each of the three people would miss first, and which tests show that it is there.

A test says `@pytest.mark.feature(NUMBER, …)`. `python -m tests.features` writes `docs/features.md`.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "features.md"
FEATURES: Mapping[int, tuple[str, str]] = {
    1: ("chair, analyst", "The list of gaps: exactly the missing ones, with rule and since when; "
        "sorted, filtered, and the same as CSV"),
    2: ("chair", "A case with its agencies by duty, lead, level, next meeting, actions and gaps, "
        "as picture and as table"),
    3: ("chair, analyst", "Why a case is flagged: the rule, its source, the facts, and what would "
        "clear it"),
    4: ("everybody", "Search by prefix over cases, agencies, panels and people; never what the "
        "asker may not see"),
    5: ("chair, analyst", "An agency with its cases, panels, actions and attendance"),
    6: ("administrator", "A load that is tried before it is applied, with what it does to "
        "coverage; twice is once"),
    7: ("administrator", "Every refused row with file, line, column, value, reason and what to do; "
        "the counts balance"),
    8: ("chair, analyst", "Expanding a picture moves nothing that stands; one undo takes it back"),
    9: ("chair, analyst", "A node with very many neighbours asks which, and how many"),
    10: ("chair", "A meeting: the agenda in order, who is expected, invited, came or reported, "
         "what is due"),
    11: ("chair, analyst", "Overdue actions by agency and owner; one count in list, badge "
         "and JSON"),
    12: ("analyst, chair", "Filters that combine, shared by table, picture, export and address, "
         "as visible chips"),
    13: ("everybody", "Saved views: private, shared with a role, read-only, copied; they outlive "
         "a load"),
    14: ("everybody", "Roles, areas and restricted cases inside the questions: no trace of what is "
         "hidden"),
    15: ("administrator", "An audit of reads and writes with a chain of hashes; exports are in it"),
    16: ("analyst, chair", "Exports: CSV, pictures with legend and day as PNG, SVG and PDF, "
         "GraphML and JSON"),
    17: ("everybody", "A legend of shape, text and count that selects and hides; never colour "
         "alone"),
    18: ("everybody", "A table that says what the picture says, one key away"),
    19: ("everybody", "Keyboard and screen reader: one stop, arrows, spoken names"),
    20: ("analyst", "How two things are connected: the path in words, kinds of steps to choose, "
         "on a day"),
    21: ("analyst, chair", "As of a day: what coverage looked like then"),
    22: ("analyst", "The trend of coverage by month, with what it is a share of"),
    23: ("administrator", "The directory: agencies, types, areas, contacts, dates, duplicates, "
         "what is missing"),
    24: ("administrator", "The history of loads, and taking one back"),
    25: ("administrator, analyst", "JSON and command line with the same numbers as the pages"),
}  # fmt: skip


def told() -> Mapping[int, list[str]]:
    """Return the tests of each feature, as `file: sentence`."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "mark.feature" in text:
            for numbers, name in _marked(ast.parse(text)):
                for number in numbers:
                    found[number].append(f"{path.relative_to(ROOT).as_posix()}: {_said(name)}")
    return found


def page() -> str:
    """Return the page. Raises KeyError for a mark of no feature that there is."""
    tests = told()
    unknown = sorted(set(tests) - set(FEATURES))
    if unknown:
        raise KeyError(f"no such features: {unknown}")
    return "\n".join(_lines(tests)) + "\n"


def _lines(tests: Mapping[int, list[str]]) -> Iterator[str]:
    yield "<!-- Made by `make docs` from the marks of the tests; do not edit. -->"
    yield "# What people would miss first, and the tests that show it\n"
    yield (
        "Twenty-five things, in the order in which somebody would stop and complain. Each is shown "
        "by tests that name it; more tests than these stand behind most of them.\n"
    )
    for number, (who, what) in FEATURES.items():
        yield f"## {number}. {what}\n"
        yield f"For: {who}.\n"
        yield from (f"- {test}" for test in tests.get(number, ["no test names it yet"]))
        yield ""


def _marked(tree: ast.Module) -> Iterator[tuple[list[int], str]]:
    for found in ast.walk(tree):
        if isinstance(found, ast.FunctionDef | ast.ClassDef):
            for mark in found.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.feature":
                    yield [ast.literal_eval(number) for number in mark.args], found.name


def _said(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


def main() -> int:
    """Write the page, or with `--check` say whether it is as it would be written."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    if current != text:
        sys.stderr.write("docs/features.md is not what the tests say. Run: make docs\n")
    return int(current != text)


if __name__ == "__main__":
    sys.exit(main())
