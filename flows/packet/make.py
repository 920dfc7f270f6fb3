"""`hearth findings packet`: makes a packet, after the audit log has its head; or says what in one was changed."""

from __future__ import annotations

from pathlib import Path

from flows.answer import Answer
from flows.auditing import check_reason, enter
from flows.editions import chosen
from flows.errors import Misuse
from flows.findings.handing_out import UNMASKED, check_free, put_whole
from flows.masking import masked
from flows.packet.chain import broken, seal
from flows.packet.contents import entries_of
from flows.site import open_site
from flows.terminal import Exit, out, table


def make_packet(finding_id: str, edition: str, file: str, *, unmask: bool, reason: str) -> Answer:
    """Writes the packet of a finding to `file`, by default `packets/<finding>-<edition>.zip`; never over a file that is there."""
    check_reason(reason, "the cells", unmask=unmask)
    site = open_site()
    which = chosen(site, edition)
    target = Path(file or f"packets/{finding_id}-{which}{UNMASKED if unmask else ''}.zip")
    entries = entries_of(site, which, finding_id, masked=not unmask)
    check_free([target])
    sealed = seal(entries, {"finding_id": finding_id, "edition": which, "masked": not unmask})
    details = {"finding_id": finding_id, "edition": which, "head": sealed.head, "reason": masked(reason.strip())}
    # In the log before anybody is shown anything; and whoever makes the packet anew cannot make this entry anew.
    entry = enter(site, "unmask_packet" if unmask else "packet", details)
    target.parent.mkdir(parents=True, exist_ok=True)
    with site.lake.scratch() as scratch:
        (scratch / "packet.zip").write_bytes(sealed.content)
        put_whole(scratch / "packet.zip", target, private=unmask)
    document = {
        "finding_id": finding_id,
        "edition": which,
        "masked": not unmask,
        "file": str(target),
        "head": sealed.head,
        "audit_entry": entry,
        "entries": [*sealed.links],
    }

    def show() -> None:
        rows = [(link["number"], link["name"], link["bytes"], link["sha256"]) for link in sealed.links]
        table(f"packet of {finding_id}, edition {which}", ("", "entry", "bytes", "sha256"), rows, ("bytes",))
        out.print(f"packet: {target}", soft_wrap=True)
        out.print(f"head: {sealed.head} (entry {entry} of the audit log)", soft_wrap=True)

    return Answer(document, show)


def verify_packet(file: str, head: str) -> Answer:
    """Whether a packet is as it was made; exits 1 and names the first broken link where it is not. `head`: as it was printed then."""
    path = Path(file)
    if not path.is_file():
        raise Misuse(f"there is no file {masked(file)}")
    problem, told = broken(path.read_bytes(), head)

    def show() -> None:
        if problem:
            out.print(f"packet: {problem}", markup=False, soft_wrap=True)
            return
        out.print(f"packet: every link holds, head {told}", soft_wrap=True)
        if not head:
            out.print("compare the head with the one printed when it was made (also in the audit log), or name it with --head")

    return Answer({"ok": not problem, "problem": problem, "head": told}, show, Exit.REFUSED if problem else Exit.OK)
