"""What the vault needs to say who a person is: references to values, never the values."""

from __future__ import annotations

import polars as pl

from transforms.household.voices import ELSEWHERE, VOICES, candidate
from transforms.stages import Night, stage


@stage(key=None)
def person_tokens(night: Night, *, dossier: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person: `number_token` (the person_id itself where the number is usable, else the token of what
    stands in its place), `name_token` of the most trusted name, `phone_token`; in the dossier's order.
    """
    voices = (*VOICES.values(), ELSEWHERE)
    names = [*map(candidate, night.policies.person["name"]), pl.col(f"{ELSEWHERE}_name")]
    in_its_place = pl.coalesce(f"{voice}_in_its_place" for voice in voices)
    return dossier.select(
        "person_id",
        pl.when("by_number").then("person_id").otherwise(in_its_place).alias("number_token"),
        pl.coalesce(names).alias("name_token"),
        pl.col("roster_phone").alias("phone_token"),
    )
