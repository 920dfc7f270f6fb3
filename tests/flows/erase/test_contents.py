"""Files that nobody read to their rows name people too: held ones, refused ones, titles, what no drop rests on; and locked ones are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from config.retention import kept_until
from flows.desk import hold_drop, release_drop, replay_drop
from flows.erase.run import erase
from flows.errors import Misuse
from flows.lake import archive, ledger
from flows.lake.ledger import Drop
from flows.maintain.leftovers import of_crashes
from flows.orchestrate import observed
from flows.site import open_site
from flows.terminal import Exit
from tests.faults import city
from tests.flows.erase.story import ASKED, GONE, NUMBER, Story, new_lake
from tests.flows.erase.test_run import KilledError

PEOPLE = range(12)
STRAY = f"archive/{'0' * 64}"
"""Bytes that no drop rests on: a crash left them."""
HELD_ONLY = city.id_number(31)
"""Of somebody who stands in one held file and nowhere else."""
LOCKED = b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le")


def titled(drop: city.Drop, number: str) -> city.Drop:
    """The drop under a line that names who filled it in."""
    return city.Drop(drop.key, f"填表人 {number}\n".encode("gb18030") + drop.data)


def headless(drop: city.Drop) -> city.Drop:
    """The drop without its header: no row of it can be read."""
    return city.Drop(drop.key, drop.data.partition(b"\n")[2])


def spaced(drop: city.Drop) -> city.Drop:
    """The drop with the number in a spelling in which no search of bytes finds it."""
    return city.Drop(drop.key, drop.data.replace(NUMBER.encode(), f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}".encode()))


def damaged(number: str) -> bytes:
    """No text and no workbook, with a number in its bytes all the same."""
    return b"\xd0\xcf\x11\xe0" + bytes(600) + number.encode()


def erased(number: str) -> dict[str, Any]:
    return dict(erase("", number, ASKED, dry_run=False, verify=False, quiet=True).document)


def held_by_hand(story: Story, drop: city.Drop) -> str:
    drop.lay(story.root / "inbox")
    return str(hold_drop(drop.key).document["drops"][0]["drop_id"])


def drop_of(drop_id: str) -> Drop:
    found = ledger.find(open_site().lake, drop_id)
    assert found is not None
    return found


def counts(drop_id: str) -> tuple[int, int, int, int]:
    drop = drop_of(drop_id)
    return drop.rows_read, drop.rows_accepted, drop.rows_rejected, drop.rows_erased


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """One file of each kind names the one who goes; they go; the held files are released; further ones come."""
    with new_lake(tmp_path_factory.mktemp("held")) as told:
        told.take(city.roster("20240331", dict.fromkeys(PEOPLE, 1000)))
        told.seen["gate"] = taken(told, city.roster("20240430", {0: 1, GONE: 1}))
        told.seen["hand"] = held_by_hand(told, spaced(city.roster("20240531", dict.fromkeys(PEOPLE, 2000))))
        told.seen["title"] = taken(told, titled(city.roster("20240229", {0: 9}), NUMBER))
        told.seen["headless"] = taken(told, headless(city.events("20240501", {GONE: "2024-05-01", 2: "2024-05-01"})))
        told.seen["damaged"] = taken(told, city.Drop(f"{city.EVENTS}/坏_20240502.xls", damaged(NUMBER)))
        told.seen["locked"] = taken(told, city.Drop(f"{city.EVENTS}/锁_20240601.xlsx", LOCKED))
        open_site().lake.store.put(STRAY, titled(city.roster("20240731", {0: 42}), NUMBER).data)
        told.seen["before"] = [counts(told.seen[name]) for name in ("gate", "hand")]
        told.seen["dry run"] = told.erase(dry_run=True)
        told.seen["refused release"] = interrupted(told)
        told.seen["erased"] = told.erase()
        told.seen["after"] = [counts(told.seen[name]) for name in ("gate", "hand", "title", "headless", "damaged")]
        told.seen["replayed"] = replay_drop(told.seen["gate"], quiet=True).document["drops"][0]["state"]
        for name in ("gate", "hand"):
            release_drop(told.seen[name], quiet=True)
        told.seen["released"] = [counts(told.seen[name]) for name in ("gate", "hand")]
        yield told


def interrupted(story: Story) -> str:
    """An attempt that ends once files are cut and before anything is counted; what a release says then."""

    def die(name: str, moment: str) -> None:
        if (name, moment) == ("erase_rejections", "before"):
            raise KilledError

    with pytest.raises(KilledError), observed(die):
        story.erase()
    with pytest.raises(Misuse) as refused:
        release_drop(story.seen["gate"], quiet=True)
    return str(refused.value)


def taken(story: Story, drop: city.Drop) -> str:
    [one] = story.take(drop)
    assert one.drop is not None
    return one.drop.drop_id


def test_every_file_that_names_them_is_cut_whoever_holds_it(story: Story) -> None:
    assert [drop_of(story.seen[name]).state for name in ("headless", "damaged", "locked")] == ["refused"] * 3
    assert "is not finished" in story.seen["refused release"], "its rows would be counted twice"
    assert story.seen["before"] == [(2, 2, 0, 0), (0, 0, 0, 0)], "one held by a check, one by hand, unread"
    assert story.seen["erased"]["state"] == "erased"
    assert story.seen["erased"]["search"]["hits"] == []
    assert story.seen["erased"]["files as a whole"] == 2, "what no parser reads, and what no drop rests on, with everybody in it"
    assert not (story.root / STRAY).exists()
    assert story.seen["dry run"]["counts"]["files to look into"] == 5
    store = open_site().lake.store
    for name in ("gate", "hand", "title", "headless"):
        assert archive.is_cut(store, drop_of(story.seen[name]).sha256), name


def test_rows_read_add_up_before_and_after_the_release(story: Story) -> None:
    assert story.seen["after"] == [(2, 1, 0, 1), (1, 0, 0, 1), (1, 1, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0)]
    assert story.seen["replayed"] == "held"
    assert story.seen["released"] == [(2, 1, 0, 1), (12, 11, 0, 1)]
    assert story.erase(verify=True)["search"]["hits"] == []


def test_a_file_that_nobody_can_look_into_is_told_with_its_drop_and_its_time(story: Story) -> None:
    drop = drop_of(story.seen["locked"])
    until = kept_until(open_site().contracts[city.EVENTS], drop.known_at.date()).isoformat()
    for told in (story.seen["erased"], story.erase(verify=True)):
        assert [one["place"].partition(":")[0] for one in told["unreadable"]] == ["inbox", "store"]
        for one in told["unreadable"]:
            assert (one["drop_id"], one["feed"], one["state"], one["kept_until"]) == (drop.drop_id, city.EVENTS, "refused", until)


def test_what_went_whole_cannot_be_read_again_and_says_so(story: Story) -> None:
    with pytest.raises(Misuse, match="is kept no more"):
        replay_drop(story.seen["damaged"], quiet=True)


def test_a_file_held_by_hand_later_is_kept_without_them(story: Story) -> None:
    drop_id = held_by_hand(story, city.roster("20240630", dict.fromkeys(PEOPLE, 3000)))
    assert counts(drop_id) == (1, 0, 0, 1)
    assert story.erase(verify=True)["search"]["hits"] == [], "archive and inbox"
    assert release_drop(drop_id, quiet=True).exit_code == Exit.OK
    assert counts(drop_id) == (12, 11, 0, 1)


def test_a_file_refused_unread_later_is_kept_without_them(story: Story) -> None:
    taken(story, headless(city.events("20240701", {GONE: "2024-07-01", 3: "2024-07-01"})))
    assert story.erase(verify=True)["search"]["hits"] == []


@pytest.mark.parametrize("place", ["a title", "a signature", "a column of its own", "a remark", "another sheet"])
def test_a_later_file_that_names_them_beside_its_rows_is_kept_without_them(story: Story, place: str, tmp_path: Path) -> None:
    drop_id = taken(story, beside_its_rows(place, tmp_path / "draft.xlsx"))
    assert counts(drop_id) == (1, 1, 0, 0), "nobody else loses a row"
    assert archive.is_cut(open_site().lake.store, drop_of(drop_id).sha256)
    assert story.erase(verify=True)["search"]["hits"] == [], "archive, inbox and log"


def beside_its_rows(place: str, draft: Path) -> city.Drop:
    """A file of which no row is theirs, and which names them all the same."""
    key = f"{city.EVENTS}/{place}_20240702"
    head, row = city.events("20240702", {5: "2024-06-20"}).data.decode().splitlines()
    match place:
        case "a title":
            text = f"{NUMBER}家属事项,,,\n{head}\n{row}\n"
        case "a signature":
            text = f"{head}\n{row}\n填表人：{NUMBER},,,,\n"
        case "a column of its own":
            text = f"{head},经办\n{row},代办人{NUMBER}\n"
        case "a remark":
            key = f"{city.ENROLMENT}/{place}_20240702"
            told = {"psn_no": "N5", "name": city.NAMES[5], "insurance_type": "居民", "status": "正常参保"}
            text = city.delivered(city.ENROLMENT, [{**told, "insured_place": f"同{NUMBER[:6]} {NUMBER[6:]}"}])
        case "another sheet":
            with Workbook(draft) as book:
                rows, notes = book.add_worksheet("火化"), book.add_worksheet("说明")
                rows.write_row(0, 0, head.split(","))
                rows.write_row(1, 0, row.split(","))
                notes.write_row(0, 0, ["联系人", NUMBER])
            return city.Drop(f"{key}.xlsx", draft.read_bytes())
    return city.Drop(f"{key}.csv", text.encode())


def test_who_stands_in_one_held_file_alone_goes_too(story: Story) -> None:
    with pytest.raises(Misuse, match="nobody is known"):
        erased(HELD_ONLY)
    held_by_hand(story, titled(city.roster("20240731", {0: 41}), HELD_ONLY))
    assert erased(HELD_ONLY)["search"]["hits"] == []


def test_nobody_holds_or_releases_while_a_person_is_erased(story: Story) -> None:
    from flows.lake.claims import ERASING, held

    drop = city.roster("20240831", {0: 5})
    drop.lay(story.root / "inbox")
    with held(open_site().lake.store, ERASING), pytest.raises(Misuse, match="a person is being erased"):
        hold_drop(drop.key)
    assert all(work.place != "inbox" for work in of_crashes(open_site().lake, drop_of(story.seen["gate"]).known_at))
