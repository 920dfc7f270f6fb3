"""The flow of a night: the state of every feed, joined, judged, published. docs/walk.md tells it in words."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.answer import Answer
from flows.errors import Misuse
from flows.findings.worklists import write_worklists
from flows.lake import master, places, published, upkeep, vault
from flows.lake.claims import ERASING, held, is_held
from flows.log import log
from flows.night.certifying import certify
from flows.night.checking import write_checks
from flows.night.inputs import Inputs, inputs
from flows.night.reporting import PAGE, write_report
from flows.night.retelling import retell
from flows.night.tables import who_is_who
from flows.night.working import work_out
from flows.orchestrate import note, run, step
from flows.report.nightly import EditionState
from flows.site import Site, open_site
from flows.terminal import Exit, err, out, table

PUBLISHED = (
    "household", "person", "person_field", "findings", "rules", "coverage", "group_costs", "register_check", "field_confirmation",
    "changes", "links", "village", "town", "targets", "village_statistics", "village_progress", "village_comparisons", "assessment",
)  # fmt: skip


@dataclass(frozen=True)
class NightDone:
    """What a night came to. `state`: published; held, when the certificate failed; busy, when another worker is at this night.

    `computed`: False where the very same night had been published before and stands as it was.
    """

    state: str
    edition: str = ""
    rows: Mapping[str, int] | None = None
    report: str = ""
    certificate: Mapping[str, Any] | None = None
    drops: int = 0
    is_latest: bool = False
    computed: bool = True


def nightly(
    as_of: date | None = None,
    known_by: datetime | None = None,
    rebuild: bool = False,
    release: bool = False,
    quiet: bool = True,
) -> NightDone:
    """Joins the master as of a day (default: yesterday) as known by a time (default: now) and publishes it.

    A night of the same inputs as an edition that was shown is that edition: nothing is computed. `rebuild` computes it all the same, and
    compares everybody anew who may be one person; else those who were compared before keep their scores. The result is the same either way.
    `release`: a person has looked, so that an edition which only differs too much from the last one is shown; one that contradicts itself
    never is.
    """
    site = open_site()
    day = as_of or datetime.now(site.zone).date() - timedelta(days=1)
    with held(site.lake.store, f"night-{day:%Y-%m-%d}") as claim, site.lake.scratch() as scratch:
        if claim is None or is_held(site.lake.store, ERASING):
            return NightDone("busy")
        given = inputs(site, day, site.moment(known_by))
        if not given.drops:
            raise Misuse(f"nothing is known as of {day}: drop files into the inbox and run `hearth ingest` first")
        edition = published.reserve(site.lake, day, given.named)
        stood = None if rebuild else standing(site, given, edition)
        if stood is not None:
            return finished(site, stood)
        log().info("night.start", edition=edition, drops=len(given.drops), rebuild=rebuild)
        with err.status(f"night of {day}: joining {len(given.drops)} drops") if not quiet else nullcontext():
            tables = work_out(site, given, scratch, rebuild=rebuild)
            judged = certify(tables, previous_rows(site, given.before), edition, given.standards.kinds)
            certificate = judged.certificate
            good = bool(certificate["published"]) or (release and certificate["outcome"] == "hold")
            write_checks(site, given, edition, judged.verdicts)
            return finished(site, publish(site, given, edition, tables, certificate, scratch, show=good))


@step(retries=2)
def standing(site: Site, given: Inputs, edition: str) -> NightDone | None:
    """The edition of these inputs where it was shown before and is whole; None where there is anything left to do.

    A night shows its edition last, so that what was shown has its master tables, vault, worklists and report. Its page is written anew where
    it would tell of other drops by now.
    """
    shown = published.stands(site.lake, edition, PUBLISHED)
    report = places.report(edition, PAGE)
    if shown is None or not site.lake.store.exists(report):
        return None
    retell(site, given, edition)
    certificate = published.certificate_of(site.lake, PUBLISHED[0], edition)
    log().info("night.stands", edition=edition, drops=len(given.drops))
    return NightDone(
        "published",
        edition,
        rows_of(site, edition),
        site.lake.store.url(report),
        certificate,
        len(given.drops),
        shown.is_latest,
        computed=False,
    )


def finished(site: Site, done: NightDone) -> NightDone:
    """What every night ends with."""
    tidy_up(site)
    note("night", [{"edition": done.edition, "state": done.state, **(done.rows or {})}])
    return done


def publish(
    site: Site,
    given: Inputs,
    edition: str,
    tables: dict[str, Path],
    certificate: dict[str, Any],
    scratch: Path,
    *,
    show: bool,
) -> NightDone:
    """Keeps and shows what was joined; readers are pointed to it last. Without `show` it is held: laid down, nobody pointed to it."""
    if show:
        keep_master(site, edition, tables)
        keep_vault(site, who_is_who(site, tables, scratch))
        write_worklists(site, edition, tables)
    state: EditionState = "published" if show else "held"
    report = write_report(site, given, edition, tables, certificate, state)
    shown = publish_files(site, given, edition, tables, certificate, swap=show)
    rows = rows_of(site, edition)
    log().info("night.done", edition=edition, state=state, households=rows["household"], persons=rows["person"])
    return NightDone(state, edition, rows, report, certificate, len(given.drops), shown.is_latest)


@step(retries=2)
def keep_master(site: Site, edition: str, tables: Mapping[str, Path]) -> None:
    """One Delta version a table and edition."""
    for name in PUBLISHED:
        master.write_master(site.lake, name, tables[name], edition)


@step(retries=2)
def keep_vault(site: Site, persons: Path) -> None:
    """Who the published ids are."""
    vault.put_persons(site.lake, persons)


@step(retries=2)
def publish_files(
    site: Site, given: Inputs, edition: str, tables: Mapping[str, Path], certificate: dict[str, Any], *, swap: bool
) -> published.Published:
    """The edition's files, and `latest.json` last."""
    files = {name: tables[name] for name in PUBLISHED}
    return published.publish(site.lake, edition, files, inputs=given.named, certificate=certificate, swap=swap)


@step()
def tidy_up(site: Site) -> None:
    """What the day's drops left in many small files."""
    upkeep.tidy(site.lake, site.settings.keep_versions_days)


def rows_of(site: Site, edition: str) -> dict[str, int]:
    """Rows of each table of an edition, by its manifests."""
    return {name: int(published.manifest(site.lake, name, edition)["files"][published.PART]["rows"]) for name in PUBLISHED}


def previous_rows(site: Site, before: str | None) -> dict[str, int]:
    """Rows of each table of the edition before; empty where there is none."""
    if before is None:
        return {}
    return {
        name: int(published.manifest(site.lake, name, before)["files"][published.PART]["rows"])
        for name in ("household", "person")
    }


def run_nightly(as_of: date, known_by: datetime | None, *, rebuild: bool, release: bool, quiet: bool) -> Answer:
    """The command. Exits 1 when the edition is held."""
    done: NightDone = run(nightly, as_of=as_of, known_by=known_by, rebuild=rebuild, release=release, quiet=quiet)
    return answer(done)


def answer(done: NightDone) -> Answer:
    """The edition with its row counts, and what its certificate found."""
    certificate = done.certificate or {}
    failed = [result for suite in certificate.get("suites", ()) for result in suite["results"] if not result["success"]]
    document = {
        "state": done.state,
        "edition": done.edition,
        "rows": dict(done.rows or {}),
        "report": done.report,
        "drops": done.drops,
        "is_latest": done.is_latest,
        "computed": done.computed,
        "certificate": {"outcome": certificate.get("outcome"), "failed": failed},
    }

    def show() -> None:
        if done.state == "busy":
            out.print("hearth nightly: another worker is at this night, or a person is being erased")
            return
        table(f"edition {done.edition}: {done.state}", ("table", "rows"), list((done.rows or {}).items()), ("rows",))
        if not done.computed:
            out.print("nothing has changed since it was published: it stands as it is (--rebuild computes it anew)")
        for result in failed:
            out.print(f"{result['severity']}: {result['title']} ({result['observed']}, expected {result['expected']})")
        if done.state == "held" and certificate.get("outcome") == "hold":
            out.print("readers keep the edition before; if this one is right, run the night again with --release")
        out.print(f"report: {done.report}", soft_wrap=True)

    return Answer(document, show, Exit.REFUSED if done.state == "held" else Exit.OK)
