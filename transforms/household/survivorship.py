"""The evidence of a person: per field every feed's candidate, what became of it, and where it stands.

States: `chosen` = the master's value, and another feed speaks of the field too, or the field has one authority;
`unverifiable` = the master's value, and no other feed can tell; `confirmed` / `contradicted` = another feed says the
same / something else; `lost` = another row of the same feed that the chosen row came before. So a person's field that
has a value has exactly one row that is chosen or unverifiable (schemes: one a scheme).

Names, ID numbers and households appear as pseudonyms only. Order: blocks by field and source, in each by person_id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from config.policies import Source
from transforms.household.ranking import later_of
from transforms.household.states import ASSISTANCE, CERTIFICATES, ENROLMENT, EVENTS, ROSTER, STUDENTS
from transforms.household.verdicts import may_speak, verdict
from transforms.household.voices import ELSEWHERE, NUMBER, VOICES, candidate, is_told_by_number, unlisted
from transforms.stages import Night, stage

TOLD_BY_SEVERAL = ("name", "sex", "birth_date")
ONE_AUTHORITY = {
    "household_id": "unverifiable",
    "relation": "unverifiable",
    "insurance": "chosen",
    "disability_type": "chosen",
    "disability_grade": "chosen",
    "school_stage": "chosen",
    "school_status": "chosen",
}
"""Fields that one feed tells: what the register alone says is unverifiable, what its issuer says is chosen."""
LOSING = {
    ROSTER: ("household_id", "relation", "name", "sex", "birth_date"),
    ENROLMENT: ("insurance", "name", "sex", "birth_date"),
    STUDENTS: ("school_stage", "school_status", "name", "sex", "birth_date"),
    CERTIFICATES: ("disability_type", "disability_grade", "name"),
    ASSISTANCE: ("name",),
}
"""Fields whose candidates in a feed's losing rows are kept."""
NUMBER_AND_NAME = "number_and_name"
"""Policy of deaths."""
ANOTHER_DEPARTMENT = "another_department"
REGISTER_FIRST = "register_first"


OF_A_VOICE = ("drop_id", "sheet", "row", "feed", "by_number", "in_its_place", *TOLD_BY_SEVERAL, *ONE_AUTHORITY)
OF_DOSSIER = (
    *("person_id", "number_birth", "number_sex", "died", "death_drop_id", "death_sheet", "death_row"),
    *(f"{voice}_{column}" for voice in (*VOICES.values(), ELSEWHERE) for column in OF_A_VOICE),
)
"""The columns of the dossier that `person_field` reads, where there are such."""


NUMBERS = tuple(Source(feed, NUMBER, ANOTHER_DEPARTMENT if feed != ROSTER else REGISTER_FIRST) for feed in VOICES)
"""The ID number, the roster's first."""


@stage(key="person_id")
def person_field(
    night: Night,
    *,
    dossier: pl.LazyFrame,
    roster: pl.LazyFrame,
    enrolment: pl.LazyFrame,
    students: pl.LazyFrame,
    certificates: pl.LazyFrame,
    assistance: pl.LazyFrame,
) -> pl.LazyFrame:
    """One row a person, field and row of a feed that tells the field; the feeds' frames are ranked."""
    policies = night.policies.person
    ranked = {
        ROSTER: roster,
        ENROLMENT: enrolment,
        STUDENTS: students,
        CERTIFICATES: certificates,
        ASSISTANCE: assistance,
    }
    return pl.concat(
        [
            *(part for field in TOLD_BY_SEVERAL for part in _told_by_several(dossier, field, policies[field])),
            *_told_by_several(dossier, "id_number", NUMBERS),
            *(_told_by_one(dossier, field, policies[field][0]) for field in ONE_AUTHORITY),
            _schemes(assistance, policies["schemes"][0]),
            _deaths(dossier),
            *(_unlisted(dossier, field) for field in (*TOLD_BY_SEVERAL, "id_number")),
            *(_lost(ranked[feed], feed, field, policies) for feed, fields in LOSING.items() for field in fields),
        ]
    )


def _told_by_several(dossier: pl.LazyFrame, field: str, sources: Sequence[Source]) -> Iterator[pl.LazyFrame]:
    for place, source in enumerate(sources):
        voice = VOICES[source.feed]
        yield _block(
            dossier, field, candidate(source), verdict(place, sources), source.policy, voice, says=may_speak(place, sources)
        )


def _told_by_one(dossier: pl.LazyFrame, field: str, source: Source) -> pl.LazyFrame:
    voice = VOICES[source.feed]
    return _block(dossier, field, pl.col(f"{voice}_{field}"), pl.lit(ONE_AUTHORITY[field]), source.policy, voice)


def _unlisted(dossier: pl.LazyFrame, field: str) -> pl.LazyFrame:
    return _block(dossier, field, unlisted(field), pl.lit("unverifiable"), ANOTHER_DEPARTMENT, ELSEWHERE)


def _block(
    dossier: pl.LazyFrame, field: str, value: pl.Expr, state: pl.Expr, policy: str, voice: str, *, says: pl.Expr | None = None
) -> pl.LazyFrame:
    """What a voice says of a field, where it has a row of the person at all: of most persons most feeds have none.

    `says` (by default: the value is there) picks the rows before anything is compared.
    """
    feeds = {prefix: feed for feed, prefix in VOICES.items()}
    return (
        dossier.filter(pl.col(f"{voice}_drop_id").is_not_null(), value.is_not_null() if says is None else says)
        .select(
            "person_id",
            field=pl.lit(field),
            value=value.cast(pl.String),
            state=state,
            policy=pl.lit(policy),
            feed=pl.lit(feeds[voice]) if voice in feeds else pl.col(f"{voice}_feed"),
            drop_id=pl.col(f"{voice}_drop_id").cast(pl.String),
            sheet=pl.col(f"{voice}_sheet").cast(pl.String),
            row=f"{voice}_row",
        )
        .filter(pl.col("state").is_not_null())
    )


def _deaths(dossier: pl.LazyFrame) -> pl.LazyFrame:
    """Reported deaths: confirmed ones are chosen, the others contradicted by the life the person is taken to live."""
    return dossier.filter(pl.col("died").is_not_null()).select(
        "person_id",
        field=pl.lit("alive"),
        value=pl.lit("false"),
        state=pl.when("died").then(pl.lit("chosen")).otherwise(pl.lit("contradicted")),
        policy=pl.lit(NUMBER_AND_NAME),
        feed=pl.lit(EVENTS),
        drop_id=pl.col("death_drop_id").cast(pl.String),
        sheet=pl.col("death_sheet").cast(pl.String),
        row="death_row",
    )


def _schemes(assistance: pl.LazyFrame, source: Source) -> pl.LazyFrame:
    """Every assistance row: chosen while received, lost when stopped or not begun."""
    state = pl.when("is_received").then(pl.lit("chosen")).otherwise(pl.lit("lost"))
    return _rows(assistance, "schemes", pl.col("scheme"), state, source.policy, ASSISTANCE)


def losing(ranked_rows: pl.LazyFrame, feed: str) -> pl.LazyFrame:
    """What `person_field` needs of a feed's losing rows."""
    return later_of(ranked_rows).select("person_id", "place", *LOSING[feed], "_drop_id", "_sheet", "_row")


def _lost(rows: pl.LazyFrame, feed: str, field: str, policies: Mapping[str, Sequence[Source]]) -> pl.LazyFrame:
    policy = next(source.policy for source in policies[field] if source.feed == feed and not is_told_by_number(source))
    return _rows(later_of(rows), field, pl.col(field), pl.lit("lost"), policy, feed)


def _rows(rows: pl.LazyFrame, field: str, value: pl.Expr, state: pl.Expr, policy: str, feed: str) -> pl.LazyFrame:
    source = {
        "drop_id": pl.col("_drop_id").cast(pl.String),
        "sheet": pl.col("_sheet").cast(pl.String),
        "row": pl.col("_row"),
    }
    return (
        rows.filter(value.is_not_null())
        .select(
            "person_id",
            field=pl.lit(field),
            value=value.cast(pl.String),
            state=state,
            policy=pl.lit(policy),
            feed=pl.lit(feed),
            **source,
        )
        .sort("person_id", *source)
    )
