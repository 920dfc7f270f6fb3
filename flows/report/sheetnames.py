r"""Sheet names Excel accepts: at most 31 characters, none of `[]:*?/\`, no quote at either end, no two alike."""

from __future__ import annotations

import re

LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")


class SheetNames:
    """Hands out names for the sheets of one workbook; `taken` ones are never given."""

    def __init__(self, *taken: str) -> None:
        # Excel keeps "History" for itself.
        self._taken = {name.casefold() for name in (*taken, "History")}

    def name(self, wanted: str, otherwise: str) -> str:
        """A name as close to `wanted` as Excel allows; `otherwise` where nothing of it is left."""
        clean = _FORBIDDEN.sub("_", wanted).strip().strip("'")[:LONGEST].rstrip("'") or otherwise
        name, count = clean, 1
        while name.casefold() in self._taken:
            count += 1
            name = f"{clean[: LONGEST - len(str(count)) - 2]}({count})"
        self._taken.add(name.casefold())
        return name
