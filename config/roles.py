"""What a feed may be beyond its rows (contract property `role`): the columns by which the night knows what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Role = Literal["", "verifications"]

COLUMNS: Mapping[Role, Mapping[str, str]] = {
    "": {},
    # What somebody found who looked at a finding: as `hearth findings import` takes it.
    "verifications": {"finding_id": "text", "checked_on": "date", "result": "code", "until": "date"},
}
"""Role -> the columns that a feed of this role has, with their types."""
CODES: Mapping[Role, Mapping[str, tuple[str, ...]]] = {
    "": {},
    "verifications": {"result": ("assigned", "confirmed", "not_confirmed", "waived")},
}
"""Role -> the codes that a column of it may hold."""
