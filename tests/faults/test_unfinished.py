"""Between a death and the next sweep: a drop whose rows are in the change log counts, whether the ledger says so yet or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import looks
from tests.faults.client import Job, copied
from tests.faults.conftest import Story

pytestmark = pytest.mark.slow


def between_the_commits(story: Story, name: str, root: Path) -> None:
    """Kills a chapter's job between the change log's commit and the ledger's."""
    chapter = story.chapters[name]
    at = next(at for at, point in enumerate(chapter.run.points) if point.startswith("commit lake/feeds/"))
    story.forks.run(copied(chapter.before, root), chapter.job, die_at=at)


def test_a_late_drop_lets_an_unfinished_one_speak_again(story: Story, tmp_path: Path) -> None:
    later, late = story.chapters["refused-rows"], story.chapters["late"]
    between_the_commits(story, "refused-rows", tmp_path / "lake")
    story.forks.run(tmp_path / "lake", late.job)
    story.forks.run(tmp_path / "lake", later.job)
    found, wanted = looks.taken_in(tmp_path / "lake"), looks.taken_in(late.after)
    for what in ("logs", "ledger", "rejections"):
        assert found[what] == wanted[what], what


@pytest.mark.parametrize("name", ["refused-rows", "late", "released"])
def test_a_night_before_the_sweep_is_the_night_after_it(story: Story, name: str, tmp_path: Path) -> None:
    night = Job("nightly", ("2024-07-31",))
    between_the_commits(story, name, tmp_path / "lake")
    story.forks.run(tmp_path / "lake", night)
    before = looks.published(tmp_path / "lake")
    story.forks.run(tmp_path / "lake", story.chapters[name].job)
    story.forks.run(tmp_path / "lake", night)
    after = looks.published(tmp_path / "lake")
    assert before["published"] == after["published"]
    assert before["vault"] == after["vault"]
    sound = copied(story.chapters[name].after, tmp_path / "sound")
    story.forks.run(sound, night)
    assert {place: data for place, data in looks.published(sound)["published"].items() if place.endswith(".parquet")} == {
        place: data for place, data in after["published"].items() if place.endswith(".parquet")
    }
