"""What the gate says of the commonest mistakes, so that it is known to fail."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from graph.errors import SchemaError
from queries.caseload import CASELOAD
from queries.coverage.texts import CASES
from tests.contract.test_every_analysis import undeclared

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("MappaCase", "MapaCase"), ("AT_LEVEL", "ATLEVEL"), ("matter.opened_on", "matter.openedon")],
)
def test_a_misspelt_name_in_a_question_is_named(right: str, wrong: str) -> None:
    """It would find nothing and say nothing."""
    found = undeclared(CASES.replace(right, wrong))

    assert ([], [wrong.rpartition(".")[2]]) == (undeclared(CASES), found)


def test_an_analysis_without_an_example_that_must_not_be_found_is_refused() -> None:
    """A question that always finds something has not been thought through."""
    finding = [example for example in CASELOAD.examples if example.expect]

    with pytest.raises(SchemaError, match="caseload: no example of something that must not be"):
        dataclasses.replace(CASELOAD, examples=finding)


def test_an_import_against_the_direction_is_named(tmp_path: Path) -> None:
    """The graph knows nothing of those who ask it."""
    for name in ("graph", "loaders", "queries", "webapp"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "graph").unlink()
    _copy(ROOT / "graph", tmp_path / "graph")
    with (tmp_path / "graph" / "scope.py").open("a", encoding="utf-8") as file:
        file.write("\nfrom queries import predicates as predicates\n")

    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("lint-imports")), "--no-cache",
            "--config", str(ROOT / "pyproject.toml"),
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
    )  # fmt: skip

    assert 1 == done.returncode
    assert "graph.scope -> queries.predicates" in done.stdout


def _copy(source: Path, target: Path) -> None:
    for path in source.rglob("*.py"):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
