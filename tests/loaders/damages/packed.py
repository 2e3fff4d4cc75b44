"""Workbooks, zips and JSON lines that are damaged, hostile or badly made."""

import json

from tests.loaders.damages.damage import Damage, Damages, Rows
from tests.loaders.damages.making import (
    book,
    locked,
    lying,
    packed,
    recut,
    replaced,
    twice,
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
