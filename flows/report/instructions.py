"""The sheet 填写说明: how to correct, then each reason with its advice."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from flows.report.fixitsheet import Formats
from flows.report.reasonlines import ReasonLine

_STEPS = (
    "每个工作表列出被退回的行，列名和次序与您报送的文件相同。橙色单元格需要更正；最后的“拒收原因”一列写明原因和改法。",
    "请直接在橙色单元格里改正，其余单元格不用动。不要改列名，不要改动“更正编号”一列。确实不用再报的行，整行删除即可。",
    "姓名、证件号码、电话用 * 遮挡，以保护个人信息。不用更正的保持 * 原样，系统会自动还原；要更正的请填完整的新内容。",
    "有的单元格开头带一个单引号（'），是为了防止内容被当作公式运行。不需要更正的，保持原样，系统会自动还原。",
    "改好后保存（仍为 xlsx），放回原来的收件目录。系统只更新这些行，已接收的其他数据不受影响，一分钟内给出新的回执。",
)
_WIDTHS = (30, 20, 10, 70)


def write_instructions(
    sheet: Worksheet, title: str, reasons: Sequence[ReasonLine], formats: Formats, *, left_out: int = 0
) -> None:
    """Fills the sheet. `left_out` counts the refused rows that did not fit into the workbook."""
    sheet.hide_gridlines(2)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width, formats.wrapped)
    sheet.write_string(0, 0, f"《{title}》更正工作簿：怎么改", formats.title)
    more = f"退回的行太多，这里只列出前面的行，另有 {left_out:,} 行没有列出。请先在原系统里整体核对。"
    steps = (more, *_STEPS) if left_out else _STEPS
    for row, text in enumerate(steps, start=2):
        sheet.set_row(row, 34)
        sheet.merge_range(row, 0, row, 3, f"{row - 1}. {text}", formats.wrapped)
    table = [("退回原因", "列", "行数", "怎么改")]
    table += [(line.title, line.header or "整行", f"{line.rows:,}", line.advice) for line in reasons]
    for row, texts in enumerate(table, start=len(steps) + 3):
        for at, text in enumerate(texts):
            sheet.write_string(row, at, text, formats.header if texts is table[0] else formats.wrapped)
