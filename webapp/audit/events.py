"""Everything that is put on record: each event once, with its exact fields.

A field holds keys, words of ours, numbers and days; never what somebody typed freely.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PAGE = "Name of the page, as `cases.shown`; empty where the address is of none"
PARTS = "What the address names, by key; of one that was refused only what is a key of something"
STATUS = "Status of the answer"
METHOD = "GET: looked at; POST: sent"
QUESTION = "Slug of the question; of each, where a page asked several"
PARAMETERS = "What the question was told; of what was typed freely only how long it was"
AS_OF = "Day that was asked about"
USER = "Name of the user whom it is about"
CASE = "Key of the case"
STEP = (
    "password, second factor, own password (by somebody signed in), provider, demonstration, token"
)
SOURCE = "Name of the source"
TASK = "Number by chance of what was uploaded, or of an undo"
COUNTS = "Rows created, updated, ended and refused"


@dataclass(frozen=True)
class Event:
    """One kind of thing that is put on record; `title` is how pages call it."""

    name: str
    title: str
    fields: Mapping[str, str]

    def what(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the fields of an entry. Raises ValueError unless they are exactly the declared."""
        if set(fields) != set(self.fields):
            odd = ", ".join(sorted(set(fields) ^ set(self.fields)))
            raise ValueError(f"{self.name} has other fields; lacking or too many: {odd}")
        return dict(fields)


PAGE_READ = Event(
    "page_read", "Page opened", {"page": PAGE, "parts": PARTS, "method": METHOD, "status": STATUS}
)
QUESTION_ASKED = Event(
    "question_asked",
    "Question asked",
    {"page": PAGE, "question": QUESTION, "parameters": PARAMETERS, "as_of": AS_OF},
)
SEARCHED = Event(
    "searched", "Search", {"page": PAGE, "letters": "How many letters were typed; not which"}
)
EXPORTED = Event(
    "exported",
    "Download",
    {
        "page": PAGE, "parts": PARTS, "question": QUESTION, "parameters": PARAMETERS,
        "as_of": AS_OF, "form": "csv, json or another type of content",
    },
)  # fmt: skip
PERMISSION_REFUSED = Event(
    "permission_refused", "Refused", {"page": PAGE, "parts": PARTS, "method": METHOD}
)
LIMIT_REACHED = Event(
    "limit_reached",
    "Turned away: too often",
    {"page": PAGE, "kind": "sign-in, search, export or upload"},
)
SIGN_IN_GOOD = Event("sign_in_good", "Sign-in, right", {"step": STEP})
SIGN_IN_BAD = Event("sign_in_bad", "Sign-in, wrong", {"step": STEP})
SIGN_IN_LOCKED = Event(  # one for each wait: tries that are not looked at leave nothing
    "sign_in_locked", "Sign-in, wrong: must wait", {"step": STEP}
)
PROVIDER_REFUSED = Event(
    "provider_refused",
    "Sign-in by the organisation's provider, refused",
    {"why": "away, state, refused there, too late, token, or nobody of ours"},
)
SIGNED_OUT = Event(
    "signed_out", "Sign-out", {"user": USER, "everywhere": "yes: every session ended"}
)
TOKEN_CHANGED = Event(
    "token_changed",
    "Token for scripts changed",
    {
        "user": USER, "token": "Number of the token; its name is its person's words",
        "change": "made or revoked", "ends_on": "Day on which it ends of itself",
    },
)  # fmt: skip
FACTOR_CHANGED = Event(
    "factor_changed",
    "Second factor changed",
    {"user": USER, "change": "set up, forgotten or new recovery codes"},
)
GRANT_GIVEN = Event(
    "grant_given",
    "Restricted case opened",
    {
        "user": USER, "case": CASE, "grant": "Number of the grant, which holds the reason",
        "starts_on": "First day", "ends_on": "First day on which it no longer holds",
    },
)  # fmt: skip
GRANT_WITHDRAWN = Event(
    "grant_withdrawn", "Restricted case closed", {"user": USER, "case": CASE, "grants": "How many"}
)
BREAK_GLASS = Event(
    "break_glass",
    "Break-glass: restricted case opened",
    {
        "case": CASE, "grant": "Number of the grant, which holds the reason",
        "until": "Moment at which it closes again",
    },
)  # fmt: skip
BREAK_GLASS_IN_VAIN = Event(
    "break_glass_in_vain",
    "Break-glass: nothing opened",
    {"case": "Key of the case; of what is no key, how long it was"},
)
GRANT_USED = Event("grant_used", "Restricted case seen under a grant", {"page": PAGE})
PEOPLE_CHANGED = Event(
    "people_changed",
    "User changed",
    {
        "user": USER,
        "change": "added, disabled, enabled, password given, password set, linked to the provider, "
        "unlinked, given or taken",
        "kind": "What was given or taken: role, area, category or agency",
        "value": "Which, by its code",
    },
)
RULE = "Rule of the policy, by its id"
WAIVER_MADE = Event(
    "waiver_made",
    "Rule waived",
    {
        "waiver": "Number of the waiver, which holds the reason", "case": CASE, "rule": RULE,
        "level": "Level at which it is not asked", "until": "Day from which it is asked again",
    },
)  # fmt: skip
WAIVER_WITHDRAWN = Event(
    "waiver_withdrawn",
    "Waiver withdrawn",
    {"waiver": "Number of the waiver", "case": CASE, "rule": RULE},
)
VIEW_CHANGED = Event(
    "view_changed",
    "Saved view changed",
    {
        "view": "Number of the view; its name and its note are its owner's words",
        "change": "saved, renamed, shared, made private or deleted", "page": PAGE,
        "shared_with": "Role that may open it from now on, or nobody",
    },
)  # fmt: skip
LOAD_APPLIED = Event(
    "load_applied",
    "Load applied",
    {"load": "Number of the load; null: nothing changed", "source": SOURCE, "counts": COUNTS},
)
LOAD_TRIED = Event(
    "load_tried", "Load tried", {"state": "dry_run or refused", "source": SOURCE, "counts": COUNTS}
)
UPLOADED = Event(
    "uploaded",
    "Files uploaded",
    {
        "task": TASK, "source": SOURCE, "mapping": "Name of the mapping, own, or empty",
        "files": "How many", "bytes": "How large all of them are",
    },
)  # fmt: skip
TASK_AGREED = Event(
    "task_agreed",
    "Load or undo agreed to",
    {"task": TASK, "kind": "load or undo", "source": SOURCE, "undone": "Load to be taken back"},
)
TASK_REMOVED = Event(
    "task_removed",
    "Upload removed",
    {"task": TASK, "why": "thrown away, or left for too long", "source": SOURCE},
)
MAPPING_KEPT = Event("mapping_kept", "Mapping kept", {"task": TASK, "mapping": "Its name"})
LOAD_UNDONE = Event(
    "load_undone",
    "Load undone",
    {
        "undone": "Number of the load that was to be taken back",
        "load": "Number of the load that took it back", "state": "applied, dry_run or refused",
    },
)  # fmt: skip
COMMAND_RUN = Event(
    "command_run",
    "Command",
    {
        "command": "Its words, as `ask coverage-gaps`",
        "options": "What it was told; of what was typed freely only how long it was",
    },
)
AUDIT_READ = Event(
    "audit_read",
    "Audit looked at",
    {
        "page": PAGE, "form": "html, csv, table or json",
        "filters": "By what it was narrowed: who, case, day, event; only what is on record",
    },
)  # fmt: skip
ENTRIES_REMOVED = Event(
    "entries_removed",
    "Entries removed",
    {
        "before": "Day before which entries were removed", "removed_from": "First number",
        "removed_to": "Last number", "removed_count": "How many",
        "last_hash": "Hash of the last one: the entry that is now the first carries it",
        "signature": "HMAC-SHA-256 of the others under the secret of the site",
    },
)  # fmt: skip
SIGN_INS_REMOVED = Event(
    "sign_ins_removed",
    "Tries to sign in removed",
    {"before": "Day before which they were removed", "removed_count": "How many"},
)
RECORDS_REMOVED = Event(
    "records_removed",
    "Records that were over removed",
    {
        "before": "Day before which they were over",
        "counts": "How many: recovery codes, tokens, sessions, grants, waivers, feedback",
    },
)

EVENTS: Mapping[str, Event] = {
    found.name: found for found in list(globals().values()) if isinstance(found, Event)
}
"""By the name under which they are stored."""
