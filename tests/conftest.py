"""What every test runs under: no deadline for examples (machines are shared), no settings of the developer's own.

Properties are tried on the same examples everywhere, so that a red run is red for everyone; `--hypothesis-profile=explore`
looks for new ones.
"""

import os
import sys

import pytest
from hypothesis import HealthCheck, settings

slow_is_fine = [HealthCheck.too_slow]
settings.register_profile("hearth", deadline=None, suppress_health_check=slow_is_fine, derandomize=True)
settings.register_profile("explore", deadline=None, suppress_health_check=slow_is_fine, max_examples=500)
settings.load_profile("hearth")

for name in [name for name in os.environ if name.startswith(("HEARTH_", "PREFECT_API_URL"))]:
    del os.environ[name]

# Processes that tests start compile what they import once, not each of them anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, of those the ones that wait for servers: workers take whole files, and none should be left
    alone with a long one at the end.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    waiting = {item.path for item in items if item.get_closest_marker("slow") and item.get_closest_marker("server")}
    items.sort(key=lambda item: (item.path not in waiting, item.path not in slow))
