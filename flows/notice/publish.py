"""`hearth publish notice`: an edition's households as a village board may show them, a workbook and a page a town."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from config.notices import Notice, load_notices
from config.redaction import load_redaction
from config.thresholds import threshold
from flows.answer import Answer
from flows.auditing import enter
from flows.editions import chosen, scan
from flows.errors import Misuse
from flows.findings.filters import check_town
from flows.findings.handing_out import check_free, put_whole
from flows.findings.worklists import file_name
from flows.lake import vault
from flows.masking import masked
from flows.notice.workbook import write_notice
from flows.report.notice import NoticePage, VillageList, notice_html
from flows.report.pages import day as in_words
from flows.report.shown import unmasked
from flows.site import Site, open_site
from flows.terminal import out, table
from transforms.notices import listed

NUMBER, NAME = "序号", "户主"
NOWHERE = "未填乡镇村"


def publish_notice(which: str, town: str, edition: str, start: date | None, folder: str) -> Answer:
    """Writes the notice for one town or all, to `folder` (default `notices/<notice>-<edition>`); never over files that are there.

    `start`: the first day on which it is up, by default the edition's. Misuse where there is no such notice.
    """
    site = open_site()
    notice = _notice(site, which)
    known_as = chosen(site, edition)
    check_town(site, known_as, town)
    target = Path(folder or f"notices/{which}-{known_as}")
    day = date.fromisoformat(known_as[:10])
    lines = _lines(site, notice, known_as, town)
    pages = list(_pages(lines, notice, start or day, day))
    check_free([target / f"{stem}.{ending}" for stem, _ in pages for ending in ("xlsx", "html")])
    withheld = int(lines["withheld"].sum())
    details = {"notice": which, "edition": known_as, "town": masked(town), "households": lines.height, "withheld": withheld}
    # Names leave the vault, if only their ends: the log has it before.
    entry = enter(site, "public_notice", details)
    for stem, page in pages:
        _write(site, target, stem, page)
    files = [
        {"town": page.town, "households": sum(len(one.rows) for one in page.villages), "path": str(target / f"{stem}.xlsx")}
        for stem, page in pages
    ]
    return _answer({**details, "audit_entry": entry, "files": files})


def _notice(site: Site, which: str) -> Notice:
    try:
        notices = load_notices(extra=site.settings.feeds_folder)
    except ValueError as error:
        raise Misuse(str(error)) from error
    if which not in notices:
        raise Misuse(f"there is no notice {which}; there are {', '.join(notices)}")
    return notices[which]


def _lines(site: Site, notice: Notice, edition: str, town: str) -> pl.DataFrame:
    """The lines, each text harmless in a spreadsheet."""
    homes = scan(site, "household", edition)
    homes = homes.filter(pl.col("town") == town) if town else homes
    try:
        names = vault.scan_persons(site.lake).select("person_id", "name")
        lines = listed(homes, names, notice, site.standards.gates, date.fromisoformat(edition[:10])).collect(engine="streaming")
    except PermissionError:
        raise Misuse(f"you may not use the vault {site.lake.vault.root}, where the names of the notice come from") from None
    except ValueError as error:
        raise Misuse(f"{error}; `hearth contracts check` says what a notice may show") from error
    return lines.with_columns(unmasked(pl.col(name)).alias(name) for name in lines.columns if name != "withheld")


def _pages(lines: pl.DataFrame, notice: Notice, start: date, day: date) -> Iterator[tuple[str, NoticePage]]:
    """The name of its files without ending, and the page, a town."""
    end = start + timedelta(days=int(threshold(notice.days, day)))
    headings = [NUMBER, *([NAME] if notice.names == "masked" else []), *(column.title for column in notice.columns)]
    columns = [*(["name"] if notice.names == "masked" else []), *(column.column for column in notice.columns)]
    placed = lines.with_columns(pl.col("town", "village").fill_null(NOWHERE))
    taken: set[str] = set()
    for (town,), of_town in placed.partition_by("town", as_dict=True, maintain_order=True).items():
        villages = of_town.partition_by("village", as_dict=True, maintain_order=True)
        yield (
            file_name(str(town), "", taken),
            NoticePage(
                title=notice.title,
                town=str(town),
                text=notice.text,
                period=f"公示期：{in_words(start)}至{in_words(end)}",
                objections=notice.objections,
                headings=headings,
                villages=[VillageList(str(village), _rows(rows.select(columns))) for (village,), rows in villages.items()],
            ),
        )


def _rows(rows: pl.DataFrame) -> list[list[str]]:
    return [
        [str(number), *("" if cell is None else cell for cell in row)] for number, row in enumerate(rows.iter_rows(), start=1)
    ]


def _write(site: Site, target: Path, stem: str, page: NoticePage) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with site.lake.scratch() as scratch:
        write_notice(scratch / "notice.xlsx", page)
        (scratch / "notice.html").write_bytes(notice_html(page))
        put_whole(scratch / "notice.xlsx", target / f"{stem}.xlsx", private=False)
        put_whole(scratch / "notice.html", target / f"{stem}.html", private=False)


def _answer(document: dict[str, Any]) -> Answer:
    def show() -> None:
        rows = [(file["town"], file["households"], file["path"]) for file in document["files"]]
        table(
            f"notice {document['notice']}, edition {document['edition']}", ("town", "households", "file"), rows, ("households",)
        )
        if document["withheld"]:
            out.print(
                f"{document['withheld']:,} cells say {load_redaction().withheld}: they may hold a number of a person or a word of health; "
                "correct them at their source (config/redaction.yaml says what is looked for)",
                soft_wrap=True,
            )

    return Answer(document, show)
