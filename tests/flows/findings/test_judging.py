"""Whatever a clerk writes, every row is accounted for once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.check import file_problems
from config.check_feed import feed_problems
from config.contracts import load_contract
from config.standards import load_standards
from flows.findings.columns import TO_FILL, columns
from flows.findings.filled import RESULTS, read_filled, results_contract
from flows.findings.judging import judge
from flows.findings.words import RESULT_WORDS
from flows.lake.scratch import scratch_folder
from flows.reading import Limits
from flows.reading.vocabulary import vocabulary

TODAY = date(2024, 6, 30)
KNOWN = pl.DataFrame({"finding_id": ["f1", "f2", "f3"], "first_seen": [date(2024, 5, 1)] * 3})
cells = {
    "finding_id": st.sampled_from(["f1", "f2", "f3", "f9", "", "f 1"]),
    "result": st.sampled_from(["", "属实", "不属实", "暂缓", "已派发", "confirmed", "WAIVED", "也许", "-", " "]),
    "checked_on": st.sampled_from(["2024-06-01", "2024/6/2", "", "20240431", "2024-04-01", "2031-01-01", "45444"]),
    "until": st.sampled_from(["", "2024-12-31", "2024-05-31", "later"]),
    "by": st.sampled_from(["", "甲", "乙"]),
    "note": st.sampled_from(["", "外出", "合计", "13800000000"]),
}
rows = st.lists(st.fixed_dictionaries(cells), max_size=12)


def waived(until: str) -> dict[str, str]:
    return {"finding_id": "f1", "result": "暂缓", "checked_on": "2024-06-01", "until": until, "by": "甲", "note": ""}


@settings(max_examples=25)
@given(rows)
@example([waived("2024-12-31"), waived("2024-11-30")])
@example([waived("2024-12-31"), waived("2024-12-31")])
def test_rows_read_are_accepted_refused_or_skipped(written: list[dict[str, str]]) -> None:
    with scratch_folder() as folder:
        path = folder / "results.csv"
        pl.DataFrame(written, schema=dict.fromkeys(cells, pl.String)).write_csv(path)
        filled = read_filled(path, folder, Limits(), pivot_year=2024)
    judged = judge(filled, KNOWN, TODAY)
    assert filled.rows_read == judged.rows_accepted + judged.refused.height + filled.blank
    places = [*judged.accepted["_row"], *judged.refused["_row"]]
    assert len(set(places)) == len(places), "no row is both"
    assert judged.refused.select(pl.col("reason").str.len_chars().min()).item() != 0
    assert judged.accepted["finding_id"].is_in(["f1", "f2", "f3"]).all()
    assert judged.accepted.select("finding_id", "result", "checked_on", "until").unique().height == (
        judged.accepted["finding_id"].n_unique()
    ), "one result a finding"
    assert judged.accepted.drop("_sheet", "_row").is_unique().all(), "equal rows once"
    assert (judged.accepted["until"].is_not_null() == (judged.accepted["result"] == "waived")).all()


@settings(max_examples=10)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(written: list[dict[str, str]], shuffled: object) -> None:
    other = list(written)
    shuffled.shuffle(other)  # type: ignore[attr-defined]
    outcomes = []
    for order in (written, other):
        with scratch_folder() as folder:
            pl.DataFrame(order, schema=dict.fromkeys(cells, pl.String)).write_csv(folder / "r.csv")
            judged = judge(read_filled(folder / "r.csv", folder, Limits(), pivot_year=2024), KNOWN, TODAY)
        content = judged.accepted.drop("_sheet", "_row").rows()
        outcomes.append((sorted(content, key=repr), judged.rows_accepted, judged.refused.height))
    assert outcomes[0] == outcomes[1]


def test_the_contract_of_the_results_is_a_sound_contract() -> None:
    assert [*file_problems(Path(RESULTS), lambda one: feed_problems(one, load_contract(one)))] == []


def test_the_contract_knows_every_column_of_a_worklist_and_every_choice() -> None:
    contract = results_contract()
    words = vocabulary(contract)
    shown = [column.header for column in columns(load_standards(), masked=True)]
    assert [words.match(header) for header in ("编号", *TO_FILL)] == list(contract.by_name)
    assert all(words.match(header) or words.is_ignored(header) for header in shown)
    assert {text: contract.by_name["result"].codes[text] for text in RESULT_WORDS} == dict(RESULT_WORDS)
