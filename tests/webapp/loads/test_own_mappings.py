"""A mapping of one's own: sent along, kept, and kept from what is not its author's to read."""

import pytest

from tests.conftest import embedded_only
from tests.webapp.loads.desk import ADDRESS, Desk, desk

__all__ = ["desk"]


@embedded_only
def test_a_mapping_of_ones_own_is_kept_for_the_next_time(desk: Desk) -> None:
    """Whoever has written one once should not paste it each month."""
    mapping = (
        'name = "invented-areas"\ntitle = "Invented areas"\npublisher = "nobody"\n'
        'licence = "none"\nfile = "theirs.csv"\n'
        '[[row]]\ntable = "area"\n[row.columns]\n'
        'code = { column = "Kennung" }\nname = { column = "Bezeichnung" }\n'
    )
    files = {"theirs.csv": "Kennung,Bezeichnung\nessex,Essex\n"}

    first = desk.send(files, mapping="own", own_mapping_text=mapping, keep_as="invented-areas")
    again = desk.planned(files, mapping="kept:invented-areas")

    assert 303 == first.status_code, first.text
    assert "Invented areas" in desk.words(ADDRESS)
    assert "theirs.csv: 1 rows = 1 mapped + 0 skipped + 0 refused" in desk.words(again)


LOOKS = """name = "n"
title = "t"
publisher = "p"
licence = "l"
file = "f.csv"
[[lookup]]
name = "secret"
{where}
from = "{start}"
to = "name"
[[row]]
table = "area"
[row.columns]
code = {{ column = "code" }}
name = {{ column = "code", lookup = "secret" }}
"""


@pytest.mark.parametrize(
    ("where", "start", "said"),
    [
        ('file = "/etc/passwd"', "a", "send that file along, under this very name"),
        ('store = "Offender"', "ref", "looks things up in the directory alone"),
    ],
)
@embedded_only
def test_a_mapping_reads_nothing_that_is_not_its_authors_to_read(
    desk: Desk, where: str, start: str, said: str
) -> None:
    """A look-up would show a file of the machine, or a hidden person, row by row."""
    mapping = LOOKS.format(where=where, start=start)

    page = desk.planned({"f.csv": "code\nx\n"}, mapping="own", own_mapping_text=mapping)

    assert said in desk.words(page)
    assert "refused, and nothing was written" in desk.words(page)
