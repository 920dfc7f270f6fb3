import re

from config.reasons import reasons, reasons_by_code


def test_codes_fit_a_fault_column_and_are_nobody_elses() -> None:
    codes = [reason.code for reason in reasons().values()]
    assert len(set(codes)) == len(codes)
    assert all(1 <= code <= 255 for code in codes)
    assert {reason.id for reason in reasons_by_code().values()} == set(reasons())


def test_every_reason_tells_a_clerk_in_chinese_what_to_do() -> None:
    for reason in reasons().values():
        assert re.search(r"[\u4e00-\u9fff]", reason.title)
        assert reason.advice.endswith("。")
