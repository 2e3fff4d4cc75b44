"""Rows with a bad cell, a bad key, a reference to nothing, or a spell that cannot be."""

from collections.abc import Mapping

from tests.loaders.damages.damage import Damage, Damages

CELLS: Mapping[str, tuple[str, str, str, str, int]] = {
    # name: table, header, row with {} for the cell, column, and what stands elsewhere
    "date": ("mappa_case", "ref,opened_on,concerns", "C{n},{cell},O1", "opened_on", 0),
    "text": ("area", "code,name", "a{n},{cell}", "name", 0),
    "choice": ("meeting", "code,on,state,of_panel", "M{n}9,2025-01-01,{cell},P0", "state", 0),
    "number": ("discussion", "code,item,at_meeting", "D{n}9,{cell},M0", "item", 0),
    "yes": (
        "mappa_case", "ref,opened_on,concerns,restricted", "C{n},2024-01-01,O1,{cell}",
        "restricted", 0,
    ),
}  # fmt: skip
GOOD = {"date": "2024-01-01", "text": "Good", "choice": "held", "number": "7", "yes": "no"}
BAD_CELLS: tuple[tuple[str, str, str], ...] = (
    ("date", "01/02/2024", "not-a-date"),
    ("date", "02-01-2024", "not-a-date"),
    ("date", "12/31/2024", "not-a-date"),
    ("date", "1.2.2024", "not-a-date"),
    ("date", "2024-1-1", "not-a-date"),
    ("date", "2023-02-29", "not-a-date"),
    ("date", "1900-02-29", "not-a-date"),
    ("date", "2024-13-01", "not-a-date"),
    ("date", "2024-00-10", "not-a-date"),
    ("date", "0000-01-01", "not-a-date"),
    ("date", "20240101", "not-a-date"),
    ("date", "45292", "not-a-date"),
    ("date", "today", "not-a-date"),
    ("date", "2024-01-01T00:00:00", "not-a-date"),
    ("date", "2024-W01-1", "not-a-date"),
    ("date", "\u0662\u0660\u0662\u0664-01-01", "not-a-date"),
    ("date", "=TODAY()", "formula"),
    ("date", "#REF!", "not-a-date"),
    ("text", "=1+1", "formula"),
    ("text", "@SUM(A1)", "formula"),
    ("text", "+cmd|' /C calc'!A0", "formula"),
    ("text", "-2+3+cmd|' /C calc'!A0", "formula"),
    ("text", '"=HYPERLINK(""http://x"",""y"")"', "formula"),
    ("text", "a\x07b", "control-character"),
    ("text", "a\x00b", "control-character"),
    ("text", "a\x1b[31mb", "control-character"),
    ("text", '"two\nlines"', "control-character"),
    ("text", "a\tb", "control-character"),
    ("text", "a\u200bb", "invisible-character"),
    ("text", "a\u202eb", "invisible-character"),
    ("text", "a\ufeffb", "invisible-character"),
    ("text", "a\ue000b", "invisible-character"),
    ("text", "x" * 2_001, "too-long"),
    ("choice", "Held", "not-a-choice"),
    ("choice", "happened", "not-a-choice"),
    ("choice", "held;planned", "not-a-choice"),
    ("number", "1.5", "not-a-number"),
    ("number", "one", "not-a-number"),
    ("number", "1e3", "not-a-number"),
    ("number", '"1,000"', "not-a-number"),
    ("number", "99999999999", "not-a-number"),
    ("number", "\u0667", "not-a-number"),
    ("yes", "Y", "not-yes-or-no"),
    ("yes", "1", "not-yes-or-no"),
    ("yes", "true", "not-yes-or-no"),
)


def cells() -> Damages:
    """Yield tables with a good row and a row with one bad cell."""
    for number, (kind, cell, code) in enumerate(BAD_CELLS):
        table, header, row, column, _ = CELLS[kind]
        lines = [header, row.format(n="g", cell=GOOD[kind]), row.format(n="b", cell=cell)]
        text = "\n".join(lines) + "\n"
        if "\x00" in cell:  # far enough down, or the whole file would be taken for no text
            text = "\n".join([lines[0], *(row.format(n=n, cell="x") for n in range(900)), lines[2]])
        shown = f"{number:02} {kind} {cell[:12]!r}"
        at = 902 if "\x00" in cell else 3
        yield shown, Damage(code, {f"{table}.csv": text}, at, column)


def keys() -> Damages:
    """Yield rows whose keys are missing, repeated or nearly the same."""
    area = "code,name\nx,Good\n"
    for name, text, code, row, column in (
        ("an empty key", f"{area},Nameless\n", "empty-key", 3, "code"),
        ("a key of spaces", f"{area}   ,Nameless\n", "empty-key", 3, "code"),
        ("a key of a no-break space", f"{area}\u00a0,Nameless\n", "empty-key", 3, "code"),
        ("other capitals", f"{area}Y,Y\ny,Y\n", "nearly-the-same-key", 4, "code"),
        ("other capitals in the store", f"{area}KENT,Kent\n", "nearly-the-same-key", 3, "code"),
        ("other spaces", f"{area}a b,Y\nab,Y\n", "nearly-the-same-key", 4, "code"),
        ("zeros eaten", f"{area}007,Y\n7,Y\n", "nearly-the-same-key", 4, "code"),
        ("two rows disagree", f"{area}y,Y\ny,Z\n", "contradiction", 4, ""),
        ("no name", f"{area}y,\n", "missing-value", 3, "name"),
    ):
        yield name, Damage(code, {"area.csv": text}, row, column)
    agency = "code,name,of_type\nPOL:2,Two,POL\n"
    yield (
        "zeros eaten after a colon",
        Damage("nearly-the-same-key", {"agency.csv": f"{agency}POL:0001,One,POL\n"}, 3, "code"),
    )
    yield (
        "no type",
        Damage("missing-value", {"agency.csv": f"{agency}POL:3,Three,\n"}, 3, "of_type"),
    )
    both = {"area.csv": "code,name\nx,X\nz,Z\n", "area.jsonl": '{"code": "x", "name": "Y"}\n'}
    yield "two files disagree", Damage("contradiction", both, 1)
    edge = "mappa_case,area,valid_from,standing\nC0,essex,2025-01-01,receiving\n"
    for name, line, column in (
        ("an end without a key", "C0,,2025-01-01,home\n", "area"),
        ("an origin without a key", ",kent,2025-01-01,home\n", "mappa_case"),
    ):
        yield name, Damage("empty-key", {"in_area.csv": f"{edge}{line}"}, 3, column)
    yield (
        "two edges disagree",
        Damage(
            "contradiction",
            {"in_area.csv": f"{edge}C0,kent,2025-02-01,temporary\nC0,kent,2025-02-01,receiving\n"},
            4,
        ),
    )


ROUND = "POL:3,a,POL,POL:4,\nPOL:4,b,POL,POL:3,\n"


def references() -> Damages:
    """Yield rows that point at what is not there."""
    case = "ref,opened_on,concerns\nC1,2024-01-01,O1\n"
    missing = "no-such-thing"
    yield (
        "no such offender",
        Damage(missing, {"mappa_case.csv": f"{case}C2,2024-01-01,O9\n"}, 3, "concerns"),
    )
    agency = "code,name,of_type,part_of,replaced_by\nPOL:2,Two,POL,,\n"
    for name, row, column, code in (
        ("no such type", "X:1,One,XYZ,,\n", "of_type", missing),
        ("no such whole", "POL:3,One,POL,POL:9,\n", "part_of", missing),
        ("no such heir", "POL:3,One,POL,,POL:1;POL:9\n", "replaced_by", missing),
        ("part of itself", "POL:3,One,POL,POL:3,\n", "part_of", "part-of-itself"),
        (
            "part of its part",
            "POL:3,a,POL,POL:4,\nPOL:4,b,POL,POL:3,\n",
            "part_of",
            "part-of-itself",
        ),
    ):
        yield name, Damage(code, {"agency.csv": f"{agency}{row}"}, 3, column)
    level = "mappa_case,level,valid_from,decided_at\nC0,3,2025-01-01,D0\n"
    for name, row, column in (
        ("no such level", "C0,4,2025-02-01,\n", "level"),
        ("no such case", "C9,2,2025-02-01,\n", "mappa_case"),
        ("no such discussion", "C0,2,2025-02-01,D9\n", "decided_at"),
        ("a case in other capitals", "c0,2,2025-02-01,\n", "mappa_case"),
    ):
        yield name, Damage(missing, {"at_level.csv": f"{level}{row}"}, 3, column)
    yield (
        "what it names was refused",
        Damage(
            missing,
            {
                "offender.csv": "ref,date_of_birth\nO5,1990-01-01\nO6,1990-13-01\n",
                "mappa_case.csv": "ref,opened_on,concerns\nC5,2024-01-01,O5\nC6,2024-01-01,O6\n",
            },
            3,
            "concerns",
        ),
    )


def spells() -> Damages:
    """Yield dated edges that cannot be, and some that can and are warned of."""
    head, backwards = "mappa_case,level,valid_from,valid_to\n", "ends-before-it-begins"
    good = f"{head}C0,3,2025-01-01,2025-02-01\n"
    for name, row, code, column in (
        (
            "ends before it begins",
            "C0,1,2025-03-01,2025-02-15\n",
            "ends-before-it-begins",
            "valid_to",
        ),
        ("ends as it begins", "C0,1,2025-03-01,2025-03-01\n", "ends-before-it-begins", "valid_to"),
        ("no first day", "C0,1,,\n", "no-start", "valid_from"),
        ("nothing to end", "C0,1,,2025-06-01\n", "nothing-to-end", ""),
        ("ended before it began", "C0,2,,2023-06-01\n", backwards, "valid_to"),
    ):
        yield name, Damage(code, {"at_level.csv": f"{good}{row}"}, 3, column)
    gone = "mappa_case,level,valid_from,withdraw\n"
    yield (
        "nothing to take back",
        Damage(
            "nothing-to-withdraw",
            {"at_level.csv": f"{gone}C0,3,2025-01-01,\nC0,1,2020-01-01,yes\n"}, 3,
        ),
    )  # fmt: skip
    yield (
        "overlapping levels",
        Damage(
            "overlap", {"at_level.csv": f"{head}C0,1,2025-01-01,2025-06-01\nC0,3,2025-02-01,\n"}, 3,
            severity="warning",
        ),
    )  # fmt: skip
    yield (
        "two open levels",
        Damage("two-open", {"at_level.csv": f"{head}C0,3,2024-01-01,\n"}, 2, severity="warning"),
    )
    yield (
        "two of the same at once",
        Damage(
            "overlap",
            {
                "operates_in.csv": "agency,area,valid_from,valid_to\n"
                "POL:1,kent,2020-01-01,2022-01-01\nPOL:1,kent,2021-01-01,\n"
            },
            3,
            severity="warning",
        ),
    )
