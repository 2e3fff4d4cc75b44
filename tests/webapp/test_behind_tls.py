"""The site behind a proxy with real TLS, as docs/serving.md describes it."""

import http.client
import re
import ssl
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import flask
import pytest

from graph.store import SECONDS, Store
from tests.site import CHANGE, SECRET
from tests.webapp.audit.entries import latest
from tests.webapp.terminator import HOST, Served, behind_nginx, behind_tls, documented
from webapp import accounts
from webapp.app import create_app
from webapp.database.opening import Database
from webapp.settings import Settings

PASSWORD = "an otter paints the gate"  # noqa: S105 - of invented users alone
STRANGE = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
HERE = "127.0.0.2"
"""Where the browser stands; the proxy stands at another address of this machine."""
BEHIND = {"trusted_hosts": (HOST,), "proxy_hops": 1, "second_factor": "optional"}


@dataclass
class Browser:
    """A browser over TLS that keeps cookies as browsers do, and sends what it is told."""

    served: Served
    cookies: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def asks(
        self,
        method: str,
        page: str,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> tuple[int, str]:
        """Ask for a page; keep what the answer's headers say."""
        context = ssl.create_default_context(cafile=str(self.served.authority))
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.served.port, context=context, timeout=20, source_address=(HERE, 0)
        )
        told = {"Host": HOST, **(headers or {})}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if fields is not None:
            told["Content-Type"] = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(fields).encode() if fields is not None else content
        connection.request(method, page, body, told)
        answer = connection.getresponse()
        text = answer.read().decode()
        self.said = {name.lower(): value for name, value in answer.getheaders()}
        self._keep(self.said.get("set-cookie", ""))
        connection.close()
        return answer.status, text

    def sends(self, page: str, **fields: str) -> int:
        """Send the form of a page."""
        _, text = self.asks("GET", page)
        token = re.search(r'name="csrf_token" value="([^"]+)"', text)
        assert token
        return self.asks("POST", page, {"csrf_token": token[1], **fields})[0]

    def _keep(self, said: str) -> None:
        """Keep a cookie on the conditions that its prefix has: secure, this host, every page."""
        if not said:
            return
        pair, *attributes = [part.strip() for part in said.split(";")]
        name, _, value = pair.partition("=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
        assert not [one for one in attributes if one.startswith("Domain")]
        self.cookies[name] = value


@pytest.fixture(params=[behind_tls, behind_nginx], ids=["a proxy of ours", "nginx"])
def browser(
    request: pytest.FixtureRequest, embedded: Store, sqlite: Database, tmp_path: Path
) -> Iterator[Browser]:
    """Give a browser before a site behind TLS, at which ann has a password of her own."""
    with sqlite.writing() as session:
        user, _ = accounts.add_user(session, "ann.invented", "", CHANGE)
        accounts.give(session, user, "role", "administrator", CHANGE)
        accounts.set_password(session, user, PASSWORD, CHANGE)
    app = create_app(Settings(secret=SECRET, **BEHIND), embedded, sqlite)  # type: ignore[arg-type]
    with request.param(app, tmp_path) as served:
        yield Browser(served)


def test_ann_signs_in_over_tls_and_the_audit_has_her_address(
    browser: Browser, sqlite: Database
) -> None:
    """What her browser claims of where she is does not count; what the proxy saw does."""
    status = browser.sends("/sign-in", name="ann.invented", password=PASSWORD)
    opened, _ = browser.asks("GET", "/account", headers=STRANGE)

    assert (303, 200) == (status, opened)
    assert {"__Host-mappa"} == set(browser.cookies)
    assert "max-age=31536000" == browser.said["strict-transport-security"]
    assert {HERE} == {entry.address for entry in latest(sqlite, 2)}


def test_what_a_browser_claims_of_the_way_is_replaced(browser: Browser) -> None:
    """By TLS it is, whatever somebody says; and by another name nobody gets anything."""
    claimed = {**STRANGE, "X-Forwarded-Host": "evil.example"}
    status, text = browser.asks("GET", "/sign-in", headers=claimed)
    is_strict = "strict-transport-security" in browser.said
    other, _ = browser.asks("GET", "/sign-in", headers={"Host": "evil.example"})

    assert (200, True, 400) == (status, is_strict, other)
    assert "evil" not in text


def test_a_file_of_some_size_comes_as_far_as_the_site(browser: Browser) -> None:
    """What a proxy refuses by itself, nobody is told how to mend; here we refuse, for its token."""
    browser.sends("/sign-in", name="ann.invented", password=PASSWORD)
    file = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'
    content = file + b"x" * (2 << 20) + b"\r\n--x--\r\n"

    status, text = browser.asks(
        "POST",
        "/directory/loads/new",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
        content=content,
    )

    assert 400 == status
    assert "MAPPA Explorer" in text


def test_the_documented_limits_are_those_of_the_site() -> None:
    """A proxy that is stricter refuses in words of its own, or cuts an answer off."""
    limits = dict(re.findall(r"(client_max_body_size|proxy_read_timeout) (\d+)[ms];", documented()))

    assert str(Settings(secret=SECRET).upload_megabytes) == limits["client_max_body_size"]
    assert SECONDS < int(limits["proxy_read_timeout"])


def test_where_every_change_is_checked_nginx_is_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is always skipped is never run, and nobody would know."""
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="install nginx-light"):
        behind_nginx(flask.Flask("of-nobody"), tmp_path).__enter__()


def test_the_site_itself_does_not_believe_more_proxies_than_there_are(
    embedded: Store, sqlite: Database
) -> None:
    """A list of addresses that a stranger began counts from its end, where our proxy writes."""
    app = create_app(Settings(secret=SECRET, **BEHIND), embedded, sqlite)  # type: ignore[arg-type]
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(flask.request.remote_addr))
    client = app.test_client()

    client.get(
        "/sign-in",
        base_url=f"https://{HOST}",
        headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.4"},
    )

    assert ["198.51.100.4"] == seen
