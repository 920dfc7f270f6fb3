"""What rules, causes, entitlements and groups may ask of a person, a household, a feed: each indicator once, in three states.

Every indicator is yes, no (or a value), or null: unknown. A blank cell, a feed that was never delivered and a person who cannot be
linked are unknown, never no. Windows and netting of money are settled here and nowhere else.
"""

from __future__ import annotations

import polars as pl

PERSON = pl.Schema(
    {
        # Where the person lives; null outside the roster.
        "in_household": pl.Boolean(),  # listed in a household of the roster; null where the person has no usable number
        "registered": pl.Boolean(),  # household poor or exited, or monitored; false outside the roster
        "household_type": pl.String(),
        "monitored_type": pl.String(),
        "risk_eliminated": pl.Boolean(),
        "exited_on": pl.Date(),
        "allowance_household": pl.Boolean(),  # a living member receives rural or urban allowance
        "able_in_household": pl.Int64(),  # living members able to work
        # Who the person is.
        "living": pl.Boolean(),  # false by a confirmed death only (number and name agree)
        "died": pl.Boolean(),  # a confirmed death
        "died_on": pl.Date(),  # its day
        "relation": pl.String(),
        "sex": pl.String(),
        "age": pl.Int64(),  # completed years on the night's day
        "age_days": pl.Int64(),
        "years_younger": pl.Int64(),  # completed years younger than the household's head; negative when older
        "years_older": pl.Int64(),  # completed years older than the household's head; negative when younger
        "same_sex_as_head": pl.Boolean(),
        "health": pl.String(),
        "able": pl.Boolean(),  # ordinary or skilled labour; null when blank
        # The number in the roster.
        "linked": pl.Boolean(),  # some feed knows the person by a usable number
        "id_state": pl.String(),  # valid | card | invalid | placeholder | borrowed | none: the roster's ID column
        "birth_contradicts": pl.Boolean(),  # the roster's birth date against its number
        "sex_contradicts": pl.Boolean(),
        "other_names": pl.Boolean(),  # another name under the same usable number, after folding
        "number_shared": pl.Boolean(),  # somebody of another name and birth date, no child of theirs, bears the person's number too
        "two_numbers": pl.Boolean(),  # somebody of the same name and birth date in the same village bears another usable number
        "households": pl.Int64(),  # households of the roster that list the person
        # Civil affairs.
        "on_any_scheme": pl.Boolean(),  # assistance begun and not stopped
        "on_allowance": pl.Boolean(),  # rural allowance
        "on_destitute": pl.Boolean(),
        "assisted": pl.Boolean(),  # rural allowance or destitute support
        "assisted_since": pl.Date(),  # newest approval of these
        "hidden_spouse": pl.Boolean(),  # married to somebody of no or another household, without a later divorce
        # Health insurance.
        "insurance": pl.String(),  # employee | resident | both | active | suspended | ended | none | unknown
        "insured": pl.Boolean(),
        "not_insured_reason": pl.String(),
        "was_insured": pl.Boolean(),  # active in an earlier version of the enrolment
        "premium_aid": pl.Float64(),  # yuan
        "self_pay": pl.Float64(),  # yuan over the cost window, reversals netted
        "medical_aid": pl.Float64(),  # yuan over the same window
        "ill": pl.Boolean(),  # evidence of illness (settled meaning of CA02)
        "bills_after_death": pl.Int64(),  # bills settled after a confirmed death that were not reversed
        # Disability.
        "disabled": pl.Boolean(),  # an active card, or health disabled
        "card_active": pl.Boolean(),
        "disability_type": pl.String(),
        "disability_grade": pl.Int64(),
        "severe_disabled": pl.Boolean(),  # an active card of a severe grade
        "living_subsidy": pl.Float64(),  # yuan a month
        "nursing_subsidy": pl.Float64(),
        # Education.
        "school_stage": pl.String(),
        "school_status": pl.String(),  # none: linked, and in no list of students
        "at_school": pl.Boolean(),  # enrolled, suspended or home taught
        "rain_dew": pl.Boolean(),  # 雨露 paid within the aid window
    }
)
"""One row a person, everyone known."""

HOUSEHOLD = pl.Schema(
    {
        "registered": pl.Boolean(),
        "household_type": pl.String(),
        "monitored_type": pl.String(),
        "risk_eliminated": pl.Boolean(),
        "exited_on": pl.Date(),
        "cause_primary": pl.String(),
        "cause_secondary": pl.String(),
        "identified_days": pl.Int64(),  # days since the household was identified
        "income_per_capita": pl.Float64(),  # yuan a year, as the roster states it
        "dangerous_house": pl.Boolean(),
        "safe_water": pl.Boolean(),
        "size": pl.Int64(),  # living members
        "heads": pl.Int64(),  # rows of the roster that say head
        "self_pay": pl.Float64(),  # yuan over the cost window, of all members
        "able": pl.Int64(),  # living members able to work
        "working_age": pl.Int64(),  # living members of working age
        "working_age_able": pl.Int64(),  # of them able
        # Made for each rule from its `member` expression.
        "member": pl.Boolean(),  # some member satisfies it; null when none does and of one it is unknown
        "members_hit": pl.Int64(),  # how many do
    }
)
"""One row a household of the roster."""

VILLAGE = pl.Schema(
    {
        "households": pl.Int64(),
        "persons": pl.Int64(),  # living, of the roster
        **{
            f"{kind}_{what}": pl.Int64()
            for kind in ("registered", "poor", "exited", "monitored")
            for what in ("households", "persons")
        },
        "incidence": pl.Float64(),  # poor persons among all persons
    }
)
"""One row a village of the roster."""

FEED = pl.Schema(
    {
        "delivered": pl.Boolean(),  # at least once by the night
        "age_days": pl.Int64(),  # days from the newest data date to the night's day; null when never delivered
        "cadence_days": pl.Int64(),  # the contract's
        "scoped": pl.Boolean(),  # the feed comes in one file a town
    }
)
"""One row a feed, or a feed and town where the feed comes in one file a town."""
