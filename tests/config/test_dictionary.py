from pathlib import Path

import pytest

from config.contracts import load_contracts
from config.dictionary import dictionary_markdown
from config.settings import settings_markdown
from config.tables import load_tables

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def page() -> str:
    return dictionary_markdown()


def test_every_column_stands_in_it_with_its_header_and_classification(page: str) -> None:
    for contract in load_contracts().values():
        for column in contract.columns:
            assert f"| {column.name} | {column.header} |" in page
    for table in load_tables().values():
        for row in table.columns:
            assert f"| {row.name} | `{row.type_text}`" in page


def test_codes_and_lists_stand_in_it(page: str) -> None:
    assert "- `sex`: **male** 男、男性、1、01 · **female** 女" in page
    assert "- `ethnicity`: code list [ethnicity](#ethnicity)" in page
    assert "- **15** 土家族、土家、15" in page


def test_the_same_contracts_give_the_same_page(page: str) -> None:
    assert dictionary_markdown() == page


def test_the_pages_in_docs_are_current(page: str) -> None:
    assert (DOCS / "dictionary.md").read_text(encoding="utf-8") == page
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == settings_markdown()
