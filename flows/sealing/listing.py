"""`hearth publish seal --list`, and what `hearth publish verify` says of sealed cohorts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.answer import Answer
from flows.lake import places, sealed
from flows.sealing.seal import entered, there_of
from flows.site import Site, open_site
from flows.terminal import table

SHOWN = ("name", "table", "edition", "rows", "sha256", "by", "sealed at")


def list_sealed() -> Answer:
    """Every sealed cohort. Broken where one was changed: `hearth publish verify` tells it with all else that is wrong."""
    lake = open_site().lake
    found = [there_of(lake, name) for name in sealed.names(lake)]

    def show() -> None:
        table(f"{len(found)} sealed cohorts", SHOWN, [_line(one) for one in found], ("rows",))

    return Answer({"sealed": found}, show)


def sealed_faults(site: Site, name: str = "") -> Iterator[str]:
    """What is wrong with sealed cohorts (with one of them), held against their manifests and those against the audit log."""
    yield from sealed.verify(site.lake, name)
    known = entered(site)
    for one in sealed.names(site.lake):
        there, place = sealed.whole(site.lake, one), places.sealed(one, sealed.MANIFEST)
        if name not in ("", one) or there is None:
            continue
        if one not in known:
            yield f"{place} is not in the audit log: its sealing was interrupted; run the command again"
        elif there[sealed.SEAL] != known[one]:
            yield f"{place} is not what the audit log says was sealed"


def _line(there: dict[str, Any]) -> tuple[object, ...]:
    sha256 = there["result"]["sha256"][:12]
    return (
        there["name"],
        there["cohort"]["table"],
        there["edition"],
        there["rows"],
        sha256,
        there["by"],
        there["sealed_at"][:19],
    )
