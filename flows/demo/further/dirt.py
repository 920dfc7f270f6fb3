"""The kinds of dirt in the further lists, feed by feed, as `dirt_kinds` has them for the eight."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.demo.dirt import Dirt
from flows.demo.dirt_kinds import NAMES, amounts, dates, lost_ids, other, refused, spelled_ids, yes_no

_IDS = (*spelled_ids("id_number", with_card=False), *lost_ids("id_number"))
_SPACES = other("key_spaces", 4, "household_no", "recovered", lambda c: pl.lit(" ") + pl.col(c) + " ")

KINDS: Mapping[str, tuple[Dirt, ...]] = {
    "registry/villages": (
        *yes_no("hard_road"), *amounts("collective_income"),
        other("yes_no_unreadable", 9, "kindergarten", "unknown", lambda _: pl.lit("在建")),
    ),
    "registry/exit_dossiers": (
        _SPACES, *dates("done_on"), refused("unknown_code", 9, "step", "入户走访", "unknown_code"),
        refused("unknown_code", 9, "result", "再议", "unknown_code"), refused("date_unreadable", 7, "done_on", "年前", "unreadable_date"),
    ),
    "registry/measures": (
        *dates("started_on"), *amounts("amount"), refused("unknown_code", 9, "kind", "送温暖", "unknown_code"),
        other("date_unknown", 7, "last_paid_on", "unknown", lambda _: pl.lit("上个月"), pl.col("last_paid_on").is_not_null()),
    ),
    "registry/incomes": (
        _SPACES, *amounts("income_per_capita"), *dates("surveyed_on"),
        refused("money_unreadable", 8, "income_per_capita", "五千多", "unreadable_money"),
        other("money_unknown", 8, "wage", "unknown", lambda _: pl.lit("不详")),
    ),
    "registry/appeals": (*_IDS, *dates("filed_on"), refused("date_unreadable", 7, "filed_on", "去年", "unreadable_date")),
    "registry/spot_checks": (*yes_no("satisfied"), _SPACES, refused("date_unreadable", 7, "checked_on", "上旬", "unreadable_date")),
    "agriculture/projects": (*amounts("planned"), *dates("started_on")),
    "agriculture/project_benefits": (
        *_IDS, *NAMES, *dates("paid_on"), *amounts("amount"), refused("money_unreadable", 8, "amount", "按股", "unreadable_money"),
    ),
    "finance/funds": (
        *amounts("planned"), *dates("planned_on"), refused("unknown_code", 9, "source", "专项", "unknown_code"),
    ),
    "emergency/disasters": (*dates("happened_on"), *amounts("loss"), refused("date_unreadable", 7, "happened_on", "汛期", "unreadable_date")),
    "housing/relocation": (*yes_no("occupied"), *dates("assigned_on")),
    "labour/training": (*_IDS, *NAMES, *dates("finished_on"), *yes_no("certificate")),
    "assets/negative_list": (
        *_IDS, *NAMES, *dates("registered_on"), *amounts("value"), refused("unknown_code", 9, "asset_type", "游艇", "unknown_code"),
    ),
}  # fmt: skip
