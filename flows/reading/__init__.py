"""Reads what departments really deliver: container, encoding, delimiter, header and footers, into batches of text cells.

Belongs here: everything that must be known to find the rows and columns of a file. What a cell means is decided in `transforms`.
"""

from flows.reading.model import Limits, Note, Refusal, Sheet, SheetCount
from flows.reading.reader import Reading, read

__all__ = ["Limits", "Note", "Reading", "Refusal", "Sheet", "SheetCount", "read"]
