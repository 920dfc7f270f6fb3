"""`hearth publish as-of`: what the register says of a day as it was known by a moment, as an edition whose files can be read.

An edition that was published from just that knowledge is the answer, held against its manifest. Where there is none it is worked out by
the stages of the night and laid down without being shown: `latest.json`, the master, the vault and what later nights go by stay as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flows.answer import Answer
from flows.editions import by_when
from flows.errors import Misuse
from flows.lake import places, published
from flows.lake.claims import held
from flows.night.certifying import certify
from flows.night.checking import write_checks
from flows.night.inputs import Inputs, inputs
from flows.night.working import work_out
from flows.nightly import PUBLISHED, previous_rows, publish_files
from flows.orchestrate import run
from flows.site import Site, open_site
from flows.terminal import Exit, err, out, table

KNOWLEDGE = ("as_of", "drops", "verifications", "judgements")
"""What of an edition's inputs was told to the register; the rest says how it was read."""


@dataclass(frozen=True)
class Found:
    """The answer. `state`: shown, to readers at the time; laid_down, for a look back or held; worked_out, just now; or busy."""

    state: str
    edition: str = ""
    differs: tuple[str, ...] = ()
    """What reads the same knowledge otherwise today: names of inputs."""


def publish_as_of(as_of: date, known_by: datetime | None, folder: str, *, quiet: bool) -> Answer:
    """The command. Exits 1 when a file is not as its manifest says, or the certificate of the edition holds it back."""
    target = Path(folder) if folder else None
    if target and target.exists() and any(target.iterdir()):
        raise Misuse(f"{folder} is not empty: name a new folder with --out")
    with err.status(f"the register of {as_of}") if not quiet else nullcontext():
        found: Found = run(look_back, as_of=as_of, known_by=known_by)
        if found.state == "busy":
            return Answer(
                {"state": "busy"}, lambda: out.print("hearth publish as-of: another worker is at this day; try again later")
            )
        site = open_site()
        names = _tables(site, found.edition)
        problems = [line for name in names for line in published.faults(site.lake, name, found.edition)]
        files = [_file(site, name, found.edition) for name in names]
        if target and not problems:
            _bring(site, names, found.edition, target)
    return _answer(site, found, files, problems, folder)


def look_back(as_of: date, known_by: datetime | None = None) -> Found:
    """Finds the edition of what was known by a time (by now, if none is named), or works it out."""
    site = open_site()
    with held(site.lake.store, f"night-{as_of:%Y-%m-%d}") as claim, site.lake.scratch() as scratch:
        if claim is None:
            return Found("busy")
        given = inputs(site, as_of, site.moment(known_by))
        if not given.drops:
            raise Misuse(
                f"nothing is known as of {as_of}{by_when(site, known_by)}: `hearth drops list` says what came, and of which day"
            )
        return _found(site, given) or _worked_out(site, given, scratch)


def _found(site: Site, given: Inputs) -> Found | None:
    """The newest edition that was shown and rests on the same knowledge, else one that was laid down and is read as today."""
    shown, today = set(published.shown(site.lake)), given.named
    there = {name: _inputs_of(site, name) for name in reversed(published.of_day(site.lake, given.as_of))}
    for name, made_of in there.items():
        if name in shown and made_of and all(made_of.get(one, "") == today[one] for one in KNOWLEDGE):
            return Found("shown", name, tuple(one for one in today if one != "known_by" and made_of.get(one) != today[one]))
    for name, made_of in there.items():
        is_whole = _tables(site, name) == list(PUBLISHED)
        if is_whole and made_of and {**made_of, "known_by": None} == {**today, "known_by": None}:
            return Found("laid_down", name)
    return None


def _worked_out(site: Site, given: Inputs, scratch: Path) -> Found:
    """The night of these inputs, laid down and shown to nobody."""
    edition = published.reserve(site.lake, given.as_of, given.named)
    tables = work_out(site, given, scratch, keep=False)
    judged = certify(tables, previous_rows(site, given.before), edition, given.standards.kinds)
    write_checks(site, given, edition, judged.verdicts)
    publish_files(site, given, edition, tables, judged.certificate, swap=False)
    return Found("worked_out", edition)


def _tables(site: Site, edition: str) -> list[str]:
    """The tables that an edition has: one of an earlier version may lack some, one that was interrupted any."""
    return [name for name in PUBLISHED if site.lake.store.exists(places.published(name, edition, published.MANIFEST))]


def _inputs_of(site: Site, edition: str) -> dict[str, Any] | None:
    """What an edition was made of; None where it is not there, or no more."""
    try:
        return dict(published.manifest(site.lake, PUBLISHED[0], edition)["inputs"])
    except FileNotFoundError:
        return None


def _file(site: Site, name: str, edition: str) -> dict[str, Any]:
    part = published.manifest(site.lake, name, edition)["files"][published.PART]
    place = places.published(name, edition, published.PART)
    return {"table": name, "rows": part["rows"], "sha256": part["sha256"], "path": site.lake.store.url(place)}


def _bring(site: Site, names: Sequence[str], edition: str, folder: Path) -> None:
    """Copies the edition's files, a folder a table; the folder appears when all of it is there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True) as aside:
        for name in names:
            (place := Path(aside, "edition", name)).mkdir(parents=True)
            for file in (published.PART, published.CERTIFICATE, published.MANIFEST):
                site.lake.store.fetch(places.published(name, edition, file), place / file)
        Path(aside, "edition").rename(folder)


TOLD = {
    "shown": "published then: these are the very files that readers were shown",
    "laid_down": "laid down before, not shown to readers",
    "worked_out": "worked out now, not shown to readers; latest.json stays as it was",
}


def _answer(site: Site, found: Found, files: list[dict[str, Any]], problems: list[str], folder: str) -> Answer:
    made_of = published.manifest(site.lake, PUBLISHED[0], found.edition)["inputs"]
    certificate = published.certificate_of(site.lake, PUBLISHED[0], found.edition)
    document = {
        "state": found.state,
        "edition": found.edition,
        "inputs": made_of,
        "read_otherwise_today": list(found.differs),
        "certificate": certificate["outcome"],
        "files": files,
        "problems": problems,
        "folder": folder,
    }
    refused = bool(problems) or (found.state != "shown" and not certificate["published"])

    def show() -> None:
        table(f"edition {found.edition}", ("table", "rows"), [(one["table"], one["rows"]) for one in files], ("rows",))
        out.print(TOLD[found.state])
        if found.differs:
            out.print(f"today's {', '.join(found.differs)} would read the same drops otherwise; what was said then stays")
        for line in problems:
            out.print(line, markup=False)
        if refused and not problems:
            out.print(f"its certificate says {certificate['outcome']}: the night would have held it back")
        where = folder if folder and not problems else site.lake.store.url(places.published("<table>", found.edition))
        out.print(f"files: {where}", soft_wrap=True, markup=False)

    return Answer(document, show, Exit.REFUSED if refused else Exit.OK)
