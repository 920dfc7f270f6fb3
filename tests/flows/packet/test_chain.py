"""A packet: whatever byte is changed is seen, and the first broken link is named."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from flows.packet.chain import INDEX, Entry, broken, document, seal

ENTRIES = [
    Entry("01-finding.json", document({"finding_id": "f1"})),
    Entry("02-life.json", b"[]\n"),
    Entry("packet.html", b"<p>x</p>"),
]
SEALED = seal(ENTRIES, {"finding_id": "f1"})


def test_a_whole_packet_holds_and_is_the_same_every_time() -> None:
    assert broken(SEALED.content) == broken(SEALED.content, SEALED.head) == ("", SEALED.head)
    assert seal(ENTRIES, {"finding_id": "f1"}) == SEALED


def test_one_changed_byte_anywhere_is_seen() -> None:
    directory = SEALED.content.index(b"PK\x01\x02")
    for place in range(len(SEALED.content)):
        # Every bit of the directory by which a ZIP is read: any of them may lead its reader astray in its own way.
        for bit in range(8) if place >= directory else (place % 8,):
            changed = bytearray(SEALED.content)
            changed[place] ^= 1 << bit
            assert broken(bytes(changed))[0], f"bit {bit} of byte {place}"


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_entry_that_was_changed_is_named(entry: Entry) -> None:
    place = SEALED.content.index(entry.content)
    changed = bytearray(SEALED.content)
    changed[place] ^= 1
    assert entry.name in broken(bytes(changed))[0]


def repacked(**changes: bytes | None) -> bytes:
    """The packet written anew by somebody with a ZIP program."""
    target = BytesIO()
    with ZipFile(BytesIO(SEALED.content)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        files = {name: old.read(name) for name in old.namelist()} | changes
        for name, content in files.items():
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


def test_a_part_replaced_left_out_or_added_is_seen() -> None:
    assert "link 2 (02-life.json)" in broken(repacked(**{"02-life.json": b"[1]\n"}))[0]
    assert "link 3 (packet.html)" in broken(repacked(**{"packet.html": None}))[0]
    assert "no link names" in broken(repacked(more=b"x"))[0]
    assert broken(repacked(**{INDEX: None}))[0].startswith(INDEX)
    assert broken(b"no packet")[0]


def test_a_chain_made_anew_has_another_head() -> None:
    other = seal([ENTRIES[0], Entry("02-life.json", b"[2]\n"), ENTRIES[2]], {"finding_id": "f1"})
    assert broken(other.content)[0] == ""
    assert "not the packet that was made" in broken(other.content, SEALED.head)[0]
    shorter = seal(ENTRIES[:2], {"finding_id": "f1"})
    assert broken(shorter.content, SEALED.head)[0]
