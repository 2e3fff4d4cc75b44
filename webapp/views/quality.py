"""The quality of the record, with how it was in the last months; and the health of the stores."""

import datetime
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import select

from graph.errors import StoreError
from graph.model import MODEL
from graph.store import Reader
from loaders.limited import DIRECTORY
from queries.analysis import Analysis, Asked, run
from queries.data_quality import DATA_QUALITY
from queries.data_quality import FIXES as QUALITY_FIXES
from queries.data_quality import KINDS as QUALITY_KINDS
from queries.directory_health import DIRECTORY_HEALTH
from queries.directory_health import FIXES as HEALTH_FIXES
from queries.directory_health import KINDS as HEALTH_KINDS
from webapp.access import CASES, Route, any_of
from webapp.asking import read_parameters
from webapp.audit.chain import canonical
from webapp.audit.events import COMMAND_RUN
from webapp.caller import person
from webapp.database.audit import AuditEntry
from webapp.database.versions import Standing, standing, version, wanted
from webapp.lists import on_day
from webapp.site import site

LOADS = any_of("load")
MONTHS = 5
"""Ends of months that are looked back to, beside the day itself."""
Counts = Mapping[str, int]


def shown() -> str:
    """Show what is wrong in the record by kind, and how it was at the ends of the last months."""
    here = site()
    area = request.args.get("area", "")
    asked = here.asked(read_parameters(DATA_QUALITY, {"area": area}) if area else {})
    # Of the whole country each month takes as long as the day itself: only where it is asked for.
    looks_back = bool(area) or asked.scope.areas is not None or "months" in request.args
    days = [asked.as_of, *(_month_ends(asked.as_of) if looks_back else ())]
    with here.store.snapshot() as reader:
        record = [_counted(DATA_QUALITY, reader, asked, day) for day in days]
        directory = [_counted(DIRECTORY_HEALTH, reader, asked, day) for day in days]
    return render_template(
        "quality.html",
        columns=[
            {"text": "What"}, {"text": "What to do"},
            *({"text": f"{day.day} {day:%b %Y}", "numeric": True} for day in reversed(days)),
        ],
        record=[
            _row(text, QUALITY_FIXES[kind], kind, record,
                 on_day("questions.asked", slug=DATA_QUALITY.slug, kind=kind))
            for kind, text in QUALITY_KINDS.items()
        ],
        directory=[
            _row(text, HEALTH_FIXES[kind], kind, directory,
                 on_day("agencies.listed", problem=kind))
            for kind, text in HEALTH_KINDS.items()
        ],
        total=sum(record[0].values()),
        looks_back=looks_back,
        back_href=url_for("quality.shown", months="yes"),
    )  # fmt: skip


def _month_ends(day: datetime.date) -> list[datetime.date]:
    """Return the last days of the months before a day, the latest first."""
    found: list[datetime.date] = []
    last = day
    for _ in range(MONTHS):
        last = last.replace(day=1) - datetime.timedelta(days=1)
        found.append(last)
    return found


def _counted(analysis: Analysis, reader: Reader, asked: Asked, day: datetime.date) -> Counts:
    told = {name: asked.parameters.get(name) for name in analysis.parameters}
    once = Asked(asked.scope, day, asked.today, asked.policy, told, asked.waivers)
    return Counter(row["kind"] for row in run(analysis, reader, once).rows)


def _row(text: str, fix: str, kind: str, counts: Sequence[Counts], href: str) -> list[Any]:
    found = [f"{one.get(kind, 0):,}" for one in reversed(counts)]
    return [{"text": f"{text[0].upper()}{text[1:]}", "href": href}, fix, *found]


def health() -> str:
    """Show whether both stores answer, in which shape they are, and when they were last copied."""
    everything = person().scope.areas is None
    return render_template(
        "health.html",
        store=list(_store(everything)),
        database=list(_database(everything)),
        sizes=list(_sizes(everything)),
        everything=everything,
        digest_href="" if request.args.get("digest") else url_for("quality.health", digest="yes"),
    )


def _store(everything: bool) -> Iterator[tuple[str, Any]]:
    """Yield what is known of the store of cases; whoever loads for one area is told no more of it.

    Where it is, how large it is and its digest change with cases of other areas.
    """
    here = site()
    try:
        info = dict(here.store.info())
        yield "Answers", "✓ yes"
    except StoreError as error:
        yield "Answers", {"text": "✗ no", "note": str(error)}
        return
    yield "Engine", info["engine"]
    yield "Format", info.get("format", "")
    if not everything:
        return
    yield "Address", info["address"]
    yield "Version", f"load {here.store.version()}"
    if request.args.get("digest"):
        yield "Digest of everything stored", here.store.digest()
    if info["address"].startswith("embedded:"):
        folder = Path(info["address"].partition(":")[2])
        yield "Size on disk", _megabytes(sum(one.stat().st_size for one in folder.iterdir()))
        yield "Free on that disk", _megabytes(shutil.disk_usage(folder).free)
    yield "Last backup on record here", _last_run("backup")


def _database(everything: bool) -> Iterator[tuple[str, Any]]:
    """Yield what is known of the database of users and the audit."""
    here = site()
    with here.database.reading() as session:
        found = standing(session.connection())
        here_now = version(session.connection())
    yield "Answers", "✓ yes"
    yield "Shape", "as this program wants it" if found is Standing.CURRENT else found.value
    yield "Migration", f"{here_now or 'none'}; the newest is {wanted()}"
    if not everything:
        return
    address = here.database.engine.url
    yield "Address", address.render_as_string(hide_password=True)
    if address.get_backend_name() == "sqlite":
        path = Path(address.database or "")
        yield "Size on disk", _megabytes(path.stat().st_size)
    yield "Last backup on record here", _last_run("database backup")
    uploads = sum(one.stat().st_size for one in here.tasks.glob("*/files/*") if one.is_file())
    yield "Uploads that wait for a decision", _megabytes(uploads)


def _sizes(everything: bool) -> Iterator[list[Any]]:
    """Yield how many things of each type there are; of cases only to those who see every area."""
    here = site()
    for label, declared in MODEL.node_types.items():
        if not everything and declared.table not in DIRECTORY:
            continue
        try:
            found = here.store.read(f"MATCH (n:{label}) RETURN count(*) AS number")
        except StoreError:
            return  # it was said above that it does not answer
        yield [declared.plural, f"{found[0]['number']:,}"]


def _last_run(command: str) -> Any:
    """Return when a command was run last, by the audit; whether it ended well nobody knows here."""
    wanted_text = f'"command":{canonical(command)}'
    with site().database.reading() as session:
        found = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.event == COMMAND_RUN.name, AuditEntry.what.contains(wanted_text))
            .order_by(AuditEntry.number.desc())
            .limit(1)
        ).one_or_none()
    if found is None:
        return "none; one made by other tools is not known here"
    at = datetime.datetime.fromisoformat(found.at)
    return {"date": at.date(), "note": f"begun at {at:%H:%M} UTC by {found.who}"}


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.1f} MB"


ROUTES = (
    Route("/directory/quality", "shown", shown, CASES),
    Route("/directory/health", "health", health, LOADS),
)
