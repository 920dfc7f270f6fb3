"""A public notice as a page: a list a village, each on a sheet of its own when printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.report.pages import render


@dataclass(frozen=True)
class VillageList:
    """The households of one village: a row of texts each, under the headings of the notice."""

    village: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class NoticePage:
    """The notice of one town. Nothing in it is about a person but what everybody may read."""

    title: str
    town: str
    text: str
    period: str
    objections: str
    headings: Sequence[str]
    villages: Sequence[VillageList]


def notice_html(page: NoticePage) -> bytes:
    """The page; the same notice gives the same bytes."""
    return render("notice.html.j2", page=page)
