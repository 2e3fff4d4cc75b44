"""The table that is printed, and the page docs/benchmarks.md."""

import platform
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

PAGE = Path("docs/benchmarks.md")
LIBRARIES = ("kglite", "neo4j", "neo4j-rust-ext", "networkx", "polars", "flask")

HEAD = """<!-- Made by `make bench`; do not edit. -->
# Benchmarks

    {command}

{data}

A ratio is the product's median divided by the median of a plain NetworkX program of the same
meaning (`benchmarks/baseline.py`), both run in turn in one process after a warm-up. The graph of
the NetworkX program is in memory already; building it is not counted. It returns the same cases,
rules, states, kinds, days and counts as the product; that is asserted before anything is timed. The
NetworkX program does less: no scope, no agency that is looked for, no proof.

"First time" means that nothing is kept from an earlier question; "facts kept" that the facts are
and the answer is not; "the same answer again" that both are. The ratio counts; times depend on the
machine and on what else runs there, and are a guide.
"""

QUESTIONS = """Each question of the catalogue for somebody who may see everything, over the whole
country or of one case, asked once with nothing kept and once more with the facts kept. Seconds are
a guide: they hold for this machine and what else ran on it."""


@dataclass(frozen=True)
class Line:
    """One thing that was measured."""

    store: str
    what: str
    target: str
    measured: str
    met: str
    times: str = ""


@dataclass(frozen=True)
class Asked:
    """One question, in milliseconds."""

    store: str
    slug: str
    about: str
    first: float
    kept: float
    rows: int
    most: float


@dataclass
class Report:
    """What a run found."""

    command: str
    data: str = ""
    ratios: list[Line] = field(default_factory=list)
    times: list[Line] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    engines: list[str] = field(default_factory=list)

    def ratio(self, store: str, what: str, ratio: float, most: float | None, times: str) -> None:
        """Note a ratio; `most` None = no target."""
        target = f"<= {most:g}" if most is not None else "none"
        self.ratios.append(Line(store, what, target, f"{ratio:.3g}", judged(ratio, most), times))

    def time(
        self, store: str, what: str, value: float, most: float | None, unit: str, times: str = ""
    ) -> None:
        """Note a time or a size; `most` None = no target."""
        target = f"<= {most:g} {unit}" if most is not None else "none"
        self.times.append(
            Line(store, what, target, f"{value:,.4g} {unit}", judged(value, most), times)
        )

    def page(self) -> str:
        """Return the page."""
        head = HEAD.format(command=self.command, data=self.data)
        parts = [
            head,
            "## Ratios",
            rows(self.ratios),
            "## Times and sizes",
            rows(self.times),
            "## Every question",
            QUESTIONS,
            asked_rows(self.questions),
            "## Notes",
            "\n".join(f"- {note}" for note in self.notes),
            "## Versions",
            "\n".join(f"- {line}" for line in dict.fromkeys([*versions(), *self.engines])),
        ]
        return "\n\n".join(part.strip("\n") for part in parts) + "\n"

    def write(self) -> None:
        """Write the page with what is known so far."""
        PAGE.write_text(self.page(), encoding="utf-8")


def judged(value: float, most: float | None) -> str:
    """Say whether a target is met, and by how much it is missed."""
    if most is None:
        return "no target"
    return "yes" if value <= most else f"**no**: {value / most:.2g} times the target"


def rows(lines: list[Line]) -> str:
    """Return a table in Markdown."""
    head = "| store | what | target | measured | met | in detail |\n|---|---|---|---|---|---|"
    body = [
        f"| {line.store} | {line.what} | {line.target} | {line.measured} | {line.met} "
        f"| {line.times} |"
        for line in lines
    ]
    return "\n".join([head, *body])


def asked_rows(questions: list[Asked]) -> str:
    """Return the table of the catalogue in Markdown."""
    head = (
        "| store | question | of | first time | facts kept | rows | target | met |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    body = [
        f"| {one.store} | {one.slug} | {one.about} | {one.first / 1000:.2f} s "
        f"| {one.kept / 1000:.2f} s | {one.rows:,} | <= {one.most / 1000:g} s "
        f"| {judged(one.first, one.most)} |"
        for one in questions
    ]
    return "\n".join([head, *body])


def versions() -> list[str]:
    """Return what the numbers depend on."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return [python, *(f"{name} {version(name)}" for name in LIBRARIES)]
