"""A process that takes a drop in is killed wherever that leaves a trace; the next sweep ends with the very same lake.

At every point of the plain drop that leaves anything, half-written files included; of the others at every commit, and at every step
from one thing left whole to the next that no drop before has made. A released drop is released again, unless the ledger says that it is done: then the
next sweep clears up.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from tests.faults import looks
from tests.faults.client import Job, copied, effects
from tests.faults.conftest import DROPS, Story

OWN = re.compile(r"[0-9a-f]{20,64}|(?<=lake/feeds/)\w+|(?<=receipts/)\w+/\w+")
"""What differs between points at which the same is done: the content's name, the feed."""

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", DROPS)
def test_killed_anywhere_and_taken_in_again_is_as_if_undisturbed(story: Story, name: str, tmp_path: Path) -> None:
    chapter = story.chapters[name]
    wanted = looks.taken_in(chapter.after)
    died_at = Counter[str]()
    points = chapter.run.points
    for at in traces(points) if name == "plain" else new(story, name):
        root = copied(chapter.before, tmp_path / "lake")
        died = story.forks.run(root, chapter.job, die_at=at)
        place = f"{name}: killed at {at}, {died.points[-1]}"
        is_over = any(point == "commit lake/ops/drops" for point in died.points)
        story.forks.run(root, Job("ingest", ()) if name == "released" and is_over else chapter.job)
        found = looks.taken_in(root)
        for what, value in wanted.items():
            assert found[what] == value, (place, what)
        assert looks.strange_times(root) == set(), place
        assert looks.repeated(root) == [], place
        assert looks.still_claimed(root) == [], place
        assert list(story.forks.work.iterdir()) == [], place
        died_at[died.points[-1].split()[0]] += 1
    assert died_at["commit"] >= 1
    assert died_at["put"] >= 3 or name != "plain"


def traces(points: list[str]) -> list[int]:
    """The points that leave anything: before and after a step the lake is as the point before left it."""
    return [at for at, point in enumerate(points) if not point.startswith(("before ", "after "))]


def new(story: Story, name: str) -> list[int]:
    """The points of a chapter that are commits or that no chapter before it has come to from the same point."""
    seen: set[tuple[str, str]] = set()
    for chapter in DROPS[: DROPS.index(name)]:
        seen |= set(steps(story.chapters[chapter].run.points))
    points = story.chapters[name].run.points
    made = zip(effects(points), steps(points), strict=True)
    return [at for at, step in made if step not in seen or step[1].startswith("commit")]


def steps(points: list[str]) -> list[tuple[str, str]]:
    """From one point that leaves something whole to the next, by what is done there; the first comes from nothing."""
    return list(pairwise(["", *(OWN.sub("*", points[at]) for at in effects(points))]))
