"""Cities with known truth: whom the night links, and that it does not depend on the order in which anything came."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from flows.demo.deliver import tell
from flows.demo.truth import Truth
from flows.ingest import ingest
from flows.lake.init import create
from flows.night.inputs import Linked, inputs, known
from flows.night.linking import link_people
from flows.site import open_site
from tests.flows.citylinks import city_links
from tests.flows.citynights import settled_in

pytestmark = [pytest.mark.slow]


def taken_in(root: Path, persons: int, seed: int, batches: int) -> tuple[Truth, dict[str, str]]:
    create(open_site().lake)
    drops: dict[str, str] = {}
    for truth in tell(root / "inbox", persons, seed, batches):  # noqa: B007  # the last truth knows everything
        drops |= {item.key: item.drop.drop_id for item in ingest() if item.drop}
    return truth, drops


def links_of(night: date, *, rebuild: bool = False) -> Linked:
    site = open_site()
    given = inputs(site, night, None)
    with site.lake.scratch() as scratch:
        linked = link_people(site, given, known(given, scratch).states, rebuild=rebuild)
    assert linked is not None
    return linked


@pytest.mark.parametrize("seed", [7, 23])
def test_a_citys_strangers_are_found_and_nobody_is_taken_for_somebody_else(tmp_path: Path, seed: int) -> None:
    with settled_in(tmp_path):
        truth, drops = taken_in(tmp_path, 5000, seed, 1)
        linked = links_of(truth.nights[0])
        judged = city_links(truth, drops, truth.nights[0], None, linked.links)
    assert judged.strangers.height > 400
    assert judged.wrong.height <= judged.same.height * 0.001
    assert judged.recall >= 0.97
    # Whoever counts as somebody does so once, and nobody counts as an alias.
    assert linked.aliases["person_id"].is_unique().all()
    assert not set(linked.aliases["person_id"]) & set(linked.aliases["counts_as"])


def test_links_do_not_depend_on_the_order_of_drops_and_nights(tmp_path: Path) -> None:
    first, other = tmp_path / "first", tmp_path / "other"
    with settled_in(first):
        truth, _ = taken_in(first, 800, 3, 2)
        forward = [links_of(night) for night in truth.nights]
        anew = [links_of(night, rebuild=True) for night in truth.nights]
        # Scores rest on clear values: they lie in the vault and nowhere else.
        assert sorted(path.parent.name for path in first.rglob("*numbered-*")) == ["linkage"]
        assert (first / "vault/linkage").is_dir()
    (other / "vault").mkdir(parents=True)
    shutil.copy(first / "vault/hearth.key", other / "vault/hearth.key")
    shutil.copytree(first / "inbox", other / "inbox")
    with settled_in(other):
        create(open_site().lake)
        for key in sorted((path.relative_to(other / "inbox").as_posix() for path in _files(other)), reverse=True):
            ingest([key])
        backward = [links_of(night) for night in reversed(truth.nights)][::-1]
    for one, carried, same in zip(anew, forward, backward, strict=True):
        for other in (carried, same):
            assert_frame_equal(one.aliases, other.aliases)
            assert_frame_equal(one.links, other.links)
        assert one.aliases.height > 25


def _files(root: Path) -> Sequence[Path]:
    return [path for path in (root / "inbox").rglob("*") if path.is_file()]
