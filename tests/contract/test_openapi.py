"""What the description of the JSON interface says is so, for every role, whatever is asked.

Few examples each: it is run on every change, and finds what it finds by running often.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import flask
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.site import WORLD, signed_in, standing_site
from webapp.accounts import user_named
from webapp.api import endpoints
from webapp.api.described import described
from webapp.interface import ROOT
from webapp.roles import ROLES
from webapp.signing import tokens

CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
)  # fmt: skip
ASKED = 50
"""Requests for each role, spread over the operations."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, wanted: Path) -> Iterator[flask.Flask]:
    """Give the site over the small world, without limits: a person asks less often."""
    unlimited = {"export": "off", "search": "off"}
    folder = tmp_path_factory.mktemp("openapi")
    with standing_site(folder, wanted, WORLD, limits=unlimited) as served:
        yield served


@pytest.fixture(scope="module")
def by_role(site: flask.Flask) -> Mapping[str, str]:
    """Give a token of somebody with each role."""
    here = site.extensions["site"]
    found = {}
    for role in ROLES:
        signed_in(site, here.database, f"invented-{role}", (role,), agency=("TRUST",))
        with site.test_request_context(), here.database.writing() as session:
            wish = tokens.Wish("schema", tokens.CAN_HOLD, 30, "password")
            user = user_named(session, f"invented-{role}")
            found[role] = tokens.make(session, user, wish, here.now())[1]
    return found


SPOKEN_OF = {
    "reference": ["C1", "C9"], "code": ["PANEL"], "agency": ["TRUST"], "meeting": ["M-D6"],
    "rule": ["HEALTH-L3"], "case": ["C1"], "area": ["cheshire"], "level": ["3"],
    "one": ["C1"], "other": ["TRUST"], "withdraw": ["TRUST"],
}  # fmt: skip
"""Keys of the small world: without them nearly every answer would be that nothing is there."""


def found_in(schema: Any) -> Any:
    """Return the operations of a description."""
    return schema.get_all_operations()


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_described(
    site: flask.Flask, by_role: Mapping[str, str], role: str
) -> None:
    """No fault of the server, no status, type or shape that is not described."""
    schema = schemathesis.openapi.from_dict(described(endpoints()))
    operations: list[Any] = [found.ok() for found in found_in(schema)]
    headers = {"Authorization": f"Bearer {by_role[role]}"}

    @settings(
        max_examples=ASKED, phases=(Phase.generate,), deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.sampled_from(operations).flatmap(lambda one: one.as_strategy()), st.data())
    def asked(case: Any, data: st.DataObject) -> None:
        for part in (case.path_parameters, case.query):
            for name in set(part or {}) & set(SPOKEN_OF):
                if data.draw(st.booleans()):
                    part[name] = data.draw(st.sampled_from(SPOKEN_OF[name]))
        response = case.call(app=site, headers=headers)
        case.validate_response(response, checks=CHECKS)

    asked()


def test_the_description_is_what_is_served(site: flask.Flask, by_role: Mapping[str, str]) -> None:
    """A program is written against what it can fetch."""
    headers = {"Authorization": f"Bearer {by_role['analyst']}"}

    served: Any = site.test_client().get(f"{ROOT}/openapi.json", headers=headers).json

    assert described(endpoints())["paths"].keys() == served["paths"].keys()
