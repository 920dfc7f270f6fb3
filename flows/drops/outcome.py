"""What an ingest says of each candidate, to people and machines."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Self

from config.reasons import reasons
from flows.answer import Answer
from flows.drops.receipting import write_receipt
from flows.lake import ledger
from flows.lake.inbox import Candidate
from flows.lake.keys import told
from flows.lake.ledger import Drop, Reason
from flows.report.reasonlines import reason_line
from flows.report.receipt import Receipt
from flows.site import Site
from flows.terminal import Exit, out, table


@dataclass(frozen=True)
class TakenIn:
    """A candidate and what became of it. `state` is the ledger's, or `waiting` (still being written, or in work elsewhere), or `failed`
    (our own fault; the log says where, and every sweep tries again).
    """

    department: str
    feed: str
    key: str
    state: str
    drop: Drop | None = None
    receipt: str = ""
    stands: str = ""
    """For a duplicate: the state of the content's first delivery."""

    @classmethod
    def of(cls, drop: Drop, receipt: str, stands: str = "") -> Self:
        """A drop that has its row in the ledger."""
        return cls(drop.department, drop.feed, drop.key, drop.state, drop, receipt, stands)

    @classmethod
    def waiting(cls, candidate: Candidate) -> Self:
        """A file that changed a moment ago or is in work elsewhere; the next sweep looks again."""
        return cls(told(candidate.department), told(candidate.feed), candidate.key, "waiting")

    @classmethod
    def failed(cls, candidate: Candidate) -> Self:
        """A file that our own code stumbled over."""
        return cls(told(candidate.department), told(candidate.feed), candidate.key, "failed")

    @property
    def counts(self) -> dict[str, Any]:
        """Counts only, for the flow run's artifact."""
        drop = self.drop
        rows = (drop.rows_read, drop.rows_accepted, drop.rows_rejected) if drop else (0, 0, 0)
        named = dict(zip(("read", "accepted", "rejected"), rows, strict=True))
        return {"feed": f"{self.department}/{self.feed}", "state": self.state, **named}

    @property
    def document(self) -> dict[str, Any]:
        """For `--json`."""
        fields = asdict(self.drop) if self.drop else {"department": self.department, "feed": self.feed, "key": self.key}
        return {**fields, "state": self.state, "receipt": self.receipt, "key": told(self.key)}


def misplaced(site: Site, candidate: Candidate) -> TakenIn:
    """A file that cannot be taken in for its name or its place: entered as refused, so that it is said once and not read again."""
    rule = "unsafe_name" if candidate.state == "unsafe" else "unknown_feed"
    named = f"{candidate.key}\n{candidate.version}".encode("utf-8", "surrogatepass")
    drop = Drop(
        drop_id=hashlib.sha256(named).hexdigest()[:20],
        department=told(candidate.department),
        feed=told(candidate.feed),
        key=candidate.entered,
        version=candidate.version,
        sha256="",
        data_date=None,
        landed_at=candidate.modified,
        known_at=datetime.now(UTC),
        state="refused",
        reasons=(Reason(rule, "", 0),),
    )
    folder = write_receipt(site, drop, _unknown(site, candidate, drop)) if candidate.feed else ""
    ledger.record(site.lake, drop)
    return TakenIn.of(drop, folder)


def _unknown(site: Site, candidate: Candidate, drop: Drop) -> Receipt:
    """What the department is told of a file in a folder that no contract knows."""
    own = [name for name, contract in site.contracts.items() if contract.department == candidate.department]
    places = "、".join(own or site.contracts)
    return Receipt(
        drop_id=drop.drop_id,
        department=drop.department,
        feed=drop.feed,
        title=f"{drop.department}/{drop.feed}",
        file_name=told(candidate.key).rpartition("/")[2],
        data_date=None,
        landed_at=drop.landed_at,
        state="refused",
        outcome="refuse",
        reasons=(reason_line("unknown_feed", 0, detail=f"可用的目录：{places}。"),),
    )


def answer(taken: Sequence[TakenIn], *, strict: bool) -> Answer:
    """A line a drop; `strict` makes a refused or held drop the command's own failure."""

    def show() -> None:
        if not taken:
            out.print("hearth ingest: nothing new in the inbox")
            return
        columns = ("feed", "file", "data date", "state", "read", "accepted", "rejected", "skipped", "first reason")
        table("ingest", columns, [_line(item) for item in taken], ("read", "accepted", "rejected", "skipped"))
        for item in taken:
            if item.receipt:
                out.print(f"receipt: {item.receipt}", soft_wrap=True)

    bad = any({item.state, item.stands} & {"refused", "held"} for item in taken)
    document = {"drops": [item.document for item in taken]}
    if any(item.state == "failed" for item in taken):
        return Answer(document, show, Exit.BROKEN)
    return Answer(document, show, Exit.REFUSED if strict and bad else Exit.OK)


def _line(item: TakenIn) -> tuple[object, ...]:
    drop = item.drop
    feed, file = f"{item.department}/{item.feed}", told(item.key).rpartition("/")[2]
    if drop is None:
        return (feed, file, "", item.state, None, None, None, None, "")
    first = next((reasons()[reason.rule].title for reason in drop.reasons if reason.rule in reasons()), "")
    counts = (drop.rows_read, drop.rows_accepted, drop.rows_rejected, drop.rows_skipped)
    return (feed, file, drop.data_date, drop.state, *counts, first)
