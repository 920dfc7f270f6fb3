"""Who is who from one edition to the next: persons under another id, households under another number, and where people went.

All of it is read from the rows that differ (`differing.laid_beside`). A household that vanished, and people whom no row names any more, say
nothing by that.
"""

from __future__ import annotations

import polars as pl

from transforms.household.differing import IS_THERE, WAS, WAS_THERE, laid_beside

PERSON, HOME, HOME_BEFORE = "person_id", "household_id", f"{WAS}household_id"
TRAITS = ("sex", "birth_date")
"""What somebody is known by under another id."""
LISTED_TWICE = pl.col(HOME).is_not_null() & pl.col(HOME_BEFORE).is_not_null()
VANISHED = pl.col(WAS_THERE) & ~pl.col(IS_THERE)
NEW = pl.col(IS_THERE) & ~pl.col(WAS_THERE)


def under_tonights_ids(before: pl.LazyFrame, aliases: pl.LazyFrame) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The persons of the edition before, one row each, under the ids they count as tonight; and whose id that changed: `old, new`.

    `aliases` (`person_id, counts_as`) are few. Where both ids were there, the row that names a household speaks, then that of the id that stays.
    """
    moved = before.join(aliases, on=PERSON).select(old=PERSON, new="counts_as")
    kept = before.join(moved.select("new").unique(), left_on=PERSON, right_on="new", how="semi").with_columns(now=PERSON)
    both = pl.concat([before.join(moved.select(pl.col("old").alias(PERSON), now="new"), on=PERSON), kept])
    speaks = (
        both.sort("now", pl.col(HOME).is_null(), pl.col("now") != pl.col(PERSON), PERSON)
        .unique("now", keep="first", maintain_order=True)
        .with_columns(pl.col("now").alias(PERSON))
        .drop("now")
    )
    touched = pl.concat([moved.select("old"), moved.select(old="new")]).unique()
    others = before.join(touched, left_on=PERSON, right_on="old", how="anti")
    return pl.concat([others, speaks]), moved


def went(persons: pl.LazyFrame) -> pl.LazyFrame:
    """`old, new, went`: how many people whom both rosters list went from which household to which other one."""
    changed = persons.filter(LISTED_TWICE & (pl.col(HOME) != pl.col(HOME_BEFORE)))
    return changed.group_by(old=HOME_BEFORE, new=HOME).agg(went=pl.len())


def left_alive(persons: pl.LazyFrame) -> pl.LazyFrame:
    """`old, left_alive`: how many of a household of before have not died, wherever they are; of a household that vanished, all of them."""
    return persons.filter(pl.col(HOME_BEFORE).is_not_null() & ~_died()).group_by(old=HOME_BEFORE).agg(left_alive=pl.len())


def renumbered(persons: pl.LazyFrame, homes: pl.LazyFrame) -> pl.LazyFrame:
    """Households that vanished and go on as a new one: `old, new`, each once.

    More than half of those who have not died live in the new one, and from no other household came more; of two that say so alike, the
    smaller id goes on.
    """
    vanished, new = homes.filter(VANISHED).select(HOME), homes.filter(NEW).select(HOME)
    return (
        went(persons)
        .join(new, left_on="new", right_on=HOME, how="semi")
        .filter(pl.col("went") == pl.col("went").max().over("new"))
        .join(vanished, left_on="old", right_on=HOME, how="semi")
        .join(left_alive(persons), on="old")
        .filter(2 * pl.col("went") > pl.col("left_alive"))
        .group_by("new")
        .agg(pl.col("old").min())
        .select("old", "new")
    )


def under_new_numbers(persons: pl.LazyFrame, numbers: pl.LazyFrame) -> pl.LazyFrame:
    """Persons with the household they were in under the number it goes on under (`numbers`: `renumbered`)."""
    return persons.join(numbers, left_on=HOME_BEFORE, right_on="old", how="left").with_columns(
        pl.coalesce("new", HOME_BEFORE).alias(HOME_BEFORE)
    ).drop("new")  # fmt: skip


def another_id(persons: pl.LazyFrame) -> pl.LazyFrame:
    """People who stand under another id in the roster tonight, no link telling it: `old, new`, and `is_gone`, whether no row names the old one.

    Somebody nobody knew stands in a household from which somebody of the same sex and birth date vanished, or in one to which others of
    that household went; on both sides there is one only. So it is where a number became usable, or was corrected.
    """
    come = persons.filter(~pl.col(WAS_THERE) & pl.col(HOME).is_not_null()).select(*TRAITS, new=PERSON, to=HOME)
    gone = persons.filter(pl.col(HOME_BEFORE).is_not_null() & pl.col(HOME).is_null() & ~_died()).select(
        *(pl.col(f"{WAS}{trait}").alias(trait) for trait in TRAITS), is_gone=~pl.col(IS_THERE), old=PERSON, came=HOME_BEFORE
    )
    pairs = pl.concat([went(persons).select(came="old", to="new"), come.select("to", came="to").select("came", "to")]).unique()
    return (
        gone.join(pairs, on="came")
        .join(come, on=["to", *TRAITS])
        .filter((pl.len().over("old") == 1) & (pl.len().over("new") == 1))
        .select("old", "new", "is_gone")
    )


def with_before(frame: pl.LazyFrame, renamed: pl.LazyFrame, key: str) -> pl.LazyFrame:
    """The rows, what the edition before said of `old` laid beside the `new` of `renamed`, of whom it said nothing."""
    names = frame.collect_schema().names()
    said = [name for name in names if name.startswith(WAS) and name != WAS_THERE]
    now = frame.filter(IS_THERE).select(name for name in names if name not in (*said, IS_THERE, WAS_THERE))
    then = (
        frame.filter(WAS_THERE)
        .join(renamed, left_on=key, right_on="old", how="left")
        .select(pl.coalesce("new", key).alias(key), *(pl.col(name).alias(name.removeprefix(WAS)) for name in said))
    )
    return laid_beside(now, then, key).select(names)


def _died() -> pl.Expr:
    """Whether tonight has a death of the person, or knows nothing of them but a reported one; of whom it does not know, the edition before."""
    return ~pl.when(IS_THERE).then("alive").otherwise("was_alive").fill_null(value=False)
