"""`hearth assess sample`: draws a stratified sample of an edition's households, and writes its form and what it was drawn by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from config.assessment import Assessment
from config.check_assessment import strata_problems
from config.contracts import Contract
from flows.answer import Answer
from flows.assess.form import words_of, write_sample
from flows.auditing import check_reason, enter
from flows.editions import chosen, scan
from flows.errors import Misuse
from flows.findings.handing_out import UNMASKED, check_free, put_whole
from flows.lake import vault
from flows.masking import masked
from flows.site import Site, open_site
from flows.terminal import err, out, table
from transforms.expressions import compiled
from transforms.household.tables import schema_of
from transforms.sampling import allocated, drawn, in_order

UNKNOWN = "不明"
"""What a stratum is called by where the register says nothing."""
BETWEEN = "·"
SCALARS = (pl.String, pl.Int64, pl.Boolean, pl.Date, pl.Float64)


@dataclass(frozen=True)
class Wanted:
    """What is asked for. `strata`: columns of `household`; those of the configuration where it is empty."""

    edition: str
    size: int
    seed: int
    strata: tuple[str, ...]
    unmask: bool = False
    reason: str = ""


def sample(wanted: Wanted, folder: str, *, quiet: bool) -> Answer:
    """Draws, and writes `抽查表.xlsx` and `sample.json` to `folder` (default `samples/<sample>`); never over files that are there."""
    check_reason(wanted.reason, "names", unmask=wanted.unmask)
    site = open_site()
    assessment = site.standards.assessment
    contract = site.contracts[assessment.feed]
    edition, by = chosen(site, wanted.edition), wanted.strata or assessment.strata
    for problem in (line for name in by for line in strata_problems(name)):
        raise Misuse(problem)
    with err.status(f"drawing {wanted.size:,} households of edition {edition}") if not quiet else nullcontext():
        homes, strata = _drawn(site, edition, wanted, by)
        document = _document(homes, strata, edition, wanted, by)
        target = Path(folder or f"samples/{document['sample_id']}")
        form, record = target / f"抽查表{UNMASKED if wanted.unmask else ''}.xlsx", target / "sample.json"
        check_free([form, record])
        lines = _with_names(site, homes.with_columns(sample_id=pl.lit(document["sample_id"])))
        entry = _entered(site, document, wanted) if wanted.unmask else None
        _write(site, lines, (form, record), document, (assessment, contract), wanted)
    return _answer({**document, "audit_entry": entry, "form": str(form), "record": str(record)})


def _drawn(site: Site, edition: str, wanted: Wanted, by: Sequence[str]) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """The households of the sample in the order of town, village and number, and the strata they were drawn from."""
    assessment = site.standards.assessment
    contract = site.contracts[assessment.feed]
    day = date.fromisoformat(edition[:10])
    whole = scan(site, "household", edition).filter(_asked(assessment.frame, day))
    known = {name: _asked(text, day) for name, text in assessment.prefilled.items()}
    of_household = {name: pl.col(name) for name in ("household_id", "household_no", "town", "village", "head_person_id")}
    homes = whole.select(**{**known, **of_household, "stratum": _stratum(by, assessment, contract)})
    ordered = in_order(homes, wanted.seed).collect(engine="streaming")
    counts = dict(ordered["stratum"].value_counts().sort("stratum").iter_rows())
    try:
        allocation = allocated(counts, wanted.size)
    except ValueError as error:
        raise Misuse(f"edition {edition}: {error}; name another --size") from error
    strata = [
        {
            "stratum": one,
            "households": number,
            "sampled": allocation[one],
            "weight": number / allocation[one] if allocation[one] else None,
        }
        for one, number in counts.items()
    ]
    found = drawn(ordered.lazy(), allocation).with_columns(
        stratum_households=pl.col("stratum").replace_strict(counts, return_dtype=pl.Int64)
    )
    return found.sort("town", "village", "household_no", "household_id", nulls_last=True).collect(), strata


def _asked(text: str, on: date) -> pl.Expr:
    """A column of `household`, or a question about its columns. Misuse where it is neither: `hearth contracts check` says so before."""
    schema = pl.Schema({name: dtype for name, dtype in schema_of("household").items() if dtype in SCALARS})
    if text in schema:
        return pl.col(text)
    try:
        return compiled(text, (), schema, on)
    except ValueError as error:
        raise Misuse(f"assessment.yaml: {text}: {error}") from error


def _stratum(by: Sequence[str], assessment: Assessment, contract: Contract) -> pl.Expr:
    """The stratum in words: what the columns say, one after the other."""
    words = {source: words_of(contract.by_name[name]) for name, source in assessment.prefilled.items()}
    texts = (pl.col(name).cast(pl.String).replace(words.get(name, {})).fill_null(UNKNOWN) for name in by)
    return pl.concat_str(*texts, separator=BETWEEN)


def _document(
    homes: pl.DataFrame, strata: list[dict[str, Any]], edition: str, wanted: Wanted, by: Sequence[str]
) -> dict[str, Any]:
    """What the sample was drawn by: enough to draw it again, and to see that it is the same."""
    digest = hashlib.sha256("\n".join(homes["household_id"].sort()).encode()).hexdigest()
    return {
        "sample_id": f"S{edition}-n{wanted.size}-s{wanted.seed}-{digest[:8]}",
        "edition": edition,
        "seed": wanted.seed,
        "size": wanted.size,
        "households": sum(one["households"] for one in strata),
        "strata_by": [*by],
        "strata": strata,
        "list_sha256": digest,
        "masked": not wanted.unmask,
    }


def _with_names(site: Site, homes: pl.DataFrame) -> pl.DataFrame:
    heads = homes.lazy().select(person_id="head_person_id").drop_nulls().unique()
    try:
        names = vault.scan_persons(site.lake).select("person_id", "name").join(heads, on="person_id", how="semi").collect()
    except PermissionError:
        raise Misuse(f"you may not use the vault {site.lake.vault.root}, where the names of the form come from") from None
    return homes.join(names, left_on="head_person_id", right_on="person_id", how="left", maintain_order="left")


def _entered(site: Site, document: Mapping[str, Any], wanted: Wanted) -> int:
    """In the log before anybody is shown anything."""
    counts = {name: document[name] for name in ("sample_id", "edition")}
    return enter(site, "unmask_sample", {**counts, "households": wanted.size, "reason": masked(wanted.reason.strip())})


def _write(
    site: Site,
    lines: pl.DataFrame,
    paths: tuple[Path, Path],
    document: Mapping[str, Any],
    asked: tuple[Assessment, Contract],
    wanted: Wanted,
) -> None:
    form, record = paths
    form.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if wanted.unmask else 0o777)
    with site.lake.scratch() as scratch:
        book, said = scratch / "form.xlsx", scratch / "sample.json"
        write_sample(book, lines, *asked, document["edition"], masked=not wanted.unmask)
        said.write_text(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        put_whole(book, form, private=wanted.unmask)
        put_whole(said, record, private=False)


def _answer(document: dict[str, Any]) -> Answer:
    def show() -> None:
        columns = ("stratum", "households", "sampled")
        rows = [tuple(one[name] for name in columns) for one in document["strata"]]
        table(f"sample {document['sample_id']}: {document['size']:,} of {document['households']:,}", columns, rows, columns[1:])
        out.print(f"form: {document['form']}", soft_wrap=True)
        out.print(f"drawn by: {document['record']}", soft_wrap=True)

    return Answer(document, show)
