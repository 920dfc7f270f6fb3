"""The kinds of comparison that a linkage configuration may name.

Belongs here: how alike two values of one concept are, and the words for it. Does not belong here: what an agreement is
worth (the engine learns or is told it), or which columns a city compares (`config/linkage.yaml`).
"""

from __future__ import annotations

from collections.abc import Mapping

from transforms.linkage.comparisons.ages import AGE_STAGE
from transforms.linkage.comparisons.codes import CODE
from transforms.linkage.comparisons.dates import DATE
from transforms.linkage.comparisons.digits import DIGITS, PHONE
from transforms.linkage.comparisons.han_names import HAN_NAME
from transforms.linkage.comparisons.id_numbers import ID_NUMBER
from transforms.linkage.comparisons.kinds import Comparison
from transforms.linkage.comparisons.latin_names import LATIN_NAME, LATIN_TEXT
from transforms.linkage.comparisons.numbers import NUMBER
from transforms.linkage.comparisons.overlaps import ANY_OF, HOUSEHOLD
from transforms.linkage.comparisons.places import PLACE
from transforms.linkage.comparisons.words import WORDS_OF

COMPARISONS: Mapping[str, Comparison] = {
    "age_stage": AGE_STAGE,
    "any_of": ANY_OF,
    "code": CODE,
    "date": DATE,
    "digits": DIGITS,
    "han_name": HAN_NAME,
    "household": HOUSEHOLD,
    "id_number": ID_NUMBER,
    "latin_name": LATIN_NAME,
    "latin_text": LATIN_TEXT,
    "number": NUMBER,
    "phone": PHONE,
    "place": PLACE,
    "words": WORDS_OF,
}
"""By the name in the configuration. Kinds of several columns: `latin_name` (given name, surname), `place` (division code[, town's
name]), `household` (household, households of the person and their kin), `age_stage` (birth date, stage, day it was seen), `words` (any
number); all others take one.
"""

__all__ = ["COMPARISONS", "Comparison"]
