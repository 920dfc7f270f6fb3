"""What the command line says when it is used wrongly, to people and to machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows import cli
from flows.errors import Misuse


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    monkeypatch.setattr("sys.argv", ["hearth", *arguments])
    with pytest.raises(SystemExit) as left:
        cli.main()
    out, err = capsys.readouterr()
    return int(str(left.value.code or 0)), out, err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("nightly", "--as-of", "tomorrow"), "--as-of"),
        (("nightly",), "--as-of"),
        (("demo", "--persons", "few"), "--persons"),
        (("ingest", "--no-such-option"), "--no-such-option"),
        (("no-such-command",), "no-such-command"),
        (("drops", "show"), "Missing argument"),
    ],
)
def test_misuse_that_the_option_parser_finds_is_json_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], word: str
) -> None:
    code, out, _ = said(capsys, monkeypatch, *arguments, "--json")
    told = json.loads(out)
    assert (code, told["exit_code"]) == (2, 2)
    assert word in told["error"]
    code, out, err = said(capsys, monkeypatch, *arguments)
    assert (code, out) == (2, "")
    assert word in err


def test_other_commands_answer_with_json_as_before(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path))
    code, out, _ = said(capsys, monkeypatch, "drops", "list", "--json")
    assert (code, json.loads(out)) == (0, {"drops": []})
    code, out, _ = said(capsys, monkeypatch, "drops", "list", "--state", "lost", "--json")
    assert (code, json.loads(out)["exit_code"]) == (2, 2)


def test_brackets_in_an_error_are_no_markup(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def app() -> None:
        raise Misuse("a[/b].csv is not in the inbox")

    monkeypatch.setattr(cli, "app", app)
    assert "a[/b].csv" in said(capsys, monkeypatch, "ingest")[2]
