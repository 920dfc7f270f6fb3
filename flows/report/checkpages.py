"""The pages of an edition's checks: one a suite of the master, one a drop, and their index. Counts and figures, never a cell.

What was found is told by Great Expectations' Data Docs (`expectations/datadocs.py`); the page around it is ours, so that it opens
without a network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from flows.report.pages import bounds, render

INDEX = "checks/index.html"

Kind = Literal["edition", "drop"]

CONSEQUENCES: dict[Kind, dict[str, str]] = {
    "edition": {"critical": "不予发布", "hold": "暂不发布", "warning": "提醒"},
    "drop": {"critical": "不予接收", "hold": "暂停接收", "warning": "提醒"},
}
"""What a failed check does, by its severity."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SuiteDocs(_Model):
    """The results of one suite, as `expectations.evidence.documents` has them."""

    title: str
    document: dict[str, Any]


class CheckPage(_Model):
    """One page: a suite of the master, or the suites of one drop."""

    place: str
    """Its file, from the folder of the index."""
    kind: Kind
    title: str
    subtitle: str = ""
    suites: tuple[SuiteDocs, ...]
    names: dict[str, str] = {}
    """What a column is called."""
    state: str = ""
    """Of a drop: what became of it, in Chinese."""

    @property
    def results(self) -> list[dict[str, Any]]:
        """Every result, in order."""
        return [result for suite in self.suites for result in suite.document["results"]]

    @property
    def failed(self) -> list[str]:
        """The titles of the checks that failed."""
        return [result["expectation_config"]["description"] for result in self.results if not result["success"]]

    @property
    def tone(self) -> Literal["ok", "wait", "no"]:
        """Passed, a warning, or worse."""
        severities = {
            result["expectation_config"]["meta"]["attributes"]["severity"] for result in self.results if not result["success"]
        }
        return "ok" if not severities else "wait" if severities == {"warning"} else "no"


class CheckIndex(_Model):
    """Everything the index shows."""

    edition: date
    pages: tuple[CheckPage, ...]
    left_out: int = 0
    """Older drops since the last edition that have no page here."""

    def of(self, kind: Kind) -> Sequence[CheckPage]:
        """Its pages of one kind, in order."""
        return [page for page in self.pages if page.kind == kind]


def index_html(index: CheckIndex) -> bytes:
    """The list of all pages, what failed named."""
    return render("checkindex.html.j2", index=index)


def page_html(page: CheckPage) -> bytes:
    """One page. Imports Great Expectations."""
    from expectations.datadocs import sections

    suites = [(suite.title, sections(_worded(suite.document, page.kind), page.names)) for suite in page.suites]
    return render("checkpage.html.j2", page=page, suites=suites, up="../" * page.place.count("/"))


def _worded(document: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    """The document with bounds and severities in words a clerk reads."""
    return {**document, "results": [_worded_result(result, kind) for result in document["results"]]}


def _worded_result(result: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    config = result["expectation_config"]
    given = config["meta"]["attributes"]
    words = {"expected": bounds(given["expected"]), "consequence": CONSEQUENCES[kind][given["severity"]]}
    return {**result, "expectation_config": {**config, "meta": {**config["meta"], "attributes": words}}}
