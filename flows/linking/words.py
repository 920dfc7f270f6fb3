"""The words of links as towns read them."""

from __future__ import annotations

from collections.abc import Mapping

DECISIONS = ("open", "same", "different")
STATE_WORDS: Mapping[str, str] = {"open": "待判断", "same": "同一人", "different": "不是同一人"}
UNSURE = "看过，未能确定"
"""The state of an open pair at which somebody looked and could not tell."""
ANSWER_WORDS: Mapping[str, str] = {"同一人": "same", "不是同一人": "different", "不能确定": "open"}
"""What a drop-down offers; the contract of the judgements knows these and more."""
