"""What is planted in a city: in households of its own, the same for the same seed, with everything that only looks like a finding."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from flows.demo.city import City, build_city
from flows.demo.lots import Lots
from flows.demo.plants import plant

START = date(2024, 5, 31)


@pytest.fixture(scope="module")
def bare() -> City:
    return build_city(5000, 7, START)


@pytest.fixture(scope="module")
def city(bare: City) -> City:
    return plant(bare)


def test_no_household_is_drawn_twice(bare: City) -> None:
    lots = Lots(bare)
    everyone = pl.col("person") >= 0
    drawn = pl.concat([lots.draw(everyone, 3.0)["home"], lots.draw(everyone, 3.0)["home"]])
    assert len(drawn) == drawn.n_unique() == 30


def test_the_same_seed_plants_the_same(bare: City, city: City) -> None:
    again = plant(bare)
    for name in (
        "households",
        "persons",
        "members",
        "enrolment",
        "settlements",
        "certificates",
        "students",
        "assistance",
        "vital",
        "slips",
    ):
        assert getattr(again, name).equals(getattr(city, name)), name


@pytest.mark.parametrize(
    ("table", "near_miss"),
    [
        ("enrolment", (pl.col("status") == "暂停参保") & (pl.col("not_insured_reason") == "异地参保")),
        ("enrolment", pl.col("not_insured_reason") == "失联"),
        ("enrolment", pl.col("premium_aid").is_null()),
        ("certificates", pl.col("nursing_subsidy").is_null() & pl.col("grade").is_in(["一级", "二级"])),
        ("certificates", pl.col("status").is_in(["过期", "冻结"])),
        ("persons", pl.col("labour").is_null()),
        ("assistance", pl.col("scheme") == "城市低保"),
        ("assistance", pl.col("stopped_on").is_not_null()),
        ("students", pl.col("status") == "送教上门"),
        ("students", pl.col("status") == "转出"),
        ("students", pl.col("stage") == "学前"),
        ("settlements", pl.col("reversal_of").is_not_null()),
        ("settlements", pl.col("self_pay") == 499_999),
        ("settlements", pl.col("self_pay") == 1_999_999),
        ("vital", pl.col("event_type") == "离婚"),
        ("vital", pl.col("name_given").is_not_null()),
        ("households", pl.col("monitored_type").is_not_null() & pl.col("risk_eliminated")),
    ],
)
def test_the_city_has_what_only_looks_like_a_finding(city: City, table: str, near_miss: pl.Expr) -> None:
    rows: pl.DataFrame = getattr(city, table)
    assert rows.filter(near_miss).height >= 2
