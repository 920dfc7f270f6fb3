"""The words of findings as towns read them, and what of them still has to be done."""

from __future__ import annotations

from collections.abc import Mapping

TO_DO = ("open", "assigned", "confirmed")
"""States somebody still has to act on; not_confirmed, waived and closed rest."""

SEVERITIES = ("high", "medium", "low")
"""The most urgent first."""

GRAIN_WORDS: Mapping[str, str] = {"person": "本人", "household": "户主", "village": "村", "feed": "报送数据", "town": "乡镇"}
"""Whose name and number stand in the line."""
SEVERITY_WORDS: Mapping[str, str] = {"high": "紧急", "medium": "一般", "low": "不急"}
STATUS_WORDS: Mapping[str, str] = {"open": "待核实", "assigned": "已派发", "confirmed": "属实待整改"}
RESULT_WORDS: Mapping[str, str] = {"属实": "confirmed", "不属实": "not_confirmed", "暂缓": "waived", "已派发": "assigned"}
"""What a drop-down offers; the contract of the results knows these and more."""
