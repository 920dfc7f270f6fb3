"""A person's schooling: where they are a student now, else what the school last said."""

from __future__ import annotations

import polars as pl

from transforms.household.ranking import rank_of, ranked
from transforms.stages import stage

AT_SCHOOL = ("enrolled", "home_taught", "suspended")
STATUSES = (*AT_SCHOOL, "dropped_out", "moved_away", "graduated")
STAGES_FROM_HIGHEST = ("university", "higher_vocational", "vocational", "senior", "junior", "primary", "preschool")


@stage(key="person_id")
def schooling(*, students: pl.LazyFrame) -> pl.LazyFrame:
    """Student rows with `place`: enrolment wins over anything else, then the higher stage."""
    return ranked(
        students.rename({"stage": "school_stage", "status": "school_status"}),
        rank_of("school_status", STATUSES),
        rank_of("school_stage", STAGES_FROM_HIGHEST),
    )
