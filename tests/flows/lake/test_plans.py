"""What was decided about a drop stays decided."""

from __future__ import annotations

from flows.lake.lake import Lake
from flows.lake.plans import decide, recall, replan


def test_the_first_decision_counts(lake: Lake) -> None:
    assert recall(lake, "drop") is None
    assert decide(lake, "drop", {"state": "done", "说明": "甲"}) == {"state": "done", "说明": "甲"}
    assert decide(lake, "drop", {"state": "held"}) == {"state": "done", "说明": "甲"}
    assert recall(lake, "drop") == {"state": "done", "说明": "甲"}


def test_a_person_may_decide_anew(folder_lake: Lake) -> None:
    decide(folder_lake, "drop", {"state": "held"})
    replan(folder_lake, "drop", {"state": "done"})
    assert recall(folder_lake, "drop") == {"state": "done"}
