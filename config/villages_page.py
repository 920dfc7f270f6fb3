"""The page of what is worked out of villages, docs/villages.md, from statistics, progress and comparisons."""

from __future__ import annotations

from collections.abc import Iterator

from config.comparisons import Comparison, load_comparisons
from config.markdown import head, row
from config.progress import Progress, load_progress
from config.statistics import Statistic, load_statistics

_STATISTICS = """# Villages

Generated from `config/statistics/`, `config/progress/` and `config/comparisons/` by `hearth contracts
dictionary`. Edit those, not this page. Entries of your own lie in folders of the same names in the folder of
`HEARTH_FEEDS`. Whatever stands here is an [indicator](gates.md#indicators-of-feeds) of villages too, for rules
and gates. `{name}` and the names of numbers are [thresholds](rules.md#thresholds).

## Statistics

How likely so many of a village's households look alike by chance; published in
[`village_statistics`](dictionary.md#village_statistics--村级统计检验), and known to rules as `<name>_found`,
`<name>_of`, `<name>_chance`. Each states what chance would give, and is exact:

- **bunched**: of values from the line up to a width above it (found) and those within the next width, as many
  or fewer lie in the first: a probability of one half. The upper tail of a binomial of `of` trials. Households
  below the line are not compared with, since who is below did not exit.
- **repeated**: no one value is had by more than a share of the households. Of `of` values the commonest is had
  by `found`; the probability is at most of / found × P(Binomial(of − 1, share) ≥ found − 1).

A household whose value is unknown is not looked at; of fewer than the least number nothing is said. A
probability below the alarm is a suspicion, to be looked at.
"""
_PROGRESS = """## Progress

What a village has now against what it had; published in
[`village_progress`](dictionary.md#village_progress--村级变化), and known to rules as `<name>_before`, `<name>_now`,
`<name>_change`. A yes counts one, a number itself; one that is unknown makes the sum unknown. **complete**: all
is there, and nothing was left to improve.
"""
_COMPARISONS = """## Comparisons

What groups of villages get per head, against the group that is the reference, all its villages together;
published in [`village_comparisons`](dictionary.md#village_comparisons--村级对比), and known to rules as
`<name>_ratio`. A village is of the first group whose condition holds.
"""
_STATISTIC = ("name", "title", "test", "households", "value", "line", "share", "least", "alarm")
_ONE = ("name", "title", "unit", "before", "now")
_COMPARISON = ("name", "title", "unit", "value", "per", "reference", "groups")


def villages_markdown() -> str:
    """Write the whole page. The same files give the same text."""
    return "\n".join(
        [
            _STATISTICS,
            *_table(_STATISTIC, map(_statistic, load_statistics().values())),
            _PROGRESS,
            *_table(_ONE, map(_progress, load_progress().values())),
            _COMPARISONS,
            *_table(_COMPARISON, map(_comparison, load_comparisons().values())),
        ]
    )


def _table(columns: tuple[str, ...], rows: Iterator[str]) -> Iterator[str]:
    yield from head(*columns)
    yield from rows
    yield ""


def _statistic(one: Statistic) -> str:
    return row(one.name, one.title, one.test, f"`{one.when}`", one.value, one.line, one.share, one.least, one.alarm)


def _progress(one: Progress) -> str:
    return row(one.name, one.title, one.unit, " + ".join(one.before), " + ".join(one.now))


def _comparison(one: Comparison) -> str:
    groups = "<br>".join(f"{group.name} {group.title}: `{group.when}`" for group in one.groups)
    return row(one.name, one.title, one.unit, one.value, one.per, one.reference, groups)
