"""Great Expectations' Data Docs of a suite's results, as pieces of HTML: its renderers, its view, its templates of blocks.

Only its page around them is left out: that fetches styles and scripts from elsewhere, and no page of ours fetches anything.
Whoever puts the pieces on a page brings the styles (`fa-check-circle` is a passed check, `fa-times` and
`fa-exclamation-triangle` are failed ones). Importing this imports Great Expectations, so it is imported where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.render.renderer.content_block.validation_results_table_content_block import (
    ValidationResultsTableContentBlockRenderer,
)
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.view.view import DefaultJinjaPageView
from markupsafe import escape

COLUMNS = ("结果", "检查", "实际", "要求", "违反后果")

WORDS = {
    "Statistics": "合计",
    "Evaluated Expectations": "检查项",
    "Successful Expectations": "通过",
    "Unsuccessful Expectations": "未通过",
    "Success Percent": "通过比例",
    "Table-Level Expectations": "整表、跨列的检查",
}
PHRASES = (
    (
        re.compile(r"\$unexpected_count unexpected values found\. \$unexpected_percent of \$element_count total rows\."),
        "$unexpected_count 个不符合，占有值的 $unexpected_percent，共 $element_count 行。",
    ),
    (re.compile(r"^(\S+) unexpected$"), r"\1 不符合"),
    (re.compile(r"^(\S+) not null$"), r"\1 不为空"),
    (re.compile(r"^(\S+) null$"), r"\1 为空"),
)
"""What Great Expectations says around its figures, and how we say it."""

ANCHORS = re.compile(r'\s(?:id|data-[a-z-]+)="[^"]*"')
"""Hold for scripts that are not there; Great Expectations gives the same id to many cells."""
SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Section:
    """One part of a page: the figures, one column, or what concerns no single column."""

    name: str
    html: str


def sections(document: Mapping[str, Any], names: Mapping[str, str] | None = None) -> list[Section]:
    """The parts of a suite's page, the figures first. `document`: a validation result as `evidence.documents` makes it.

    The same document gives the same HTML; every text of it is escaped. Each check may carry `consequence` beside `expected`
    in its meta's attributes: what follows when it fails, in words. `names`: what a column is called in its heading.
    """
    words = WORDS | dict(names or {})
    table = {"class_name": ChecksTable.__name__, "module_name": __name__}
    renderer = ValidationResultsPageRenderer({"class_name": "ValidationResultsColumnSectionRenderer", "table_renderer": table})
    overview, *columns = renderer.render(_result(document)).to_json_dict()["sections"]
    # Of the overview only the figures: the rest links into a site and names a run, of which there is none.
    overview["content_blocks"] = [block for block in overview["content_blocks"] if block["content_block_type"] == "table"]
    return [Section(str(one["section_name"]), _html(_in_words(one, words))) for one in (overview, *columns)]


class ChecksTable(ValidationResultsTableContentBlockRenderer):
    """Great Expectations' table of results with two columns more: what was asked, and what follows when it is not met."""

    @classmethod
    def _get_content_block_fn(cls, expectation_type: str, expectation_config: Any = None) -> Any:
        row_of = super()._get_content_block_fn(expectation_type, expectation_config)

        def with_ours(**given: Any) -> Any:
            assert row_of is not None, "a check without words of its own still has its title"
            rows = row_of(**given)
            attributes = given["result"].expectation_config.meta["attributes"]
            rows[0] += [str(escape(attributes.get(name) or "—")) for name in ("expected", "consequence")]
            return rows

        return with_ours

    @classmethod
    def _process_content_block(cls, content_block: Any, has_failed_evr: Any, render_object: Any = None) -> None:
        super()._process_content_block(content_block, has_failed_evr, render_object)
        content_block.header_row = list(COLUMNS)
        content_block.header_row_options = {}


def _result(document: Mapping[str, Any]) -> ExpectationSuiteValidationResult:
    results = []
    for kept in deepcopy(list(document["results"])):
        config = kept.pop("expectation_config")
        # A description is filled in as a template: unescaped, and a dollar sign in it would ask for a parameter.
        config["description"] = str(escape(config["description"])).replace("$", "&#36;")
        results.append(ExpectationValidationResult(expectation_config=ExpectationConfiguration(**config), **kept))
    return ExpectationSuiteValidationResult(
        success=document["success"],
        results=results,
        suite_name=document["suite_name"],
        statistics=dict(document["statistics"]),
        meta={},
    )


def _in_words(rendered: Any, words: Mapping[str, str]) -> Any:
    """A rendered document with Great Expectations' own words in Chinese; what it quotes of ours is Chinese already."""
    if isinstance(rendered, dict):
        return {key: _in_words(value, words) for key, value in rendered.items()}
    if isinstance(rendered, list):
        return [_in_words(value, words) for value in rendered]
    if not isinstance(rendered, str):
        return rendered
    for phrase, ours in PHRASES:
        rendered = phrase.sub(ours, rendered)
    return escape(words[rendered]) if rendered in words else rendered


def _html(section: Mapping[str, Any]) -> str:
    html = _view().env.get_template("section.j2").render(section=section, section_loop={"index": 1})
    return SPACE.sub(" ", ANCHORS.sub("", html)).strip()


@cache
def _view() -> DefaultJinjaPageView:
    return DefaultJinjaPageView()
