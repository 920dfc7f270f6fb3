from pathlib import Path

import pytest

import config.codes
from config.codes import code_list, code_list_names


def test_every_ethnic_group_of_the_standard_is_there() -> None:
    expected = {f"{number:02d}" for number in range(1, 57)} | {"97", "98"}
    assert set(code_list("ethnicity").values()) == expected
    assert all(code_list("ethnicity")[code] == code for code in expected)


@pytest.mark.parametrize(
    ("text", "code"), [("汉族", "01"), ("汉", "01"), ("1", "01"), ("01", "01"), ("土家族", "15"), ("土", "30")]
)
def test_an_ethnic_group_is_known_by_number_and_by_both_names(text: str, code: str) -> None:
    assert code_list("ethnicity")[text] == code


def test_causes_and_relations_are_read_by_text_only() -> None:
    for name in ("poverty_causes", "relation"):
        assert not [text for text in code_list(name) if text.isdecimal()]


def test_a_list_that_does_not_exist_is_said_with_those_that_do() -> None:
    with pytest.raises(ValueError, match=r"no code list 'tribes'.*ethnicity"):
        code_list("tribes")
    assert code_list_names() == ("ethnicity", "poverty_causes", "relation")


def test_a_text_under_two_codes_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "both.yaml").write_text("numbered: false\ncodes:\n  a: [x, y]\n  b: [y]\n", encoding="utf-8")
    monkeypatch.setattr(config.codes, "CODES", tmp_path)
    with pytest.raises(ValueError, match=r"both\.yaml: y stands under a and b"):
        code_list("both")
