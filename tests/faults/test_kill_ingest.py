"""A process that takes a drop in is killed wherever that leaves a trace; the next sweep ends with the very same lake.

At every point of the plain drop, half-written files included; of the others at every one that leaves something whole. A released
drop is released again, unless the ledger says that it is done: then the next sweep clears up.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.faults import looks
from tests.faults.client import Job, copied, effects
from tests.faults.conftest import DROPS, Story

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", DROPS)
def test_killed_anywhere_and_taken_in_again_is_as_if_undisturbed(story: Story, name: str, tmp_path: Path) -> None:
    chapter = story.chapters[name]
    wanted = looks.taken_in(chapter.after)
    died_at = Counter[str]()
    points = chapter.run.points
    for at in range(len(points)) if name == "plain" else effects(points):
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
    assert died_at["put"] >= 3
    assert died_at["commit"] >= 1
