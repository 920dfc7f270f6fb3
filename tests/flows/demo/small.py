"""A few people and households told by hand, for tests of the oracle."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from flows.demo.kept import KEPT, OF_EVERY_ROW
from flows.demo.people import with_check_digit
from flows.demo.truth import Delivery, Truth

NIGHT = date(2024, 7, 31)
ROSTER, ASSISTANCE, EVENTS = "civil_affairs/household_roster", "civil_affairs/assistance", "civil_affairs/vital_events"
ENROLMENT, SETTLEMENTS = "health_insurance/enrolment", "health_insurance/settlements"
CERTIFICATES, STUDENTS, AID = "disability/certificates", "education/students", "education/aid"
Cells = dict[str, Any]
POOR: Cells = {"household_type": "贫困户"}
EXITED: Cells = {"household_type": "脱贫户", "exited_on": date(2020, 6, 1)}
GENERAL: Cells = {"household_type": "一般农户"}


@dataclass(frozen=True)
class Person:
    number: str
    name: str
    birth: date
    sex: str


class Small:
    """Rows are told with the few cells that matter; the others are blank, and a row links its owner unless it says otherwise."""

    def __init__(self) -> None:
        self._people = 0
        self._rows: dict[tuple[str, date], list[dict[str, Any]]] = defaultdict(list)

    def person(self, birth: str = "1980-05-05", sex: str = "男") -> Person:
        """Somebody new."""
        self._people += 1
        born = date.fromisoformat(birth)
        first17 = 522399 * 10**11 + int(f"{born:%Y%m%d}") * 1000 + 2 * self._people + (1 if sex == "男" else 0)
        return Person(with_check_digit(pl.Series([first17])).item(), f"安小{'一二三四五六七八九'[self._people - 1]}", born, sex)

    def tell(self, feed: str, who: Person, day: date = NIGHT, **cells: Any) -> None:
        """One more row of `who`."""
        rows = self._rows[feed, day]
        written = dict.fromkeys([*OF_EVERY_ROW, *KEPT[feed]]) | {"name": who.name, "owner": who.number, "id_number": who.number}
        rows.append(written | {"_key": f"{who.number}|{len(rows)}", "person": 0, "refused": False} | cells)

    def home(self, number: str, *people: Person, facts: Cells, relation: str = "之子", **cells: Any) -> None:
        """Rows of a household: its first person is the head, the others are `relation`; all with `cells`."""
        for place, who in enumerate(people):
            own: Cells = {
                "id_text": who.number,
                "sex": who.sex,
                "birth_date": who.birth,
                "health": "健康",
                "labour": "普通劳动力",
            }
            word = "户主" if place == 0 else relation
            self.tell(ROSTER, who, household_no=number, relation=word, **(own | facts | cells))

    def dies(self, who: Person, day: str, **cells: Any) -> None:
        """A death event."""
        event: Cells = {"event_type": "火化", "event_date": date.fromisoformat(day)}
        self.tell(EVENTS, who, **(event | cells))

    def bill(self, who: Person, yuan: float, day: str = "2024-03-01", **cells: Any) -> None:
        """A bill with self-pay of so many yuan, and no medical aid."""
        told: Cells = {"settlement_id": f"S{len(self._rows[SETTLEMENTS, NIGHT])}", "settled_at": date.fromisoformat(day)}
        visit: Cells = {"visit_type": "普通门诊", "self_pay": int(yuan * 100), "medical_aid_pay": 0}
        self.tell(SETTLEMENTS, who, **(told | visit | cells))

    @property
    def truth(self) -> Truth:
        """Everything told so far, one delivery a feed and day."""
        return Truth([self._delivery(feed, day, rows) for (feed, day), rows in self._rows.items()], [NIGHT])

    def _delivery(self, feed: str, day: date, rows: list[dict[str, Any]]) -> Delivery:
        frame = pl.DataFrame(rows, schema={**OF_EVERY_ROW, **KEPT[feed]})
        is_snapshot = feed not in (EVENTS, SETTLEMENTS, AID)
        return Delivery(1, f"{feed}/{day}.csv", feed, is_snapshot, day, "done", len(rows), 0, frame, pl.DataFrame())

    def found(self, rule_id: str, *, certain: bool = True) -> set[str]:
        """Subjects of the rule that are certain, or those that are not."""
        told = self.truth.findings(NIGHT).filter((pl.col("rule_id") == rule_id) & (pl.col("certain") == certain))
        return set(told["subject"])
