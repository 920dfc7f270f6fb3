"""From the departments' spellings of one number to one person, through cleaning and pseudonyms."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from config.contracts import load_contracts
from tests.transforms.household.factory import CERTIFICATES, ENROLMENT, ROSTER, STUDENTS, night_of, the
from transforms.feeds import clean
from transforms.normalise.identifiers import check_character
from transforms.pseudonym import pseudonymise

KEY = b"synthetic key"
SEVENTEEN = "11010119491231002"
ID18, ID15 = SEVENTEEN + check_character(SEVENTEEN), SEVENTEEN[:6] + SEVENTEEN[8:]


def state_of(feed: str, *rows: Mapping[str, str]) -> pl.DataFrame:
    """The state that a drop of these cells leads to."""
    contract = load_contracts()[feed]
    names = [column.name for column in contract.columns]
    cells = [{name: row.get(name) for name in names} | {"_sheet": "", "_row": 2 + place} for place, row in enumerate(rows)]
    schema = {**dict.fromkeys(names, pl.String()), "_sheet": pl.String(), "_row": pl.UInt32()}
    typed = clean(pl.LazyFrame(cells, schema=schema), contract, pivot_year=2024)
    rows_in = pseudonymise(typed, contract, KEY).filter(~pl.col("_refused")).collect()
    assert rows_in.height == len(rows)
    return rows_in.with_columns(_drop_id=pl.lit("drop"))


def test_every_spelling_of_a_number_is_one_person() -> None:
    roster = {
        "town": "甲镇",
        "village": "乙村",
        "village_code": "110101001001",
        "household_no": "1",
        "person_no": "1",
        "name": "张三",
        "id_number": ID15,
        "relation": "户主",
        "household_type": "贫困户",
        "income_per_capita": "1,234.50",
    }
    states = {
        ROSTER: state_of(ROSTER, roster),
        ENROLMENT: state_of(
            ENROLMENT,
            {"psn_no": "1", "name": "张 三", "id_number": ID18, "insurance_type": "390", "status": "1"},
        ),
        CERTIFICATES: state_of(
            CERTIFICATES,
            {"certificate_no": f"{ID18}41", "name": "张三", "disability_type": "肢体", "grade": "一级", "status": "有效"},
        ),
        STUDENTS: state_of(STUDENTS, {"student_no": f"G{ID18}", "name": "张三", "stage": "大学", "status": "在读"}),
    }
    tables = night_of(states, key=KEY)
    person = the(tables["person"])
    assert (person["insurance"], person["disability_grade"], person["school_stage"]) == ("resident", 1, "university")
    assert (str(person["birth_date"]), person["sex"], person["id_valid"]) == ("1949-12-31", "female", True)
    assert set(tables["person_field"].filter(field="name")["state"]) == {"chosen", "confirmed"}
    home = the(tables["household"])
    assert (home["size"], home["insured_members"], str(home["income_per_capita"])) == (1, 1, "1234.50")
    assert home["head_person_id"] == person["person_id"]
