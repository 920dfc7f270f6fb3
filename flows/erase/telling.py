"""What an erasure says: what would go, what went, what was searched, what is left and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.answer import Answer
from flows.erase.person import Person
from flows.erase.searching import Searched
from flows.terminal import Exit, out, table


def planned(person: Person, held: Sequence[tuple[str, str]]) -> Answer:
    """What an erasure would reach; nothing was changed."""
    counts = {
        "person ids": len(person.ids),
        "ID numbers": len(person.numbers),
        "names": len(person.name_tokens),
        "phones": len(person.phone_tokens),
        "rows of change logs": len(person.places),
        "files to look into": len(person.drops),
        "findings": len(person.findings),
        "tables of editions": len(held),
    }

    def show() -> None:
        table("erase: dry run, nothing was changed", ("what", "count"), list(counts.items()), ("count",))

    return Answer({"state": "dry run", "counts": counts}, show)


def erased(done: Mapping[str, Any], left: Searched, person: Person, handed_out: Sequence[int]) -> Answer:
    """What went, and what the search found afterwards. Exits 1 where anything is left.

    `handed_out`: entries of the audit log under which packets about them left the house; no program reaches those.
    """
    counts = {name: count for name, count in done.items() if isinstance(count, int)}

    def show() -> None:
        table(f"erasure {done['erasure_id']}", ("what", "gone"), list(counts.items()), ("gone",))
        _show_search(left)
        if handed_out:
            out.print(
                f"packets about them were handed out: entries {', '.join(map(str, handed_out))} of the audit log", soft_wrap=True
            )

    document = {
        "state": "left" if left.hits else "erased",
        **done,
        "person_ids": len(person.ids),
        "handed_out": list(handed_out),
        "search": _document(left),
    }
    return Answer(document, show, Exit.REFUSED if left.hits else Exit.OK)


def searched(left: Searched, person: str) -> Answer:
    """What the search found. Exits 1 where anything is left."""
    document = {"state": "left" if left.hits else "nothing found", "person_id": person, "search": _document(left)}
    return Answer(document, lambda: _show_search(left), Exit.REFUSED if left.hits else Exit.OK)


def _document(left: Searched) -> dict[str, Any]:
    return {
        "objects": dict(left.objects),
        "bytes": left.bytes,
        "hits": [vars(hit) for hit in left.hits],
        "closed": left.closed,
        "for": dict(left.texts),
    }


def _show_search(left: Searched) -> None:
    table("searched", ("where", "objects"), sorted(left.objects.items()), ("objects",))
    kinds = ", ".join(f"{what} ({count} spellings)" if count > 1 else what for what, count in left.texts.items())
    out.print(f"for: {kinds or 'nothing'}; in bytes, in cells of parquet files, inside workbooks and zips", soft_wrap=True)
    if left.hits:
        table("still there", ("root", "place", "what"), [(hit.root, hit.place, hit.what) for hit in left.hits])
    for place in left.closed:
        out.print(f"could not be looked into: {place}", soft_wrap=True, markup=False)
    out.print("nothing was found" if not left.hits else "run the command again once what is named above is put right")
