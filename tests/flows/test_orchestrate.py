"""One body, run directly or recorded; steps retry where told to, and can be looked at."""

import os
import traceback

import pytest

from flows import orchestrate
from flows.orchestrate import SealedError, observed, run, sealed, step, unsealed
from flows.serve.announcement import announced, sole


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path))


def test_without_a_server_the_body_runs_directly() -> None:
    assert run(lambda number: number + 1, number=1) == 2


def test_steps_are_plain_calls_outside_a_recorded_run() -> None:
    @step(retries=3)
    def double(number: int) -> int:
        return number * 2

    assert double(4) == 8


def test_a_passing_storage_fault_is_retried_and_others_are_not() -> None:
    calls = []

    @step(retries=2, wait_seconds=0)
    def flaky(error: type[Exception]) -> str:
        calls.append(error)
        if len(calls) < 3:
            raise error("store")
        return "done"

    assert flaky(OSError) == "done"
    calls.clear()
    with pytest.raises(KeyError):
        flaky(KeyError)
    assert len(calls) == 1


def test_observers_see_every_step_before_and_after() -> None:
    seen: list[tuple[str, str]] = []

    @step()
    def work() -> None:
        seen.append(("work", "during"))

    with observed(lambda name, when: seen.append((name, when))):
        work()
    work()
    assert seen == [("work", "before"), ("work", "during"), ("work", "after"), ("work", "during")]


def test_a_server_that_does_not_answer_is_no_server(tmp_path) -> None:
    with sole(tmp_path / ".state"), announced(tmp_path / ".state", "http://127.0.0.1:9/api"):
        assert orchestrate.server_url() is None


def test_a_serve_that_was_killed_is_no_server(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(orchestrate, "answers", lambda url: True)
    state = tmp_path / ".state"
    state.mkdir()
    (state / "serve.json").write_text('{"api_url": "http://127.0.0.1:4200/api", "pid": 1}')
    assert orchestrate.server_url() is None
    with sole(state):
        assert orchestrate.server_url() == "http://127.0.0.1:4200/api"


def test_prefect_is_told_type_and_place_and_we_keep_the_fault() -> None:
    cell = "周小雪"

    def convert() -> None:
        raise ValueError(f"cannot convert {cell}")

    with pytest.raises(SealedError) as told:
        sealed(convert)()
    shown = "".join(traceback.format_exception(told.value))
    assert cell not in shown
    assert "ValueError" in shown
    assert "test_orchestrate.py" in shown
    with pytest.raises(ValueError, match="cannot convert 周小雪"):
        unsealed(sealed(convert))


def test_interrupts_are_not_faults() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sealed(stop)()


def test_loopback_is_never_asked_for_through_a_proxy(monkeypatch) -> None:
    monkeypatch.setenv("NO_PROXY", "example.org")
    orchestrate.quiet_prefect()
    orchestrate.quiet_prefect()
    assert os.environ["NO_PROXY"] == "example.org,127.0.0.1,localhost"
