"""A hidden case leaves no trace in a picture, however far it is expanded and whatever it is."""

from pathlib import Path

import pytest

from graph.worlds import World, discussion, world
from queries.coverage import examples
from tests.contract.every_answer import plain, visitor
from tests.contract.test_no_trace import BASE, OF_A_CONTACT, OF_AREAS, records
from tests.site import standing_site

OPENED = "open=case:C1,panel:PANEL,agency:TRUST~~50,agency:HOUSING,case:C2,panel:KENT"
ADDRESSES = [
    *(
        f"{picture}?{OPENED}&least=1"
        for picture in (
            "/cases/C1/picture", "/cases/C1/picture.json", "/agencies/TRUST/picture.svg",
            "/panels/PANEL/picture.json", "/panels/KENT/picture.json", "/co-attendance.json",
        )
    ),
    f"/cases/C1/picture.graphml?{OPENED}&at=2025-12-31",
    f"/agencies/TRUST/picture?{OPENED}&as_of=2026-02-08",
    *(f"/path?start=C1&to={key}&open=case:C1" for key in ("TRUST", "K1", "R1", "T1", "H1")),
    "/cases/C1/picture?open=case:K1,case:R1,case:T1,case:H1,panel:PANEL&hide=case:K1",
]  # fmt: skip
TOGETHER = world(
    discussion("D8", "C1", examples.SECOND, {"TRUST": "in_person", "HOUSING": "remote"})
)


def answers(folder: Path, wanted: Path, role: str, *more: World) -> dict[str, str]:
    """Return every answer of a site to one role, over a store with these records."""
    with standing_site(folder, wanted, BASE, TOGETHER, *more) as site:
        browser = visitor(site, role)
        return {address: plain(browser.get(address)) for address in ADDRESSES}


@pytest.mark.feature(14)
@pytest.mark.parametrize("role", ["chair", "contact"])
def test_no_picture_tells_of_a_hidden_case(tmp_path: Path, wanted: Path, role: str) -> None:
    """Not by a badge, a place, a line or an order: the bytes are the same without it."""
    hidden = OF_A_CONTACT if role == "contact" else OF_AREAS
    without = answers(tmp_path / "without", wanted, role)

    beside = answers(tmp_path / "beside", wanted, role, *map(records, hidden))

    assert [] == [address for address in without if without[address] != beside[address]]
    assert all("case:C2" in text for address, text in without.items() if "C1/picture.j" in address)
