"""The audit log as commands use it: who is at the keyboard, and whether the log is whole."""

from __future__ import annotations

import os
import pwd
import socket
from collections.abc import Mapping
from typing import Any

from flows.answer import Answer
from flows.errors import Misuse
from flows.lake import audit
from flows.site import Site, open_site
from flows.terminal import Exit, out


def enter(site: Site, what: str, details: Mapping[str, Any]) -> int:
    """Enters what this user is about to be shown; the entry's number. Whatever fails here, nothing was shown yet."""
    return audit.enter(site.lake, who=reader(), what=what, details=details).number


def check_reason(reason: str, what: str, *, unmask: bool) -> None:
    """Misuse unless whoever asks to see what is masked says why, and nobody else does. `what`: what they ask to see."""
    if unmask != bool(reason.strip()):
        raise Misuse(f"--unmask and --reason TEXT belong together: say why {what} have to be seen; the audit log keeps it")


def reader() -> str:
    """The account this process runs under and its machine, as the system says, not as the environment does."""
    uid = os.getuid()
    try:
        account = pwd.getpwuid(uid).pw_name
    except KeyError:
        account = f"uid {uid}"
    return f"{account}@{socket.gethostname()}"


def verify_audit() -> Answer:
    """Follows the chain from the first entry to the last; exits 1 when it is broken."""
    lake = open_site().lake
    problems = list(audit.faults(lake))
    count = sum(1 for _ in audit.entries(lake))

    def show() -> None:
        for line in problems:
            out.print(line, markup=False)
        out.print(f"audit verify: {len(problems)} problems" if problems else f"audit verify: the chain holds, {count:,} entries")

    document = {"ok": not problems, "entries": count, "problems": problems}
    return Answer(document, show, Exit.REFUSED if problems else Exit.OK)
