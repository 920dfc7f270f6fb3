"""The oracle of the rule pack: hit and near miss of each rule told by hand, and a city that has everything."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from flows.demo.deliver import tell
from flows.demo.truth import Truth
from flows.demo.truth_findings import RULES
from tests.flows.demo.small import (
    AID,
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    EXITED,
    GENERAL,
    NIGHT,
    POOR,
    ROSTER,
    SETTLEMENTS,
    STUDENTS,
    Person,
    Small,
)

ACTIVE: dict[str, Any] = {"status": "正常参保", "insurance_type": "居民", "active": True}


@pytest.fixture
def small() -> Small:
    return Small()


def helped(small: Small, who: Person, scheme: str = "农村低保", since: str = "2019-01-01", until: str = "") -> None:
    stopped = date.fromisoformat(until) if until else None
    small.tell(ASSISTANCE, who, scheme=scheme, started_on=date.fromisoformat(since), stopped_on=stopped)


class TestInclusion:
    def test_nobody_is_dead_but_by_number_and_name(self, small: Small) -> None:
        dead, namesake, later, outside = (small.person() for _ in range(4))
        small.home("1", dead, namesake, later, facts=POOR)
        small.home("2", outside, facts=GENERAL)
        small.dies(dead, "2024-05-01", name="安　小一")
        small.dies(namesake, "2024-05-01", name="安大大")
        small.dies(later, "2024-08-01")
        small.dies(outside, "2024-05-01")
        assert small.found("IN01") == {dead.number}

    def test_a_monitored_household_is_registered_though_its_risk_is_eliminated(self, small: Small) -> None:
        dead = small.person()
        small.home("1", dead, facts=GENERAL | {"monitored_type": "边缘易致贫户", "risk_eliminated": True})
        small.dies(dead, "2024-05-01")
        assert small.found("IN01") == {dead.number}

    def test_assistance_after_death(self, small: Small) -> None:
        paid, stopped, tomorrow = (small.person() for _ in range(3))
        for who, until in ((paid, ""), (stopped, "2024-07-31"), (tomorrow, "2024-08-01")):
            helped(small, who, until=until)
            small.dies(who, "2024-02-01")
        assert small.found("IN02") == {paid.number, tomorrow.number}

    def test_a_bill_after_death_that_stands(self, small: Small) -> None:
        billed, same_day, reversed_ = (small.person() for _ in range(3))
        small.home("1", billed, same_day, reversed_, facts=GENERAL)
        for who, day in ((billed, "2024-05-02"), (same_day, "2024-05-01"), (reversed_, "2024-05-02")):
            small.dies(who, "2024-05-01")
            small.bill(who, 100, day, settlement_id=f"of {who.name}")
        small.bill(reversed_, -100, "2024-05-03", reversal_of=f"of {reversed_.name}")
        assert small.found("IN03") == {billed.number}

    def test_one_person_in_two_households(self, small: Small) -> None:
        twice, head = small.person(), small.person()
        small.home("1", twice, twice, facts=GENERAL)
        assert not small.found("IN04")
        small.home("2", head, twice, facts=GENERAL)
        assert small.found("IN04") == {twice.number}

    def test_employee_insurance_in_a_poor_household(self, small: Small) -> None:
        works, worked, exited = (small.person() for _ in range(3))
        small.home("1", works, worked, facts=POOR)
        small.home("2", exited, facts=EXITED)
        for who, status in ((works, "正常参保"), (worked, "暂停参保"), (exited, "正常参保")):
            small.tell(ENROLMENT, who, status=status, insurance_type="职工")
        assert small.found("IN05") == {works.number}

    def test_a_hidden_spouse_is_of_no_or_another_household_and_alive(self, small: Small) -> None:
        man, divorced, widower, husband = (small.person() for _ in range(4))
        stranger, former, late, wife = (small.person(sex="女") for _ in range(4))
        small.home("1", man, divorced, widower, facts=EXITED)
        small.home("2", husband, wife, facts=POOR, relation="配偶")
        for one, other in ((stranger, man), (divorced, former), (widower, late), (husband, wife)):
            union: dict[str, Any] = {"event_type": "结婚", "event_date": date(2023, 9, 9)}
            small.tell(EVENTS, one, partner_name=other.name, partner_id_number=other.number, **union)
        small.tell(
            EVENTS,
            former,
            event_type="离婚",
            event_date=date(2024, 1, 9),
            partner_id_number=divorced.number,
            partner_name="安小二",
        )
        small.tell(ENROLMENT, late, **ACTIVE)
        small.dies(late, "2024-06-01")
        assert small.found("IN06") == {man.number}


class TestExclusion:
    def test_rural_allowance_and_destitute_support_without_registration(self, small: Small) -> None:
        schemes = {"1": "农村低保", "2": "特困供养", "3": "城市低保", "4": "临时救助"}
        for number, scheme in schemes.items():
            who = small.person()
            small.home(number, who, facts=GENERAL)
            helped(small, who, scheme)
        stopped, registered = small.person(), small.person()
        small.home("5", stopped, facts=GENERAL)
        small.home("6", registered, facts=POOR)
        helped(small, stopped, until="2024-07-01")
        helped(small, registered)
        assert small.found("EX01") == {"1", "2"}

    @pytest.mark.parametrize(
        ("grade", "status", "labour", "found"),
        [
            ("二级", "有效", "丧失劳动力", True),
            ("三级", "有效", "丧失劳动力", False),
            ("一级", "过期", "丧失劳动力", False),
            ("一级", "有效", "技能劳动力", False),
            ("一级", "有效", None, None),
        ],
    )
    def test_severely_disabled_and_nobody_able(
        self, small: Small, grade: str, status: str, labour: str | None, found: bool | None
    ) -> None:
        head, other = small.person(), small.person()
        small.home("1", head, facts=GENERAL, labour="无劳动力")
        small.home("1", other, facts=GENERAL, labour=labour)
        small.tell(CERTIFICATES, head, grade=grade, status=status)
        assert small.found("EX02") == ({"1"} if found else set())
        assert small.found("EX02", certain=False) == ({"1"} if found is None else set())

    @pytest.mark.parametrize(
        ("yuan", "day", "found"), [(20000, "2024-07-31", 1), (19999.99, "2024-07-31", 0), (30000, "2023-07-31", 0)]
    )
    def test_very_high_self_pay(self, small: Small, yuan: float, day: str, found: int) -> None:
        one, two = small.person(), small.person()
        small.home("1", one, two, facts=GENERAL)
        small.bill(one, yuan - 5000, day)
        small.bill(two, 5000, "2024-01-01")
        small.bill(two, 9000, "2024-01-02")
        small.bill(two, -9000, "2024-01-02", reversal_of="S2")
        assert len(small.found("EX03")) == found

    def test_a_child_of_compulsory_age_that_dropped_out(self, small: Small) -> None:
        sixteen = small.person("2008-07-31")
        children = {
            "1": small.person("2008-08-01"),
            "2": sixteen,
            "3": small.person("2014-01-01"),
            "4": small.person("2014-01-01"),
        }
        for number, child in children.items():
            small.home(number, child, facts=POOR if number == "4" else GENERAL)
            small.tell(STUDENTS, child, stage="初中", status="休学" if number == "3" else "辍学")
        assert small.found("EX04") == {"1"}

    def test_assisted_and_in_no_household(self, small: Small) -> None:
        nowhere, urban, home, dead = (small.person() for _ in range(4))
        small.home("1", home, facts=GENERAL)
        for who, scheme in ((nowhere, "特困供养"), (urban, "城市低保"), (home, "农村低保"), (dead, "农村低保")):
            helped(small, who, scheme)
        small.dies(dead, "2024-01-01")
        assert small.found("EX05") == {nowhere.number}

    def test_a_person_whose_row_in_the_roster_links_nobody_may_be_nowhere_or_not(self, small: Small) -> None:
        who = small.person()
        small.home("1", who, facts=GENERAL, id_number=None, id_text="无")
        helped(small, who)
        assert not small.found("EX05")
        assert small.found("EX05", certain=False) == {who.number}


class TestCauses:
    def test_disability_needs_an_active_card_or_the_registers_word(self, small: Small) -> None:
        for number, card, health in (("1", None, "健康"), ("2", "冻结", "健康"), ("3", "有效", "健康"), ("4", None, "残疾")):
            who = small.person()
            small.home(number, who, facts=POOR | {"cause_primary": "因残"}, health=health)
            if card:
                small.tell(CERTIFICATES, who, grade="四级", status=card)
        assert small.found("CA01") == {"1", "2"}

    def test_illness_needs_the_registers_word_or_a_standing_bill(self, small: Small) -> None:
        visits = {"1": "普通门诊", "2": "门诊慢特病", "3": "普通住院", "4": "普通住院", "5": "普通门诊"}
        for number, visit in visits.items():
            who = small.person()
            small.home(number, who, facts=EXITED | {"cause_primary": "因病"})
            disease = {"disease_code": "M07801"} if number == "5" else {}
            small.bill(who, 10, "2021-01-01", visit_type=visit, settlement_id=number, **disease)
        small.bill(who, -10, "2021-01-01", visit_type="普通住院", reversal_of="4", settlement_id="C4")
        chronic = small.person()
        small.home("6", chronic, facts=EXITED | {"cause_primary": "因病"}, health="长期慢性病")
        assert small.found("CA02") == {"1", "4"}

    def test_schooling_needs_a_student(self, small: Small) -> None:
        for number, status in enumerate(("在读", "休学", "送教上门", "毕业", "辍学", None)):
            who = small.person("2005-01-01")
            small.home(str(number), who, facts=POOR | {"cause_primary": "因学"})
            if status:
                small.tell(STUDENTS, who, stage="大学", status=status)
        assert small.found("CA03") == {"3", "4", "5"}

    def test_what_a_member_without_a_usable_number_has_nobody_can_tell(self, small: Small) -> None:
        small.home("1", small.person(), facts=POOR | {"cause_primary": "因病"})
        small.home("1", small.person(), facts=POOR | {"cause_primary": "因病"}, relation="其他", id_number=None, id_text="无")
        assert not small.found("CA02")
        assert small.found("CA02", certain=False) == {"1"}

    def test_lack_of_labour_though_more_than_half_are_able(self, small: Small) -> None:
        for number, able in (("1", 2), ("2", 1)):
            one, two, old, child = (small.person(birth) for birth in ("1980-01-01", "1990-01-01", "1964-07-31", "2010-01-01"))
            facts = POOR | {"cause_primary": "缺劳力"}
            small.home(number, one, facts=facts)
            small.home(number, two, facts=facts, labour="普通劳动力" if able == 2 else "弱劳动力或半劳动力")
            small.home(number, old, child, facts=facts)
        assert small.found("CA04") == {"1"}

    def test_no_cause_at_all(self, small: Small) -> None:
        small.home("1", small.person(), facts=POOR)
        small.home("2", small.person(), facts=POOR | {"cause_secondary": "缺资金"})
        small.home("3", small.person(), facts=GENERAL)
        assert small.found("CA05") == {"1"}


class TestGaps:
    def test_not_insured_and_not_excused(self, small: Small) -> None:
        told = (
            None,
            ACTIVE,
            {"status": "暂停参保"},
            {"status": "终止参保"},
            *({"status": "终止参保", "not_insured_reason": why} for why in ("自愿放弃", "异地参保", "失联")),
        )
        people = [small.person() for _ in told]
        baby, grown_baby = (small.person(str(NIGHT - timedelta(days=days))) for days in (89, 90))
        small.home("1", *people, baby, grown_baby, facts=EXITED)
        for who, cells in zip(people, told, strict=True):
            if cells:
                small.tell(ENROLMENT, who, **cells)
        assert small.found("GA01") == {people[place].number for place in (0, 2, 3, 4)} | {grown_baby.number}

    def test_premium_aid_of_nothing_is_a_gap_and_a_blank_is_none(self, small: Small) -> None:
        none, blank, aided, urban, employee = (small.person() for _ in range(5))
        for who, aid, kind in (
            (none, 0, "居民"),
            (blank, None, "居民"),
            (aided, 30000, "居民"),
            (urban, 0, "居民"),
            (employee, 0, "职工"),
        ):
            small.tell(ENROLMENT, who, **(ACTIVE | {"premium_aid": aid, "insurance_type": kind}))
            helped(small, who, "城市低保" if who is urban else "农村低保")
        assert small.found("GA02") == {none.number}
        assert small.found("GA02", certain=False) == {urban.number}

    def test_nursing_subsidy_of_severe_cards(self, small: Small) -> None:
        cells = [("一级", "有效", 0), ("二级", "有效", None), ("三级", "有效", 0), ("一级", "冻结", 0), ("二级", "有效", 8000)]
        people = [small.person() for _ in cells]
        for who, (grade, status, subsidy) in zip(people, cells, strict=True):
            small.tell(CERTIFICATES, who, grade=grade, status=status, nursing_subsidy=subsidy)
        assert small.found("GA03") == {people[0].number}

    def test_living_subsidy_in_allowance_households(self, small: Small) -> None:
        for number, scheme in (("1", "城市低保"), ("2", "特困供养")):
            disabled, other = small.person(), small.person()
            small.home(number, disabled, other, facts=GENERAL)
            small.tell(CERTIFICATES, disabled, grade="四级", status="有效", living_subsidy=0)
            helped(small, other, scheme)
            if number == "1":
                wanted = disabled.number
        assert small.found("GA04") == {wanted}

    def test_in_no_schools_list(self, small: Small) -> None:
        nowhere, six, five, preschool, taught, gone = (
            small.person(birth) for birth in ("2012-01-01", "2018-07-31", "2018-08-01", "2018-01-01", "2012-01-01", "2012-01-01")
        )
        small.home("1", small.person(), nowhere, six, five, preschool, taught, gone, facts=GENERAL)
        for who, stage, status in ((preschool, "学前", "在读"), (taught, "小学", "送教上门"), (gone, "小学", "辍学")):
            small.tell(STUDENTS, who, stage=stage, status=status)
        assert small.found("GA05") == {nowhere.number, six.number}

    def test_vocational_students_without_their_aid(self, small: Small) -> None:
        unpaid, paid, long_ago, suspended = (small.person("2006-01-01") for _ in range(4))
        small.home("1", unpaid, paid, long_ago, suspended, facts=EXITED)
        for who in (unpaid, paid, long_ago, suspended):
            small.tell(STUDENTS, who, stage="中职", status="休学" if who is suspended else "在读")
        small.tell(AID, unpaid, programme="国家助学金", paid_on=date(2024, 3, 1))
        small.tell(AID, paid, programme="雨露计划", paid_on=date(2023, 8, 1))
        small.tell(AID, long_ago, programme="雨露计划", paid_on=date(2023, 7, 31))
        assert small.found("GA06") == {unpaid.number, long_ago.number}

    def test_high_self_pay_without_medical_aid(self, small: Small) -> None:
        without, below, aided = (small.person() for _ in range(3))
        small.home("1", without, below, aided, facts=POOR)
        small.bill(without, 5000)
        small.bill(below, 4999.99)
        small.bill(aided, 5000, medical_aid_pay=1)
        assert small.found("GA07") == {without.number}


class TestRisks:
    def test_self_pay_of_exited_and_monitored_households(self, small: Small) -> None:
        watched = GENERAL | {"monitored_type": "突发严重困难户", "risk_eliminated": False}
        homes = {
            "1": EXITED,
            "2": watched,
            "3": watched | {"risk_eliminated": True},
            "4": POOR,
            "5": watched | {"risk_eliminated": None},
        }
        for number, facts in homes.items():
            who = small.person()
            small.home(number, who, facts=facts)
            small.bill(who, 5000)
        assert small.found("RI01") == {"1", "2"}
        assert small.found("RI01", certain=False) == {"5"}

    def test_allowance_that_began_in_a_month_after_the_exit(self, small: Small) -> None:
        for number, since in (("1", "2020-07-01"), ("2", "2020-06-30")):
            who = small.person()
            small.home(number, who, facts=EXITED)
            helped(small, who, since=since)
        assert small.found("RI02") == {"1"}

    def test_a_drop_out_of_any_age(self, small: Small) -> None:
        for number, status in (("1", "辍学"), ("2", "休学")):
            who = small.person("2006-01-01")
            small.home(number, who, facts=EXITED)
            small.tell(STUDENTS, who, stage="普通高中", status=status)
        assert small.found("RI03") == {"1"}

    def test_insurance_that_was_active_in_an_earlier_version(self, small: Small) -> None:
        people = {number: small.person() for number in "12345"}
        now = {"1": {"status": "暂停参保"}, "3": {"status": "终止参保", "not_insured_reason": "参军"}, "4": ACTIVE}
        for number, who in people.items():
            small.home(number, who, facts=EXITED)
            before = ACTIVE if number != "5" else {"status": "暂停参保"}
            small.tell(ENROLMENT, who, date(2024, 6, 30), **(before | {"_key": number}))
            if number in now:
                small.tell(ENROLMENT, who, **(now[number] | {"_key": number}))
        assert small.found("RI04") == {"1", "2"}

    def test_the_only_able_worker_died(self, small: Small) -> None:
        for number, others in (("1", "无劳动力"), ("2", "普通劳动力"), ("3", None)):
            worker, other = small.person(), small.person()
            small.home(number, worker, facts=GENERAL)
            small.home(number, other, facts=GENERAL, labour=others)
            small.dies(worker, "2024-01-01")
        assert small.found("RI05") == {"1"}
        assert small.found("RI05", certain=False) == {"3"}


class TestIdentity:
    @pytest.mark.parametrize(
        ("text", "rule_id"),
        [("52239919800505003", "ID01"), ("522399198005050031", "ID01"), ("999999198005050001", "ID04"), ("", ""), ("无", "")],
    )
    def test_what_stands_in_the_id_column(self, small: Small, text: str, rule_id: str) -> None:
        who = small.person()
        assert who.number != text
        small.home("1", who, facts=GENERAL, id_text=text, id_number=None)
        assert {rule for rule in ("ID01", "ID04") if small.found(rule) == {text}} == ({rule_id} if rule_id else set())

    def test_a_card_number_links_and_is_a_finding(self, small: Small) -> None:
        who = small.person()
        small.home("1", who, facts=GENERAL, id_text=f"{who.number}43")
        assert small.found("ID04") == {who.number}

    def test_two_names_under_a_number_in_any_feed(self, small: Small) -> None:
        other, variant, guardian, stranger = (small.person() for _ in range(4))
        small.home("1", other, guardian, facts=GENERAL)
        small.home("1", variant, facts=GENERAL, name="安喆·昇")
        small.tell(CERTIFICATES, other, name="安大大", grade="四级", status="有效")
        small.tell(ENROLMENT, variant, name="安 哲升")
        small.tell(STUDENTS, stranger, status="在读", guardian_id_number=guardian.number, guardian_name="甘小三")
        small.tell(SETTLEMENTS, stranger, settlement_id="S", name="甲", settled_at=NIGHT, self_pay=0)
        assert small.found("ID02") == {other.number, guardian.number}

    def test_birth_date_or_sex_against_the_number(self, small: Small) -> None:
        birth, sex, blank = (small.person() for _ in range(3))
        small.home("1", birth, facts=GENERAL, birth_date=date(1980, 5, 6))
        small.home("2", sex, facts=GENERAL, sex="女")
        small.home("3", blank, facts=GENERAL, birth_date=None, sex=None)
        assert small.found("ID03") == {birth.number, sex.number}


class TestHouseholds:
    def test_one_head(self, small: Small) -> None:
        small.home("1", small.person(), small.person(), facts=GENERAL)
        small.home("2", small.person(), small.person(), facts=GENERAL, relation="户主")
        small.home("3", small.person(), facts=GENERAL, relation="其他")
        small.tell(ROSTER, small.person(), household_no="4", relation="其他", **GENERAL)
        assert small.found("HH01") == {"2", "4"}

    def test_a_spouse_of_the_heads_sex(self, small: Small) -> None:
        small.home("1", small.person(), small.person(), facts=GENERAL, relation="配偶")
        small.home("2", small.person(), small.person(sex="女"), facts=GENERAL, relation="配偶")
        assert small.found("HH02") == {"1"}

    @pytest.mark.parametrize(
        ("birth", "relation", "found"),
        [
            ("1994-05-05", "之子", False), ("1994-05-04", "之女", True), ("1966-05-05", "之母", False), ("1966-05-06", "之父", True),
            ("2008-05-05", "之孙子", False), ("2008-05-04", "之外孙女", True), ("1985-01-01", "之儿媳", False),
        ],
    )  # fmt: skip
    def test_years_between_relatives(self, small: Small, birth: str, relation: str, found: bool) -> None:
        small.home("1", small.person("1980-05-05"), small.person(birth), facts=GENERAL, relation=relation)
        assert small.found("HH03") == ({"1"} if found else set())

    def test_an_adult_in_primary_school(self, small: Small) -> None:
        for number, birth, status in (("1", "2006-07-31", "在读"), ("2", "2006-08-01", "在读"), ("3", "2000-01-01", "毕业")):
            who = small.person(birth)
            small.home(number, who, facts=GENERAL)
            small.tell(STUDENTS, who, stage="小学", status=status)
        assert small.found("HH03") == {"1"}


class TestDoubt:
    def test_a_refused_row_that_would_decide_makes_it_uncertain(self, small: Small) -> None:
        who, other = small.person(), small.person()
        small.home("1", who, other, facts=POOR)
        small.tell(ENROLMENT, who, **(ACTIVE | {"refused": True}))
        small.tell(ENROLMENT, other, **(ACTIVE | {"id_number": None}))
        assert not small.found("GA01")
        assert small.found("GA01", certain=False) == {who.number, other.number}

    def test_a_refused_row_that_says_the_same_does_not(self, small: Small) -> None:
        who = small.person()
        small.home("1", who, facts=POOR)
        small.tell(ENROLMENT, who, refused=True, status="暂停参保")
        assert small.found("GA01") == {who.number}

    def test_what_is_told_later_is_not_known_before(self, small: Small) -> None:
        who = small.person()
        small.home("1", who, facts=POOR)
        small.dies(who, "2024-07-01")
        known = small.truth.findings(NIGHT - timedelta(days=1))
        assert known.is_empty()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return list(tell(tmp_path_factory.mktemp("inbox"), 5000, 7, 3))[-1]


@pytest.mark.slow
def test_the_city_has_every_suspicion(city: Truth) -> None:
    rows = [delivery.rows.select("_key", "owner", feed=pl.lit(delivery.feed)) for delivery in city.deliveries]
    # As if every row without a usable number were known to be its owner's: what links are for.
    found = city.linked(pl.concat(rows)).findings(city.nights[-1])
    certain = dict(found.filter("certain").group_by("rule_id").len().rows())
    assert {rule_id: certain.get(rule_id, 0) for rule_id in RULES if certain.get(rule_id, 0) < 3} == {}
    assert found.select(pl.struct("rule_id", "subject").is_unique().all()).item()
    assert found.filter(~pl.col("certain")).height < found.height / 4


@pytest.mark.slow
def test_each_night_is_told_as_it_was_known(city: Truth) -> None:
    first, again = city.nights[0], city.findings(city.nights[0], 1)
    assert again.filter(pl.col("rule_id") == "RI04").filter("certain").is_empty(), "no earlier version of the enrolment"
    assert not again.equals(city.findings(first)), "a late list of students changes what was true then"
