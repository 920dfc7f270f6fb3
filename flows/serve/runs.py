"""What Prefect does for `hearth serve`: keeps the two deployments and executes their runs, each in a process of its own."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import Any
from uuid import UUID

from config.settings import Settings

POLL_SECONDS = 2.0
"""How often Prefect is asked for runs that are due: part of the time from a file to its receipt."""
AT_ONCE = 3
"""One ingest, one night, and one that somebody started by hand."""


class Runs:
    """The deployments `ingest` (started by `hearth serve` itself) and `nightly` (started by Prefect's scheduler)."""

    def __init__(self, settings: Settings) -> None:
        from prefect.runner import Runner

        self.runner = Runner(name="hearth", limit=AT_ONCE, query_seconds=POLL_SECONDS, pause_on_shutdown=False)
        self.ingest = self._deploy(settings)

    def _deploy(self, settings: Settings) -> UUID:
        from prefect.deployments.runner import EntrypointType  # type: ignore[attr-defined]  # its documented home
        from prefect.schedules import Cron

        from flows.serve import deployed

        module = EntrypointType.MODULE_PATH
        # Not on Prefect's schedule: sweeps would queue up behind a long run, and all of them run after a day out of service.
        ingest = deployed.ingest.to_deployment(  # type: ignore[attr-defined]
            "ingest", entrypoint_type=module, description="Takes in what lies in the inbox: on a drop, and by a sweep."
        )
        night = Cron(settings.nightly_cron, timezone=settings.timezone)
        nightly = deployed.nightly.to_deployment(  # type: ignore[attr-defined]
            "nightly", schedule=night, entrypoint_type=module, description="Publishes last night's household master."
        )
        self.runner.add_deployment(nightly)
        made = self.runner.add_deployment(ingest)
        assert isinstance(made, UUID), "only a running event loop gets a promise instead"
        return made

    def start_ingest(self) -> UUID:
        """Asks for an ingest run."""
        from prefect.client.orchestration import get_client

        with get_client(sync_client=True) as client:
            return client.create_flow_run_from_deployment(self.ingest).id

    @staticmethod
    def is_over(run: UUID) -> bool:
        """Whether the run has ended, in whatever way."""
        from prefect.client.orchestration import get_client

        with get_client(sync_client=True) as client:
            state = client.read_flow_run(run).state
        return state is not None and state.is_final()

    def execute(self, stop: Event) -> None:
        """Executes runs that are due until `stop` is set; then cancels those that go on."""
        asyncio.run(self._execute(stop))

    async def _execute(self, stop: Event) -> None:
        runner: Any = self.runner
        running = asyncio.create_task(runner.start())
        while not stop.is_set() and not running.done():
            await asyncio.sleep(0.2)
        if not running.done():
            await runner.astop()
        await running
