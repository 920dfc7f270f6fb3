from pathlib import Path

import pytest

from config.indicators import Take, load_indicators

ENTRY = """
{name}:
  grain: household
  feed: registry/incomes
  title: 上一年人均纯收入
  unit: 元
  take: {take}
  silence: unknown
"""


def folder(root: Path, *entries: str) -> Path:
    place = root / "indicators"
    place.mkdir(exist_ok=True)
    for number, entry in enumerate(entries):
        (place / f"{number}.yaml").write_text(entry, encoding="utf-8")
    return place


@pytest.mark.parametrize(
    ("written", "take"),
    [
        ("any", Take("any")),
        ("count", Take("count")),
        ("sum:wage", Take("sum", "wage")),
        ("max:wage", Take("max", "wage")),
        ("min:wage", Take("min", "wage")),
        ("newest:wage by year", Take("newest", "wage", "year")),
        ("repeated:wage, year", Take("repeated", same=("wage", "year"))),
    ],
)
def test_what_is_taken_is_a_verb_a_column_and_what_dates_it(tmp_path: Path, written: str, take: Take) -> None:
    read = load_indicators(folder(tmp_path, ENTRY.format(name="income", take=written)))
    assert read["income"].take == take
    assert read["income"].day == take.by


@pytest.mark.parametrize("written", ["sum", "newest:wage", "average:wage", "any:wage", "sum:wage by year"])
def test_any_other_way_of_taking_is_refused_with_what_to_write(tmp_path: Path, written: str) -> None:
    with pytest.raises(ValueError, match=r"0.yaml: income: take is .* write any, count, sum:<column>"):
        load_indicators(folder(tmp_path, ENTRY.format(name="income", take=written)))


def test_a_name_stands_once_in_all_files_also_in_the_extra_folder(tmp_path: Path) -> None:
    built_in = folder(tmp_path, ENTRY.format(name="income", take="any"))
    extra = tmp_path / "extra"
    extra.mkdir()
    folder(extra, ENTRY.format(name="wages", take="any"))
    assert [*load_indicators(built_in, extra)] == ["income", "wages"]
    folder(extra, ENTRY.format(name="wages", take="any"), ENTRY.format(name="income", take="any"))
    load_indicators.cache_clear()
    with pytest.raises(ValueError, match=r"1.yaml: income: the name stands twice"):
        load_indicators(built_in, extra)


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"0.yaml: income: there is no freshdays"):
        load_indicators(folder(tmp_path, ENTRY.format(name="income", take="any") + "  freshdays: 3\n"))
