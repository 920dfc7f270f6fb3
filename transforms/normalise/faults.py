"""The codes that parsers put into `fault`, by name; the reasons themselves stand in `config/reasons.yaml`."""

from config.reasons import reasons

OK = 0
MISSING = reasons()["missing_required"].code
UNKNOWN_CODE = reasons()["unknown_code"].code
DATE = reasons()["unreadable_date"].code
MONEY = reasons()["unreadable_money"].code
NUMBER = reasons()["unreadable_number"].code
SCIENTIFIC = reasons()["scientific"].code
MASKED = reasons()["masked"].code
TWO_VALUES = reasons()["two_values"].code
INVALID_KEY = reasons()["invalid_key"].code
OUT_OF_RANGE = reasons()["out_of_range"].code
YESNO = reasons()["unreadable_yesno"].code
BAD_TEXT = reasons()["bad_text"].code
DUPLICATE_DIFFERS = reasons()["duplicate_differs"].code
DUPLICATE_EQUAL = reasons()["duplicate_equal"].code
