"""What a log line says of an exception: type and place, never its words."""

import pytest

from flows import cli
from flows.errors import Broken, Misuse
from flows.log import _without_messages, account


def fault(error: Exception) -> Exception:
    try:
        raise error
    except Exception as raised:
        return raised


def test_a_library_s_words_stay_out() -> None:
    try:
        try:
            int("周小雪")
        except ValueError as error:
            raise KeyError("周小雪") from error
    except KeyError as error:
        said = account(error)
    assert said.startswith("KeyError, after ValueError at tests/flows/test_log.py:")
    assert "周小雪" not in said


def test_what_we_tell_a_user_is_said() -> None:
    assert account(fault(Misuse("name another folder"))).startswith("Misuse: name another folder at ")
    assert account(fault(Broken("put the key back"))).startswith("Broken: put the key back at ")


def test_an_exception_in_a_log_line_is_an_account() -> None:
    try:
        int("周小雪")
    except ValueError:
        event = _without_messages(None, "error", {"event": "reading.failed", "exc_info": True})
    assert event["exception"].startswith("ValueError at tests/flows/test_log.py")
    assert "exc_info" not in event


def test_a_command_that_breaks_says_where_and_not_on_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "app", lambda **_: int("周小雪"))
    monkeypatch.setattr("sys.argv", ["hearth", "ingest", "--json"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    said = capsys.readouterr().out
    assert left.value.code == 3
    assert "ValueError at tests/flows/test_log.py" in said
    assert "周小雪" not in said
