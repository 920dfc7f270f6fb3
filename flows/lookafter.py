"""`hearth init` and `hearth doctor`: making a lake and probing what it stands on."""

from __future__ import annotations

from flows.answer import Answer
from flows.lake import doctor as probing
from flows.lake.init import create
from flows.lake.lake import open_lake
from flows.site import read_settings
from flows.terminal import Exit, out, table


def init() -> Answer:
    """Creates what is missing of the lake; safe to repeat."""
    settings = read_settings()
    lake = open_lake(settings)
    create(lake)
    made = {
        "store": settings.store_url,
        "inbox": settings.inbox_url,
        "vault": settings.vault_url,
        "key": str(lake.key_path),
    }

    def show() -> None:
        for name, place in made.items():
            out.print(f"{name:6} {place}", soft_wrap=True)

    return Answer(made, show)


def doctor() -> Answer:
    """Probes store, clock, key and disk; exits 1 when the lake must not be used as it is."""
    checks = list(probing.probe(open_lake(read_settings())))
    ok = all(check.ok for check in checks)
    document = {"ok": ok, "checks": [vars(check) for check in checks]}

    def show() -> None:
        rows = [("ok" if check.ok else "REFUSED", check.name, check.detail, check.advice) for check in checks]
        table("doctor", ("", "check", "found", "what to do"), rows)

    return Answer(document, show, Exit.OK if ok else Exit.REFUSED)
