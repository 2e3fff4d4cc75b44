"""The reference tables: what the law, the guidance and the default policy call for by name."""

import pytest

from graph.model import MODEL
from graph.reference import FOLDER, codes, names, rows
from graph.values import parse, to_text

FLAGS = (
    "in_custody", "release_within_6m", "recalled", "under_18", "transition_18",
    "under_18_in_school", "school_proximity", "child_victim", "child_in_household",
    "contact_with_children", "adult_care_needs", "no_fixed_abode", "leaving_approved_premises",
    "housing_risk", "social_tenancy", "hb_claim_25_34", "mental_disorder", "hospital_order",
    "guardianship", "restricted_patient", "commissioned_placement", "tagged", "foreign_national",
    "immigration_detention", "deportation", "claims_benefits", "work_restriction", "armed_forces",
    "under_supervision", "domestic_abuse", "victim_contact",
)  # fmt: skip
"""Those that the default coverage policy asks about, and no other."""
STANDINGS = {
    "responsible_authority": {"POL", "PROB", "PRIS"},
    "duty_to_cooperate": {
        "YOT", "DWP", "MOD", "NHSE", "LA_EDU", "LA_CSC", "LA_ASC", "LHA", "LA_PH", "RSL", "HA",
        "ICB", "LHB", "NHST", "EM", "UKVI_IE",
    },
    "invited": {"CTP", "NSD", "MHCS", "VLO", "IDVA", "MARAC", "LHA_HB"},
    "umbrella": {"COUNCIL"},
}  # fmt: skip
"""Criminal Justice Act 2003 s.325(1), (6), (4A)(c); a council holds its duties together."""
ANYWHERE = {"MOD", "NHSE", "EM", "UKVI_IE", "CTP", "NSD", "MHCS"}
TABLES = ("level", "category", "circumstance", "agency_type")


def test_the_four_tables_ship_and_no_other() -> None:
    """One folder is one bundle: a stray table would be loaded into every store."""
    assert sorted(TABLES) == sorted(path.stem for path in FOLDER.glob("*.csv"))


@pytest.mark.parametrize("table", TABLES)
def test_a_reference_table_says_only_what_the_model_declares(table: str) -> None:
    """The first load of every store must not be refused."""
    declared = MODEL.tables[table].properties
    required = {name for name, of in declared.items() if of.required}

    found = rows(table)

    assert {name for row in found for name in row} <= set(declared)
    assert all(row[name] for row in found for name in required)
    for row in found:
        assert row == {name: to_text(parse(declared[name], text)) for name, text in row.items()}


@pytest.mark.parametrize("table", TABLES)
def test_a_code_stands_once_and_has_a_name_and_a_basis(table: str) -> None:
    """Every rule of the domain names where it comes from."""
    found = codes(table)

    assert len(set(found)) == len(found)
    assert all(names(table).values())
    assert all(row["basis"] for row in rows(table))


def test_circumstances_are_those_that_the_policy_asks_about() -> None:
    """A flag without a rule is a question asked of a person for nothing; one missing is a gap."""
    assert sorted(FLAGS) == sorted(codes("circumstance"))


def test_three_circumstances_follow_from_a_date() -> None:
    """Nobody remembers an eighteenth birthday in the table: the calendar does."""
    derived = {
        row["code"]: (row["derived_from"], row["begins_after_months"], row["ends_after_months"])
        for row in rows("circumstance")
        if row["derived_from"]
    }

    assert derived == {
        "under_18": ("date_of_birth", "0", "216"),
        "transition_18": ("date_of_birth", "210", "216"),
        "release_within_6m": ("release_on", "-6", "0"),
    }


def test_no_circumstance_is_called_verified() -> None:
    """No clause that we have seen fixes who must attend for one: that is for the board to say."""
    assert {"secondary", "unverified"} == {row["status"] for row in rows("circumstance")}


def test_categories_stand_in_order_of_precedence() -> None:
    """Who is in several categories counts under one: 4 over 1 over 2 over 3."""
    found = sorted(rows("category"), key=lambda row: int(row["order"]))

    assert ["4", "1", "2", "3", "unknown"] == [row["code"] for row in found]


def test_levels_know_the_names_they_had() -> None:
    """Who looks for the MAPPP must find Level 3."""
    former = {row["code"]: row["former_names"] for row in rows("level")}

    assert ["1", "2", "3"] == list(former)
    assert {"MAPPP", "critical few"} <= set(former["3"].split(";"))


def test_each_type_of_agency_has_the_standing_that_statute_gives_it() -> None:
    """A page must not say that a body has a duty when it is only invited."""
    found = {standing: set[str]() for standing in STANDINGS}
    for row in rows("agency_type"):
        found[row["standing"]].add(row["code"])

    assert found == STANDINGS
    assert ANYWHERE == {row["code"] for row in rows("agency_type") if row["reach"] == "anywhere"}
    assert all(
        row["basis"].startswith("Criminal Justice Act 2003 s.325")
        for row in rows("agency_type")
        if row["standing"] != "umbrella"
    )
