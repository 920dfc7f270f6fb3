"""Which drops the change logs speak of: those the ledger calls done, and those whose worker was ended between the two commits.

The commit to the change log decides; the ledger follows. Whoever reads a log must count the drops that are in it, or what it
computes would rest on rows of a drop it does not know of.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flows.drops.commit import planned_drop
from flows.lake import plans
from flows.lake.changelog import ChangeLog
from flows.lake.lake import Lake
from flows.lake.ledger import Drop


def told(lake: Lake, drops: Sequence[Drop], logs: Collection[ChangeLog]) -> list[Drop]:
    """The done ones of `drops` (the ledger), and the drops that are in `logs` and will be done once somebody finishes them;
    in the order in which they became known.
    """
    done = {drop.drop_id: drop for drop in drops if drop.state == "done"}
    for drop_id in plans.decided(lake):
        if drop_id not in done and any(log.already(drop_id) for log in logs):
            plan = plans.recall(lake, drop_id)
            assert plan is not None, "a plan stays"
            done[drop_id] = planned_drop(plan)
    return sorted(done.values(), key=lambda drop: (drop.known_at, drop.drop_id))
