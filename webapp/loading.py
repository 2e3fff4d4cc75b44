"""Loading as people meet it: prepared with its effect on coverage, then applied, then reported.

The command line and the site use the same steps.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graph.collection import no_collection
from graph.errors import Conflict, InputError, TimeLimit
from graph.progress import begin
from graph.records import Changes
from graph.reference import FOLDER
from graph.store import Reader, Store
from loaders.history import UNDO, entries
from loaders.limited import Limit
from loaders.load import apply, prepare, refusal, report
from loaders.planned import VERBS, Plan
from loaders.restore import Taken, find_taken, is_empty, restore
from loaders.snapshot import Snapshot
from loaders.sources import Origin, Sources, bundle_sources
from webapp.effect import Effect, Question, compare, effect_of

REFERENCE = "reference"
MOST_PLANS = 3
"""How often a load is planned when others write at the same time."""
MOST_TRIED = 50_000
"""Changes that a trial is asked to show; what is larger is told after it was applied."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants loaded: from where, under which name, on which day, how strictly."""

    origin: Origin
    source: str
    on: datetime.date
    all_or_nothing: bool = False
    snapshot: Snapshot | None = None
    limit: Limit | None = None
    """What the loader may see, where that is not everything."""


@dataclass
class Loading:
    """One load from its plan on: what it will do, or did."""

    wish: Wish
    sources: Sources
    made: Plan
    effect: Effect = field(default_factory=Effect)
    unknown: str = ""
    """Why the effect on coverage is not known, where it is not."""
    number: int | None = None
    state: str = "dry_run"

    def report(self) -> dict[str, Any]:
        """Return the object that `mappa load --format json` prints."""
        found = report(self.made, self.sources, number=self.number, state=self.state)
        coverage = {**self.effect.as_json(), "not_known_because": self.unknown}
        return {**found, "coverage": coverage}


@no_collection()
def dry_run(store: Store, wish: Wish, question: Question) -> Loading:
    """Plan and say what the plan does to coverage; writes nothing. Raises as `prepare` does."""
    with store.trial() as trial:
        if wish.source != REFERENCE and is_bare(trial):
            trial.apply(_reference_plan(trial).changes())
        loading = _planned(wish, trial)
    loading.effect, loading.unknown = foreseen(store, loading.made.changes(), question)
    return loading


@no_collection()
def load(
    store: Store,
    wish: Wish,
    question: Question,
    *,
    by: str,
    is_agreed: Callable[[Loading], bool] | None = None,
) -> Loading:
    """Plan and apply, and say what it did to coverage. Raises as `prepare` and `apply` do.

    A plan that the store has moved away from is made anew. Whoever has agreed to a plan says by
    `is_agreed` whether a new one is still the same: Conflict is raised where it is not.
    """
    for tries_left in reversed(range(MOST_PLANS)):
        with store.snapshot() as reader:
            loading = _planned(wish, reader)
            if is_agreed and not is_agreed(loading):
                raise Conflict("What would be done is no longer what was agreed to")
            before = question.rows(reader)
        made, files, policy = loading.made, loading.sources.files, question.policy.digest
        try:
            loading.number = apply(store, made, by=by, at=_now(), files=files, policy=policy)
            break
        except Conflict:
            if not tries_left:
                raise
    wrong = any(problem.severity == "problem" for problem in made.problems)
    nothing_used = not loading.number and wrong and not made.count("unchanged")
    loading.state = "refused" if nothing_used else "applied"
    if loading.number:
        begin("asking what it did to coverage")
        with store.snapshot() as reader:
            loading.effect = compare(before, question.rows(reader))
    return loading


def to_restore(store: Store, wish: Wish) -> Taken | None:
    """Return what a load of an export or a backup into an empty store puts back; else None.

    Raises InputError for a wish that a restore cannot fulfil: it takes everything as it was.
    """
    if wish.origin.mapping or not is_empty(store):
        return None
    taken = find_taken(wish.origin.path)
    if taken and (wish.snapshot or wish.source != wish.origin.name):
        raise InputError(
            f"{wish.origin.path} holds a whole store ({taken.manifest.kind}), and this one is "
            f"empty: it is put back as it was. Leave --source and --snapshot out"
        )
    return taken


def put_back(store: Store, wish: Wish, taken: Taken, *, by: str, dry: bool) -> dict[str, Any]:
    """Put it back, or only check it; return the report of a load. Raises as `restore` does."""
    version = restore(store, taken, by=by, at=_now(), dry=dry)
    tables = [
        {"type": table, **dict.fromkeys(VERBS, 0), "rows": number, "created": number}
        for table, number in taken.manifest.rows.items()
    ]
    return {
        **refusal(wish.source, []),
        "load": None if dry else version,
        "state": "dry_run" if dry else "restored",
        "files": dict(taken.manifest.files),
        "tables": tables,
    }


def load_reference(store: Store, source: str, *, by: str) -> int | None:
    """Load the reference tables into a store that wants them; return the load's number."""
    with store.snapshot() as reader:
        if source == REFERENCE or not is_bare(reader):
            return None
        made = _reference_plan(reader)
    return apply(store, made, by=by, at=_now(), files=bundle_sources(FOLDER).files)


def is_bare(reader: Reader) -> bool:
    """Whether no load stands in a store: there was none, or each was undone."""
    return all(entry["kind"] == UNDO or entry["undone_by"] for entry in entries(reader))


def _reference_plan(reader: Reader) -> Plan:
    return prepare(bundle_sources(FOLDER), reader, source=REFERENCE)


def _planned(wish: Wish, reader: Reader) -> Loading:
    made_on = reader.version()
    sources = wish.origin.open(reader, wish.on)
    made = prepare(
        sources,
        reader,
        source=wish.source,
        all_or_nothing=wish.all_or_nothing,
        snapshot=wish.snapshot,
        made_on=made_on,
        limit=wish.limit,
    )
    return Loading(wish, sources, made)


def foreseen(store: Store, changes: Changes, question: Question) -> tuple[Effect, str]:
    """Return what changes would do to coverage, or why a trial cannot tell."""
    if not changes:
        return Effect(), ""
    if is_bare(store):
        return Effect(), "the store is empty: every gap of this load would be new"
    if len(changes) > MOST_TRIED:
        return Effect(), (
            f"there are {len(changes):,} changes, more than the {MOST_TRIED:,} that are "
            f"tried out; their effect is told when they have been applied"
        )
    begin("asking what it would do to coverage")
    try:
        return effect_of(store, changes, question), ""
    except TimeLimit:
        return Effect(), "the store took too long to try it out"


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
