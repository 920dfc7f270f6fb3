from pathlib import Path

import pytest

from config.yaml_files import read_yaml


def test_a_key_that_stands_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "codes.yaml"
    path.write_text("codes:\n  男: male\n  女: female\n  男: female\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"(?s)codes\.yaml: .*'男' stands twice.*line 4"):
        read_yaml(path)


def test_what_is_no_yaml_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("a: [1, 2\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.yaml"):
        read_yaml(path)


def test_objects_are_not_built(tmp_path: Path) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text("a: !!python/object/apply:os.getcwd []\n", encoding="utf-8")
    with pytest.raises(ValueError, match="could not determine a constructor"):
        read_yaml(path)
