"""One person's browser, as far as a benchmark needs one: pages, searches, and one load."""

import http.client
import json
import re
import secrets
import threading
import time
from collections.abc import Mapping
from urllib.parse import urlencode

NAME = "__Host-mappa"
FORM = "application/x-www-form-urlencoded"
PATIENCE = 60.0
"""Seconds that an answer may take before it is an error."""
LOOK_AGAIN = 0.5
"""Seconds between two looks at how far the load has come."""


class Visitor:
    """Somebody who is signed in; it keeps the cookie that the site gives back."""

    def __init__(self, port: int, role: str, cookie: str) -> None:
        self.role = role
        self.cookie = cookie
        self._port = port
        self._token = ""

    def asks(
        self, method: str, address: str, body: bytes | None = None, kind: str = FORM
    ) -> tuple[int, str, str]:
        """Ask for a page; return status, text and where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        try:
            headers = {"Cookie": f"{NAME}={self.cookie}", "Content-Type": kind}
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            for name, value in answer.getheaders():
                if name == "Set-Cookie" and value.startswith(f"{NAME}="):
                    self.cookie = value.partition(";")[0].partition("=")[2]
            return answer.status, text, answer.getheader("Location") or ""
        finally:
            connection.close()

    def token(self) -> str:
        """Return the token of the site's forms."""
        if not self._token:
            _, text, _ = self.asks("GET", "/account")
            found = re.search(r'name="csrf_token" value="([^"]+)"', text)
            self._token = found[1] if found else ""
        return self._token

    def sends(self, address: str, **told: str) -> tuple[int, str, str]:
        """Send a form."""
        data = urlencode({**told, "csrf_token": self.token()}).encode()
        return self.asks("POST", address, data)

    def searches(self, text: str) -> tuple[int, str, str]:
        """Search, and open what is found."""
        status, said, where = self.sends("/search", text=text)
        return self.asks("GET", where) if status == http.client.SEE_OTHER else (status, said, "")

    def uploads(self, tables: Mapping[str, str]) -> str:
        """Send tables to be loaded; return the address of the task, empty if it was refused."""
        mark = secrets.token_hex(16)
        told = [("csrf_token", "", self.token()), ("source", "", "readers")]
        files = [("files", name, text) for name, text in tables.items()]
        body = "".join(
            f'--{mark}\r\nContent-Disposition: form-data; name="{field}"'
            + (f'; filename="{name}"\r\nContent-Type: text/csv' if name else "")
            + f"\r\n\r\n{text}\r\n"
            for field, name, text in [*told, *files]
        )
        kind = f"multipart/form-data; boundary={mark}"
        status, _, where = self.asks(
            "POST", "/directory/loads/new", f"{body}--{mark}--\r\n".encode(), kind
        )
        return where if status == http.client.SEE_OTHER else ""


class Loading(threading.Thread):
    """One load through the site's own process, from the upload to its end."""

    def __init__(self, visitor: Visitor, tables: Mapping[str, str], seconds: float) -> None:
        super().__init__(daemon=True)
        self.said = "it never began"
        self._visitor, self._tables, self._seconds = visitor, tables, seconds

    def run(self) -> None:
        """Send the tables, agree to the plan, and wait for the end."""
        started = time.monotonic()
        self.said = "the site refused the upload"
        task = self._visitor.uploads(self._tables)
        if not task:
            return
        state, planned = self._until_it_rests(task, started)
        found = re.search(r'name="digest" value="([^"]+)"', self._visitor.asks("GET", task)[1])
        if not found:
            self.said = f"{state} after {planned:.0f} s, and not planned"
            return
        self._visitor.sends(f"{task}/apply", digest=found[1])
        state, done = self._until_it_rests(task, started)
        rows = sum(text.count("\n") - 1 for text in self._tables.values())
        size = sum(map(len, self._tables.values())) / 1e6
        self.said = (
            f"{rows:,} rows, {size:.1f} MB: planned after {planned:.1f} s, {state} after "
            f"{done:.1f} s"
        )

    def _until_it_rests(self, task: str, started: float) -> tuple[str, float]:
        """Look again until nothing works on the task; return how it stands, and the seconds."""
        state = "unknown"
        while (gone := time.monotonic() - started) < self._seconds:
            status, text, _ = self._visitor.asks("GET", f"{task}/progress.json")
            state = json.loads(text)["state"] if status in {200, 202} else str(status)
            if status != http.client.ACCEPTED:
                break
            time.sleep(LOOK_AGAIN)
        return state, gone
