"""docs/time.md, followed literally: every block by a shell as it stands, and what it shows.

What the shell calls `hearth` is the command in this very process, asked for through a pipe: a dozen starts of Python would take longer than
all that they do.
"""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest

from flows import cli
from tests.walk.pages import missing, steps

DONE = "--- done with block"
HEARTH = """
hearth() {
  printf '%s\\0' "$@" > asked
  local code; IFS= read -r code < answered
  cat said.txt
  return "$code"
}
"""
IN_ANOTHER_LAKE = re.compile(r"\b[0-9a-f]{12,64}\b|\d{4}-\d\d-\d\dT[\d:.+]+|─+")
"""What pseudonyms and the clock decide: hashes, moments; and how wide they make a table."""


def test_the_page_on_time_says_what_the_commands_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HEARTH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    monkeypatch.setenv("HEARTH_LOG_LEVEL", "error")
    monkeypatch.chdir(tmp_path)
    typed, shown = zip(*steps("time.md"), strict=True)
    assert len(typed) >= 5
    assert sum(1 for text in shown if text) >= 4
    said = followed(tmp_path, list(typed), monkeypatch)
    for block, expected, got in zip(typed, shown, said, strict=True):
        assert not list(missing(IN_ANOTHER_LAKE.sub("…", expected), got)), f"{block}\n{got}"


def followed(folder: Path, typed: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the shell said to each block."""
    for name in ("asked", "answered"):
        os.mkfifo(folder / name)
    script = f"\necho '{DONE}'\n".join(["set -eu", HEARTH, *typed])
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    with subprocess.Popen(
        ["bash", "-c", script], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as shell:
        ended: list[tuple[str, str]] = []

        def watch() -> None:
            ended.append(shell.communicate(timeout=300))
            (folder / "asked").write_bytes(b"")  # nobody will ask any more

        watching = Thread(target=watch)
        watching.start()
        while arguments := (folder / "asked").read_text(encoding="utf-8"):
            answer(folder, arguments.split("\0")[:-1], monkeypatch)
        watching.join()
    out, err = ended[0]
    assert shell.returncode == 0, f"{out}\n{err}"
    return out.split(f"{DONE}\n")[2:]


def answer(folder: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs the command; what it said, and then its exit code, for the shell."""
    monkeypatch.setattr("sys.argv", ["hearth", *arguments])
    said = StringIO()
    with redirect_stdout(said), pytest.raises(SystemExit) as left:
        cli.main()
    (folder / "said.txt").write_text(said.getvalue(), encoding="utf-8")
    (folder / "answered").write_text(f"{left.value.code or 0}\n", encoding="utf-8")
