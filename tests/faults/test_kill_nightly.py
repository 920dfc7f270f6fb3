"""A process that runs a night is killed wherever that leaves a trace: readers always see a whole edition, and the night run again
publishes the very same files.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.nightly import PUBLISHED
from tests.faults import looks
from tests.faults.client import between_steps, copied, effects
from tests.faults.conftest import NIGHTS, Story

TABLE = re.compile(rf"(?<![a-z_])({'|'.join(sorted(PUBLISHED, key=len, reverse=True))})(?![a-z_])")

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", NIGHTS)
def test_killed_anywhere_and_run_again_is_as_if_undisturbed(story: Story, name: str, tmp_path: Path) -> None:
    chapter = story.chapters[name]
    wanted = looks.published(chapter.after)
    readable = {looks.pointed_to(chapter.before), looks.pointed_to(chapter.after)}
    points = chapter.run.points
    for at in told_apart(points, sorted({*effects(points), *between_steps(points)})):
        root = copied(chapter.before, tmp_path / "lake")
        died = story.forks.run(root, chapter.job, die_at=at)
        place = f"{name}: killed at {at}, {died.points[-1]}"
        assert looks.pointed_to(root) in readable, place
        story.forks.run(root, chapter.job)
        found = looks.published(root)
        for what, value in wanted.items():
            assert found[what] == value, (place, what)
        assert looks.still_claimed(root) == [], place
        assert list(story.forks.work.iterdir()) == [], place


def told_apart(points: list[str], places: list[int]) -> list[int]:
    """Of what happens to every table alike, the places of the first table and of the last: between them nothing else is at stake."""
    shapes: dict[str, list[int]] = {}
    for at in places:
        shapes.setdefault(TABLE.sub("TABLE", points[at]), []).append(at)
    return sorted({at for alike in shapes.values() for at in (alike[0], alike[-1])})
