"""What an erasure says: what would go, what went, what was searched, what is left and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.answer import Answer
from flows.erase.person import Person
from flows.erase.searching import Searched
from flows.erase.tombstone import how_erased, how_lifted
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


def erased(
    done: Mapping[str, Any], left: Searched, closed: Sequence[Mapping[str, Any]], person: Person, handed_out: Sequence[int]
) -> Answer:
    """What went, and what the search found afterwards. Exits 1 where anything is left.

    `closed`: what could not be looked into (flows/erase/unreadable.py). `handed_out`: entries of the audit log under which packets about
    them left the house; no program reaches those.
    """
    counts = {name: count for name, count in done.items() if isinstance(count, int)}

    def show() -> None:
        table(f"erasure {done['erasure_id']}", ("what", "gone"), list(counts.items()), ("gone",))
        _show_search(left, closed)
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
        "unreadable": list(closed),
    }
    return Answer(document, show, Exit.REFUSED if left.hits else Exit.OK)


def searched(left: Searched, closed: Sequence[Mapping[str, Any]], person: Person, stones: Sequence[Mapping[str, Any]]) -> Answer:
    """What the search found. Exits 1 where anything is left, and where the number was not searched for since nobody knows it any more.

    `stones`: their tombstones. Of who was erased only what the command was given can be searched for.
    """
    forgotten = _forgotten(person, stones)
    is_whole = bool(person.numbers) or person.is_known
    state = "left" if left.hits else "nothing found" if is_whole else "not all searched"
    document = {
        "state": state,
        "person_id": person.ids[0],
        "tombstones": list(stones),
        "not_searched_for": forgotten,
        "search": _document(left),
        "unreadable": list(closed),
    }

    def show() -> None:
        _show_stones(stones)
        _show_search(left, closed, is_whole=is_whole)
        if forgotten:
            out.print(f"not searched for, since the lake does not know it: {', '.join(forgotten)}", soft_wrap=True)
        if not is_whole:
            out.print("search by the ID number to look for it too: leave PERSON out and type the number in", soft_wrap=True)

    return Answer(document, show, Exit.OK if is_whole and not left.hits else Exit.REFUSED)


def lifted(
    person: str, stones: Sequence[Mapping[str, Any]], by_themselves: Sequence[str], to_ask: Sequence[str], *, is_new: bool
) -> Answer:
    """That a tombstone was lifted, and what has to be done so that the person is known again."""
    document = {
        "state": "lifted" if is_new else "lifted already",
        "person_id": person,
        "tombstones": list(stones),
        "delivered_again_by_themselves": list(by_themselves),
        "to_be_asked_for": list(to_ask),
    }

    def show() -> None:
        _show_stones(stones)
        out.print(
            "rows delivered from now on are taken in; what was erased stays erased, and nothing brings it back", soft_wrap=True
        )
        if by_themselves:
            out.print(f"the next whole list of each of these names them again: {', '.join(by_themselves)}", soft_wrap=True)
        if to_ask:
            out.print(f"ask the departments to deliver these again (the same files will do): {', '.join(to_ask)}", soft_wrap=True)

    return Answer(document, show)


def _show_stones(stones: Sequence[Mapping[str, Any]]) -> None:
    for stone in stones:
        said = f"{stone['erasure_id']}: {how_erased(stone)}"
        if stone["lifted_at"]:
            said += f"; {how_lifted(stone)}"
        out.print(said, soft_wrap=True, markup=False)


def _forgotten(person: Person, stones: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a search for them leaves out: the lake does not know it, or not any more."""
    if person.is_known or person.phones:
        return []
    others = max((stone["ids"] for stone in stones), default=0) - len(person.ids)
    return [
        *([] if person.numbers else ["ID number", "tokens of the number"]),
        *([f"{others} other person_ids that counted as theirs, and their numbers"] if others > 0 else []),
        "phones",
        "numbers at the insurer or the school",
    ]


def _document(left: Searched) -> dict[str, Any]:
    return {
        "objects": dict(left.objects),
        "bytes": left.bytes,
        "hits": [vars(hit) for hit in left.hits],
        "closed": left.closed,
        "for": dict(left.texts),
    }


def _show_search(left: Searched, closed: Sequence[Mapping[str, Any]], *, is_whole: bool = True) -> None:
    table("searched", ("where", "objects"), sorted(left.objects.items()), ("objects",))
    kinds = ", ".join(f"{what} ({count} spellings)" if count > 1 else what for what, count in left.texts.items())
    out.print(f"for: {kinds or 'nothing'}; in bytes, in cells of parquet files, inside workbooks and zips", soft_wrap=True)
    if left.hits:
        table("still there", ("root", "place", "what"), [(hit.root, hit.place, hit.what) for hit in left.hits])
    _show_closed(closed)
    if left.hits:
        out.print("run the command again once what is named above is put right")
    else:
        out.print("nothing was found" if is_whole else "nothing was found of what was searched for, which is not all")


def _show_closed(closed: Sequence[Mapping[str, Any]]) -> None:
    for one in closed:
        of = f"drop {one['drop_id']} of {one['feed']}, {one['state']}" if one["drop_id"] else "no drop"
        until = f"kept until {one['kept_until']}" if one["kept_until"] else "kept until somebody removes it"
        out.print(f"could not be looked into: {one['place']} ({of}; {until})", soft_wrap=True, markup=False)
    if closed:
        out.print(
            "nobody can read these, so that nobody can cut a person out of them: ask the department whom they name; remove a file that "
            "names the person from the inbox and the archive by hand, else it stays until that day",
            soft_wrap=True,
        )
