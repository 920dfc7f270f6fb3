"""A small roster drop for tests of what comes after ingest."""

from __future__ import annotations

from pathlib import Path

from transforms.normalise.identifiers import check_character

HEADER = "乡(镇),行政村,行政区划代码,户编号,人编号,姓名,证件号码,与户主关系,户类型,主要致贫原因,人均纯收入(元)"


def number(person: int) -> str:
    """A valid resident ID of a synthetic person."""
    first17 = f"1101011970{person // 28 % 12 + 1:02d}{person % 28 + 1:02d}{person % 1000:03d}"
    return first17 + check_character(first17)


def drop_roster(inbox: Path, day: str, homes: int, **cells: str) -> str:
    """Drops a roster of one-person households dated `day` (YYYYMMDD); its key. `cells` overwrite the first household's."""
    lines = [HEADER]
    for home in range(homes):
        row = {
            "town": "青石镇",
            "village": "上河村",
            "village_code": "110101001001",
            "household_no": f"H{home:04d}",
            "person_no": f"P{home:04d}",
            "name": "王小满",
            "id_number": number(home),
            "relation": "户主",
            "household_type": "贫困户",
            "cause_primary": "因病",
            "income_per_capita": f"{3000 + home}.50",
        }
        lines.append(",".join((row | cells if home == 0 else row).values()))
    path = inbox / f"civil_affairs/household_roster/roster_{day}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f"civil_affairs/household_roster/{path.name}"
