"""person_field as DuckDB makes it: a block of SQL a field and source, out of the wide table and the ranked rows."""

from __future__ import annotations

TOLD = {
    "r": ("civil_affairs/household_roster", "register_first", ("id", "name", "sex", "birth")),
    "e": ("health_insurance/enrolment", "another_department", ("id", "name", "sex", "birth")),
    "c": ("disability/certificates", "another_department", ("id", "name")),
    "s": ("education/students", "another_department", ("id", "name", "sex", "birth")),
    "a": ("civil_affairs/assistance", "another_department", ("id", "name")),
}
FIELDS = {"id": "person_id", "name": "name", "sex": "sex", "birth": "birth_date"}
ONE_AUTHORITY = (
    ("household_id", "r", "unverifiable", "newest_identification"),
    ("relation", "r", "unverifiable", "register_first"),
    ("insurance", "e", "chosen", "active_first"),
    ("disability_type", "c", "chosen", "newest_card"),
    ("disability_grade", "c", "chosen", "newest_card"),
    ("school_stage", "s", "chosen", "issuer_first"),
    ("school_status", "s", "chosen", "issuer_first"),
)
LOSING = {
    "roster": ("r", ("household_id", "relation", "name", "sex", "birth_date")),
    "enrolment": ("e", ("insurance", "name", "sex", "birth_date")),
    "students": ("s", ("school_stage", "school_status", "name", "sex", "birth_date")),
    "certificates": ("c", ("disability_type", "disability_grade", "name")),
    "assistance": ("a", ("name",)),
}


def evidence() -> list[str]:
    """person_field, a block a field and source."""
    blocks = []
    for voice, (feed, policy, fields) in TOLD.items():
        for field in fields:
            chosen, value = FIELDS[field], f"{voice}_{field}"
            others = [f"{other}_{field}" for other, told in TOLD.items() if other != voice and field in told[2]]
            first = " AND ".join(["true", *(f"{other}_{field} IS NULL" for other in _before(voice, field))])
            spoken = " OR ".join(f"{other} IS NOT NULL" for other in others)
            state = (
                f"CASE WHEN {first} THEN CASE WHEN {spoken} THEN 'chosen' ELSE 'unverifiable' END"
                f" WHEN {value} = {chosen} THEN 'confirmed' ELSE 'contradicted' END"
            )
            blocks.append(_block("id_number" if field == "id" else chosen, value, state, policy, feed, voice))
    blocks += [_block(field, field, f"'{state}'", policy, TOLD[voice][0], voice) for field, voice, state, policy in ONE_AUTHORITY]
    blocks.append(_block("alive", "CASE WHEN died IS NOT NULL THEN 'false' END", "CASE WHEN died THEN 'chosen' ELSE 'contradicted' END",
                         "number_and_name", "civil_affairs/vital_events", "d"))  # fmt: skip
    blocks.append(
        "SELECT person_id, 'schemes' AS field, scheme AS value, CASE WHEN is_received THEN 'chosen' ELSE 'lost' END AS state,"
        " 'issuer_first' AS policy, 'civil_affairs/assistance' AS feed, drop_id, sheet, row FROM assistance WHERE scheme IS NOT NULL"
    )
    for table, (voice, fields) in LOSING.items():
        blocks += [
            f"SELECT person_id, '{field}', {field}::VARCHAR, 'lost', '{TOLD[voice][1]}', '{TOLD[voice][0]}', drop_id, sheet, row"
            f" FROM {table} WHERE place > 1 AND {field} IS NOT NULL"
            for field in fields
        ]
    return blocks


def _before(voice: str, field: str) -> list[str]:
    """The voices more trusted than `voice` that tell the field."""
    told = [other for other, (_, _, fields) in TOLD.items() if field in fields]
    return told[: told.index(voice)]


def _block(field: str, value: str, state: str, policy: str, feed: str, voice: str) -> str:
    return (
        f"SELECT person_id, '{field}' AS field, ({value})::VARCHAR AS value, {state} AS state, '{policy}' AS policy, '{feed}' AS feed,"
        f" {voice}_drop AS drop_id, {voice}_sheet AS sheet, {voice}_row AS row FROM wide WHERE ({value}) IS NOT NULL"
    )
