"""What holds for every page: self-contained, well formed, nothing that runs."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Outline(HTMLParser):
    """Collects tags, attributes and text, and notices tags that are not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1] != "style":
            self.texts.append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def outline(page: bytes) -> Outline:
    """The page taken apart, after checking that it fetches and runs nothing."""
    text = page.decode()
    assert not re.search(r"https?:|//[a-z]|url\(|@import|javascript:", text, re.IGNORECASE)
    parsed = Outline(text)
    assert "script" not in parsed.tags
    assert not [name for name, _ in parsed.attributes if name.startswith("on")]
    links = {value for name, value in parsed.attributes if name in {"href", "src"}}
    assert all(value == "data:," or re.fullmatch(r"#\w+|[\w./-]+\.(html|xlsx)", value or "") for value in links), "pages of ours"
    assert {f"#{value}" for name, value in parsed.attributes if name == "id"} >= {
        link for link in links if link and link[0] == "#"
    }
    assert ("lang", "zh-CN") in parsed.attributes
    return parsed
