"""Whose a row is, which cells name somebody else, and what stays of a table and a log."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from config.contracts import load_contracts
from transforms.erasure import (
    MINE,
    Erased,
    keys_of,
    marked,
    name_digest,
    person_digest,
    row_digest,
    source_digest,
    with_blank_rows,
    without_person,
    without_rows,
)
from transforms.pseudonym import accepted_schema

KEY = b"00" * 32
STUDENTS = load_contracts()["education/students"]
ROSTER = load_contracts()["civil_affairs/household_roster"]


def digest(expr: pl.Expr) -> str:
    return str(pl.DataFrame({"p": ["pgone"], "n": ["ngone"], "k": ["H1|P1"]}).select(expr).item())


GONE = Erased(
    persons=frozenset([digest(person_digest(pl.col("p"), KEY))]),
    names=frozenset([digest(name_digest(pl.col("p"), pl.col("n"), KEY))]),
    rows=frozenset([digest(row_digest(ROSTER.name, pl.col("k"), pl.col("n"), KEY))]),
)


def row(contract: object, **cells: object) -> pl.LazyFrame:
    return pl.LazyFrame([cells], schema=accepted_schema(contract))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "is_theirs"),
    [
        ({"id_number__person": "pgone", "name": "nother"}, True),
        (
            {
                "id_number__person": "pgone",
                "name": "nother",
                "birth_date": date(2010, 1, 1),
                "id_number__birth": date(1980, 1, 1),
            },
            False,
        ),
        (
            {"id_number__person": "pgone", "name": "ngone", "birth_date": date(2010, 1, 1), "id_number__birth": date(1980, 1, 1)},
            True,
        ),
        ({"id_number__person": "pelse", "name": "ngone", "_key": "H1|P1"}, False),
        (
            {
                "id_number__person": "pelse",
                "name": "ngone",
                "_key": "H1|P1",
                "birth_date": date(2010, 1, 1),
                "id_number__birth": date(1980, 1, 1),
            },
            True,
        ),
        ({"name": "ngone", "_key": "H1|P1"}, True),
        ({"name": "nother", "_key": "H1|P1"}, False),
        ({"name": "ngone", "_key": "H2|P1"}, False),
    ],
    ids=[
        "by number",
        "a child under their number",
        "born otherwise, same name",
        "under another number",
        "under a parent's number",
        "as before, no number",
        "other name",
        "other key",
    ],
)
def test_whose_a_row_is(cells: dict[str, object], is_theirs: bool) -> None:
    assert marked(row(ROSTER, **cells), ROSTER, GONE, KEY).select(MINE).collect().item() is is_theirs


def test_who_repeats_their_number_at_the_insurer_without_a_number_is_them() -> None:
    bills = load_contracts()["health_insurance/settlements"]
    gone = Erased(persons=GONE.persons, sources=frozenset([digest(source_digest("psn_no", pl.col("k"), KEY))]))
    for cells, is_theirs in (({}, True), ({"id_number__person": "pelse"}, False)):
        assert marked(row(bills, psn_no="H1|P1", **cells), bills, gone, KEY).select(MINE).collect().item() is is_theirs


def test_a_lent_number_goes_from_the_row_of_who_bore_it() -> None:
    lent = {"id_number": "k1", "id_number__person": "pgone", "id_number__birth": date(1980, 1, 1), "id_number__state": "valid"}
    before = row(ROSTER, name="nchild", birth_date=date(2010, 1, 1), _hash=7, **lent)
    after = marked(before, ROSTER, GONE, KEY).collect()
    assert after.select(list(lent)).null_count().row(0) == (1,) * 4
    assert after["name"].item() == "nchild"
    assert after["_hash"].item() != 7


def test_who_is_mentioned_goes_with_name_and_number() -> None:
    cells = {"id_number__person": "ppupil", "name": "npupil", "guardian_name": "ngone", "guardian_id_number": "k1", "_hash": 7}
    after = marked(row(STUDENTS, guardian_id_number__person="pgone", **cells), STUDENTS, GONE, KEY).collect()
    assert not after[MINE].item()
    assert after.select("guardian_name", "guardian_id_number", "guardian_id_number__person").null_count().row(0) == (1, 1, 1)
    same = marked(row(STUDENTS, guardian_id_number__person="pelse", **cells), STUDENTS, GONE, KEY).collect()
    assert (same["guardian_name"].item(), same["_hash"].item()) == ("ngone", 7)


def log(*rows: tuple[str, str, int, bool]) -> pl.LazyFrame:
    """(key, op, order, mine)"""
    frame = pl.LazyFrame(
        list(rows), schema={"_key": pl.String, "_op": pl.String, "_order": pl.Int64, MINE: pl.Boolean}, orient="row"
    )
    return frame.with_columns(
        _data_date=pl.lit(date(2024, 1, 1)), _known_at=pl.lit(None), _drop_id=pl.lit("d"), cell=pl.col("_order")
    )


def test_a_key_that_was_theirs_alone_leaves_nothing_and_a_shared_one_its_other_rows() -> None:
    told = log(
        ("a", "upsert", 1, True),
        ("a", "absent", 2, False),
        ("b", "upsert", 1, False),
        ("b", "upsert", 2, True),
        ("c", "upsert", 1, False),
    )
    kept = without_rows(told, keys_of(told).collect()).collect().sort("_key", "_order")
    assert kept.select("_key", "_op", "_order", "cell").rows() == [
        ("b", "upsert", 1, 1),
        ("b", "absent", 2, None),
        ("c", "upsert", 1, 1),
    ], "the other one's older row must not become the newest again"


PLACES = pl.DataFrame({"drop_id": ["d"], "sheet": [""], "row": [3]})


def test_tables_lose_rows_cells_members_and_evidence() -> None:
    evidence = [{"feed": "f", "drop_id": "d", "sheet": None, "row": 3}, {"feed": "f", "drop_id": "d", "sheet": None, "row": 4}]
    homes = pl.LazyFrame(
        {"household_id": ["h"], "head_person_id": ["pgone"], "members": [[{"person_id": "pgone"}, {"person_id": "pelse"}]]}
    )
    home = without_person(homes, ["pgone"], PLACES).collect().row(0, named=True)
    assert home == {"household_id": "h", "head_person_id": None, "members": [{"person_id": "pelse"}]}
    found = pl.LazyFrame({"subject_id": ["pgone", "h"], "evidence": [evidence, evidence]})
    left = without_person(found, ["pgone"], PLACES).collect().row(0, named=True)
    assert (left["subject_id"], [cell["row"] for cell in left["evidence"]]) == ("h", [4])


def test_a_frozen_result_keeps_its_count() -> None:
    frozen = pl.LazyFrame({"person_id": ["pgone", "pelse"], "town": ["a", "b"], "n": [1, 2]})
    assert with_blank_rows(frozen, ["pgone"]).collect().rows() == [(None, None, None), ("pelse", "b", 2)]
