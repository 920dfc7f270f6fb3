"""Numbers of people where departments write them besides cells: in names of files, folders and sheets, in headings."""

from __future__ import annotations

import re

# A mobile number, or anything as long as an ID number: with a date or a phone written right behind it, it is longer.
PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:[1１][3-9３-９]\d{9}(?!\d)|\d{15,}[XxＸｘ]?)")

MOBILE = re.compile(r"(?<!\d)[1１][3-9３-９]\d{9}(?!\d)")


def masked(name: str) -> str:
    """The name with the middle of every number that may be a person's hidden; dates and village codes stay."""
    return PERSONAL_NUMBER.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", name)


def phones_masked(text: str) -> str:
    """The text with the middle of every mobile number hidden; longer numbers, as of households, stay."""
    return MOBILE.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", text)
