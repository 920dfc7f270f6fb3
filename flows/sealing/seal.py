"""`hearth publish seal`: freezes the rows that a query finds in one edition, under a name, for ever.

Sealed once, neither rows nor hash change, whatever editions come or go: a later correction shows in `hearth publish diff`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from config.cohorts import Cohort, cohort_named
from flows.answer import Answer
from flows.auditing import enter
from flows.editions import dated
from flows.errors import Broken, Misuse
from flows.lake import audit, places, published, sealed
from flows.lake.lake import Lake
from flows.sealing.asking import check_cohort, check_words, drawn, lines_of
from flows.site import Site, open_site
from flows.terminal import Exit, err, out, table

WHAT = "cohort_sealed"
"""Of the entry in the audit log, which says under which account."""


@dataclass(frozen=True)
class Of:
    """Which edition: by name, or by day and what was known by a moment."""

    edition: str = ""
    as_of: date | None = None
    known_by: datetime | None = None


@dataclass(frozen=True)
class Sealing:
    """Who seals, and what for."""

    by: str
    reason: str


def seal(name: str, cohort: Cohort, of: Of, sealing: Sealing, *, quiet: bool) -> Answer:
    """The command. Sealing again what was sealed changes nothing; Misuse where the name was given to something else.

    Exits 1 where the edition's files are not as they were published, or its certificate holds it back.
    """
    check_cohort(name, cohort, sealing.by, sealing.reason)
    if bool(of.edition) == bool(of.as_of):
        raise Misuse("say of which day: --as-of DATE, or --edition NAME")
    site = open_site()
    if name in sealed.names(site.lake):
        return _again(site, name, cohort, of)
    edition = of.edition or dated(site, "", of.as_of, of.known_by)
    with err.status(f"sealing {name} of edition {edition}") if not quiet else nullcontext():
        if problems := _problems(site, edition, cohort):
            return _refused(problems)
        check_words(site, edition, cohort)
        with site.lake.scratch() as scratch:
            found = drawn(site, edition, cohort, scratch)
            about = {
                "cohort": cohort.named,
                "edition": edition,
                "source": _source(site, edition, cohort),
                "inputs": published.manifest(site.lake, cohort.table, edition)["inputs"],
                "rows": found.rows,
                "unknown": found.unknown,
                "by": sealing.by.strip(),
                "reason": sealing.reason.strip(),
                "sealed_at": datetime.now(UTC).isoformat(timespec="microseconds"),
            }
            is_new = sealed.seal(site.lake, name, found.path, about)
    if not is_new:  # somebody else sealed it meanwhile
        return _again(site, name, cohort, of)
    return _answer(_entered(site, name), "sealed")


def _again(site: Site, name: str, cohort: Cohort, of: Of) -> Answer:
    """What was sealed under the name, if it is what is asked for now."""
    there = there_of(site.lake, name)
    if there["cohort"] != cohort.named:
        raise Misuse(
            f"{name} was sealed with another definition (`hearth publish seal --list --json`): take another name, what is sealed stays"
        )
    edition = there["edition"]
    if of.as_of and of.known_by:
        is_other = dated(site, "", of.as_of, of.known_by) != edition
    else:
        is_other = edition != of.edition if of.edition else not edition.startswith(str(of.as_of))
    if is_other:
        raise Misuse(
            f"{name} was sealed of edition {edition}: take another name, or ask `hearth publish diff {name}` what became of it"
        )
    return _answer(_entered(site, name), "sealed already")


def _entered(site: Site, name: str) -> dict[str, Any]:
    """The manifest, after the audit log has it: who could rewrite a cohort with its manifest cannot rewrite that chain."""
    there = there_of(site.lake, name)
    if name not in entered(site):
        enter(site, WHAT, {"name": name, "seal": there[sealed.SEAL], "edition": there["edition"], "rows": there["rows"]})
    return there


def there_of(lake: Lake, name: str) -> dict[str, Any]:
    """The manifest of a sealed cohort; Broken where somebody changed it."""
    there = sealed.whole(lake, name)
    if there is None:
        raise Broken(f"{places.sealed(name, sealed.MANIFEST)} is not as it was sealed: bring it back from a backup")
    return there


def entered(site: Site) -> Mapping[str, str]:
    """Sealed names -> the seal that the audit log has, the first one."""
    found: dict[str, str] = {}
    for entry in audit.entries(site.lake):
        if entry.what == WHAT:
            found.setdefault(entry.details["name"], entry.details["seal"])
    return found


def _problems(site: Site, edition: str, cohort: Cohort) -> list[str]:
    """Why nothing should be sealed of this edition."""
    for name in (cohort.table, *cohort.within):
        if not site.lake.store.exists(places.published(name, edition, published.PART)):
            raise Misuse(f"there is no edition {edition}")
    try:
        found = [line for name in (cohort.table, *cohort.within) for line in published.faults(site.lake, name, edition)]
        certificate = published.certificate_of(site.lake, cohort.table, edition)
    except FileNotFoundError:
        return [f"edition {edition} is not whole: run its night again"]
    if edition not in published.shown(site.lake) and not certificate.get("published"):
        found.append(f"edition {edition} was held back by its certificate ({certificate.get('outcome')}) and never shown")
    return found


def _source(site: Site, edition: str, cohort: Cohort) -> dict[str, str]:
    """The hashes of the tables that the rows were taken from."""
    names = sorted({cohort.table, *cohort.within})
    return {name: published.manifest(site.lake, name, edition)["files"][published.PART]["sha256"] for name in names}


def _refused(problems: list[str]) -> Answer:
    def show() -> None:
        for line in problems:
            out.print(line, markup=False, soft_wrap=True)
        out.print("publish seal: nothing was sealed")

    return Answer({"state": "refused", "problems": problems}, show, Exit.REFUSED)


def _answer(there: Mapping[str, Any], state: str) -> Answer:
    lines = [
        *lines_of(cohort_named(there["cohort"])),
        ("edition", there["edition"]),
        ("rows", f"{there['rows']:,}"),
        ("unknown", f"{there['unknown']:,}"),
        ("sha256", there["result"]["sha256"]),
        ("by", there["by"]),
        ("reason", there["reason"]),
        ("sealed at", there["sealed_at"]),
    ]

    def show() -> None:
        table(f"{there['name']}: {state}", ("what", "value"), lines)
        if there["unknown"]:
            out.print(f"{there['unknown']:,} rows are not in it because it is unknown whether they belong: unknown is no member")

    return Answer({"state": state.replace(" ", "_"), **there}, show)
