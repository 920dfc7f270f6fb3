"""A tombstone is lifted: what is delivered from then on is taken in, the same file too; what went stays gone, and nights of before stay as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import polars as pl
import pytest

from flows.erase.asking import Asked
from flows.erase.lifting import lift
from flows.errors import Misuse
from flows.explain import explain
from flows.lake import audit, changelog, erased, ledger
from flows.night.inputs import inputs
from flows.nightly import nightly
from flows.orchestrate import observed
from flows.site import open_site
from flows.terminal import Exit
from tests.faults import city
from tests.flows.erase.story import ASKED, GONE, NUMBER, Story, new_lake
from tests.flows.erase.test_run import KilledError

LIFTED = Asked("民政局", "再次申请救助，本人同意")
JUNE = date(2024, 6, 30)
PEOPLE = {0: 1000, GONE: 1001, 2: 1002}
SECOND = city.roster("20240630", PEOPLE)
EVENTS = city.events("20240501", {GONE: "2024-04-30", 2: "2024-04-29"})


def again(drop: city.Drop, name: str) -> city.Drop:
    """The very same bytes under another name, of the same day."""
    day = drop.key.rpartition("_")[2]
    return city.Drop(f"{drop.key.rpartition('/')[0]}/{name}_{day}", drop.data)


def raised() -> dict[str, object]:
    return dict(lift("", NUMBER, LIFTED, quiet=True).document)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Erased, delivered in vain, lifted, delivered again (the same bytes, twice), erased again."""
    with new_lake(tmp_path_factory.mktemp("lifted")) as told:
        told.take(city.roster("20240331", {0: 900, GONE: 901}), EVENTS)
        told.erase()
        told.seen["in vain"] = told.take(SECOND)
        told.seen["june"] = nightly(JUNE)
        told.seen["asked of june"] = inputs(open_site(), JUNE, moment := datetime.now(UTC)).named
        told.seen["unfinished"] = begun(told, city.roster("20240701", {**PEOPLE, 2: 7}))
        with pytest.MonkeyPatch.context() as dying:
            dying.setattr(erased, "lift", die)
            with pytest.raises(KilledError):
                raised()
        told.seen["lifted"] = [raised(), raised()]
        told.seen["asked again"] = inputs(open_site(), JUNE, moment).named
        told.seen["june again"] = nightly(JUNE)
        told.seen["finished"] = told.take()
        told.seen["stone"] = explain("person", told.person, "", "").document
        told.seen["again"] = told.take(again(SECOND, "又"), again(EVENTS, "又"))
        told.seen["more"] = told.take(again(SECOND, "再"))
        told.seen["known again"] = [names(feed, told.person) for feed in (city.ROSTER, city.EVENTS)]
        told.seen["searched"] = told.erase(verify=True)
        with pytest.raises(KilledError), observed(dying_at("erase_vault")):
            told.erase()
        with pytest.raises(Misuse, match="not finished"):
            raised()
        told.seen["erased"] = told.erase()
        told.seen["in vain again"] = told.take(city.roster("20240831", {**PEOPLE, 2: 8}), again(EVENTS, "三"))
        told.seen["ledger"] = ledger.read_drops(open_site().lake)
        yield told


def die(*_: object, **__: object) -> None:
    raise KilledError


def dying_at(step: str) -> Callable[[str, str], None]:
    """Ends an attempt after a step."""

    def kill(name: str, moment: str) -> None:
        if (name, moment) == (step, "after"):
            raise KilledError

    return kill


def rows_of(feed: str) -> pl.DataFrame:
    log = changelog.read_log(open_site().lake, feed.replace("/", "__"))
    assert log is not None
    return log.rows().sort("_order").collect()


def names(feed: str, person: str) -> bool:
    return person in rows_of(feed)["id_number__person"].to_list()


def begun(story: Story, drop: city.Drop) -> str:
    """A drop whose rows went in, and whose worker then died: its id."""
    with pytest.raises(KilledError), observed(dying_at("write_changes")):
        story.take(drop)
    return str(rows_of(city.ROSTER)["_drop_id"][-1])


def counts(story: Story, name: str) -> list[tuple[str, int, int]]:
    return [(one.state, one.drop.rows_accepted, one.drop.rows_erased) for one in story.seen[name]]


def test_lifted_once_with_who_and_why_and_told_what_to_do(story: Story) -> None:
    first, second = story.seen["lifted"]
    assert (first["state"], second["state"]) == ("lifted", "lifted already")
    [stone] = first["tombstones"]
    assert (stone["by"], stone["reason"]) == (ASKED.by, ASKED.reason)
    assert (stone["lifted_by"], stone["lifted_reason"]) == (LIFTED.by, LIFTED.reason)
    assert stone["lifted_at"] > stone["erased_at"]
    assert second["tombstones"] == first["tombstones"]
    assert (first["delivered_again_by_themselves"], first["to_be_asked_for"]) == ([city.ROSTER], [city.EVENTS])
    entries = [entry for entry in audit.entries(open_site().lake) if entry.what == "erase lifted"]
    assert len(entries) == 2, "the attempt that died had entered it"
    assert NUMBER not in str(entries)
    assert story.person not in str(entries)


def test_nights_of_before_stay_and_nothing_comes_back_by_itself(story: Story) -> None:
    assert story.seen["asked again"] == story.seen["asked of june"]
    assert (story.seen["june again"].edition, story.seen["june again"].computed) == (story.seen["june"].edition, False)
    assert story.seen["stone"]["state"] == "erased"
    assert story.seen["stone"]["lifted_by"] == LIFTED.by


def test_a_drop_that_was_begun_before_is_finished_as_it_was_begun(story: Story) -> None:
    assert counts(story, "finished") == [("done", 2, 1)]
    assert story.seen["finished"][0].drop.drop_id == story.seen["unfinished"]


def test_the_same_file_brings_them_back_once(story: Story) -> None:
    assert counts(story, "in vain") == [("done", 2, 1)]
    assert sorted(counts(story, "again")) == [("done", 2, 0), ("done", 3, 0)]
    assert [one.state for one in story.seen["more"]] == ["duplicate"]
    assert story.seen["known again"] == [True, True]
    assert story.seen["searched"]["state"] == "left"
    assert story.seen["searched"]["tombstones"][0]["lifted_by"] == LIFTED.by
    assert story.seen["searched"]["not_searched_for"] == []


def test_erased_again_they_stay_away_again(story: Story) -> None:
    told = story.seen["erased"]
    assert (told["state"], told["search"]["hits"]) == ("erased", [])
    assert told["erasure_id"] != story.seen["lifted"][0]["tombstones"][0]["erasure_id"]
    assert counts(story, "in vain again") == [("done", 2, 1), ("duplicate", 0, 0)]
    for drop in story.seen["ledger"]:
        assert drop.rows_read == drop.rows_accepted + drop.rows_rejected + drop.rows_erased, drop
    first = next(drop for drop in story.seen["ledger"] if drop.drop_id == story.seen["in vain"][0].drop.drop_id)
    assert (first.rows_accepted, first.rows_erased) == (2, 1), "what a later drop of the same content lost is not taken off it"
    assert [names(feed, story.person) for feed in (city.ROSTER, city.EVENTS)] == [False, False]


def test_who_stands_under_no_stone_has_none_to_lift(story: Story) -> None:
    assert story.root.exists()
    for person, asked, said in (
        ("p" + "0" * 20, LIFTED, "no tombstone to lift"),
        (NUMBER, LIFTED, "does not belong on the command line"),
        (story.person, Asked("", ""), "--by"),
    ):
        with pytest.raises(Misuse, match=said):
            lift(person, "", asked, quiet=True)
    assert lift(story.person, "", LIFTED, quiet=True).exit_code == Exit.OK, "the second tombstone by person_id alone"
    assert story.erase()["state"] == "erased", "lifted by mistake: nothing was delivered, and they stay away all the same"
    row = story.take(city.roster("20240930", {**PEOPLE, 2: 9}))[0].drop
    assert row is not None
    assert row.rows_erased == 1
