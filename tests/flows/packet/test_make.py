"""`hearth findings packet`: the cells as they stand in the archive, masked unless the audit log says who saw them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest

from flows.errors import Misuse
from flows.lake import audit, ledger, places, verifications
from flows.lake.ledger import Drop
from flows.packet.make import make_packet, verify_packet
from flows.site import Site
from flows.terminal import Exit
from tests.flows.findings.conftest import OpenDesk
from tests.flows.findings.desk import DAY, finding
from tests.flows.roster import number

WHO = "王小满"
ROSTER = "civil_affairs/household_roster"


def archived(site: Site) -> None:
    """A roster of one line in the archive and the ledger, as drop d1."""
    content = f"户编号,人编号,姓名,证件号码,与户主关系\nH0001,1,{WHO},{number(0)},户主\n".encode()
    sha256 = hashlib.sha256(content).hexdigest()
    site.lake.store.put(places.archived(sha256), content)
    when = datetime(2024, 5, 1, tzinfo=UTC)
    named = {"department": "civil_affairs", "feed": "household_roster", "key": f"{ROSTER}/花名册.csv", "version": "1"}
    ledger.record(site.lake, Drop("d1", **named, sha256=sha256, data_date=DAY, landed_at=when, known_at=when, state="done"))


def at(column: str, **place: Any) -> dict[str, Any]:
    return {"feed": ROSTER, "drop_id": "d1", "sheet": "", "row": 2, "column": column} | place


@pytest.fixture
def site(desk: OpenDesk) -> Site:
    opened = desk(finding(1, evidence=[at("name"), at("id_number"), at("name", row=9), at("name", drop_id="gone")]))
    archived(opened)
    return opened


ID = f"f{1:020x}"


def parts(file: str) -> dict[str, bytes]:
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_packet_holds_the_cells_masked_and_is_whole(site: Site) -> None:
    made = make_packet(ID, "", "", unmask=False, reason="").document
    assert made["file"] == f"packets/{ID}-2024-05-31.zip"
    whole = b"".join(parts(made["file"]).values()).decode()
    assert WHO not in whole
    assert number(0) not in whole
    cells = json.loads(parts(made["file"])["04-evidence.json"])["cells"]
    assert [(cell["column"], cell["row"], cell["value"], cell["state"]) for cell in cells] == [
        ("id_number", 2, f"{number(0)[:6]}********{number(0)[-4:]}", "read"),
        ("name", 2, "王**", "read"),
        ("name", 9, None, "not_there"),
        ("name", 2, None, "archive_missing"),
    ]
    drop = json.loads(parts(made["file"])["05-drops.json"])[0]
    assert drop["archive_state"] == "read"
    assert verify_packet(made["file"], made["head"]).exit_code is Exit.OK
    (entry,) = audit.entries(site.lake)
    assert (entry.what, entry.details["head"]) == ("packet", made["head"])


def test_the_same_finding_gives_the_same_packet_and_none_is_written_over(site: Site) -> None:
    assert site
    first = make_packet(ID, "", "a.zip", unmask=False, reason="").document
    assert make_packet(ID, "", "b.zip", unmask=False, reason="").document["head"] == first["head"]
    with pytest.raises(Misuse, match=r"a\.zip is there already"):
        make_packet(ID, "", "a.zip", unmask=False, reason="")


def test_unmasked_only_with_a_reason_that_the_log_keeps(site: Site) -> None:
    with pytest.raises(Misuse, match="belong together"):
        make_packet(ID, "", "", unmask=True, reason=" ")
    made = make_packet(ID, "", "", unmask=True, reason="信访复核").document
    assert WHO in parts(made["file"])["04-evidence.json"].decode()
    assert Path(made["file"]).stat().st_mode & 0o077 == 0
    assert [(one.what, one.details["reason"]) for one in audit.entries(site.lake)] == [("unmask_packet", "信访复核")]


def test_a_damaged_archive_is_told(site: Site) -> None:
    drop = ledger.find(site.lake, "d1")
    assert drop
    site.lake.store.put(places.archived(drop.sha256), b"something else")
    made = make_packet(ID, "", "", unmask=False, reason="").document
    assert "archive_damaged" in parts(made["file"])["04-evidence.json"].decode()
    assert "校验值不符" in parts(made["file"])["packet.html"].decode()


def test_a_changed_packet_exits_1_and_names_the_link(site: Site) -> None:
    assert site
    made = make_packet(ID, "", "", unmask=False, reason="").document
    path = Path(made["file"])
    path.write_bytes(path.read_bytes().replace("疑似没有参加".encode(), "确实没有参加".encode(), 1))
    answer = verify_packet(str(path), "")
    assert answer.exit_code is Exit.REFUSED
    assert "link 1 (01-finding.json)" in answer.document["problem"]


def test_a_finding_that_is_none_is_a_misuse(site: Site) -> None:
    assert site
    with pytest.raises(Misuse, match="0 rows for finding f0"):
        make_packet("f0", "", "", unmask=False, reason="")
    with pytest.raises(Misuse, match="there is no file"):
        verify_packet("nothing.zip", "")


def test_a_village_is_named_though_no_household_is(desk: OpenDesk) -> None:
    about = {"grain": "village", "subject_id": "110101001002", "village_code": "110101001002", "household_id": None}
    desk(finding(1, evidence=[], **about))
    made = make_packet(ID, "", "", unmask=False, reason="").document
    told = json.loads(parts(made["file"])["01-finding.json"])
    assert (told["village"], told["household_no"]) == ("河西村", None)
    assert "河西村" in parts(made["file"])["packet.html"].decode()


def test_who_looked_and_what_they_wrote_is_masked_too(site: Site) -> None:
    said = {"result": "confirmed", "checked_on": DAY, "by": "赵立夏", "note": f"{WHO}在外务工"}
    row = {"finding_id": ID, "known_at": datetime(2024, 6, 1, tzinfo=UTC), "import_id": "i1", "line": 2} | said
    verifications.append(site.lake, pl.DataFrame([row | {"until": None}], schema=verifications.SCHEMA), "i1")
    made = make_packet(ID, "", "", unmask=False, reason="").document
    whole = b"".join(parts(made["file"]).values()).decode()
    assert WHO not in whole
    assert "赵立夏" not in whole
    (result,) = json.loads(parts(made["file"])["06-verifications.json"])
    assert (result["result"], result["by"], result["note"]) == ("confirmed", "赵**", "（备注未列出）")
    whole = parts(make_packet(ID, "", "", unmask=True, reason="信访复核").document["file"])["packet.html"].decode()
    assert f"{WHO}在外务工" in whole
    assert "赵立夏" in whole


def test_life_is_told_edition_by_edition(site: Site) -> None:
    assert site
    made = make_packet(ID, "", "", unmask=False, reason="").document
    life = json.loads(parts(made["file"])["02-life.json"])
    assert [(one["edition_name"], one["status"], one["first_seen"]) for one in life] == [
        ("2024-05-31", "open", str(date(2024, 5, 1)))
    ]
