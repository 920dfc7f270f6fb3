"""What other departments' data say of the register's fields: confirmed, contradicted, or nothing to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from flows.report.charts import Series, Stack, stacked
from flows.report.smallcells import Shown, column

SERIES = (Series("一致", "main"), Series("不一致", "bad"), Series("无从核对", "muted"))


class FieldLine(BaseModel):
    """Persons of the register by what is said of one of its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    """The field's Chinese heading."""
    confirmed: int
    contradicted: int
    unverifiable: int


@dataclass(frozen=True)
class FieldRow:
    """One field as it may be shown: the three states add up to the same number of persons for every field."""

    title: str
    confirmed: Shown
    contradicted: Shown
    unverifiable: Shown


def field_rows(lines: Sequence[FieldLine], least: int) -> list[FieldRow]:
    """A row a field, in the given order."""
    return [_row(line, least) for line in lines]


def _row(line: FieldLine, least: int) -> FieldRow:
    unverifiable, confirmed, contradicted = column([line.unverifiable, line.confirmed, line.contradicted], least)
    return FieldRow(line.title, confirmed, contradicted, unverifiable)


def fields_chart(rows: Sequence[FieldRow]) -> Markup | None:
    """The three states of each field."""
    stacks = [
        Stack(
            row.title,
            tuple(cell.number or 0 for cell in (row.confirmed, row.contradicted, row.unverifiable)),
            f"不一致 {row.contradicted.text}",
        )
        for row in rows
    ]
    return stacked("登记信息与其他部门数据核对", stacks, SERIES) if stacks else None
