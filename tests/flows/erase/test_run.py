"""A person is erased: nothing of them is found, whenever it was interrupted, and whatever comes afterwards brings nothing back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import polars as pl
import pytest

from flows.desk import replay_drop, verify_edition
from flows.erase.asking import Asked
from flows.erase.run import erase
from flows.erase.searching import search
from flows.errors import Misuse
from flows.explain import explain
from flows.lake import audit, changelog, erased, ledger, published, vault
from flows.lake.rejections import scan_rejections
from flows.orchestrate import observed
from flows.site import open_site
from flows.terminal import Exit
from tests.faults import city
from tests.flows.citynights import settled_in
from tests.flows.erase.story import ASKED, GONE, NUMBER, Story, begun, roster

pytestmark = pytest.mark.slow

STEPS = ("erase_file", "erase_logs", "erase_vault")
"""Steps after which an attempt ends: what they leave is least like what was there."""


class KilledError(BaseException):
    """As good as kill -9: nothing catches it."""


def interrupted(story: Story, step: str, when: str) -> None:
    """An attempt that ends at the first such moment of a step."""

    def die(name: str, moment: str) -> None:
        if (name, moment) == (step, when):
            raise KilledError

    with pytest.raises(KilledError), observed(die):
        story.erase()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Erased after attempts that ended at every step; then delivered again, late and in time, and another night."""
    root = tmp_path_factory.mktemp("erased")
    with settled_in(root):
        told = begun(root)
        told.seen["dry run"] = told.erase(dry_run=True)
        told.seen["before"] = told.erase(verify=True)
        told.seen["ledger before"] = ledger.read_drops(open_site().lake)
        for step in STEPS:
            interrupted(told, step, "after")
        told.seen["erased"] = told.erase()
        told.seen["ledger"] = ledger.read_drops(open_site().lake)
        told.seen["verify"] = verify_edition("").document
        told.seen["new"] = told.take(roster("20240630", {0: 1009, 1: 1001, 2: 1002, 3: 2003}))
        told.seen["late"] = told.take(roster("20240415", {0: 1600, 1: 1700, 2: 1002, 3: 1003}))
        told.seen["refused"] = told.take(city.events("20240701", {1: "五月初", 5: "2024-06-01"}, place="又"))
        told.seen["night"] = told.night("2024-05-31")
        yield told


def log_of(feed: str) -> pl.DataFrame:
    log = changelog.read_log(open_site().lake, feed)
    assert log is not None
    return log.rows().collect()


def test_before_they_are_everywhere_and_a_dry_run_only_tells(story: Story) -> None:
    found = {(hit["root"], hit["place"].split("/")[0]) for hit in story.seen["before"]["search"]["hits"]}
    assert found >= {
        ("inbox", "civil_affairs"),
        ("vault", "tokens"),
        ("vault", "person"),
        ("store", "archive"),
        ("store", "published"),
    }
    assert story.seen["dry run"]["counts"]["rows of change logs"] > 0
    assert NUMBER not in str(story.seen)


def test_interrupted_at_every_step_it_ends_with_nothing_left(story: Story) -> None:
    assert story.seen["erased"]["state"] == "erased"
    assert story.seen["erased"]["person_ids"] == 2, "the number that was corrected is theirs too"
    assert story.seen["erased"]["search"]["hits"] == []
    assert story.seen["erased"]["search"]["closed"] == []
    assert not [entry.key for entry in open_site().lake.vault.list("erasures/")], "whom it was about is forgotten"


def test_deliveries_and_nights_afterwards_bring_nothing_back(story: Story) -> None:
    counts = [
        [(one.drop.rows_read, one.drop.rows_accepted, one.drop.rows_erased) for one in story.seen[name]]
        for name in ("new", "late")
    ]
    assert counts == [[(4, 3, 1)], [(4, 3, 1)]]
    refused = story.seen["refused"][0].drop
    assert (refused.rows_read, refused.rows_accepted, refused.rows_rejected, refused.rows_erased) == (2, 1, 0, 1)
    assert story.seen["night"].state == "published"
    assert story.erase(verify=True)["search"]["hits"] == []
    left = [path.name for path in (story.root / "inbox").rglob("*") if path.is_file()]
    assert left == [], "every file named them, and none stays once it is taken in"


def test_the_others_are_told_as_before(story: Story) -> None:
    people = log_of("civil_affairs__household_roster").filter(pl.col("_op") == "upsert")
    assert people["person_no"].unique().sort().to_list() == ["P0", "P2", "P3"]
    incomes = people.filter(pl.col("person_no") == "P0").sort("_data_date", "_order").select("_data_date", "income_per_capita")
    assert [(f"{day:%m%d}", fen // 100) for day, fen in incomes.rows()][:4] == [
        ("0331", 1000),
        ("0415", 1600),
        ("0430", 1500),
        ("0531", 1000),
    ]
    married = log_of("civil_affairs__vital_events").filter(pl.col("event_no") == "M4")
    assert married["id_number__person"].is_not_null().all(), "the row is somebody else's"
    assert married.select("partner_name", "partner_id_number", "partner_id_number__person").null_count().row(0) == (1, 1, 1)


def test_editions_go_on_without_them(story: Story) -> None:
    site = open_site()
    home = published.scan(site.lake, "household", "2024-03-31").filter(pl.col("household_no") == "H1").collect()
    assert home["size"].item() == 2, "what was counted stays as it was published"
    assert len(home["members"].item()) == 1
    told = published.manifest(site.lake, "person", "2024-05-31")
    assert sum(told["erased"].values()) == 1
    assert story.seen["verify"]["ok"]
    assert story.seen["verify"]["erased_rows"] > 0
    assert story.seen["night"].edition == "2024-05-31.r2", "the same day without them is another edition"
    assert story.seen["night"].rows["person"] == 3 + 1


def test_a_sealed_cohort_keeps_its_seal_and_its_count(story: Story) -> None:
    folder = story.root / "published/sealed/all"
    seal, told = (json.loads((folder / name).read_text()) for name in ("manifest.json", "erased.json"))
    assert told["sealed_sha256"] == seal["result"]["sha256"], "what was sealed goes on being said"
    assert list(told["rows"].values()) == [1]
    rows = pl.read_parquet(folder / "erased.parquet")
    assert hashlib.sha256((folder / "erased.parquet").read_bytes()).hexdigest() == told["sha256"]
    assert (rows.height, rows["person_id"].null_count()) == (5, 1)
    assert not (folder / seal["result"]["file"]).exists()


def test_rows_read_still_add_up_and_refused_ones_are_gone(story: Story) -> None:
    for drop in story.seen["ledger"]:
        assert drop.rows_read == drop.rows_accepted + drop.rows_rejected + drop.rows_erased
    before = {drop.drop_id: drop.rows_read for drop in story.seen["ledger before"]}
    assert {drop.drop_id: drop.rows_read for drop in story.seen["ledger"]} == before
    for path in (story.root / "receipts").rglob("receipt.json"):
        told = json.loads(path.read_text())
        counts = told["rows"]
        assert counts["read"] == counts["accepted"] + counts["rejected"] + counts["erased"]
        if (changes := told["changes"]) is not None:
            assert changes["new"] + changes["changed"] + changes["unchanged"] == counts["accepted"] - counts["duplicates"], told
    assert scan_rejections(open_site().lake).collect().is_empty()
    books = list((story.root / "receipts").rglob("fix-it.xlsx"))
    assert books == [], "the only refused rows were theirs"


def test_reading_a_drop_again_finds_what_stands_in_its_place(story: Story) -> None:
    drop = next(one for one in story.seen["ledger"] if one.key.endswith("花名册_20240531.csv"))
    told = replay_drop(drop.drop_id, quiet=True).document["drops"][0]
    assert (told["state"], told["rows_accepted"], told["rows_erased"]) == ("done", 3, 1)


def test_what_is_remembered_of_them_is_no_token(story: Story) -> None:
    site = open_site()
    rows = erased.read(site.lake)
    assert set(rows["kind"]) == {"person", "name", "row"}
    tokens = vault.scan_tokens(site.lake).select("token").collect().to_series()
    assert not set(rows["digest"]) & set(tokens)
    assert search(site.lake, dict.fromkeys(rows["digest"], "digest")).hits, "the search looks into that table too"
    told = explain("person", story.person, "", "").document
    assert (told["state"], told["by"], told["reason"]) == ("erased", ASKED.by, ASKED.reason)
    entries = [entry for entry in audit.entries(site.lake) if entry.what == "erase"]
    assert len(entries) == 1
    assert NUMBER not in str(entries)
    assert story.person not in str(entries)


def test_a_search_by_person_id_alone_says_what_it_leaves_out(story: Story) -> None:
    alone = erase(story.person, "", ASKED, dry_run=False, verify=True, quiet=True)
    assert (alone.document["state"], alone.exit_code) == ("not all searched", Exit.REFUSED)
    assert alone.document["not_searched_for"][:2] == ["ID number", "tokens of the number"]
    assert set(alone.document["search"]["for"]) == {"person_id"}
    [stone] = alone.document["tombstones"]
    assert (stone["by"], stone["lifted_at"], stone["ids"]) == (ASKED.by, None, 2)
    by_number = erase("", NUMBER, ASKED, dry_run=False, verify=True, quiet=True)
    assert (by_number.document["state"], by_number.exit_code) == ("nothing found", Exit.OK)
    assert by_number.document["not_searched_for"][0].startswith("1 other person_id")
    assert story.seen["before"]["not_searched_for"] == [], "before, the lake knows all of it"


def test_their_name_stays_where_others_bear_it(story: Story) -> None:
    names = vault.scan_tokens(open_site().lake).filter(pl.col("kind") == "name").select("value").collect().to_series()
    assert city.NAMES[GONE] not in names.to_list()
    assert city.NAMES[0] in names.to_list()


@pytest.mark.parametrize(
    ("person", "number", "asked", "said"),
    [
        (NUMBER, "", ASKED, "does not belong on the command line"),
        ("", "12345", ASKED, "no valid ID number"),
        ("p" + "0" * 20, "", Asked("", ""), "--by"),
        ("p" + "0" * 20, "", ASKED, "nobody is known"),
        ("", city.id_number(9), ASKED, "nobody is known"),
    ],
)
def test_misuse_says_what_to_do(story: Story, person: str, number: str, asked: Asked, said: str) -> None:
    assert story.root.exists()
    with pytest.raises(Misuse, match=said):
        erase(person, number, asked, dry_run=False, verify=False, quiet=True)


def test_who_erases_waits_for_whom_is_at_work_and_holds_off_others(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.erase import alone
    from flows.errors import Broken
    from flows.lake.claims import ERASING, held

    store = open_site().lake.store
    monkeypatch.setattr(alone, "PATIENCE_SECONDS", 0.0)
    with held(store, "night-2024-05-31"), pytest.raises(Broken, match="still at work"):
        story.erase()
    with held(store, ERASING):
        assert story.night("2024-06-30").state == "busy"
        assert [one.state for one in story.take(roster("20240731", {0: 1}))] == ["waiting"]


def test_somebody_without_a_number_goes_too(story: Story) -> None:
    """Runs last of those that read the lake: a second person goes."""
    site = open_site()
    home = published.scan(site.lake, "household", "2024-05-31.r2").filter(pl.col("household_no") == "H2").collect()
    person = next(one["person_id"] for one in home["members"].item() if one["person_id"] != home["head_person_id"].item())
    told = erase(person, "", ASKED, dry_run=False, verify=False, quiet=True).document
    assert (told["state"], told["search"]["hits"]) == ("erased", [])
    people = log_of("civil_affairs__household_roster").filter(pl.col("_op") == "upsert")
    assert people["person_no"].unique().sort().to_list() == ["P0", "P2"]
    again = next(one.drop for one in story.take(roster("20240831", {0: 1, 1: 2, 2: 3, 3: 4})) if "20240831" in one.key)
    assert again is not None
    assert (again.rows_read, again.rows_accepted, again.rows_erased) == (4, 2, 2)
