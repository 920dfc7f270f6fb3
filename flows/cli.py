"""The `hearth` command. Thin: each command calls one function of a flow module and prints what it returns.

Imports stand inside the commands so that `hearth --help` answers at once. Exit codes: 0 ok, 1 refused by a check, 2 misuse, 3 broken.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.markup import escape

from flows.frugal import MEMORY, ONE_THREAD, unless_said
from flows.terminal import Exit, emit_json, err

app = typer.Typer(name="hearth", no_args_is_help=True, add_completion=False, help="One trustworthy record for every household.")
drops_app = typer.Typer(no_args_is_help=True, help="Look at drops, hold them, let held ones in, read them again.")
contracts_app = typer.Typer(no_args_is_help=True, help="Check the contracts and generate the data dictionary.")
publish_app = typer.Typer(no_args_is_help=True, help="Look after published editions.")
findings_app = typer.Typer(no_args_is_help=True, help="Look at findings, hand out worklists, take results back.")
link_app = typer.Typer(no_args_is_help=True, help="Which records speak of the same person.")
assess_app = typer.Typer(no_args_is_help=True, help="Assess the register by spot checks.")
audit_app = typer.Typer(no_args_is_help=True, help="Look after the log of who was shown whom.")
app.add_typer(drops_app, name="drops")
app.add_typer(findings_app, name="findings")
app.add_typer(link_app, name="link")
app.add_typer(assess_app, name="assess")
app.add_typer(audit_app, name="audit")
app.add_typer(contracts_app, name="contracts")
app.add_typer(publish_app, name="publish")

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Edition = Annotated[str, typer.Option("--edition", help="An edition; the latest if none.")]
Reason = Annotated[str, typer.Option("--reason", help="Why they have to be seen; goes with --unmask.")]
AsOf = Annotated[datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day the master speaks of.")]
OfDay = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The edition of that day, in place of --edition.")
]
KnownBy = Annotated[datetime | None, typer.Option("--known-by", help="Only what was known by then; now if not given.")]


@app.command()
def demo(
    persons: Annotated[int, typer.Option(min=500, help="Persons in the synthetic city.")] = 20_000,
    keep: Annotated[str, typer.Option(help="Folder for the city; the default is ./demo, emptied first.")] = "",
    seed: Annotated[int, typer.Option(help="Another seed, another city.")] = 7,
    json: Json = False,
) -> None:
    """A synthetic city: drops, ingest, three nights, report; nothing to configure."""
    from flows.demo.run import demo as run_demo

    finish(run_demo(persons=persons, keep=keep, seed=seed, quiet=json), json=json)


@app.command()
def init(json: Json = False) -> None:
    """Create the lake: its folders, tables and key."""
    from flows.lookafter import init as create

    finish(create(), json=json)


@app.command()
def doctor(json: Json = False) -> None:
    """Probe the store (16 racing conditional puts), clock, keys and disk; refuse a lossy store."""
    from flows.lookafter import doctor as probe

    finish(probe(), json=json)


@app.command()
def ingest(
    keys: Annotated[list[str] | None, typer.Argument(metavar="[KEY…]", help="Inbox keys; all that waits if none.")] = None,
    json: Json = False,
) -> None:
    """Take in what lies in the inbox. With KEYs, exits 1 when one of them was refused or held. 3: our own code failed on a file."""
    unless_said(ONE_THREAD)
    from flows.ingest import run_ingest

    finish(run_ingest(keys or [], quiet=json), json=json)


@app.command()
def nightly(
    as_of: AsOf,
    known_by: KnownBy = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Compute everything anew.")] = False,
    release: Annotated[
        bool, typer.Option("--release", help="Show an edition that differs too much from the last one: you looked at it.")
    ] = False,
    json: Json = False,
) -> None:
    """Join the household master as of a day and publish it as an edition."""
    from flows.nightly import run_nightly

    finish(run_nightly(as_of.date(), known_by, rebuild=rebuild, release=release, quiet=json), json=json)


@app.command()
def serve(
    json: Json = False,
    once: Annotated[bool, typer.Option("--check", help="Start, report that all parts answer, and stop.")] = False,
) -> None:
    """Listen to the inbox, sweep every few minutes, run the night by cron: Prefect deployments on this machine."""
    from flows.serve import serve as run_serve

    finish(run_serve(once=once, quiet=json), json=json)


@app.command()
def maintain(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done, and why.")] = False,
    json: Json = False,
) -> None:
    """The lake's upkeep: join small files, remove what no reader needs and what is past its time."""
    from flows.maintain.run import maintain as look_after

    finish(look_after(dry_run=dry_run, quiet=json), json=json)


@app.command()
def erase(
    person: Annotated[
        str, typer.Argument(metavar="[PERSON]", help="A person_id; if none, an ID number is asked for or read from stdin.")
    ] = "",
    by: Annotated[str, typer.Option(help="Who asks for it, as an office or a post.")] = "",
    reason: Annotated[str, typer.Option(help="Why; the tombstone and the audit log keep it.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what it would reach.")] = False,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Only search for the person everywhere; exits 1 when found, or not all was searched for."),
    ] = False,
    lift: Annotated[
        bool,
        typer.Option("--lift", help="Lift the tombstone: rows delivered from now on are taken in again; what went stays gone."),
    ] = False,
    json: Json = False,
) -> None:
    """Remove a person from everywhere, leave a tombstone, and search to prove it. Run again, it finishes what was interrupted."""
    from flows.erase.asking import Asked
    from flows.erase.lifting import lift as lift_tombstone
    from flows.erase.run import erase as remove
    from flows.errors import Misuse

    if dry_run + verify + lift > 1:
        raise Misuse("--dry-run, --verify and --lift are three commands: give one of them")
    number = "" if person else _secret("ID number")
    if lift:
        finish(lift_tombstone(person, number, Asked(by, reason), quiet=json), json=json)
    finish(remove(person, number, Asked(by, reason), dry_run=dry_run, verify=verify, quiet=json), json=json)


@app.command()
def explain(
    grain: Annotated[str, typer.Argument(help="household, person or finding.")],
    subject: Annotated[str, typer.Argument(metavar="ID", help="household_id, household number, person_id or finding_id.")],
    column: Annotated[str, typer.Argument(help="One column; all if none.")] = "",
    edition: Edition = "",
    as_of: OfDay = None,
    known_by: KnownBy = None,
    history: Annotated[
        bool, typer.Option("--history", help="Every value it ever had: when it was true, and since when that is known.")
    ] = False,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="With --history: not what had ended before that day.")
    ] = None,
    json: Json = False,
) -> None:
    """Where a value comes from: policy, losers, file, sheet, row."""
    from flows.editions import edition_of

    which = edition_of(edition, _day(as_of), known_by)
    if history or since:
        from flows.history.history import history as look_back

        finish(look_back(grain, subject, column, which, _day(since), quiet=json), json=json)
    from flows.explain import explain as look_up

    finish(look_up(grain, subject, column, which), json=json)


@drops_app.command("list")
def drops_list(
    state: Annotated[str, typer.Option(help="done, held, refused or duplicate.")] = "",
    feed: Annotated[str, typer.Option(help="department/feed.")] = "",
    json: Json = False,
) -> None:
    """The ledger: a line a distinct content."""
    from flows.desk import list_drops

    finish(list_drops(state, feed), json=json)


@drops_app.command("show")
def drops_show(drop: str, json: Json = False) -> None:
    """One drop with its reasons, receipt and open items."""
    from flows.desk import show_drop

    finish(show_drop(drop), json=json)


@drops_app.command("hold")
def drops_hold(key: str, json: Json = False) -> None:
    """Hold a file that has not been taken in yet: it stays in the inbox, in state held, until released."""
    from flows.desk import hold_drop

    finish(hold_drop(key, quiet=json), json=json)


@drops_app.command("release")
def drops_release(drop: str, json: Json = False) -> None:
    """Let a held drop in as it is: a person has looked at it."""
    from flows.desk import release_drop

    finish(release_drop(drop, quiet=json), json=json)


@drops_app.command("replay")
def drops_replay(drop: str, json: Json = False) -> None:
    """Read a drop again from the archive under today's contract; a drop already done only gets its receipt again."""
    from flows.desk import replay_drop

    finish(replay_drop(drop, quiet=json), json=json)


@findings_app.command("list")
def findings_list(
    town: Annotated[str, typer.Option(help="A town.")] = "",
    village: Annotated[str, typer.Option(help="A village, by code or name.")] = "",
    kind: Annotated[str, typer.Option(help="inclusion, exclusion, cause, gap, risk, identity, household or silence.")] = "",
    rule: Annotated[str, typer.Option(help="A rule's id.")] = "",
    status: Annotated[str, typer.Option(help="A state, or all; what is to be done if none: open, assigned, confirmed.")] = "",
    owner: Annotated[str, typer.Option(help="Who has to act.")] = "",
    severity: Annotated[str, typer.Option(help="high, medium or low.")] = "",
    due_before: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Due before that day.")] = None,
    edition: Edition = "",
    limit: Annotated[int | None, typer.Option(min=0, help="Most lines, 0 for all; 50 if not given, with --json all.")] = None,
    json: Json = False,
) -> None:
    """The findings of an edition, the most pressing first, with totals by state."""
    from flows.findings.filters import Wanted
    from flows.findings.listing import list_findings

    day = due_before.date() if due_before else None
    wanted = Wanted(town, village, kind, rule, status, owner, severity, day)
    finish(list_findings(wanted, edition, (0 if json else 50) if limit is None else limit), json=json)


@findings_app.command("worklist")
def findings_worklist(
    town: Annotated[str, typer.Option(help="One town; every town if none.")] = "",
    edition: Edition = "",
    folder: Annotated[str, typer.Option("--out", help="Where to write; the default is worklists/<edition>.")] = "",
    unmask: Annotated[
        bool, typer.Option("--unmask", help="With whole names and numbers; the audit log keeps who, when, why.")
    ] = False,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """A workbook a town with what is to be verified, to be filled in and imported; names and numbers masked."""
    from flows.findings.handing_out import hand_out

    finish(hand_out(town, edition, folder, unmask=unmask, reason=reason), json=json)


@findings_app.command("import")
def findings_import(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A filled worklist, or a CSV with its columns.")],
    by: Annotated[str, typer.Option(help="Who verified, where the file does not say.")] = "",
    json: Json = False,
) -> None:
    """Take results back. Exits 1 when a row was refused; importing the same file again adds nothing."""
    from flows.findings.importing import import_results

    finish(import_results(file, by), json=json)


@findings_app.command("packet")
def findings_packet(
    finding: Annotated[str, typer.Argument(metavar="[ID]", help="The finding; none with --verify.")] = "",
    edition: Edition = "",
    file: Annotated[str, typer.Option("--out", help="Where to write; the default is packets/<ID>-<edition>.zip.")] = "",
    unmask: Annotated[
        bool, typer.Option("--unmask", help="With the cells as they are; the audit log keeps who, when, why.")
    ] = False,
    reason: Reason = "",
    verify: Annotated[str, typer.Option(metavar="FILE", help="Say whether this packet is as it was made; exits 1 if not.")] = "",
    head: Annotated[str, typer.Option(help="The head that was printed when it was made; goes with --verify.")] = "",
    json: Json = False,
) -> None:
    """Everything about one finding in one file, chained by hashes; or whether such a file was changed."""
    from flows.errors import Misuse
    from flows.packet.make import make_packet, verify_packet

    if bool(finding) == bool(verify):
        raise Misuse("name a finding to make its packet, or a packet with --verify FILE")
    finish(
        verify_packet(verify, head) if verify else make_packet(finding, edition, file, unmask=unmask, reason=reason), json=json
    )


@link_app.command("run")
def link_run(
    left: Annotated[str, typer.Option(help="A CSV or parquet file, a row a record.")],
    config: Annotated[str, typer.Option(help="What is compared, and how: a YAML file as in docs/linkage.md.")],
    to: Annotated[str, typer.Option("--out", help="Where the links go, .csv or .parquet; aliases and summary stand beside it.")],
    right: Annotated[str, typer.Option(help="The other file; if none, duplicates within the left one are looked for.")] = "",
    json: Json = False,
) -> None:
    """Link two files outside the lake, or find the duplicates within one."""
    from flows.linking.run_files import run_files

    finish(run_files(left, right, config, to, quiet=json), json=json)


@link_app.command("review")
def link_review(
    town: Annotated[str, typer.Option(help="A town; one of the two lies there.")] = "",
    feed: Annotated[str, typer.Option(help="department/feed; one of the two is told of there.")] = "",
    decision: Annotated[str, typer.Option(help="open, same or different.")] = "open",
    edition: Edition = "",
    to: Annotated[str, typer.Option("--out", help="A workbook to fill in, .xlsx; the terminal if none.")] = "",
    limit: Annotated[
        int | None, typer.Option(min=0, help="Most pairs, 0 for all; 20 if not given, with --out or --json all.")
    ] = None,
    unmasked: Annotated[
        bool, typer.Option("--unmasked", help="With whole names and numbers; the audit log keeps who, when, why.")
    ] = False,
    who: Annotated[str, typer.Option(help="Who is to see them; goes with --unmasked.")] = "",
    why: Annotated[str, typer.Option(help="Why they have to be seen; goes with --unmasked.")] = "",
    json: Json = False,
) -> None:
    """The pairs of records that wait for a person, the most valuable first; names and numbers masked."""
    from flows.linking.pairs import Asked
    from flows.linking.review import Unmasking, review

    most = (0 if json or to else 20) if limit is None else limit
    finish(review(Asked(decision, town, feed), edition, to, most, Unmasking(unmasked, who, why)), json=json)


@link_app.command("judge")
def link_judge(
    left: Annotated[str, typer.Argument(help="A person_id, or its beginning as far as no other one has it.")] = "",
    right: Annotated[str, typer.Argument(help="The other one.")] = "",
    same: Annotated[bool, typer.Option("--same", help="They are one person.")] = False,
    different: Annotated[bool, typer.Option("--different", help="They are two persons.")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take back what was judged of them.")] = False,
    by: Annotated[
        str, typer.Option(help="Who decided, as an office or a post: it is published; with --from, where the file does not say.")
    ] = "",
    why: Annotated[str, typer.Option(help="What it was seen by; never published.")] = "",
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day on which it counts; for ever if none.")
    ] = None,
    file: Annotated[str, typer.Option("--from", help="A filled workbook of `hearth link review --out`.")] = "",
    json: Json = False,
) -> None:
    """Say whether two records speak of one person; the night follows it, and it can be taken back."""
    from flows.linking.judging import judge_or_import

    answers = {"same": same, "different": different, "open": revoke}
    day = until.date() if until else None
    finish(judge_or_import(file, left, right, [name for name, given in answers.items() if given], by, why, day), json=json)


@assess_app.command("sample")
def assess_sample(
    size: Annotated[int, typer.Option(min=1, help="Households to draw.")],
    seed: Annotated[int, typer.Option(help="The same seed draws the same households again.")] = 1,
    strata: Annotated[str, typer.Option(help="Columns of household, e.g. town,household_type; as configured if none.")] = "",
    edition: Edition = "",
    folder: Annotated[str, typer.Option("--out", help="Where to write; the default is samples/<sample>.")] = "",
    unmask: Annotated[bool, typer.Option("--unmask", help="With whole names; the audit log keeps who, when, why.")] = False,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Draw a stratified sample of households and write its form; filled in, it is dropped as the feed of spot checks."""
    from flows.assess.sample import Wanted, sample

    by = tuple(name.strip() for name in strata.split(",") if name.strip())
    finish(sample(Wanted(edition, size, seed, by, unmask, reason), folder, quiet=json), json=json)


@audit_app.command("verify")
def audit_verify(json: Json = False) -> None:
    """Follow the chain of the audit log; exits 1 when an entry was changed or removed."""
    from flows.auditing import verify_audit

    finish(verify_audit(), json=json)


@contracts_app.command("check")
def contracts_check(json: Json = False) -> None:
    """Every contract valid, every column classified."""
    from flows.desk import check_contracts_command

    finish(check_contracts_command(), json=json)


@contracts_app.command("dictionary")
def contracts_dictionary(
    check: Annotated[bool, typer.Option("--check", help="Only say whether docs/ is current.")] = False,
    folder: Annotated[str, typer.Option(help="Where the pages lie.")] = "docs",
    json: Json = False,
) -> None:
    """Generate the data dictionary and the table of settings."""
    from flows.desk import write_dictionary

    finish(write_dictionary(folder, check=check), json=json)


@publish_app.command("verify")
def publish_verify(
    edition: Annotated[str, typer.Argument(help="An edition or a sealed cohort; everything if none.")] = "", json: Json = False
) -> None:
    """Hold the files of editions and of sealed cohorts against the hashes in their manifests."""
    from flows.desk import verify_edition

    finish(verify_edition(edition), json=json)


@publish_app.command("as-of")
def publish_as_of(
    as_of: AsOf,
    known_by: KnownBy = None,
    folder: Annotated[str, typer.Option("--out", help="A new folder that the files are copied to as well.")] = "",
    json: Json = False,
) -> None:
    """What the register says of a day as it was known by a moment: the edition of it, worked out and shown to nobody if there is none."""
    from flows.asof import publish_as_of as look_back

    finish(look_back(as_of.date(), known_by, folder, quiet=json), json=json)


@publish_app.command("seal")
def publish_seal(
    name: Annotated[str, typer.Argument(help="The cohort's name: small letters, digits, - and _.")] = "",
    of_table: Annotated[str, typer.Option("--table", help="A published table; household if none.")] = "",
    where: Annotated[str, typer.Option(help="A condition on its columns (docs/time.md); every row if none.")] = "",
    within: Annotated[
        list[str] | None, typer.Option(metavar="TABLE:CONDITION", help="Only rows whose row of that table fulfils a condition.")
    ] = None,
    columns: Annotated[str, typer.Option(help="What is kept beside the key, divided by commas; all columns if none.")] = "",
    query: Annotated[str, typer.Option(metavar="FILE", help="A YAML file with table, where, within, columns instead.")] = "",
    edition: Annotated[str, typer.Option("--edition", help="The edition, in place of --as-of.")] = "",
    as_of: OfDay = None,
    known_by: KnownBy = None,
    by: Annotated[str, typer.Option(help="Who seals, as an office or a post: it is published.")] = "",
    reason: Annotated[str, typer.Option(help="What for: it is published.")] = "",
    listed: Annotated[bool, typer.Option("--list", help="Name what is sealed, and seal nothing.")] = False,
    json: Json = False,
) -> None:
    """Freeze the rows that a query finds in one edition under a name: they and their hash never change again."""
    from flows.sealing.asking import cohort_of
    from flows.sealing.listing import list_sealed
    from flows.sealing.seal import Of, Sealing, seal

    if listed:
        finish(list_sealed(), json=json)
    asked = cohort_of(of_table, where, columns, within or [], query)
    finish(seal(name, asked, Of(edition, _day(as_of), known_by), Sealing(by, reason), quiet=json), json=json)


@publish_app.command("diff")
def publish_diff(
    name: Annotated[str, typer.Argument(help="A sealed cohort.")],
    edition: Edition = "",
    as_of: OfDay = None,
    known_by: KnownBy = None,
    to: Annotated[str, typer.Option("--out", help="A file for the rows, .csv or .parquet.")] = "",
    json: Json = False,
) -> None:
    """What became of a sealed cohort: the same query asked of another edition; rows gone and come, cells that changed."""
    from flows.sealing.difference import difference
    from flows.sealing.seal import Of

    finish(difference(name, Of(edition, _day(as_of), known_by), to, quiet=json), json=json)


@publish_app.command("changes")
def publish_changes(
    earlier: Annotated[str, typer.Argument(metavar="FROM", help="An edition.")],
    later: Annotated[str, typer.Argument(metavar="[TO]", help="A later one; the latest if none.")] = "",
    to: Annotated[str, typer.Option("--out", help="A file for the rows, .csv or .parquet.")] = "",
    json: Json = False,
) -> None:
    """What happened between any two editions, as the table `changes` tells it: events, cells, evidence."""
    from flows.between import changes_between

    finish(changes_between(earlier, later, to, quiet=json), json=json)


@publish_app.command("notice")
def publish_notice(
    which: Annotated[str, typer.Option("--list", help="A notice of config/notices, e.g. exits or register.")],
    town: Annotated[str, typer.Option(help="One town; every town if none.")] = "",
    edition: Edition = "",
    start: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day it is up; the edition's if none.")
    ] = None,
    folder: Annotated[str, typer.Option("--out", help="Where to write; the default is notices/<list>-<edition>.")] = "",
    json: Json = False,
) -> None:
    """A public notice for village boards, a workbook and a page a town: no ID number, phone, bank account or health in it."""
    from flows.notice.publish import publish_notice as write

    finish(write(which, town, edition, start.date() if start else None, folder), json=json)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _secret(what: str) -> str:
    """A line that is neither shown nor kept in a history: typed in, or read from another program."""
    if sys.stdin.isatty():
        return str(typer.prompt(what, hide_input=True, err=True))
    return sys.stdin.readline().strip()


def finish(answer: Any, *, json: bool) -> None:
    """Prints an answer (anything with `document`, `show` and `exit_code`) and leaves with its code."""
    if json:
        emit_json(answer.document)
    else:
        answer.show()
    raise typer.Exit(int(answer.exit_code))


def main() -> None:
    """Console entry: misuse and broken surroundings become one clear line and an exit code, never a trace for a user."""
    unless_said(MEMORY)
    from flows.errors import Broken, Misuse

    try:
        _called()
    except Misuse as error:
        _fail(error, Exit.MISUSE)
    except Broken as error:
        _fail(error, Exit.BROKEN)
    except Exception as error:  # a trace would show the library's message, which may quote a cell
        from flows.log import account

        _fail(Broken(f"something unforeseen, please report this line: {account(error)}"), Exit.BROKEN)


def _called() -> None:
    """Runs the command. What the option parser finds wrong is a Misuse where a machine listens: it would print to people only."""
    if not _for_machines():
        app()
        return
    from flows.errors import Misuse

    try:
        sys.exit(app(standalone_mode=False))
    except typer.TyperException as error:
        raise Misuse(error.format_message()) from error


def _for_machines() -> bool:
    return "--json" in sys.argv


def _fail(error: Exception, code: Exit) -> None:
    if _for_machines():
        emit_json({"error": str(error), "exit_code": int(code)})
    else:
        err.print(f"[bold red]hearth:[/] {escape(str(error))}", markup=True)
    sys.exit(int(code))
