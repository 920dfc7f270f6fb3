"""`hearth link run`: which records of two files, or of one, speak of the same person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from config.linkage import Linkage, LinkageError, load_linkage
from flows.answer import Answer
from flows.errors import Misuse
from flows.lake.scratch import scratch_folder
from flows.linking.files import beside, checked_target, read_table, write_table
from flows.terminal import out, progress, table
from transforms.linkage import Links, link
from transforms.linkage.checking import check

STEPS = ("reading", "linking", "writing")


def run_files(left: str, right: str, config: str, to: str, *, quiet: bool) -> Answer:
    """Links `left` with `right`, or finds duplicates within `left` where `right` is empty, and writes links, aliases and summary.

    Raises Misuse where a file or the configuration cannot be used.
    """
    target, asked = checked_target(Path(to)), _configuration(Path(config))
    with scratch_folder() as scratch, progress(quiet) as shown:
        bar = shown.add_task("reading", total=len(STEPS))
        sides = [_side(Path(name), asked, scratch / str(at)) for at, name in enumerate((left, right)) if name]
        _all_there(sides, asked)
        shown.update(bar, description="linking", advance=1)
        links = _linked(sides, asked)
        shown.update(bar, description="writing", advance=1)
        document = _written(links, sides, target)
        shown.update(bar, advance=1)
    return Answer(document, lambda: _show(document))


def _configuration(path: Path) -> Linkage:
    if not path.is_file():
        raise Misuse(f"there is no configuration {path}: docs/linkage.md shows one to begin with")
    try:
        read = load_linkage(path)
        check(read)
    except LinkageError as error:
        raise Misuse(str(error) if path.name in str(error) else f"{path.name}: {error}") from error
    return read


def _side(path: Path, config: Linkage, scratch: Path) -> pl.DataFrame:
    scratch.mkdir()
    frame = read_table(path, scratch)
    names = frame.collect_schema().names()
    for needed in dict.fromkeys((config.record, config.person)):
        if needed not in names:
            raise Misuse(f"{path.name} has no column {needed}, which has to name each record; it has {', '.join(names)}")
    rows = frame.collect()
    if blank := rows[config.record].null_count():
        raise Misuse(f"{path.name}: {blank:,} rows have no {config.record}; give every record an id of its own")
    return rows


def _all_there(sides: Sequence[pl.DataFrame], config: Linkage) -> None:
    there = {name for side in sides for name in side.columns}
    lacking = [name for name in config.columns if name not in there]
    if lacking:
        raise Misuse(f"no file has the column {', '.join(lacking)}: rename it in the file, or take it out of the configuration")


def _linked(sides: Sequence[pl.DataFrame], config: Linkage) -> Links:
    right = sides[1].lazy() if len(sides) > 1 else None
    return Links(link(sides[0].lazy(), right, config).whole.collect().lazy())


def _written(links: Links, sides: Sequence[pl.DataFrame], target: Path) -> dict[str, Any]:
    pairs, aliases = links.pairs.collect(), links.aliases.collect()
    files = {"links": target, "aliases": beside(target, "aliases"), "summary": beside(target, "summary", ".json")}
    write_table(pairs, files["links"])
    write_table(aliases, files["aliases"])
    counts = dict(pairs.group_by("decision").len().sort("decision").iter_rows())
    document = {
        "records": [side.height for side in sides],
        **{decision: counts.get(decision, 0) for decision in ("same", "open", "different")},
        "aliases": aliases.height,
        "blocks": links.blocks.collect().to_dicts(),
        "weights": links.training.collect().to_dicts(),
        "files": {name: str(path) for name, path in files.items()},
    }
    files["summary"].write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return document


def _show(document: dict[str, Any]) -> None:
    columns = ("block", "pairs", "skipped_values", "skipped_pairs")
    table("pairs looked at", columns, [[block[name] for name in columns] for block in document["blocks"]], columns[1:])
    out.print(f"records: {' and '.join(f'{count:,}' for count in document['records'])}")
    out.print(", ".join(f"{decision} {document[decision]:,}" for decision in ("same", "open", "different")))
    for name, path in document["files"].items():
        out.print(f"{name}: {path}", soft_wrap=True)
