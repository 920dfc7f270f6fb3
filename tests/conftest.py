"""What every test runs under: no deadline for examples (machines are shared), no settings of the developer's own."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("hearth", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hearth")

for name in [name for name in os.environ if name.startswith(("HEARTH_", "PREFECT_API_URL"))]:
    del os.environ[name]
