"""What each department would know of the city: one typed frame a feed, columns as in its contract.

Besides the contract's columns every frame has `_person` (whose row it is), `_owner` (their true number), `_slip` (the department
has something wrong in it) and `_town` (for files of one sheet a town).
Codes are in the department's usual words; dates are Date, months the first of the month, money Int64 fen, yes/no Boolean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from flows.demo.city import City
from flows.demo.insurance import psn_no
from flows.demo.slips import as_written

Kind = Literal["id", "code", "yesno", "date", "month", "money", "int", "text"]
SEX = pl.when("male").then(pl.lit("男")).otherwise(pl.lit("女"))


@dataclass(frozen=True)
class Feed:
    """A department's list: where it lies, its columns (name → usual header, kind), its key, and whether it is a full list."""

    department: str
    feed: str
    is_snapshot: bool
    key: tuple[str, ...]
    columns: Mapping[str, tuple[str, Kind]]
    build: Callable[[City], pl.DataFrame]
    told_apart: str = "name"
    """The column in which a double of a row may differ; empty where no double does."""

    @property
    def name(self) -> str:
        """`department/feed`."""
        return f"{self.department}/{self.feed}"


def roster(city: City) -> pl.DataFrame:
    """One row a person in a household, by town, village and household."""
    return (
        city.members.join(city.households, on="household", maintain_order="left")
        .join(city.villages, on="village", maintain_order="left")
        .join(city.persons, on="person", maintain_order="left")
        .join(_grades(city), on="person", how="left", maintain_order="left")
        .sort("village", "household_no", "person_no", maintain_order=True)
        .with_columns(
            pl.col("village_name").alias("village"),
            sex=SEX,
            student_status=pl.col("school_year").fill_null("非在校生"),
            _person="person",
            _town="town",
        )
        .pipe(as_written, city.slips, "civil_affairs/household_roster")
    )


def _grades(city: City) -> pl.DataFrame:
    """person, school_year of the newest enrolment: who changed schools stands in the list twice."""
    return city.students.select("person", "school_year").unique("person", keep="last", maintain_order=True)


def assistance(city: City) -> pl.DataFrame:
    """One row a person helped, with the head of the family the certificate is for."""
    heads = city.persons.select(head="person", head_name="name", head_id_number="id_number")
    return (
        city.assistance.join(city.persons.select("person", "name", "id_number"), on="person", maintain_order="left")
        .join(heads, on="head", how="left", maintain_order="left")
        .join(city.villages.select("village_code", "town"), on="village_code", how="left", maintain_order="left")
        .with_columns(_person="person", _town="town")
        .pipe(as_written, city.slips, "civil_affairs/assistance")
    )


def vital_events(city: City) -> pl.DataFrame:
    """One row an event. A death may bear a name that is not the person's: `_name_agrees` is false then."""
    partners = city.persons.select(partner="person", partner_name="name", partner_id_number="id_number")
    return (
        city.vital.join(city.persons.select("person", "name", "id_number"), on="person", maintain_order="left")
        .join(partners, on="partner", how="left", maintain_order="left")
        .with_columns(
            name=pl.coalesce("name_given", "name"),
            _name_agrees=pl.col("name_given").is_null(),
            _person="person",
            _town=pl.lit("全县"),
        )
        .pipe(as_written, city.slips, "civil_affairs/vital_events")
    )


def enrolment(city: City) -> pl.DataFrame:
    """One row an enrolment."""
    return (
        city.enrolment.join(city.persons, on="person", maintain_order="left")
        .with_columns(sex=SEX, _person="person", _town=pl.lit("全县"))
        .pipe(as_written, city.slips, "health_insurance/enrolment")
    )


def settlements(city: City) -> pl.DataFrame:
    """One row a bill or reversal, in date order."""
    return (
        city.settlements.join(city.persons.select("person", "name", "id_number"), on="person", maintain_order="left")
        .with_columns(psn_no=psn_no(pl.col("person")), _person="person", _town=pl.lit("全县"))
        .sort("settled_at", "settlement_id")
        .pipe(as_written, city.slips, "health_insurance/settlements")
    )


def certificates(city: City) -> pl.DataFrame:
    """One row a disability card; the address names the county only."""
    return (
        city.certificates.join(city.persons.select("person", "name", "id_number"), on="person", maintain_order="left")
        .with_columns(
            address=pl.lit("云岭县"), guardian_name=pl.lit(None, dtype=pl.String), _person="person", _town=pl.lit("全县")
        )
        .pipe(as_written, city.slips, "disability/certificates")
    )


def students(city: City) -> pl.DataFrame:
    """One row a student, by town of the household; pupils of nowhere come last."""
    guardians = city.persons.select(guardian="person", guardian_name="name", guardian_id_number="id_number")
    towns = (
        city.members.join(city.households.select("household", "village"), on="household", maintain_order="left")
        .join(city.villages.select("village", _town="town"), on="village", maintain_order="left")
        .unique("person", keep="first", maintain_order=True)
        .select("person", "_town", "village")
    )
    return (
        city.students.join(city.persons, on="person", maintain_order="left")
        .join(guardians, on="guardian", how="left", maintain_order="left")
        .join(towns, on="person", how="left", maintain_order="left")
        .with_columns(sex=SEX, _person="person", _town=pl.col("_town").fill_null("县直"))
        .sort("village", nulls_last=True, maintain_order=True)
        .pipe(as_written, city.slips, "education/students")
    )


def aid(city: City) -> pl.DataFrame:
    """One row a payment to a student."""
    return (
        city.aid.join(city.persons.select("person", "name", "id_number"), on="person", maintain_order="left")
        .with_columns(_person="person", _town=pl.lit("全县"))
        .pipe(as_written, city.slips, "education/aid")
    )


def feed_of(
    name: str,
    is_snapshot: bool,
    key: str,
    build: Callable[[City], pl.DataFrame],
    columns: Mapping[str, str],
    told_apart: str = "name",
) -> Feed:
    """A list by its name, key columns and `column: header:kind`."""
    department, feed = name.split("/")
    parsed: dict[str, tuple[str, Kind]] = {}
    for column, text in columns.items():
        header, _, kind = text.partition(":")
        parsed[column] = (header, kind)  # type: ignore[assignment]  # the literals below are the only source
    return Feed(department, feed, is_snapshot, tuple(key.split()), parsed, build, told_apart)


FEEDS: Mapping[str, Feed] = {
    feed.name: feed
    for feed in (
        feed_of("civil_affairs/household_roster", True, "household_no person_no", roster, {
            "county": "县(市、区):text", "town": "乡(镇):text", "village": "行政村:text", "village_code": "行政区划代码:text",
            "household_no": "户编号:text", "person_no": "人编号:text", "name": "姓名:text", "id_number": "证件号码:id",
            "sex": "性别:code", "birth_date": "出生日期:date", "ethnicity": "民族:code", "relation": "与户主关系:code",
            "education_level": "文化程度:code", "student_status": "在校生状况:text", "health": "健康状况:code",
            "labour": "劳动技能:code", "months_worked": "务工时间(月):int", "household_type": "户类型:code",
            "monitored_type": "监测对象类型:code", "risk_eliminated": "风险是否消除:yesno", "cause_primary": "主要致贫原因:code",
            "cause_secondary": "次要致贫原因:code", "income_per_capita": "人均纯收入(元):money",
            "dangerous_house": "是否危房户:yesno", "safe_water": "是否解决安全饮用水:yesno", "relocated": "是否易地搬迁户:yesno",
            "identified_on": "识别时间:month", "exited_on": "脱贫时间:month", "phone": "联系电话:text",
        }),
        feed_of("civil_affairs/assistance", True, "certificate_no id_number", assistance, {
            "certificate_no": "救助证号:text", "scheme": "救助类别:code", "village_code": "行政区划代码:text",
            "head_name": "户主姓名:text", "head_id_number": "户主身份证号:id", "name": "保障对象姓名:text",
            "id_number": "身份证号:id", "coverage": "保障方式:code", "monthly_amount": "月保障金(元):money",
            "started_on": "批准日期:date", "stopped_on": "停发日期:date", "stop_reason": "停发原因:text",
        }),
        feed_of("civil_affairs/vital_events", False, "event_no", vital_events, {
            "event_no": "登记编号:text", "event_type": "登记类型:code", "name": "姓名:text", "id_number": "身份证号:id",
            "partner_name": "配偶姓名:text", "partner_id_number": "配偶身份证号:id", "event_date": "登记日期:date",
        }),
        feed_of("health_insurance/enrolment", True, "psn_no", enrolment, {
            "psn_no": "人员编号:text", "name": "姓名:text", "id_number": "证件号码:id", "sex": "性别:code",
            "birth_date": "出生日期:date", "insurance_type": "险种类型:code", "status": "参保状态:code",
            "insured_since": "参保日期:date", "insured_place": "参保地:text", "premium_aid": "参保资助金额(元):money",
            "not_insured_reason": "未参保原因:code",
        }),
        feed_of("health_insurance/settlements", False, "settlement_id", settlements, {
            "settlement_id": "结算ID:text", "psn_no": "人员编号:text", "name": "姓名:text", "id_number": "证件号码:id",
            "visit_type": "医疗类别:code", "settled_at": "结算时间:date", "hospital": "定点机构名称:text",
            "disease_code": "病种编码:text", "disease_name": "病种名称:text", "diagnosis_code": "诊断编码:text",
            "total": "医疗费总额(元):money", "pooled_pay": "统筹支付(元):money", "major_illness_pay": "大病保险支付(元):money",
            "medical_aid_pay": "医疗救助支付(元):money", "self_pay": "个人负担(元):money", "reversal_of": "冲销原结算ID:text",
        }),
        feed_of("disability/certificates", True, "certificate_no", certificates, {
            "certificate_no": "残疾人证号:id", "name": "姓名:text", "disability_type": "残疾类别:code", "grade": "残疾等级:code",
            "issued_on": "发证日期:date", "valid_until": "有效期至:date", "status": "证件状态:code", "address": "户籍地址:text",
            "guardian_name": "监护人姓名:text", "living_subsidy": "困难残疾人生活补贴(元/月):money",
            "nursing_subsidy": "重度残疾人护理补贴(元/月):money",
        }),
        feed_of("education/students", True, "student_no", students, {
            "student_no": "学籍号:text", "name": "姓名:text", "id_number": "身份证件号:id", "sex": "性别:code",
            "birth_date": "出生日期:date", "school_name": "学校名称:text", "stage": "学段:code", "school_year": "年级:text",
            "status": "学籍状态:code", "boarding": "是否寄宿:yesno", "guardian_name": "监护人姓名:text",
            "guardian_id_number": "监护人身份证号:id",
        }),
        feed_of("education/aid", False, "aid_no", aid, {
            "aid_no": "资助编号:text", "student_no": "学籍号:text", "name": "姓名:text", "id_number": "身份证件号:id",
            "programme": "资助项目:code", "term": "学期:text", "amount": "资助金额(元):money", "paid_on": "发放日期:date",
        }),
    )
}  # fmt: skip
