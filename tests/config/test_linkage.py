"""A linkage configuration is read whole, or refused with the place and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.linkage import Key, LinkageError, Weight, load_linkage

TEXT = """
version: "1"
comparisons:
  - {name: name, kind: han_name, levels: {same: {m: 0.9, u: 0.001}}}
  - {name: born, kind: date, columns: [birth_date]}
blocking:
  - keys: [{column: name, take: pinyin}, {column: birth_date}]
definite_no:
  - {name: other_day, when: {born: [different]}, zh: 出生日期不同, en: born on another day}
thresholds: {automatic: 0.95, review: 0.5}
one_to_one: {group: feed, listed_in: feeds, margin: 4, order: [a, b]}
"""


def written(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in TEXT
    path = folder / "linkage.yaml"
    path.write_text(TEXT.replace(old, new) if old else TEXT, encoding="utf-8")
    return path


def test_a_configuration_is_read_whole(tmp_path: Path) -> None:
    read = load_linkage(written(tmp_path))
    assert read.person == "record_id"
    assert [compare.read for compare in read.comparisons] == [("name",), ("birth_date",)]
    assert read.comparisons[0].levels == {"same": Weight(0.9, 0.001)}
    assert read.blocking[0].keys[1] == Key("birth_date", "same")
    assert read.blocking[0].name == "name pinyin + birth_date"
    assert read.columns == ("name", "birth_date")
    assert read.one_to_one is not None
    assert (read.one_to_one.margin, read.one_to_one.order) == (4, ("a", "b"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: date,", "knd: date,", "comparisons.1.knd: there is no such key here"),
        ("kind: date, ", "", "comparisons.1.kind: is missing"),
        ("m: 0.9", "m: 1.9", "comparisons.0.levels.same.m"),
        ("u: 0.001", "u: 0", "comparisons.0.levels.same.u"),
        ("column: birth_date", "columm: birth_date", "blocking.0.keys.1.columm"),
        ("name: born", "name: name", "name stands twice"),
        ("when: {born:", "when: {burn:", "there is no comparison burn; there are name, born"),
        ("when: {born: [different]}", "when: {}", "other_day: when is empty"),
        ("review: 0.5", "review: 0.99", "review <= automatic"),
        ("automatic: 0.95", "automatic: 1.0", "thresholds.automatic"),
        ("version", "comparisons", "stands twice"),
        ("one_to_one: {", "one_to_one: ", "linkage.yaml"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(LinkageError) as refused:
        load_linkage(written(tmp_path, old, new))
    assert str(refused.value).startswith("linkage.yaml: ")
    assert says in str(refused.value)


def test_a_block_that_stands_twice_is_refused(tmp_path: Path) -> None:
    block = "  - keys: [{column: name, take: pinyin}, {column: birth_date}]\n"
    with pytest.raises(LinkageError, match=r"blocking: name pinyin \+ birth_date stands twice"):
        load_linkage(written(tmp_path, block, block * 2))
