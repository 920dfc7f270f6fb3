"""One body, run directly or recorded; steps retry where told to, and can be looked at."""

import pytest

from flows import orchestrate
from flows.orchestrate import observed, run, step


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
    state = tmp_path / ".state"
    state.mkdir()
    (state / "serve.json").write_text('{"api_url": "http://127.0.0.1:9/api"}')
    assert orchestrate.server_url() is None
