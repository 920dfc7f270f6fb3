"""What a department is to do next after a drop: short Chinese sentences, in the order to do them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flows.report.reasonlines import ReasonLine

if TYPE_CHECKING:
    from flows.report.receipt import Receipt

MOST = 5
"""Reasons spelled out as steps; the page lists them all."""


SETTLED = {"duplicate_equal", "duplicate_delivery", "late_delivery"}
"""Warnings that ask nothing of anybody."""


def what_to_do(receipt: Receipt) -> tuple[str, ...]:
    """The steps for this receipt; never empty: where nothing is to be done, it says so."""
    steps = {"done": _done, "held": _held, "refused": _refused, "duplicate": _duplicate}[receipt.state]
    return tuple(steps(receipt))


def _done(receipt: Receipt) -> Iterator[str]:
    if receipt.rows.rejected and receipt.has_fixit:
        yield "打开更正工作簿 fix-it.xlsx，里面是被退回的行，列名和次序与您报送的文件相同。"
        yield "按批注改正橙色单元格。带 * 的内容不需要改的保持原样，不要改动“更正编号”一列。"
        yield f"改好后保存，放回收件目录 {receipt.department}/{receipt.feed}，一分钟内会有新的回执。"
    elif receipt.rows.rejected:
        yield f"有 {receipt.rows.rejected:,} 行被退回，请按下面的原因在原系统改正后重新报送。"
    if receipt.correction and receipt.correction.items_open:
        yield f"此前退回的行还有 {receipt.correction.items_open:,} 行没有更正，请继续更正。"
    to_mend = any(line.rule not in SETTLED for line in receipt.warnings)
    if to_mend:
        yield "另有提醒事项（见“提醒”），不影响接收，请在下次报送时改正。"
    unsettled = receipt.correction is not None and receipt.correction.items_open > 0
    if not (receipt.rows.rejected or to_mend or unsettled):
        yield "无需处理。数据已全部接收，今晚更新到住户总表。"


def _held(receipt: Receipt) -> Iterator[str]:
    yield from _advice(receipt)
    yield "如果文件有误：改正后把新文件放入收件目录，这一份不用管。"
    held = receipt.first.drop_id if receipt.first else receipt.drop_id
    yield f"如果文件无误、情况属实：请联系数据管理员放行，并告知批次号 {held}。"


def _refused(receipt: Receipt) -> Iterator[str]:
    yield from _advice(receipt)
    yield f"改好后重新放入收件目录 {receipt.department}/{receipt.feed}，一分钟内会有新的回执。"


def _duplicate(receipt: Receipt) -> Iterator[str]:
    """The same content comes to the same: what its first delivery asked for is still to be done."""
    first = receipt.first
    if first and first.state == "refused":
        yield f"这份文件与没有被接收的那一份（批次号 {first.drop_id}）完全相同，原样再报不会改变结果。"
        yield from _refused(receipt)
        return
    if first and first.state == "held":
        yield f"这份文件与正在等待确认的那一份（批次号 {first.drop_id}）完全相同，数据管理员会查看，不用重复报送。"
        yield from _held(receipt)
        return
    if first and first.items_open:
        yield "这份文件的内容此前已经报送过，没有重复计入。"
        yield f"那一次有 {first.items_open:,} 行被退回，还没有更正：请打开批次 {first.drop_id} 的回执，按其中的更正工作簿改正。"
    else:
        yield "无需处理。这份文件的内容此前已经报送过，没有重复计入。"
    yield "如果本意是报送新数据，请核对导出的文件是否选对，再重新放入收件目录。"


def _advice(receipt: Receipt) -> Iterator[str]:
    """Each reason's advice once, the widest first."""
    lines = sorted(receipt.reasons, key=lambda line: -line.rows)
    yield from dict.fromkeys(f"{line.title}{_what(line)}：{line.advice}" for line in lines[:MOST])


def _what(line: ReasonLine) -> str:
    exactly = line.detail.rstrip("。") or line.header
    return f"（{exactly}）" if exactly else ""
