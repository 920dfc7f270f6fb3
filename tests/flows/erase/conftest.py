"""A lake in folders, as the tests of flows/lake have it."""

from tests.flows.lake.conftest import folder_lake

__all__ = ["folder_lake"]
