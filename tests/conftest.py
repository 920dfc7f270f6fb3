"""What every test runs under: no deadline for examples (machines are shared), no settings of the developer's own.

Properties are tried on the same examples everywhere, so that a red run is red for everyone; `--hypothesis-profile=explore`
looks for new ones.
"""

import os

from hypothesis import HealthCheck, settings

slow_is_fine = [HealthCheck.too_slow]
settings.register_profile("hearth", deadline=None, suppress_health_check=slow_is_fine, derandomize=True)
settings.register_profile("explore", deadline=None, suppress_health_check=slow_is_fine, max_examples=500)
settings.load_profile("hearth")

for name in [name for name in os.environ if name.startswith(("HEARTH_", "PREFECT_API_URL"))]:
    del os.environ[name]
