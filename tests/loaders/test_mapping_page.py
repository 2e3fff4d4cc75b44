"""The page that teaches mappings: what it shows is what happens."""

from pathlib import Path

from loaders.mapping_cell_mistakes import CELL
from loaders.mapping_file import read_mapping
from loaders.mapping_mistakes import HEAD, SECTIONS, WIDE
from tests.loaders.mapping_page import PAGE, blocks, played, put


def test_the_page_shows_what_its_commands_print(tmp_path: Path) -> None:
    """A page that lies teaches nothing. Renew it by `python -m tests.loaders.mapping_page`."""
    folder = tmp_path / "somewhere"
    for block in blocks(PAGE.read_text(encoding="utf-8")):
        if block.file:
            put(block, folder)
        else:
            assert "console" == block.language

            assert block.text == played(block.text, folder)


def test_every_mapping_of_the_page_is_good_and_is_used(tmp_path: Path) -> None:
    """A block that nothing runs is the one that goes stale."""
    found = list(blocks(PAGE.read_text(encoding="utf-8")))
    commands = "".join(block.text for block in found if block.language == "console")

    for block in found:
        if block.language == "toml":
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
            read_mapping(tmp_path / block.file)

    named = [block.file for block in found if block.language in {"toml", "csv"}]
    assert [] == [file for file in named if file.partition("/")[0] not in commands]


def test_the_page_names_every_word_of_the_language() -> None:
    """A word that is not on the page is a word that nobody uses."""
    text = PAGE.read_text(encoding="utf-8")
    words = [*HEAD, *WIDE, *CELL, *(word for section in SECTIONS.values() for word in section)]

    assert [] == [word for word in words if f"`{word}" not in text]
