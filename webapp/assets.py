"""The built front end: where each file is served, and what a page may load and run."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from flask import url_for

from graph.errors import ExplorerError

DIST = Path(__file__).parent / "static" / "dist"
BUILD = "Run `make demo`, or `python hatch_build.py --build` in the environment of the product"
SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)


@cache
def manifest() -> Mapping[str, str]:
    """Return the built file of each name. Raises ExplorerError where nothing was built."""
    try:
        text = (DIST / "manifest.json").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ExplorerError(
            f"The front end is not built: webapp/static/dist/manifest.json is missing. {BUILD}."
        ) from error
    built: dict[str, str] = json.loads(text)
    return built


def asset(name: str) -> str:
    """Return the address of a built file, such as `site.css`, inside a request of the site."""
    built = manifest().get(name)
    if built is None:
        raise ExplorerError(
            f"The front end has no file {name!r}; it has: {', '.join(sorted(manifest()))}. "
            f"If its sources are newer than what was built: {BUILD}."
        )
    return url_for("static", filename=f"dist/{built}")


@cache
def content_security_policy() -> str:
    """Return what a browser may load on a page: files of this site, and one script in the page.

    That script is GOV.UK's; its hash is taken from the installed template, so that an upgrade of
    the template does not switch it off. Raises ExplorerError if the template has changed shape.
    """
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' {_hash_of_inline_script()}",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "manifest-src": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash_of_inline_script() -> str:
    """Return the hash as the policy writes it; the page itself carries no other script."""
    template = files("govuk_frontend_jinja") / "templates" / "template.html"
    scripts = SCRIPT.findall(template.read_text(encoding="utf-8"))
    if len(scripts) != 1:
        raise ExplorerError(
            f"The page template of govuk-frontend-jinja has {len(scripts)} inline scripts where "
            "one is known. Read what they do, then let webapp/assets.py allow them."
        )
    digest = hashlib.sha256(scripts[0].encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
