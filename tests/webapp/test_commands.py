"""The command line: data on standard output, one line for what goes wrong, an exit code."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from graph.store import open_store
from graph.worlds import put, world
from queries.coverage import examples
from tests.servers import server_session

ROOT = Path(__file__).parents[2]


def mappa(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does."""
    return subprocess.run(
        [sys.executable, "-c", "from webapp.commands import main; main()", *words],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip


def test_a_question_is_one_json_object(store_url: str) -> None:
    """A script reads the same numbers as a page shows."""
    store = open_store(store_url)
    put(store, examples.ABSENT_TRUST)
    store.close()

    done = mappa(
        "ask", "coverage-gaps", "--store", store_url, "--format", "json", "--as-of", "2026-01-31"
    )

    answer = json.loads(done.stdout)
    assert (0, "") == (done.returncode, done.stderr)
    assert [
        "analysis",
        "as_of",
        "parameters",
        "policy",
        "store",
        "columns",
        "rows",
        "count",
        "truncated",
    ] == list(answer)
    assert answer["count"] == len(answer["rows"])


def test_a_load_prints_counts_and_a_second_one_changes_nothing(store_url: str, shelf: Path) -> None:
    """The administrator's first evening."""
    register = shelf / "directories" / "police_forces_england_wales.csv"
    words = (
        "load",
        str(register),
        "--mapping",
        "police-forces",
        "--store",
        store_url,
        "--format",
        "json",
    )

    first, second = mappa(*words), mappa(*words)

    made, again = json.loads(first.stdout), json.loads(second.stdout)
    assert (0, 0) == (first.returncode, second.returncode)
    assert (43, 43) == (made["tables"][0]["created"], again["tables"][0]["unchanged"])
    assert (2, None) == (made["load"], again["load"])


def test_a_dry_run_writes_nothing(tmp_path: Path, shelf: Path) -> None:
    """Looking must be free."""
    url = f"embedded:{tmp_path / 'store'}"
    register = shelf / "directories" / "nhs_trusts.csv"

    done = mappa("load", str(register), "--mapping", "nhs-trusts", "--store", url, "--dry-run")

    assert 0 == done.returncode
    assert "nothing was written" in done.stderr
    assert 0 == open_store(url).version()


def test_rows_that_are_refused_are_listed_and_the_exit_code_says_in_part(tmp_path: Path) -> None:
    """Good rows are not held up by bad ones, and nobody overlooks the bad ones."""
    (tmp_path / "area.csv").write_text("code,name\nkent,Kent\nx,\n", encoding="utf-8")

    done = mappa("load", str(tmp_path), "--store", f"embedded:{tmp_path / 'store'}")

    assert 3 == done.returncode
    assert "area.csv, row 3, column name: a new one needs this" in done.stderr


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("bolt://127.0.0.1:1", "No Neo4j answers at bolt://127.0.0.1:1"),
        ("neo4j://127.0.0.1:1", "No Neo4j answers at neo4j://127.0.0.1:1"),
        ("mysql://x", "is no address of a store"),
        ("embedded:", "is no address of a store"),
    ],
)
def test_a_store_that_cannot_be_had_is_one_line(url: str, said: str) -> None:
    """An operator at night needs the cause, not a traceback."""
    done = mappa("ask", "caseload", "--store", url)

    assert 1 == done.returncode
    assert said in done.stderr
    assert 1 == done.stderr.count("\n")


def test_a_wrong_password_is_one_line_and_is_not_repeated(neo4j_url: str) -> None:
    """The address that is shown holds no secret."""
    address = neo4j_url.rpartition("@")[2]

    done = mappa("status", "--store", f"bolt://neo4j:wrong-secret@{address}")

    assert 1 == done.returncode
    assert f"bolt://{address} refuses user or password" in done.stderr
    assert "wrong-secret" not in done.stderr


def test_neo4j_scheme_answers_too(neo4j_url: str) -> None:
    """Routing addresses are what clusters hand out."""
    done = mappa("ask", "caseload", "--store", neo4j_url.replace("bolt://", "neo4j://"))

    assert (0, "") == (done.returncode, done.stderr)


def test_a_database_with_other_data_is_not_touched(neo4j_url: str, tmp_path: Path) -> None:
    """Somebody else's graph must never be written to by mistake."""
    (tmp_path / "area.csv").write_text("code,name\nkent,Kent\n", encoding="utf-8")
    with server_session(neo4j_url) as session:
        session.run("MATCH (n) DETACH DELETE n").consume()
        session.run("CREATE (:Somebody {name: 'else'})").consume()

    done = mappa("load", str(tmp_path), "--store", neo4j_url)

    with server_session(neo4j_url) as session:
        session.run("MATCH (n:Somebody) DETACH DELETE n").consume()
    assert 1 == done.returncode
    assert "neither empty nor a store of MAPPA Explorer" in done.stderr


def test_a_damaged_store_is_one_line(tmp_path: Path) -> None:
    """A half-copied file is said to be one."""
    (tmp_path / "graph.kgl").write_bytes(b"not a graph at all")

    done = mappa("status", "--store", f"embedded:{tmp_path}")

    assert 1 == done.returncode
    assert "damaged or not ours" in done.stderr


def test_mistakes_in_a_policy_are_named_by_line(tmp_path: Path) -> None:
    """An administrator writes rules, not code."""
    path = tmp_path / "p.toml"
    path.write_text(
        'name = "p"\nversion = "1"\n[[seat]]\nid = "A"\nrequires = ["NOPE"]\nlevels = ["9"]\n'
        'strength = "shall"\nbasis = "b"\nstatus = "verified"\n[[seat]]\nid = "A"\n',
        encoding="utf-8",
    )

    done = mappa("policy", "check", str(path))

    assert 2 == done.returncode
    for said in (
        "p.toml:5: A: requires: 'NOPE' is not known",
        "p.toml:6: A: levels: '9' is not known",
        "p.toml:7: A: strength 'shall' is not one of must, should, consider",
        "p.toml:10: A has no requires",
        "p.toml:11: 'A' is used twice, first in line 4",
    ):
        assert said in done.stderr


def test_serving_beyond_loopback_is_refused_with_the_reason(tmp_path: Path) -> None:
    """Whoever serves others says by which names, and puts TLS before it."""
    done = mappa("serve", "--host", "0.0.0.0", "--store", f"embedded:{tmp_path}")  # noqa: S104 -- refused

    assert 2 == done.returncode
    assert "MAPPA_TRUSTED_HOSTS" in done.stderr


def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    """The commonest trouble of a first try."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = mappa("serve", "--port", port, "--store", f"embedded:{tmp_path}")

    assert 2 == done.returncode
    assert f"Port {port} of 127.0.0.1 is in use" in done.stderr


def test_the_generated_pages_are_current() -> None:
    """Documentation that is out of date is worse than none."""
    done = mappa("docs", "--check")

    assert (0, "") == (done.returncode, done.stderr)


def test_two_policies_are_compared_over_todays_cases(store_url: str, tmp_path: Path) -> None:
    """A rule looks harmless until it is seen what it opens, and where."""
    store = open_store(store_url)
    put(store, world(examples.ABSENT_TRUST, examples.NOT_KNOWN))
    store.close()
    for name, levels in (("a", '["3"]'), ("b", '["2", "3"]')):
        text = examples.POLICY_TEXT.replace('levels = ["3"]\nby', f"levels = {levels}\nby")
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")

    done = mappa(
        "policy", "diff", str(tmp_path / "a.toml"), str(tmp_path / "b.toml"), "--store", store_url,
        "--format", "json", "--as-of", "2026-01-31",
    )  # fmt: skip

    found = json.loads(done.stdout)
    (difference,) = found["differences"]
    assert ("HEALTH-L3", "levels", "3", "2, 3") == (
        difference["rule"], difference["field"], difference["before"], difference["after"],
    )  # fmt: skip
    assert [
        {"rule": "HEALTH-L3", "area": "cheshire", "opened": 1, "closed": 0, "at_risk": 0}
    ] == found["by_rule_and_area"]
