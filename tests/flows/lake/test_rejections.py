"""Refused rows."""

from __future__ import annotations

import polars as pl

from flows.lake.lake import Lake
from flows.lake.rejections import SCHEMA, append_rejections, scan_rejections
from flows.lake.tables import Outcome


def refused(drop: str) -> pl.DataFrame:
    row = dict.fromkeys(SCHEMA, "x") | {"drop_id": drop, "row": 5, "cells": '[["姓名", "甲"]]'}
    return pl.DataFrame([row], schema=SCHEMA)


def test_rows_are_entered_once_a_drop(lake: Lake) -> None:
    assert scan_rejections(lake).collect().schema == pl.Schema(SCHEMA)
    for drop in ("one", "two"):
        assert append_rejections(lake, refused(drop), drop) is Outcome.COMMITTED
        assert append_rejections(lake, refused(drop), drop) is Outcome.ALREADY
    assert scan_rejections(lake, "two").collect().equals(refused("two"))
    assert scan_rejections(lake).collect().height == 2
