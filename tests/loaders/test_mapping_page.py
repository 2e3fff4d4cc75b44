"""The page that teaches mappings: what it shows is what happens."""

from pathlib import Path

from loaders.mapping_cell_mistakes import CELL
from loaders.mapping_file import read_mapping
from loaders.mapping_mistakes import HEAD, SECTIONS, WIDE
from tests.loaders.mapping_page import PAGE, blocks, played


def test_the_page_shows_what_its_commands_print(tmp_path: Path) -> None:
    """Whoever learns from a page that lies stops reading pages."""
    folder = tmp_path / "somewhere"
    for block in blocks(PAGE.read_text(encoding="utf-8")):
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
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
