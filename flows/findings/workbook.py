"""One worklist as a workbook: a line a finding with empty columns to fill in, and the sheet 填写说明.

Every cell is text in a text-formatted column, so Excel neither runs it nor turns an ID into 科学计数. Same lines, same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook

from config.standards import Standards
from flows.findings.columns import TO_FILL, Column, columns
from flows.findings.words import RESULT_WORDS
from flows.reading.vocabulary import INSTRUCTIONS_SHEET
from flows.report.fixitsheet import Formats
from flows.report.rowsheet import Cell, RowSheet

SHEET = "疑点清单"
ROWS_PER_SHEET = 1_000_000
"""Below Excel's 1,048,576."""
ROWS_AT_ONCE = 50_000
"""Lines that are turned into cells at a time."""
STEPS = (
    "每行是一条疑点，只是怀疑，不是结论。请按“该怎么核实”一列核实，在右边蓝色表头的各列填写结果。",
    "“核实结果”从下拉选项里选：属实（情况如疑点所说）、不属实、暂缓（暂时不处理，须填“暂缓至”）、已派发（已交人去核实）。",
    "“核实日期”填实际核实的日期，例如 2024-05-31。还没有核实的行，核实结果留空即可，下次再报。",
    "请不要改动列名和“编号”一列。“备注”里不要写姓名、证件号码、电话。",
    "填好后保存（仍为 xlsx）交给数据管理员导入。有问题的行会逐行说明原因，其余的行照常接收。",
)
MASKED_STEP = "姓名、证件号码用 * 遮挡，以保护个人信息，请凭村和户编号找到本户。"
UNMASKED_STEP = "本清单含未遮挡的个人信息，查看已登记在审计日志。请勿转发，用完即删。"


@dataclass(frozen=True)
class Form:
    """What a workbook to be filled in has beside its lines."""

    title: str
    sheet: str
    shown: Sequence[Column]
    to_fill: Mapping[str, int]
    """Headings of the empty columns and their widths; of the first one of `options` is chosen."""
    options: Sequence[str]
    heading: str
    steps: Sequence[str]
    """What the sheet 填写说明 says."""


def write_worklist(path: Path, title: str, lines: pl.DataFrame, edition: str, standards: Standards, *, masked: bool) -> None:
    """Writes the lines of one desk (`columns.with_texts`) to `path`."""
    form = Form(
        title=f"{title}疑点核实清单",
        sheet=SHEET,
        shown=columns(standards, masked=masked),
        to_fill=TO_FILL,
        options=list(RESULT_WORDS),
        heading=f"{title}疑点核实清单（数据截至 {date.fromisoformat(edition[:10])}）：怎么填",
        steps=(*STEPS, MASKED_STEP if masked else UNMASKED_STEP),
    )
    write_form(path, lines, form)


def write_form(path: Path, lines: pl.DataFrame, form: Form) -> None:
    """Writes lines (`columns.texts_of`) to `path`, as many sheets as they need."""
    with Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        # A fixed date, so that the same lines give the same bytes; xlsx dates carry no zone.
        book.set_properties({"title": form.title, "created": datetime(2000, 1, 1)})
        formats = Formats.of(book)
        for at, rows in enumerate(lines.iter_slices(ROWS_PER_SHEET), start=1):
            name = form.sheet if at == 1 else f"{form.sheet}({at})"
            _write_sheet(book.add_worksheet(name, RowSheet), rows, form, formats)
        _write_instructions(book, form, formats)


def _write_sheet(sheet: RowSheet, lines: pl.DataFrame, form: Form, formats: Formats) -> None:
    shown = form.shown
    for at, column in enumerate(shown):
        sheet.set_column(at, at, column.width, formats.wrapped if column.is_wrapped else formats.text)
        sheet.write_string(0, at, column.header, formats.added_header)
    for at, (header, width) in enumerate(form.to_fill.items(), start=len(shown)):
        sheet.set_column(at, at, width, formats.text)
        sheet.write_string(0, at, header, formats.header)
    cells = [
        Cell(pl.col(one.header), formats.wrapped if one.is_wrapped else formats.text, is_shared=one.is_repeated) for one in shown
    ]
    for first in range(0, lines.height, ROWS_AT_ONCE):
        sheet.write_rows(first + 1, _numbered(sheet, lines.slice(first, ROWS_AT_ONCE), shown), cells)
    _help_the_clerk(sheet, lines.height, form)


def _numbered(sheet: RowSheet, lines: pl.DataFrame, shown: Sequence[Column]) -> pl.DataFrame:
    """The shown columns; of those that repeat, the numbers of their texts in the workbook."""
    headers = [column.header for column in shown]
    numbers = {one.header: _numbers(sheet, lines[one.header]) for one in shown if one.is_repeated}
    return lines.select(headers).with_columns(pl.Series(name, texts, dtype=pl.String) for name, texts in numbers.items())


def _numbers(sheet: RowSheet, texts: pl.Series) -> list[str | None]:
    """A town's lines are few thousands: a look into a dictionary a line is cheaper than a query a column."""
    said = texts.to_list()
    numbers = {text: sheet.share_one(text) for text in dict.fromkeys(said) if text is not None}
    return [numbers.get(text) for text in said]


def _help_the_clerk(sheet: RowSheet, rows: int, form: Form) -> None:
    """Heading and number stay in sight, lines can be filtered, and an answer is one of a few."""
    first = len(form.shown)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, rows, first + len(form.to_fill) - 1)
    choice = {
        "validate": "list",
        "source": list(form.options),
        "error_title": next(iter(form.to_fill)),
        "error_message": f"请选：{'、'.join(form.options)}",
    }
    sheet.data_validation(1, first, rows, first, choice)


def _write_instructions(book: Workbook, form: Form, formats: Formats) -> None:
    sheet = book.add_worksheet(INSTRUCTIONS_SHEET)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110, formats.wrapped)
    sheet.write_string(0, 0, form.heading, formats.title)
    for row, text in enumerate(form.steps, start=2):
        sheet.set_row(row, 32)
        sheet.write_string(row, 0, f"{row - 1}. {text}", formats.wrapped)
