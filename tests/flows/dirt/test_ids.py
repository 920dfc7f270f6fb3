"""Line 5: every spelling of an ID is one person; what names nobody is refused or unknown, and said."""

import pytest

from tests.flows.dirt.office import DISABILITY, IDS, line, resident

WITH_X = next(number for n in range(1000) if (number := resident(f"61080219900101{n:03}")).endswith("X"))
WITH_ZERO = resident("61080219900101002")
OLD = f"{IDS[0][:6]}{IDS[0][8:17]}"
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (WITH_X, WITH_X),
        (WITH_X.lower(), WITH_X),
        (WITH_X.translate(FULL), WITH_X),
        (f"{WITH_X[:-1]}Х", WITH_X),
        (f"{WITH_X[:-1]}х", WITH_X),
        (f" {WITH_X[:6]} {WITH_X[6:14]}\t{WITH_X[14:]} ", WITH_X),
        (f"{WITH_X[:6]}\u200b{WITH_X[6:]}\ufeff", WITH_X),
        (f"{WITH_X[:3]}\u3000{WITH_X[3:]}\xa0", WITH_X),
        (WITH_ZERO.replace("0", "O"), WITH_ZERO),
        (OLD, IDS[0]),
        (f"{WITH_X}42", WITH_X),
        (f"{WITH_X}42B1", WITH_X),
    ],
    ids=[
        "plain",
        "lower",
        "full width",
        "cyrillic",
        "small cyrillic",
        "spaces",
        "zero width",
        "wide space",
        "O",
        "15",
        "card",
        "card again",
    ],
)
def test_one_person_in_every_spelling(office, written, number):
    account = office.take_rows([line(id_number=written)])
    assert (account.drop.state, account.counts) == ("done", (1, 1, 0, 0))
    again = office.take_rows([line(id_number=number, village="下河村")], "名册_20240630.csv")
    assert account.rows("id_number__person") == again.rows("id_number__person") != [(None,)]


def test_a_card_says_that_it_is_one(office):
    account = office.take_rows([line(id_number=f"{WITH_X}42"), line(person_no="P2", id_number=WITH_ZERO)])
    assert account.rows("id_number__state") == [("card",), ("valid",)]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("1101**********1234", "masked"),
        ("110101●●●●●●●●1234", "masked"),
        (f"{IDS[0]}、{IDS[1]}", "two_values"),
        (f"{IDS[0]} {IDS[1]}", "two_values"),
        (f"{IDS[0]}\n{IDS[1]}", "two_values"),
        (f"{IDS[0]}{IDS[1]}", "two_values"),
    ],
)
def test_what_cannot_be_one_number_is_refused(office, written, rule):
    account = office.take_rows([line(id_number=written), line(person_no="P2")])
    assert account.counts == (2, 1, 1, 0)
    assert account.refused == [("", 2, "id_number", rule)]
    (reason,) = account.receipt["reasons"]
    assert (reason["rule"], reason["header"], reason["rows"]) == (rule, "证件号码", 1)
    assert reason["advice"] in account.page


@pytest.mark.parametrize("blank", ["无", "", "/", "—", "未知", "无证", "暂无"])
def test_none_is_unknown_and_not_a_number(office, blank):
    account = office.take_rows([line(id_number=blank), line(person_no="P2", id_number=IDS[0])])
    assert account.counts == (2, 2, 0, 0)
    states = [state for (state,) in account.rows("id_number__state")]
    assert states[1] == "valid"
    assert states[0] in {"none", "invalid"}
    assert account.rows("id_number__person")[0] == (None,)


@pytest.mark.parametrize("number", ["999999199001010011", "9" * 18, "99999919900101001X"])
def test_a_placeholder_names_nobody(office, number):
    account = office.take_rows([line(id_number=number), line(person_no="P2", id_number=number, name="李秋分")])
    assert account.counts == (2, 2, 0, 0)
    assert account.rows("id_number__state", "id_number__person") == [("placeholder", None)] * 2


@pytest.mark.parametrize(
    "number",
    [f"{IDS[0][:17]}{(int(IDS[0][17]) + 1) % 10}" if IDS[0][17].isdigit() else IDS[0], "12345", resident("61080219901301001")],
)
def test_a_wrong_number_is_kept_as_wrong_and_names_nobody(office, number):
    account = office.take_rows([line(id_number=number), *[line(person_no=f"P{n}", id_number=IDS[n]) for n in range(2, 8)]])
    assert account.counts == (7, 7, 0, 0)
    assert account.rows("id_number__state", "id_number__person")[0] == ("invalid", None)


def test_the_guardians_number_for_a_child_is_one_person_in_two_rows(office):
    """The file cannot tell whose number it is: both rows are taken, one person_id, and who is who is the night's to find."""
    parent, child = line(id_number=IDS[0]), line(person_no="P2", name="王小小", id_number=IDS[0], birth_date="2018-05-01")
    account = office.take_rows([parent, child])
    assert account.counts == (2, 2, 0, 0)
    assert account.log["id_number__person"].n_unique() == 1
    assert account.rows("name", "birth_date", "id_number__birth")[1][1].year == 2018


def test_many_wrong_numbers_are_said(office):
    rows = [line(person_no=f"P{n}", id_number=IDS[n] if n < 5 else f"61080219900101{n}") for n in range(10)]
    account = office.take_rows(rows)
    assert (account.drop.state, account.counts) == ("done", (10, 10, 0, 0))
    assert ("valid_id_share", "id_number") in {warning[:2] for warning in account.warned}
    assert "有效证件号码比例偏低" in account.page


def test_where_the_number_is_the_key_a_wrong_one_is_refused(office):
    rows = [
        line(DISABILITY, certificate_no=number, name="王小满")
        for number in (f"{WITH_X}42", f"{IDS[0][:10]}9{IDS[0][11:]}42", "无")
    ]
    account = office.take_rows(rows, "证_20240531.csv", DISABILITY)
    assert account.counts == (3, 1, 2, 0)
    assert account.refused == [("", 3, "certificate_no", "invalid_key"), ("", 4, "certificate_no", "missing_required")]
