"""What every form of `hearth erase` is asked: about whom, by which office, why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.erase.person import id_and_token
from flows.errors import Misuse
from flows.masking import PERSONAL_NUMBER, masked
from flows.site import Site

PERSON_ID = re.compile(r"p[0-9a-f]{20}")


@dataclass(frozen=True)
class Asked:
    """Who asks for it and why; both are kept."""

    by: str
    reason: str

    @property
    def told(self) -> dict[str, str]:
        """As it is kept: without the number of a person that slipped into it."""
        return {"by": masked(self.by.strip()), "reason": masked(self.reason.strip())}


def check_person(person: str) -> None:
    """Misuse where the command line holds an ID number."""
    if person and not PERSON_ID.fullmatch(person) and PERSONAL_NUMBER.search(person):
        raise Misuse(
            "an ID number does not belong on the command line, where it stays in the shell's history: leave PERSON out and type it in"
        )


def check_asked(asked: Asked) -> None:
    """Misuse where it is not said who asks for it and why."""
    if not (asked.by.strip() and asked.reason.strip()):
        raise Misuse("say who asks for it (--by OFFICE) and why (--reason TEXT): the tombstone and the audit log keep both")


def named(site: Site, person: str, number: str) -> tuple[str, str]:
    """Person_id and, where it was given, the number in its normal form."""
    if person:
        return person, ""
    read = id_and_token(number, site.key)
    if read is None:
        raise Misuse(
            "that is no valid ID number: somebody who is known without one is named by person_id (`hearth explain household`)"
        )
    return read[1], read[0]
