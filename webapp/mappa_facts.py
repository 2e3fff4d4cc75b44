"""What the arrangements are and since when: each statement with its source and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass

VERIFIED, SECONDARY, UNVERIFIED = "verified", "secondary", "unverified"
STATUSES = {
    VERIFIED: "read in the primary source",
    SECONDARY: "from a secondary source",
    UNVERIFIED: "not verified: to be confirmed by the Strategic Management Board",
}
"""How sure a statement is, in words."""


@dataclass(frozen=True)
class Fact:
    """One statement, where it stands, and how sure it is."""

    said: str
    source: str
    status: str = VERIFIED


ARRANGEMENTS: Sequence[Fact] = (
    Fact(
        "The Responsible Authority of each area must establish arrangements for assessing and "
        "managing the risk from relevant sexual, violent and terrorist offenders, and from others "
        "whose offence shows that they may cause serious harm to the public.",
        "Criminal Justice Act 2003 s.325(2)",
    ),
    Fact(
        "The Responsible Authority and the bodies that the statute lists must co-operate with each "
        "other, as far as that is compatible with what each of them is for. They draw up a "
        "memorandum of how they do it.",
        "Criminal Justice Act 2003 s.325(3), (5)",
    ),
    Fact(
        "They may share information for this purpose with each other, and with anybody who the "
        "Responsible Authority thinks may contribute. Whoever shares or receives it so is held to "
        "Part 3 of the Data Protection Act 2018.",
        "Criminal Justice Act 2003 s.325(4) to (4G), inserted in 2022",
    ),
    Fact(
        "Two lay advisers are appointed for each area. They are consulted when the arrangements "
        "are reviewed, and have no part in single cases.",
        "Criminal Justice Act 2003 s.326; MAPPA Guidance ch. 5",
    ),
    Fact(
        "Each area publishes a report for each year from 1 April.",
        "Criminal Justice Act 2003 s.326",
    ),
)

SINCE: Sequence[tuple[str, Fact]] = (
    (
        "2000",
        Fact(
            "Parliament lays down that police and probation of each area make joint arrangements.",
            "Criminal Justice and Court Services Act 2000 ss.67, 68",
            SECONDARY,
        ),
    ),
    (
        "2001",
        Fact(
            "The duty begins, on 1 April.",
            "Home Office, initial guidance to police and probation on those sections",
            SECONDARY,
        ),
    ),
    (
        "2003",
        Fact(
            "A new Act takes the place of those sections. The prison service becomes part of the "
            "Responsible Authority, other bodies come under a duty to co-operate, and lay "
            "advisers are appointed.",
            "Criminal Justice Act 2003 ss.325 to 327; Probation Circular 54/2004",
        ),
    ),
    (
        "2022",
        Fact(
            "The power to share information is written out, and terrorist offenders become a "
            "category of their own.",
            "Criminal Justice Act 2003 s.325(4) to (4G) and s.327(4B) to (4G), as amended",
        ),
    ),
)
"""By year. The year is that of the Act, or of the first day, as the statement says."""

LEVELS: Sequence[Fact] = (
    Fact(
        "The level says how much agencies have to do together; it is no measure of a person. It "
        "is looked at again through the whole period.",
        "MAPPA Guidance ch. 7 (2019)",
    ),
    Fact(
        "Level 3 was called the Multi-Agency Public Protection Panel (MAPPP), and the people it "
        "spoke of the “critical few”. Older papers still say so.",
        "A police force's public page on the arrangements",
        SECONDARY,
    ),
    Fact(
        "On 31 March 2021 more than 98 of 100 people were at Level 1, where there are no formal "
        "meetings.",
        "Press on HM Inspectorate of Probation, July 2022",
        SECONDARY,
    ),
)

BOARD = Fact(
    "A Strategic Management Board in each area watches how the arrangements do and agrees the "
    "memorandum. On it sit the Responsible Authority, senior people of the other bodies, and the "
    "lay advisers.",
    "MAPPA Guidance ch. 20, ch. 31; Criminal Justice Act 2003 s.326",
)
