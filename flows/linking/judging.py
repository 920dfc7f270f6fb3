"""The two ways of `hearth link judge`: two ids and an answer, or a filled workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flows.answer import Answer
from flows.errors import Misuse
from flows.linking.importing import import_judgements
from flows.linking.judge import Judgement, judge


def judge_or_import(file: str, left: str, right: str, decisions: Sequence[str], by: str, why: str, until: date | None) -> Answer:
    """Judges LEFT and RIGHT, or takes in a file. Misuse where both are given, or not exactly one answer."""
    if file:
        if left or right or decisions or why or until:
            raise Misuse("--from FILE goes with --by only: the file says which pairs, what of them, and why")
        return import_judgements(file, by)
    if not (left and right) or len(decisions) != 1:
        raise Misuse("say LEFT RIGHT and one of --same, --different, --revoke; or --from FILE")
    return judge(Judgement(left, right, decisions[0], by, why, until))
