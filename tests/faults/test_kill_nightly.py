"""A process that runs a night is killed wherever that leaves a trace: readers always see a whole edition, and the night run again
publishes the very same files.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.nightly import PUBLISHED
from tests.faults import looks
from tests.faults.client import copied, effects
from tests.faults.conftest import NIGHTS, Story

ALIKE = re.compile(
    rf"(?<=reports/).*|(?<![a-z_])({'|'.join(sorted(PUBLISHED, key=len, reverse=True))})(?![a-z_])|part-[0-9a-f]{{32}}"
)
"""What differs between things that are written alike: the page or workbook of the report, the table."""
SECOND = re.compile("lake/master|editions|latest|person/part|/claims/")
"""What a second night finds there already; the rest is as new to it as to the first."""

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", NIGHTS)
def test_killed_anywhere_and_run_again_is_as_if_undisturbed(story: Story, name: str, tmp_path: Path) -> None:
    chapter = story.chapters[name]
    wanted = looks.published(chapter.after)
    readable = {looks.pointed_to(chapter.before), looks.pointed_to(chapter.after)}
    points = chapter.run.points
    # Before a step the lake is as the last effect left it: that is died at already.
    for at in told_apart(points, effects(points)):
        if name == "second-night" and not SECOND.search(points[at]):
            continue
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
    """Of what is done to many things alike, the places of the first and of the last: between them nothing else is at stake."""
    shapes: dict[str, list[int]] = {}
    for at in places:
        shapes.setdefault(ALIKE.sub("*", points[at]), []).append(at)
    return sorted({at for alike in shapes.values() for at in (alike[0], alike[-1])})
