from pathlib import Path

import pytest

from config.cohorts import Cohort, cohort_named, key_of, load_cohort, public_columns

WRITTEN = """
table: person
where: alive
columns: [household_id, sex]
within: {household: "household_type = 'exited'"}
"""


def test_a_file_says_what_options_say(tmp_path: Path) -> None:
    (tmp_path / "exits.yaml").write_text(WRITTEN, encoding="utf-8")
    cohort = load_cohort(tmp_path / "exits.yaml")
    assert cohort == Cohort("person", "alive", ("household_id", "sex"), {"household": "household_type = 'exited'"})
    assert cohort_named(cohort.named) == cohort


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("where: alive", "lacks table"),
        ("table: person\nfilter: alive", "there is no filter"),
        ("table: person\ncolumns: sex", "write a list"),
        ("- person", "write a mapping"),
    ],
)
def test_what_a_file_lacks_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "wrong.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        load_cohort(tmp_path / "wrong.yaml")


def test_rows_are_known_again_by_the_key_of_a_published_table() -> None:
    assert key_of("household") == ("household_id",)
    assert "town" in public_columns("household")
    assert not {"household_no", "head_person_id"} & set(public_columns("household"))
    for table in ("changes", "vault_person", "nothing"):
        with pytest.raises(ValueError, match=f"there is no table {table}"):
            key_of(table)
