"""`hearth link run`: files in, links, aliases and summary out; what cannot be used is refused with what to do."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import polars as pl
import pytest

from flows.errors import Misuse
from flows.linking.run_files import run_files
from flows.terminal import Exit

CONFIG = """
version: "1"
comparisons:
  - {name: name, kind: han_name, zh: 姓名, en: name, levels: {same: {m: 0.9, u: 0.001}}}
  - {name: birth_date, kind: date, zh: 出生日期, en: date of birth}
blocking:
  - keys: [{column: name}]
thresholds: {automatic: 0.9, review: 0.5}
prior: 0.01
"""
LEFT = "record_id,name,birth_date\nl1,王小满,1970-01-02\nl2,李秋分,1980-03-04\n"
RIGHT = "record_id;name;birth_date\nr1; 王小满 ;19700102\nr2;钱谷雨;\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("config.yaml").write_text(CONFIG, encoding="utf-8")
    Path("left.csv").write_text(LEFT, encoding="utf-8")
    Path("right.csv").write_text(RIGHT, encoding="utf-8")
    return tmp_path


def run(right: str = "right.csv", out: str = "links.csv", left: str = "left.csv") -> dict[str, object]:
    answer = run_files(left, right, "config.yaml", out, quiet=True)
    assert answer.exit_code is Exit.OK
    return dict(answer.document)


def test_two_files_are_linked(folder: Path) -> None:
    document = run()
    assert [document[name] for name in ("records", "same", "open", "different", "aliases")] == [[2, 2], 1, 0, 0, 1]
    links = pl.read_csv("links.csv")
    assert links.select("left", "right", "decision", "levels_name").row(0) == ("l1", "r1", "same", "same")
    assert Path("links.csv").read_bytes().startswith(codecs.BOM_UTF8)
    assert pl.read_csv("links.aliases.csv").rows() == [("r1", "l1")]
    assert json.loads(Path("links.summary.json").read_text(encoding="utf-8")) == document
    assert not [path for path in folder.iterdir() if path.name.endswith(".part")]


def test_without_a_right_file_duplicates_are_found_and_parquet_is_written(folder: Path) -> None:
    Path("left.csv").write_text(LEFT + "l3,王小满,1970-01-02\n", encoding="utf-8")
    assert run("", "links.parquet")["same"] == 1
    assert pl.read_parquet("links.parquet")["levels"].struct.field("name").to_list() == ["same"]
    assert pl.read_parquet("links.aliases.parquet").rows() == [("l3", "l1")]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_chinese_files_are_read_in_their_encoding(folder: Path, encoding: str) -> None:
    Path("left.csv").write_text(LEFT, encoding=encoding)
    assert run()["same"] == 1


def test_a_parquet_file_may_hold_days(folder: Path) -> None:
    typed = pl.read_csv("left.csv").with_columns(pl.col("birth_date").str.to_date())
    typed.write_parquet("left.parquet")
    assert run(left="left.parquet")["same"] == 1


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("left.csv", b"record_id,name\n\xff\xfe\xff1,\x81\n", "left.csv: "),
        ("left.csv", b"", "left.csv has no header"),
        ("left.csv", b"id,name,birth_date\n1,a,\n", "left.csv has no column record_id"),
        ("left.csv", b"record_id,name,name\n1,a,\n", "the column name stands twice"),
        ("left.csv", b"record_id,name,birth_date\n,secret,\n", "left.csv: 1 rows have no record_id"),
        ("left.csv", b"record_id,name,birth_date\n1,secret,2,3,4\n", "left.csv cannot be read as a table"),
        ("left.parquet", b"secret", "left.parquet cannot be read as a table"),
        ("left.xlsx", b"PK", "save it as CSV (UTF-8) or parquet"),
        ("config.yaml", b"version: '1'\n", "config.yaml: "),
    ],
)
def test_what_cannot_be_read_is_refused_without_its_cells(folder: Path, name: str, text: bytes, says: str) -> None:
    Path(name).write_bytes(text)
    with pytest.raises(Misuse) as refused:
        run(left=name if name.startswith("left") else "left.csv")
    assert says in str(refused.value)
    assert "secret" not in str(refused.value)


def test_what_is_not_there_is_named(folder: Path) -> None:
    Path("right.csv").unlink()
    with pytest.raises(Misuse, match=r"there is no file right\.csv"):
        run()
    Path("left.csv").write_text("record_id,name\n1,a\n", encoding="utf-8")
    with pytest.raises(Misuse, match="no file has the column birth_date"):
        run("")
    with pytest.raises(Misuse, match=r"ends with \.csv or \.parquet"):
        run(out="links.xlsx")
    with pytest.raises(Misuse, match="there is no folder"):
        run(out="nowhere/links.csv")
    Path("config.yaml").write_text(CONFIG.replace("han_name", "kanji"), encoding="utf-8")
    with pytest.raises(Misuse, match="there is no kind kanji"):
        run("")
