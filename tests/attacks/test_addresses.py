"""Tricks with methods, headers, hosts and paths: no other page, no other answer, no fault."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.attacks.fortress import SERVED, Fortress, opened, plain

METHODS = ("PUT", "DELETE", "TRACE", "PATCH", "CONNECT", "PROPFIND", "X")
EVERYWHERE = ("DELETE", "TRACE")
"""Methods that are tried on every page; the others on some: none is built for any of them."""
CASE = "/cases/C1"
OVERRIDES = {
    name: {name: "DELETE"}
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
}
HEADERS = {
    **OVERRIDES,
    "another host by a header": {"X-Forwarded-Host": "evil.example"},
    "another host by a standard": {"Forwarded": "host=evil.example;proto=https;for=127.0.0.1"},
    "a proxy that is not there": {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https"},
    "another path": {"X-Original-URL": "/audit", "X-Rewrite-URL": "/audit"},
    "a prefix": {"X-Forwarded-Prefix": "//evil.example", "X-Script-Name": "/evil"},
    "a user of another's": {"X-Remote-User": "admin", "Remote-User": "admin", "X-User": "admin"},
    "an origin": {"Origin": "https://evil.example", "Referer": "https://evil.example/"},
    "a token": {"Authorization": "Bearer x"},
    "ranges": {"Range": "bytes=0-0,1-1,2-2"},
    "a language": {"Accept-Language": "x" * 4000, "Accept": "../../etc/passwd"},
}
HOSTS = (
    "evil.example", "localhost.evil.example", "localhost@evil.example", "localhost, evil.example",
    "localhost/../evil", "127.0.0.1.evil.example", "[::1", "localhost:x", "%00",
    "evil.example#localhost", "x" * 5000,
)  # fmt: skip
PATHS = (
    "/cases/../audit", "/cases/%2e%2e/audit", "/cases/%2e%2e%2faudit", "/cases/..%5caudit",
    "//audit", "/./audit/.", "/cases/C1/../../../etc/passwd", "/cases/C1%00", "/cases/C1%00.json",
    "/cases/C1%0d%0aX: y", "/cases/C1;/picture.json", "/cases/C1/", "/CASES/C1", "/cases/c1",
    "/cases/%43%31%2f", "/static/../webapp/app.py", "/static/dist/../../templates/layout.html",
    "/static/%2e%2e/%2e%2e/etc/passwd", "/static//etc/passwd", "/static/dist/%00",
    "/cases/" + "x" * 20_000, "/" + "a/" * 5_000, "/cases/C1?" + "x=1&" * 5_000, "/cases/%ff%fe",
    "/cases/%ed%a0%80", "/cases/\u202e1C", "/.git/config", "/.env", "/server-status", "/console",
    "/cases/C1?as_of=2026-02-10&as_of=9999-99-99", "/cases/C1?__debugger__=yes&cmd=resource",
    "/analysis/coverage-gaps?" + "&".join(f"p{place}=1" for place in range(2_000)),
)  # fmt: skip
TYPES = (
    "application/json", "text/xml", "application/x-yaml", "multipart/form-data", "text/plain",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "b" * 300, "x/y; charset=",
    "application/x-www-form-urlencoded; charset=utf-7", "application/octet-stream", "",
)  # fmt: skip
MANY = {f"f{place}": "x" for place in range(1_500)}
FILES = "multipart/form-data"
CLEAR = {200, 301, 302, 303, 308, 400, 403, 404, 405, 413, 416}


@pytest.fixture
def chair(fortress: Fortress) -> FlaskClient:
    """Give a browser of a chair."""
    return fortress.person("chair")


def is_clear(answer: TestResponse) -> bool:
    """Say whether an answer is a page or a plain refusal that leads nowhere else."""
    led = answer.location or "/"
    inside = led.startswith("/") and not led.startswith("//")
    plain = "Traceback" not in answer.text and "root:" not in answer.text
    return answer.status_code in CLEAR and inside and plain


@pytest.mark.parametrize("method", METHODS)
def test_a_method_that_no_page_has_is_refused(
    fortress: Fortress, chair: FlaskClient, method: str
) -> None:
    """A door that was never built for it must not open to it, by whoever is signed in or not."""
    browsers = (chair, fortress.app.test_client())
    for turn, (name, route) in enumerate(SERVED.items()):
        if method in EVERYWHERE or turn % 9 == 0:
            answer = browsers[turn % 2].open(opened(name, route), method=method)
            assert answer.status_code in {404, 405}, name


def test_what_a_page_says_that_it_takes_is_what_it_declares(
    fortress: Fortress, chair: FlaskClient
) -> None:
    """Nothing else is told by asking for the methods, or for the head of a page alone."""
    declared: dict[str, set[str]] = {}
    for route in SERVED.values():
        declared.setdefault(route.address, {"GET", "HEAD", "OPTIONS"}).update(route.methods)
    for name, route in SERVED.items():
        answer = chair.open(opened(name, route), method="OPTIONS")
        assert (200, "") == (answer.status_code, answer.text), name
        assert set(answer.allow) <= declared[route.address], name
    heads = [chair.head(page) for page in (CASE, "/sign-in", "/cases/X8")]
    assert [""] * len(heads) == [answer.text for answer in heads]


@pytest.mark.parametrize("trick", HEADERS)
def test_a_header_changes_nothing(fortress: Fortress, chair: FlaskClient, trick: str) -> None:
    """Whoever sends a request writes its headers."""
    chair.get(CASE)  # after it the cookie holds all that it ever will

    before, with_it = chair.get(CASE), chair.get(CASE, headers=HEADERS[trick])

    assert (before.status_code, plain(before)) == (with_it.status_code, plain(with_it))
    assert dict(before.headers) == dict(with_it.headers)


@pytest.mark.parametrize("host", HOSTS, ids=range(len(HOSTS)))
def test_another_host_gets_nothing(fortress: Fortress, chair: FlaskClient, host: str) -> None:
    """A name of somebody else's must stand in no link and in no cache."""
    answers = [chair.get(page, headers={"Host": host}) for page in (CASE, "/sign-in", "/nowhere")]

    assert [400] * 3 == [answer.status_code for answer in answers]
    assert all("evil" not in answer.text and "C1" not in answer.text for answer in answers)


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_a_path_leads_to_a_page_or_to_a_refusal(
    fortress: Fortress, chair: FlaskClient, path: str
) -> None:
    """Neither to a file of the machine, nor to a page of another role, nor to a fault."""
    answer, nobody = chair.get(path), fortress.app.test_client().get(path)

    assert is_clear(answer)
    assert is_clear(nobody)
    assert "who was shown what" not in answer.text.lower()
    assert "C1" not in nobody.text


@pytest.mark.parametrize("kind", TYPES)
def test_a_form_in_another_type_of_content_is_refused_or_read_as_a_form(
    fortress: Fortress, chair: FlaskClient, kind: str
) -> None:
    """Another site can send some of these without asking the browser."""
    bodies = (
        b"",
        b'{"csrf_token": "x"}',
        b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    )
    for name, route in SERVED.items():
        if "POST" in route.methods:
            for body in bodies:
                answer = chair.post(opened(name, route), data=body, content_type=kind)
                assert 400 == answer.status_code, name


def test_a_body_that_never_ends_is_not_read(chair: FlaskClient) -> None:
    """Whoever says how long it is may lie, or say nothing."""
    long = chair.post("/sign-out", data=b"x" * 2_000_000, content_type="text/plain")
    many = chair.post("/sign-out", data=MANY, content_type=FILES)

    assert [413, 413] == [long.status_code, many.status_code]
