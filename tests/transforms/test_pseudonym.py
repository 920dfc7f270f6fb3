from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.factory import IDS, KEY, cleaned, contract, raw
from transforms.pseudonym import accepted_schema, pseudonymise, vault_of, vault_rows

SECRETS = (*IDS, "王小明", "13812345678", "13912345678")


def keyed_rows(*rows: dict[str, str | None], key: bytes = KEY) -> pl.DataFrame:
    return pseudonymise(cleaned(raw(*rows)).lazy(), contract(), key).collect()


def test_person_id_of_a_fixed_key_never_changes() -> None:
    # Golden: published editions and change logs hold these values.
    row = keyed_rows({}).row(0, named=True)
    assert row["id_number__person"] == "pd88a6325eac1692712c7"
    assert row["id_number"] == "kdc6f85c9e655929b196f"
    assert row["name"] == "n12e07ad3d099c26e90b3"
    assert row["phone"] == "t764f013c10bcf4f60818"


def test_columns_and_types_are_the_declared_ones() -> None:
    frame = keyed_rows({})
    assert frame.drop("_refused").schema == pl.Schema(accepted_schema(contract()))


def test_no_secret_remains() -> None:
    text = keyed_rows({}, {"id_number": IDS[3] + "44"}).write_csv()
    assert not [secret for secret in SECRETS if secret in text]


def test_one_person_in_every_spelling() -> None:
    spellings = [IDS[0], IDS[0][:6] + IDS[0][8:17], f" {IDS[0]} ", IDS[0] + "44", IDS[0] + "44B1"]
    frame = keyed_rows(*({"id_number": cell} for cell in spellings), {"student_no": f"G{IDS[0]}"})
    people = {*frame["id_number__person"], frame["student_no__person"][-1]}
    assert len(people) == 1
    assert frame["id_number"].n_unique() == 3, "a card is another number of the same person"
    assert frame["id_number__birth"].unique().to_list() == [date(1990, 3, 7)]
    assert frame["id_number__sex"].unique().to_list() == ["male"]


@pytest.mark.parametrize("cell", ["110101199003077750", "999999199001011234", "无"])
def test_an_unusable_number_names_nobody(cell: str) -> None:
    row = keyed_rows({"id_number": cell}).row(0, named=True)
    assert (row["id_number__person"], row["id_number__birth"], row["id_number__sex"]) == (None, None, None)
    assert (row["id_number"] is None) == (cell == "无")


def test_names_and_phones_are_compared_folded() -> None:
    frame = keyed_rows({}, {"name": "王 小 明", "phone": "+86 138 1234 5678"}, {"name": "王小朋", "phone": "13812345679"})
    assert frame["name"].to_list()[0] == frame["name"].to_list()[1] != frame["name"].to_list()[2]
    assert frame["phone"].n_unique() == 2


def test_long_numbers_in_free_text_are_hidden() -> None:
    assert keyed_rows({})["remark"].to_list() == ["本人电话***,证号***"]


def test_another_key_gives_other_pseudonyms() -> None:
    one, other = keyed_rows({}), keyed_rows({}, key=b"x" * 32)
    for column in ("id_number", "id_number__person", "name", "phone"):
        assert one[column][0] != other[column][0]


def test_keys_join_their_parts() -> None:
    frame = keyed_rows({}, {"place": "青石|镇", "no": "1"}, {"place": "青石", "no": "镇|1"}, {"no": None})
    assert frame["_key"].to_list() == ["青石镇|A1", "青石¦镇|1", "青石|镇¦1", None]
    feed = contract(key=("no", "id_number"), key_fallback=("no", "name", "remark"))
    rows = pseudonymise(cleaned(raw({}, {"id_number": None, "remark": None}), feed).lazy(), feed, KEY).collect()
    assert rows["_key"].to_list() == [f"A1|{rows['id_number__person'][0]}", f"A1|{rows['name'][1]}|"]


def test_a_placeholder_in_the_key_gives_way_to_the_fallback() -> None:
    feed = contract(key=("no", "id_number"), key_fallback=("no", "name"))
    blank, placeholder = (
        pseudonymise(cleaned(raw({"id_number": cell}), feed).lazy(), feed, KEY).collect()["_key"][0]
        for cell in (None, "999999199001011234")
    )
    assert blank == placeholder


def test_equal_content_has_an_equal_hash_whatever_the_spelling() -> None:
    frame = keyed_rows({}, {"amount": "1200.5", "born": "1990年3月7日", "sex": "1"}, {"amount": "1200.51"})
    assert frame["_hash"][0] == frame["_hash"][1] != frame["_hash"][2]


def test_the_vault_knows_what_pseudonyms_stand_for() -> None:
    frame = cleaned(raw({}, {"id_number": "110101199003077750"}, {"id_number": IDS[3] + "44"}))
    keyed = pseudonymise(frame.lazy(), contract(), KEY).collect()
    vault = vault_rows(frame.lazy(), contract(), KEY).collect()
    known = {(kind, value): token for token, kind, value in vault.iter_rows()}
    assert known["person", IDS[0]] == keyed["id_number__person"][0]
    assert known["person", IDS[3]] == keyed["id_number__person"][2]
    assert known["person", IDS[2]] == keyed["student_no__person"][0]
    assert known["number", "110101199003077750"] == keyed["id_number"][1]
    assert known["number", f"G{IDS[2]}"] == keyed["student_no"][0]
    assert known["name", "王小明"] == keyed["name"][0]
    assert known["phone", "13812345678"] == keyed["phone"][0]
    assert ("person", "110101199003077750") not in known
    again = vault_of(frame.lazy(), keyed.lazy(), contract()).collect()
    assert again.sort(again.columns).equals(vault.sort(vault.columns))


def test_the_vault_is_told_each_name_once_in_the_order_of_the_rows() -> None:
    names = [None, "王小明", "李芳", "王小明", "张 三", "张三", None, "李芳"]
    vault = vault_rows(cleaned(raw(*({"name": name} for name in names))).lazy(), contract(), KEY).collect()
    assert vault.filter(kind="name")["value"].to_list() == ["王小明", "李芳", "张 三", "张三"]
    assert vault.filter(kind="name")["token"].n_unique() == 3


@settings(max_examples=10)
@given(st.lists(st.sampled_from([*IDS, None, "无", IDS[0] + "44", "1" * 18]), min_size=1, max_size=6))
def test_any_split_gives_the_same_rows(numbers: list[str | None]) -> None:
    frame = raw(*({"id_number": number, "no": str(place)} for place, number in enumerate(numbers)))
    whole = pseudonymise(cleaned(frame).lazy(), contract(), KEY).collect()
    parts = [pseudonymise(cleaned(part).lazy(), contract(), KEY).collect() for part in frame.iter_slices(2)]
    assert pl.concat(parts).equals(whole)
