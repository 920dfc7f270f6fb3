"""When two headers are too alike to stand for two columns: for the check of contracts.

Coarser than the comparison by which the reader matches headers: a contract without a collision here has none there.
"""

from __future__ import annotations

import re
import unicodedata

_UNIT = re.compile(r"[(\[【](?:金额)?(?:单位:?)?(?:[百千万亿]*元[^)\]】]*|个?月|年|分|角|%|岁|周岁|人|户|天|日)[)\]】]")


def fold_header(text: str) -> str:
    """Write a header without width, case, white space, punctuation, and units in brackets."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"[\W_]", "", _UNIT.sub("", plain)).casefold()
