"""Files that are no tables, headers that are wrong, texts that are no clean CSV."""

from tests.loaders.damages.damage import Damage, Damages
from tests.loaders.damages.making import book, packed


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
