"""What may be asked for, and what is refused before anything is read."""

from __future__ import annotations

import pytest

from config.cohorts import Cohort
from flows.errors import Misuse
from flows.sealing.asking import check_cohort, check_words, cohort_of
from flows.site import Site
from tests.flows.roster import number
from tests.flows.sealing.conftest import PutOut


def test_options_say_what_a_file_says(site: Site) -> None:
    said = cohort_of("person", "alive", "sex, household_id", ["household: household_type = 'exited'"], "")
    assert said == Cohort("person", "alive", ("sex", "household_id"), {"household": "household_type = 'exited'"})
    assert cohort_of("", "", "", [], "") == Cohort("household")
    for table, query, expected in (
        ("person", "q.yaml", "--query FILE says all"),
        ("", "none.yaml", "there is no file none.yaml"),
    ):
        with pytest.raises(Misuse, match=expected):
            cohort_of(table, "", "", [], query)
    with pytest.raises(Misuse, match="write TABLE: CONDITION"):
        cohort_of("person", "", "", ["household"], "")


@pytest.mark.parametrize(
    ("name", "cohort", "by", "reason", "expected"),
    [
        ("", Cohort("household"), "局", "考核", "a cohort's name"),
        ("../x", Cohort("household"), "局", "考核", "a cohort's name"),
        ("王小满", Cohort("household"), "局", "考核", "a cohort's name"),
        ("x", Cohort("household"), " ", "考核", "--by and --reason"),
        ("x", Cohort("household"), "局", "", "--by and --reason"),
        ("x", Cohort("household"), "局", f"because of {number(1)}", "as long as a person's"),
        ("x", Cohort("household", f"household_no = '{number(1)}'"), "局", "考核", "as long as a person's"),
        ("x", Cohort("household", within={"person": f"size = 138{'0' * 8}"}), "局", "考核", "as long as a person's"),
        ("x", Cohort("changes"), "局", "考核", "no table changes"),
        ("x", Cohort("person", within={"vault_person": "name = 'x'"}), "局", "考核", "no table vault_person"),
    ],
)
def test_what_names_nobody_by_an_office_that_says_why(name: str, cohort: Cohort, by: str, reason: str, expected: str) -> None:
    with pytest.raises(Misuse, match=expected) as told:
        check_cohort(name, cohort, by, reason)
    assert number(1) not in str(told.value)


def test_a_text_must_be_one_that_everybody_may_read_there(site: Site, put_out: PutOut) -> None:
    edition = put_out("2023-12-31")
    check_words(site, edition, Cohort("household", "town = '青石镇' AND household_type = 'poor'"))
    for where in ("town = '王小满'", "household_no = 'H1'", "town = '青石'"):
        with pytest.raises(Misuse, match="no public column") as told:
            check_words(site, edition, Cohort("household", where))
        assert "王小满" not in str(told.value)
    with pytest.raises(Misuse, match="condition on household"):
        check_words(site, edition, Cohort("person", "alive", within={"household": "town = '张三'"}))
