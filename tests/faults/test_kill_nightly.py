"""A process that runs a night is killed wherever that leaves a trace: readers always see a whole edition, and the night run again
publishes the very same files.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults import looks
from tests.faults.client import between_steps, copied, effects
from tests.faults.conftest import NIGHTS, Story

AT_ONE_TABLE = re.compile("household|editions|latest|person/part")
"""Where the first night dies: at one table of all; the second dies at every one."""

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", NIGHTS)
def test_killed_anywhere_and_run_again_is_as_if_undisturbed(story: Story, name: str, tmp_path: Path) -> None:
    chapter = story.chapters[name]
    wanted = looks.published(chapter.after)
    readable = {looks.pointed_to(chapter.before), looks.pointed_to(chapter.after)}
    points = chapter.run.points
    for at in sorted({*effects(points), *between_steps(points)}):
        if name == "first-night" and not AT_ONE_TABLE.search(points[at]):
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
