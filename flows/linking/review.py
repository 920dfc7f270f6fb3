"""`hearth link review`: the pairs that wait for a person, on the terminal, as a workbook to fill in, or as JSON; masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from flows.answer import Answer
from flows.auditing import enter
from flows.editions import chosen, scan
from flows.errors import Misuse
from flows.findings.columns import texts_of
from flows.findings.filters import check_town
from flows.findings.handing_out import check_free, put_whole
from flows.lake import judgements, vault
from flows.linking.columns import SIDES, columns
from flows.linking.pairs import LINK, Asked, Sources, pairs
from flows.linking.records import records_of
from flows.linking.words import DECISIONS
from flows.linking.workbook import write_pairs
from flows.masking import masked
from flows.site import Site, open_site
from flows.terminal import out, table

TABLES = ("links", "person", "household", "person_field", "findings", "village")
SHORT = 12
"""Characters of an id that are printed: more than enough to name it."""


@dataclass(frozen=True)
class Unmasking:
    """For whom names and numbers are shown whole, and why; both or neither."""

    wanted: bool = False
    who: str = ""
    why: str = ""


def review(asked: Asked, edition: str, to: str, limit: int, unmasking: Unmasking) -> Answer:
    """The pairs asked for, at most `limit` (0: all), the most valuable first; with `to`, as a workbook there."""
    _check(asked, to, unmasking)
    site = open_site()
    which = chosen(site, edition)
    check_town(site, which, asked.town)
    if asked.feed and asked.feed not in site.contracts:
        raise Misuse(f"there is no feed {masked(asked.feed)}: {', '.join(site.contracts)}")
    try:
        found = _pairs(site, which, asked)
        shown = found.head(limit) if limit else found
        # In the log before anybody is shown anything.
        entry = (
            enter(site, "unmask_links", _details(which, asked, shown, unmasking)) if unmasking.wanted and shown.height else None
        )
    except PermissionError:
        raise Misuse(f"you may not use the vault {site.lake.vault.root}: who the records are stands there") from None
    if to:
        _write(site, Path(to), shown, which, private=unmasking.wanted)
    return _answer(site, which, found.height, shown, to, entry, is_masked=not unmasking.wanted)


def _check(asked: Asked, to: str, unmasking: Unmasking) -> None:
    if asked.decision not in DECISIONS:
        raise Misuse(f"there is no decision {masked(asked.decision)}: {', '.join(DECISIONS)}")
    said = (unmasking.wanted, bool(unmasking.who.strip()), bool(unmasking.why.strip()))
    if len(set(said)) > 1:
        raise Misuse(
            "--unmasked, --who WHO and --why TEXT belong together: say for whom and why names and numbers have to be seen; "
            "the audit log keeps it"
        )
    if to:
        if Path(to).suffix.lower() != ".xlsx":
            raise Misuse("--out names a workbook: let it end in .xlsx")
        check_free([Path(to)])


def _pairs(site: Site, edition: str, asked: Asked) -> pl.DataFrame:
    tables = {name: scan(site, name, edition) for name in TABLES}
    today = datetime.now(UTC).astimezone(site.zone).date()
    sources = Sources(
        **tables,
        persons=vault.scan_persons(site.lake),
        judgements=judgements.scan(site.lake),
        records=partial(records_of, site, edition),
    )
    return pairs(sources, asked, today)


def _details(edition: str, asked: Asked, shown: pl.DataFrame, unmasking: Unmasking) -> dict[str, Any]:
    """What the audit log keeps: counts and places, never a value of a person."""
    people = pl.concat([shown["left"], shown["right"]]).n_unique()
    narrowed = {name: masked(value) for name, value in asdict(asked).items()}
    said = {"shown_to": masked(unmasking.who.strip()), "reason": masked(unmasking.why.strip())}
    return {"edition": edition, **narrowed, "pairs": shown.height, "persons": people, **said}


def _write(site: Site, target: Path, shown: pl.DataFrame, edition: str, *, private: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with site.lake.scratch() as scratch:
        path = scratch / "pairs.xlsx"
        write_pairs(path, shown, edition, _titles(site), masked=not private)
        put_whole(path, target, private=private)


def _titles(site: Site) -> dict[str, str]:
    return {name: contract.title for name, contract in site.contracts.items()}


def _answer(site: Site, edition: str, total: int, shown: pl.DataFrame, to: str, entry: int | None, *, is_masked: bool) -> Answer:
    texts = texts_of(shown, columns(_titles(site), masked=is_masked))
    document = {
        "edition": edition,
        "total": total,
        "shown": shown.height,
        "masked": is_masked,
        "audit_entry": entry,
        "file": to or None,
        "pairs": [_pair(row) for row in texts.iter_rows(named=True)],
    }

    def show() -> None:
        if to:
            out.print(f"{shown.height:,} pairs, edition {edition}: {to}", soft_wrap=True, markup=False)
        else:
            heading = ("id", "姓名", "证件号码", "出生年", "村", "来源", "可能性", "理由")
            table(f"pairs, edition {edition}", heading, _lines(texts.iter_rows(named=True)))
        if shown.height < total:
            out.print(f"{shown.height:,} of {total:,} shown; --limit N shows more, --limit 0 all")
        if entry is not None:
            out.print(f"unmasked: entry {entry} of the audit log")

    return Answer(document, show)


def _pair(row: Mapping[str, Any]) -> dict[str, Any]:
    """A pair for machines: what of a person is shown to people, as it is shown."""
    sides = {
        f"{side}_record": {
            "name": row[f"姓名{zh}"],
            "id_number": row[f"证件号码{zh}"],
            **{name: row[f"{side}_{name}"] for name in ("birth_year", "town", "village", "feeds", "findings")},
        }
        for side, zh in SIDES.items()
    }
    return {name: row[name] for name in LINK} | {"is_unsure": row["is_unsure"]} | sides


def _lines(rows: Iterable[Mapping[str, Any]]) -> list[tuple[object, ...]]:
    """Two lines a pair, the second under the first, and a blank one."""
    lines: list[tuple[object, ...]] = []
    for row in rows:
        for side, zh in SIDES.items():
            told = [row[f"{name}{zh}"] for name in ("姓名", "证件号码", "出生年", "村", "来源")]
            of_pair = (row["可能性"], row["系统给出的理由"]) if side == "left" else ("", row["状态"])
            lines.append((row[side][:SHORT], *told, *of_pair))
        lines.append(("",) * len(lines[-1]))
    return lines[:-1]
