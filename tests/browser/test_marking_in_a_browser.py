"""The handling marking on paper."""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from webapp.marking import INVENTED


def test_every_sheet_bears_the_marking_at_its_head_and_its_foot(
    demo: str, page: Page, tmp_path: Path
) -> None:
    """Sheets of a list get separated; each must say how to handle it."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("no pdftotext is on this machine")
    page.goto(f"{demo}/coverage/gaps")

    page.pdf(path=str(tmp_path / "page.pdf"))

    done = subprocess.run(
        [program, tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True
    )
    sheets = done.stdout.split("\f")[:-1]
    assert len(sheets) > 1
    assert [2] * len(sheets) == [sheet.count(INVENTED) for sheet in sheets]
