"""The manual says what the code does: columns, keys, commands, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sources.records import SiteHints, Source
from storage.exports.columns import COLUMNS, DETAILS
from vestnik.config import Config
from vestnik.root import MODULES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_csv_md_describes_every_column_in_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", text("docs/csv.md"), re.MULTILINE)
    assert rows == [(column.name, column.kind, column.description) for column in COLUMNS]


def test_exports_md_describes_what_json_lines_tell_beside_the_columns() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", text("docs/exports.md"), re.MULTILINE)
    assert rows == [(column.name, column.kind, column.description) for column in DETAILS]


@pytest.mark.parametrize("key", [*Source.model_fields, *SiteHints.model_fields])
def test_sources_md_names_every_key(key: str) -> None:
    assert re.search(rf"(`|^){key}\b", text("docs/sources.md"), re.MULTILINE)


def test_configuration_md_names_every_key() -> None:
    page = text("docs/configuration.md")
    for section, field in Config.model_fields.items():
        model = field.annotation
        for name, key in getattr(model, "model_fields", {}).items():
            assert f"`{key.alias or name}`" in page, f"{section}.{name}"


def test_every_command_is_in_the_readme_or_a_page_of_the_manual() -> None:
    pages = text("README.md") + "".join(page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))
    missing = [name for name in MODULES if f"vestnik {name}" not in pages]
    assert missing == []


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *DOCS.glob("*.md")]:
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
