"""`hearth link judge LEFT RIGHT`: what a person decided about two records. It counts from the next night on and can be taken back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from flows.answer import Answer
from flows.errors import Misuse
from flows.lake import judgements
from flows.lake.judgements import SCHEMA
from flows.linking.contradictions import contradictions
from flows.linking.known import resolve
from flows.masking import masked
from flows.site import Site, open_site
from flows.terminal import out
from transforms.linkage.judgements import UNDECIDED, counting, newest

MEANING = {"same": "count as one person", "different": "never count as one person", UNDECIDED: "are judged by nobody"}


@dataclass(frozen=True)
class Judgement:
    """`decision`: same, different, or open, which takes back what was decided. `until`: the last day on which it counts."""

    left: str
    right: str
    decision: str
    by: str
    why: str
    until: date | None = None


def judge(given: Judgement) -> Answer:
    """Keeps one judgement; ids may be shortened to a beginning that only one person has.

    Said again while it counts, it adds nothing (`state: already`). Contradictions are told, not refused.
    """
    _check(given)
    site = open_site()
    now = datetime.now(UTC)
    day = today(site, now)
    if given.until and given.until < day:
        raise Misuse(f"--until {given.until} has passed: name a later day, or none")
    judged = Judgement(
        resolve(site, given.left), resolve(site, given.right), given.decision, masked(given.by), masked(given.why), given.until
    )
    if judged.left == judged.right:
        raise Misuse(f"both ids are {judged.left}: name two persons")
    is_new = not _stands(site, judged, day)
    if is_new:
        _keep(site, judged, now)
    return _answer(judged, is_new=is_new, broken=broken_by(site, {judged.left, judged.right}, day))


def _check(given: Judgement) -> None:
    for option, text in (("--by", given.by), ("--why", given.why)):
        if not text.strip():
            raise Misuse(f"{option} is empty: say who decided, as an office or a post, and what it was seen by")


def today(site: Site, now: datetime) -> date:
    """The city's day."""
    return now.astimezone(site.zone).date()


def _stands(site: Site, judged: Judgement, day: date) -> bool:
    """Whether the same was said of the pair last, and still counts; or there is nothing to take back."""
    pair = {judged.left, judged.right}
    of_pair = judgements.scan(site.lake).filter(pl.col("left").is_in(pair), pl.col("right").is_in(pair))
    last = newest(of_pair) if judged.decision == UNDECIDED else counting(of_pair, day)
    rows = last.select("decision", "until").collect().rows()
    if judged.decision == UNDECIDED:
        return not rows or rows[0][0] == UNDECIDED
    return rows == [(judged.decision, judged.until)]


def _keep(site: Site, judged: Judgement, now: datetime) -> None:
    said = json.dumps({**asdict(judged), "decided_at": now}, default=str, sort_keys=True)
    import_id = hashlib.sha256(said.encode()).hexdigest()
    row = {**asdict(judged), "decided_at": now, "known_at": now, "import_id": import_id, "line": 0}
    judgements.append(site.lake, pl.DataFrame([row], schema={name: SCHEMA[name] for name in row}), import_id)


def broken_by(site: Site, ids: Iterable[str], day: date) -> list[dict[str, Any]]:
    """The contradictions among the judgements that count, as far as they meet one of the ids."""
    return contradictions(counting(judgements.scan(site.lake), day).collect(), set(ids))


def tell(broken: list[dict[str, Any]]) -> None:
    """Prints contradictions for people."""
    for one in broken:
        chain = " = ".join((one["left"], *one["through"], one["right"]))
        out.print(
            f"contradiction: {chain} by judgements, but {one['left']} and {one['right']} are judged different.", soft_wrap=True
        )
    if broken:
        out.print("The different wins: one link of each chain stays open until one of these judgements is changed or taken back.")


def _answer(judged: Judgement, *, is_new: bool, broken: list[dict[str, Any]]) -> Answer:
    document = {
        "state": "judged" if is_new else "already",
        "left": judged.left,
        "right": judged.right,
        "decision": judged.decision,
        "until": judged.until,
        "contradictions": broken,
    }

    def show() -> None:
        until = f" until {judged.until}" if judged.until else ""
        said = f"{judged.left} and {judged.right} {MEANING[judged.decision]}{until}"
        out.print(f"{said}, from the next night on" if is_new else f"{said}: that was so already", soft_wrap=True)
        tell(broken)

    return Answer(document, show)
