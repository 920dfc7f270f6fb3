from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.household.factory import AS_OF, ROSTER, SETTLEMENTS, night_of, plan_of, state, the
from transforms.household.costs import costs

A = {"id_number": "A", "name": "nA"}


def paid(*bills: dict[str, Any]) -> tuple[str, str]:
    settlements = state(SETTLEMENTS, *({**A, "settlement_id": str(place), **bill} for place, bill in enumerate(bills)))
    found = the(night_of({SETTLEMENTS: settlements, ROSTER: state(ROSTER, A)})["person"])
    return str(found["self_pay_12m"]), str(found["medical_aid_12m"])


def bill(day: date, fen: int, **more: Any) -> dict[str, Any]:
    return {"settled_at": day, "self_pay": fen, "medical_aid_pay": 0, **more}


def test_bills_of_the_window_add_up_to_the_fen() -> None:
    bills = [bill(date(2024, 1, 1), 123_456, medical_aid_pay=5), bill(date(2024, 2, 1), 1)]
    assert paid(*bills) == ("1234.57", "0.05")


def test_the_window_leaves_out_its_first_day_and_holds_its_last() -> None:
    bills = [
        bill(date(2023, 5, 31), 1),
        bill(date(2023, 6, 1), 10),
        bill(AS_OF, 100),
        bill(date(2024, 6, 1), 1000),
    ]
    assert paid(*bills)[0] == "1.10"


def test_a_reversal_undoes_its_bill() -> None:
    assert paid(bill(date(2024, 1, 1), 500), bill(date(2024, 1, 9), -500, reversal_of="0"))[0] == "0.00"


def test_every_row_counts_on_its_own_day_a_reversal_too() -> None:
    bills = [
        bill(date(2023, 5, 1), 500),
        bill(date(2023, 6, 9), -500, reversal_of="0"),
        bill(date(2024, 1, 1), 700),
    ]
    assert paid(*bills)[0] == "2.00"


def test_a_reversal_settled_after_the_night_is_not_known_yet() -> None:
    assert paid(bill(date(2024, 5, 1), 500), bill(date(2024, 6, 9), -500, reversal_of="0"))[0] == "5.00"


def test_a_reversal_of_a_bill_never_delivered_counts_on_its_own_day() -> None:
    assert paid(bill(date(2024, 1, 1), 700), bill(date(2024, 1, 9), -500, reversal_of="gone"))[0] == "2.00"


def test_nobody_billed_paid_nothing_and_without_the_feed_nobody_knows() -> None:
    assert paid() == ("0.00", "0.00")
    tables = night_of({ROSTER: state(ROSTER, A)})
    assert the(tables["person"])["self_pay_12m"] is None
    assert the(tables["household"])["self_pay_12m"] is None


def test_the_household_pays_what_its_members_pay() -> None:
    roster = state(ROSTER, {**A, "household_no": "1"}, {"id_number": "B", "household_no": "1", "person_no": "2"})
    bills = state(
        SETTLEMENTS,
        {**A, **bill(date(2024, 1, 1), 101), "settlement_id": "1"},
        {"id_number": "B", **bill(date(2024, 1, 1), 202), "settlement_id": "2"},
        {"id_number": "C", **bill(date(2024, 1, 1), 999), "settlement_id": "3"},
    )
    home = the(night_of({SETTLEMENTS: bills, ROSTER: roster})["household"])
    assert str(home["self_pay_12m"]) == "3.03"


@given(
    st.lists(st.tuples(st.dates(date(2023, 1, 1), date(2024, 7, 1)), st.integers(-(10**8), 10**8)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_in_any_order_the_rows_of_the_window_add_up(bills: list[tuple[date, int]], random: Any) -> None:
    rows = [{"settlement_id": f"b{place}", **A, **bill(day, fen)} for place, (day, fen) in enumerate(bills)]
    random.shuffle(rows)
    frame = state(SETTLEMENTS, *rows)
    found = costs(plan_of({}), bills=frame.lazy().with_columns(person_id=frame["id_number__person"], numbered=True)).collect()
    assert found["self_pay_fen"].sum() == sum(fen for day, fen in bills if date(2023, 5, 31) < day <= AS_OF)
