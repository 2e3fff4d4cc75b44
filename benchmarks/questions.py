"""Times every question of the catalogue on one store, over the whole country where it can be."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.report import Asked, Report
from benchmarks.timing import Program, once
from graph.errors import ExplorerError
from queries.analysis import Analysis
from queries.catalogue import catalogue

NATIONAL_MS, ONE_CASE_MS = 5000, 50
"""Design section 12."""

Ask = Callable[..., Sequence[Mapping[str, Any]]]


def time_questions(
    store: str,
    ask: Ask,
    told: Mapping[str, str],
    forget: Program,
    forget_answers: Program,
    report: Report,
) -> None:
    """Note of each question what it takes with nothing kept, and again with the facts kept.

    `told` are values for what questions need; a question that needs another is named in the notes.
    """
    for slug, analysis in catalogue().items():
        needed = [name for name, given in analysis.parameters.items() if given.required]
        if not set(needed) <= set(told):
            report.notes.append(f"{slug} on {store}: not asked, it needs {', '.join(needed)}.")
            continue
        try:
            found = timed(store, ask, analysis, {name: told[name] for name in needed}, forget,
                          forget_answers)  # fmt: skip
        except ExplorerError as error:
            report.notes.append(f"**{slug} on {store} could not be asked**: {error}")
        else:
            report.questions.append(found)


def timed(
    store: str,
    ask: Ask,
    analysis: Analysis,
    parameters: Mapping[str, str],
    forget: Program,
    forget_answers: Program,
) -> Asked:
    """Ask one question twice; once each, for it is the first time that somebody waits for."""
    rows: list[int] = []

    def program() -> None:
        rows.append(len(ask(analysis, **parameters)))

    forget()
    first = once(program)
    forget_answers()
    kept = once(program)
    about = "one case" if parameters else "national"
    most = ONE_CASE_MS if "rule" in parameters else NATIONAL_MS
    return Asked(store, analysis.slug, about, first, kept, rows[0], most)
