"""Public notices: what stands on them, and a try to get onto one what nobody may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import openpyxl
import polars as pl
import pytest

from config.tables import load_tables
from flows.errors import Misuse
from flows.lake import audit, published, vault
from flows.lake.init import create
from flows.lake.vault import PERSONS
from flows.notice.publish import publish_notice
from flows.site import Site, open_site
from tests.flows.roster import number
from transforms.household.tables import schema_of

DAY = date(2024, 5, 31)
SECRETS = {
    "ID number": number(3),
    "phone": "13812345678",
    "bank account": "6222021234567890123",
    "health": "尿毒症",
    "another illness": "肺癌晚期",
}
HOME: Mapping[str, Any] = {
    "town": "青石镇", "village": "河东村", "village_code": "110101001001", "household_type": "poor", "gate": "pass", "size": 3,
    "household_no": "H1", "gate_missing": [],
}  # fmt: skip


def opened(homes: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Site:
    """A lake with one edition of these households, and heads of these names."""
    create(open_site().lake)
    site = open_site()
    folder = Path("night")
    folder.mkdir()
    schema = schema_of("household")
    rows = [
        dict.fromkeys(schema) | dict(HOME) | {"household_id": f"h{at}", "head_person_id": f"p{at}"} | dict(home)
        for at, home in enumerate(homes)
    ]
    frames = {
        "household": pl.DataFrame(rows, schema=schema),
        "town": pl.DataFrame([{"town": row["town"]} for row in rows], schema=schema_of("town")),
        "findings": pl.DataFrame(schema=schema_of("findings")),
    }
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
    edition = published.reserve(site.lake, DAY, {})
    published.publish(site.lake, edition, {name: folder / f"{name}.parquet" for name in frames}, inputs={}, certificate={})
    people = [
        {"person_id": who, "id_number": number(at), "name": name, "phone": SECRETS["phone"]}
        for at, (who, name) in enumerate(names.items())
    ]
    pl.DataFrame(people, schema=PERSONS).write_parquet(folder / "persons.parquet")
    vault.put_persons(site.lake, folder / "persons.parquet")
    return site


def everything(folder: Path) -> str:
    """Every byte of every file, unzipped, and the names of the files."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found += [path.name.encode(), path.read_bytes()]
        if path.is_file() and is_zipfile(path):
            with ZipFile(path) as book:
                found += [part for name in book.namelist() for part in (name.encode(), book.read(name))]
    return b"\n".join(found).decode(errors="replace")


def cells(path: Path, sheet: str) -> list[list[str | None]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[sheet].iter_rows()]  # type: ignore[misc]


def test_a_notice_tells_who_by_the_ends_of_the_name_and_nothing_else() -> None:
    site = opened(
        [
            {},
            {"village": "河西村"},
            {"gate": "fail", "gate_missing": ["饮水安全：未达到，请找村委会核实"]},
            {"gate": None},
            {"household_type": "exited"},
        ],
        {"p0": "王小明", "p1": "李秋"},
    )
    document = publish_notice("exits", "", "", None, "out").document
    assert [(file["town"], file["households"]) for file in document["files"]] == [("青石镇", 2)], "unknown is not put up"
    rows = cells(Path("out/青石镇.xlsx"), "河东村")
    assert rows[0][0] == "河东村拟脱贫退出户公示"
    assert rows[2][0] == "公示期：2024年5月31日至2024年6月5日"
    assert rows[3:5] == [["序号", "户主", "家庭人口", "现登记类型"], ["1", "王*明", "3人", "贫困户"]]
    assert "李*" in Path("out/青石镇.html").read_text(encoding="utf-8")
    (entry,) = audit.entries(site.lake)
    assert (entry.what, entry.details["households"]) == ("public_notice", 2)
    with pytest.raises(Misuse, match="is there already"):
        publish_notice("exits", "", "", None, "out")


@pytest.mark.parametrize(
    ("verdict", "missing", "stands"),
    [
        ("pass", [], True),
        ("fail", ["认可之后公示期满且无异议：未达到，请找村委会核实"], True),
        (
            "unknown",
            ["认可之后公示期满且无异议：无法确认（数据过旧），请找村委会补充", "公示之后公告退出：未达到，请找乡镇政府核实"],
            True,
        ),
        ("fail", ["住房安全：未达到，请找乡镇政府核实", "公示之后公告退出：未达到，请找乡镇政府核实"], False),
        ("unknown", ["是否属于“贫困户退出”的对象：无法确认，请找乡镇政府核对"], False),
        ("not_applicable", [], False),
    ],
)
def test_an_exit_is_put_up_when_nothing_but_the_notice_and_what_follows_is_lacking(
    verdict: str, missing: list[str], stands: bool
) -> None:
    opened([{"gate": verdict, "gate_missing": missing}], {"p0": "王小明"})
    assert len(publish_notice("exits", "", "", None, "out").document["files"]) == int(stands)


def planted(secret: str, how: str) -> list[dict[str, Any]]:
    """A household for each text column of the table, with the secret in it; the lists hold it too."""
    texts = [
        name
        for name, dtype in schema_of("household").items()
        if dtype == pl.String and name not in ("household_id", "head_person_id")
    ]
    lists = {name: [secret] for name, dtype in schema_of("household").items() if dtype == pl.List(pl.String)}
    lists["gate_missing"] = [f"公示之后公告退出：未达到，请找{secret}核实"]
    keep = ("household_type", "gate")
    return [{name: how.format(secret)} | lists for name in texts if name not in keep] + [
        dict.fromkeys(("town", "village"), how.format(secret))
    ]


@pytest.mark.parametrize("how", ["{}", "河东村{}", "张三 {} 李四"])
def test_nothing_that_nobody_may_read_gets_onto_a_notice(how: str) -> None:
    homes = [home for secret in SECRETS.values() for home in planted(secret, how)]
    names = {f"p{at}": how.format(secret) for at, secret in enumerate([*SECRETS.values()] * 9)}
    opened(homes, names)
    for which in ("exits", "register"):
        document = publish_notice(which, "", "", None, f"out/{which}").document
        assert document["households"] > 20, "the list is there"
        assert document["withheld"] > 0, "and says that something is not"
    said = everything(Path("out"))
    assert "户主" in said
    for what, secret in SECRETS.items():
        assert secret not in said, f"{what} got out"
    assert str(number(3))[6:14] not in said


@pytest.mark.slow
def test_a_notice_of_a_folder_of_ones_own_that_would_leak_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened([{}], {"p0": "王小明"})
    (tmp_path / "feeds/notices").mkdir(parents=True)
    leaking = """
title: 大病户公示
where: household_type = 'poor'
columns:
  - {column: self_pay_12m, title: 医疗费}
days: notice_days
text: 下列农户。
objections: 请反映。
"""
    (tmp_path / "feeds/notices/sick.yaml").write_text(leaking, encoding="utf-8")
    monkeypatch.setenv("HEARTH_FEEDS", str(tmp_path / "feeds"))
    from flows.desk import check_contracts_command

    assert any("sick.yaml: columns: self_pay_12m is sensitive" in line for line in check_contracts_command().document["problems"])
    with pytest.raises(Misuse, match="self_pay_12m is sensitive"):
        publish_notice("sick", "", "", None, "out")
    assert not Path("out").exists()


def test_a_town_or_notice_that_is_none_is_a_misuse() -> None:
    opened([{}], {"p0": "王小明"})
    with pytest.raises(Misuse, match="there is no notice all; there are exits, register"):
        publish_notice("all", "", "", None, "out")
    with pytest.raises(Misuse, match="knows no town 无名镇"):
        publish_notice("exits", "无名镇", "", None, "out")


def test_every_column_that_the_notices_show_is_a_column_of_the_table() -> None:
    assert {"size", "household_type", "monitored_type"} <= set(load_tables()["household"].by_name)
