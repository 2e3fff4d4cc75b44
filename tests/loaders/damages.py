"""Damaged files, each with its verdict: what people send by mistake, and what is sent on purpose.

Every damage is made by this script; nothing of it was ever anybody's data.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

GROUND: Mapping[str, str] = {
    "area": "code,name\nkent,Kent\nessex,Essex\n",
    "agency": "code,name,of_type\nPOL:1,Police of Kent,POL\nPROB:1,Probation in Kent,PROB\n",
    "offender": "ref,name\nO0,invented person\nO1,invented person\n",
    "mappa_case": "ref,opened_on,concerns\nC0,2024-01-01,O0\n",
    "at_level": "mappa_case,level,valid_from\nC0,2,2024-01-01\n",
    "in_area": "mappa_case,area,valid_from,standing\nC0,kent,2024-01-01,home\n",
    "panel": "code,name,kind,for_area\nP0,Panel of Kent,mappa,kent\n",
    "meeting": "code,on,state,of_panel\nM0,2024-02-01,held,P0\n",
    "discussion": "code,item,at_meeting,considers\nD0,1,M0,C0\n",
}
"""What the store holds before: a case of an invented person, and what stands round it."""

Content = str | bytes
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Damage:
    """Files that are loaded together, and what is to be said of them.

    `whole`: nothing of it can be used. Otherwise one row (or sheet) is wrong and others are good.
    """

    code: str
    files: Mapping[str, Content]
    row: int | None = None
    column: str = ""
    whole: bool = False
    words: tuple[str, ...] = ()
    severity: str = "problem"

    def write(self, folder: Path) -> Path:
        """Write the files; return what is to be loaded: the one file, or the folder."""
        folder.mkdir(parents=True)
        for name, content in self.files.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(data)
        alone = len(self.files) == 1
        return folder / next(iter(self.files)) if alone else folder


def every_damage() -> dict[str, Damage]:
    """Return all of them by name."""
    makers = (no_tables, headers, texts, cells, keys, references, spells, sheets, zips, json_lines)
    found: dict[str, Damage] = {}
    for maker in makers:
        for name, damage in maker():
            full = f"{maker.__name__}: {name}"
            if full in found:
                raise ValueError(f"two damages are called {full}")
            found[full] = damage
    return found


Damages = Iterator[tuple[str, Damage]]


def no_tables() -> Damages:
    """Yield files that are no tables at all."""
    signs = {
        "a PNG": b"\x89PNG\r\n\x1a\n\x00\x00",
        "a JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF",
        "a GIF": b"GIF89a\x01\x00",
        "a PDF": b"%PDF-1.7\n",
        "a word processor's document": b"{\\rtf1\\ansi",
        "an old XLS": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "a gzip": b"\x1f\x8b\x08\x00",
        "a bzip2": b"BZh91AY",
        "an xz": b"\xfd7zXZ\x00",
        "a 7z": b"7z\xbc\xaf\x27\x1c",
        "a RAR": b"Rar!\x1a\x07",
        "a database": b"SQLite format 3\x00",
        "a Parquet file": b"PAR1\x15\x04",
        "a program": b"\x7fELF\x02\x01",
        "a web page": b"<!DOCTYPE html>\n<html><body>Sign in</body></html>",
        "a web page with a mark": b"\xef\xbb\xbf\n  <html>",
        "an XML file": b'<?xml version="1.0"?><agencies/>',
        "a workbook": book({"agency": [["code", "name"], ["A", "a"]]}),
        "a zip": packed({"agency.csv": "code,name\nA,a\n"}),
    }
    for what, content in signs.items():
        yield f"{what} called .csv", Damage("not-a-table", {"agency.csv": content}, whole=True)
        if what in {"a PNG", "a PDF", "a web page"}:
            yield (
                f"{what} called .jsonl",
                Damage("not-a-table", {"agency.jsonl": content}, whole=True),
            )
    yield "an empty file", Damage("no-header", {"agency.csv": b""}, whole=True)
    yield "a mark and nothing", Damage("no-header", {"agency.csv": b"\xef\xbb\xbf"}, whole=True)
    yield "empty lines", Damage("no-header", {"agency.csv": "\n\n,,\n\n"}, whole=True)
    yield "empty JSON lines", Damage("no-header", {"agency.jsonl": "\n"}, whole=True)
    yield "zero bytes", Damage("encoding", {"agency.csv": b"\x00" * 9_000}, whole=True)
    yield (
        "UTF-16 without its mark",
        Damage("encoding", {"agency.csv": "code,name\nA,a\n".encode("utf-16-le")}, whole=True),
    )
    yield "another ending", Damage("unknown-file", {"agency.xls": "code,name\nA,a\n"}, whole=True)
    yield (
        "another ending in a folder",
        Damage("unknown-file", {"agency.ods": b"PK", "area.csv": "code,name\nx,X\n"}, whole=True),
    )
    yield "another name", Damage("unknown-table", {"agencies.csv": "code\nA\n"}, whole=True)
    yield (
        "another name in a folder",
        Damage("unknown-table", {"cases.csv": "a\n", "area.csv": "code,name\nx,X\n"}, whole=True),
    )
    yield (
        "a name with a capital",
        Damage("unknown-table", {"Agency.csv": "code,name\nA,a\n"}, whole=True),
    )
    yield (
        "an encoding that is none",
        Damage(
            "encoding", {"area.csv": "code,name\nx,X\n"}, whole=True, words=("--encoding", "x-y")
        ),
    )
    yield (
        "an encoding that is no text",
        Damage("encoding", {"area.csv": "code\nx\n"}, whole=True, words=("--encoding", "base64")),
    )


def headers() -> Damages:
    """Yield tables whose first row is wrong."""
    wide = ",".join(f"c{number}" for number in range(5_000))
    for name, header, column in (
        ("an unknown column", "code,nmae,of_type", "nmae"),
        ("a column in capitals", "CODE,name,of_type", "CODE"),
        ("a column of somebody else", "code,name,of_type,password", "password"),
    ):
        text = f"{header}\nPOL:2,Two,POL\n"
        yield name, Damage("unknown-column", {"agency.csv": text}, 1, column, whole=True)
    for table, key in (
        ("agency", "code"), ("mappa_case", "ref"), ("offender", "ref"), ("meeting", "code"),
        ("discussion", "code"), ("action", "code"), ("referral", "code"), ("review", "code"),
    ):  # fmt: skip
        yield (
            f"no key column in {table}",
            Damage("missing-column", {f"{table}.csv": "source\nx\n"}, 1, key, whole=True),
        )
    for table, end in (
        ("at_level", "level"), ("operates_in", "area"), ("invited", "agency"),
        ("linked_to", "other_mappa_case"),
    ):  # fmt: skip
        first = "mappa_case" if table in {"at_level", "linked_to"} else "discussion"
        first = "agency" if table == "operates_in" else first
        yield (
            f"one end only in {table}",
            Damage("missing-column", {f"{table}.csv": f"{first}\nx\n"}, 1, end, whole=True),
        )
    yield (
        "a column twice",
        Damage("bad-header", {"area.csv": "code,name,name\nx,X,X\n"}, 1, whole=True),
    )
    yield (
        "a column without a name",
        Damage("bad-header", {"area.csv": "code,,name\nx,y,X\n"}, 1, whole=True),
    )
    yield "5,000 columns", Damage("bad-header", {"area.csv": f"{wide}\n"}, 1, whole=True)
    yield (
        "no header, data at once",
        Damage("unknown-column", {"area.csv": "kent,Kent\nessex,Essex\n"}, 1, "kent", whole=True),
    )


def texts() -> Damages:
    """Yield tables that are no clean CSV."""
    good = "code,name\ny,Good\n"
    latin = "code,name\nx,Caf\xe9\n".encode("cp1252")
    yield "Windows-1252 unsaid", Damage("encoding", {"area.csv": latin}, 2, whole=True)
    huge = "x\n" * 25_000_000
    late = good.encode() + b"".join(b"a%d,A\n" % n for n in range(3_000)) + b"z,\xff\xfe\n"
    yield "no text far down", Damage("encoding", {"area.csv": late}, 3_003, whole=True)
    yield (
        "a quote that is not closed",
        Damage("not-csv", {"area.csv": f'{good}z,"open\n'}, 3, whole=True),
    )
    yield (
        "a text after its quote",
        Damage("not-csv", {"area.csv": f'{good}z,"a"b\n'}, 3, whole=True),
    )
    yield (
        "a cell of 50 MB",
        Damage("cell-too-long", {"area.csv": f'{good}z,"{huge}"\n'}, 3, whole=True),
    )
    yield (
        "a line of 20 MB",
        Damage("line-too-long", {"area.csv": f"{good}{'x,' * 10_000_000}\n"}, 3, whole=True),
    )
    yield (
        "too many cells", Damage("cell-count", {"area.csv": f"{good}z,Z,more\n"}, 3),
    )  # fmt: skip
    yield "too few cells", Damage("cell-count", {"area.csv": f"{good}z\n"}, 3)
    yield (
        "a row of 5,000 cells",
        Damage("cell-count", {"area.csv": f"{good}{'x,' * 5_000}\n"}, 3),
    )
    yield (
        "half a row at the end",
        Damage("cell-count", {"agency.csv": "code,name,of_type\nPOL:2,Two,POL\nPOL:3,Thr"}, 3),
    )


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


def sheets() -> Damages:
    """Yield workbooks that are damaged, too large, or hold what cannot be used."""
    area: Rows = [["code", "name"], ["x", "Good"]]
    whole = book({"area": area})
    yield "no workbook", Damage("damaged-zip", {"area.xlsx": b"code,name\nx,X\n"}, whole=True)
    yield "half a workbook", Damage("damaged-zip", {"b.xlsx": whole[: len(whole) // 2]}, whole=True)
    yield (
        "a zip that is no workbook",
        Damage("damaged-workbook", {"b.xlsx": packed({"a.txt": "x"})}, whole=True),
    )
    yield (
        "an old XLS called .xlsx",
        Damage("damaged-zip", {"b.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99}, whole=True),
    )
    yield (
        "a sheet of another name",
        Damage("unknown-table", {"b.xlsx": book({"Sheet1": area})}, whole=True),
    )
    yield (
        "one sheet cut",
        Damage("damaged-workbook", {"b.xlsx": recut(whole, "sheet1", 300)}, whole=True),
    )
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    yield (
        "entities",
        Damage("damaged-workbook", {"b.xlsx": replaced(whole, "sheet1", entity)}, whole=True),
    )
    far = book({"area": area}, far=("area", 1_048_575, 16_383))
    yield "a cell in the last corner", Damage("workbook-too-large", {"b.xlsx": far}, whole=True)
    wide = book({"area": [[f"c{n}" for n in range(5_000)], ["x"]]})
    yield "5,000 columns", Damage("workbook-too-large", {"b.xlsx": wide}, whole=True)
    bomb = replaced(whole, "sheet1", b" " * 60_000_000)
    yield "a bomb", Damage("zip-refused", {"b.xlsx": bomb}, whole=True)
    for name, cell, code in (
        ("an error", ("=1/0", "#DIV/0!"), "cell-without-value"),
        ("a formula never worked out", ("=A1", None), "cell-without-value"),
        ("sixteen digits", 1234567890123456.0, "cell-without-value"),
        ("a number with a point", 1.5, "not-a-number"),
        ("a truth", True, "not-a-number"),
    ):
        rows: Rows = [["code", "item", "at_meeting"], ["D8", 8, "M0"], ["D9", cell, "M0"]]
        yield name, Damage(code, {"b.xlsx": book({"discussion": rows})}, 3, "item")
    for name, sheet, code, row, column in (
        ("an unknown column", [["code", "nmae"], ["x", "X"]], "unknown-column", 1, "nmae"),
        ("a header lower down", [[], [], ["code", "nmae"]], "unknown-column", 3, "nmae"),
        ("a column twice", [["code", "code"]], "bad-header", 1, ""),
    ):
        yield name, Damage(code, {"b.xlsx": book({"area": sheet})}, row, column, whole=True)
    yield (
        "a cell beside the table",
        Damage("cell-count", {"b.xlsx": book({"area": [*area, ["y", "Y", "total"]]})}, 3),
    )


def zips() -> Damages:
    """Yield zips that are damaged, hostile or badly packed."""
    area = "code,name\nx,X\n"
    whole = packed({"area.csv": area, "agency.csv": "code,name,of_type\nPOL:2,Two,POL\n"})
    refused = "zip-refused"
    yield "no zip", Damage("damaged-zip", {"b.zip": area}, whole=True)
    yield "an empty zip", Damage("no-table", {"b.zip": packed({})}, whole=True)
    yield "half a zip", Damage("damaged-zip", {"b.zip": whole[:-40]}, whole=True)
    broken = bytearray(whole)
    broken[45:50] = b"\xff\xff\xff\xff\xff"
    yield (
        "a member that does not unpack",
        Damage("damaged-zip", {"b.zip": bytes(broken)}, whole=True),
    )
    for name, member in (
        ("a path upwards", "../area.csv"),
        ("a path from the root", "/etc/area.csv"),
        ("a path of another system", "C:\\area.csv"),
        ("a hidden path upwards", "x/../../area.csv"),
    ):
        yield name, Damage(refused, {"b.zip": packed({member: area})}, whole=True)
    yield (
        "several folders",
        Damage(refused, {"b.zip": packed({"a/area.csv": area, "b/area.csv": area})}, whole=True),
    )
    yield "a bomb", Damage(refused, {"b.zip": packed({"area.csv": b"0" * 100_000_000})}, whole=True)
    many = {f"area{number}.csv": area for number in range(1_100)}
    yield "too many files", Damage(refused, {"b.zip": packed(many)}, whole=True)
    yield "a name twice", Damage(refused, {"b.zip": twice("area.csv", area)}, whole=True)
    yield "locked", Damage(refused, {"b.zip": locked(whole)}, whole=True)
    yield "a size that is not true", Damage("damaged-zip", {"b.zip": lying(area)}, whole=True)
    yield (
        "a picture inside",
        Damage("not-a-table", {"b.zip": packed({"area.csv": b"\x89PNG\r\n\x1a\n"})}, whole=True),
    )
    yield "a zip inside", Damage("not-a-table", {"b.zip": packed({"area.csv": whole})}, whole=True)
    yield (
        "a bad row inside",
        Damage("missing-value", {"b.zip": packed({"area.csv": f"{area}y,\n"})}, 3, "name"),
    )


def json_lines() -> Damages:
    """Yield JSON lines with a good line and a bad one."""
    good = '{"code": "x", "name": "Good"}\n'
    for name, line, column in (
        ("no JSON", "{code: y}", ""),
        ("half an object", '{"code": "y", "na', ""),
        ("a list", '["y", "Y"]', ""),
        ("a text", '"y"', ""),
        ("null", "null", ""),
        ("an object in it", '{"code": "y", "name": {"a": 1}}', "name"),
        ("a list of numbers in it", '{"code": "y", "name": [1]}', "name"),
        ("a name twice", '{"code": "y", "code": "z", "name": "Y"}', ""),
        ("not a number", '{"code": "y", "name": NaN}', ""),
        ("infinity", '{"code": "y", "name": -Infinity}', ""),
        ("too deep", f'{{"code": {"[" * 100_000}{"]" * 100_000}}}', ""),
        ("a number without end", f'{{"code": {"9" * 6_000}, "name": "Y"}}', ""),
        ("two objects", '{"code": "y", "name": "Y"} {"code": "z"}', ""),
    ):
        yield name, Damage("not-json", {"area.jsonl": f"{good}{line}\n"}, 2, column)
    yield (
        "a line of 2 MB",
        Damage(
            "line-too-long", {"area.jsonl": f'{good}{{"a": "{"x" * 2_000_000}"}}\n'}, 2, whole=True
        ),
    )
    yield "no text", Damage("encoding", {"area.jsonl": good.encode() + b"\xff\n"}, 2, whole=True)
    other = json.dumps({"code": "y", "name": "Y", "colour": "blue"})
    yield (
        "an unknown name",
        Damage("unknown-column", {"area.jsonl": f"{good}{other}\n"}, 1, "colour", whole=True),
    )
    yield (
        "a bad value", Damage("too-long", {"area.jsonl": good + json.dumps(LONG) + "\n"}, 2, "name")
    )  # fmt: skip


LONG = {"code": "y", "name": "x" * 2_001}


def book(tables: Mapping[str, Rows], far: tuple[str, int, int] | None = None) -> bytes:
    """Return a workbook; a pair is a formula with what it came to, None = never worked out."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in tables.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write_formula(number, place, cell[0], None, cell[1] or "")
                else:
                    sheet.write(number, place, cell)
        if far and far[0] == name:
            sheet.write(far[1], far[2], "lost")
    made.close()
    content = file.getvalue()
    return never_worked_out(content) if _has_unworked(tables) else content


def _has_unworked(tables: Mapping[str, Rows]) -> bool:
    cells_ = (cell for rows in tables.values() for row in rows for cell in row)
    return any(isinstance(cell, tuple) and cell[1] is None for cell in cells_)


def never_worked_out(content: bytes) -> bytes:
    """Return a workbook whose formulas have no value, as programs write them."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        sheet = zipped.read("xl/worksheets/sheet1.xml")
    start = sheet.index(b"</f><v>") + len(b"</f>")
    return replaced(content, "sheet1", sheet[:start] + sheet[sheet.index(b"</v>", start) + 4 :])


def packed(files: Mapping[str, Content]) -> bytes:
    """Return a zip of files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def replaced(content: bytes, member: str, data: bytes) -> bytes:
    """Return a zip with other data in the member whose name has a word in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    return packed({name: data if member in name else old for name, old in files.items()})


def recut(content: bytes, member: str, length: int) -> bytes:
    """Return a zip with only the beginning of one member."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        name = next(name for name in zipped.namelist() if member in name)
        return replaced(content, member, zipped.read(name)[:length])


def twice(name: str, content: str) -> bytes:
    """Return a zip that holds a name twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as zipped:
        zipped.writestr("area0csv", content)
        zipped.writestr("area.csv", content)
    return stream.getvalue().replace(b"area0csv", name.encode())


def locked(content: bytes) -> bytes:
    """Return a zip whose members say that they are locked."""
    data = bytearray(content)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(sign)
        while start >= 0:
            data[start + place] |= 1
            start = data.find(sign, start + 4)
    return bytes(data)


def lying(text: str) -> bytes:
    """Return a zip whose member says that it is shorter than it is."""
    data = bytearray(packed({"area.csv": text}))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.find(sign)
        data[start + place] = 12
    return bytes(data)
