"""Property tests here build query plans, so their time says nothing about the code: no deadline, moderate counts."""

from hypothesis import settings

settings.register_profile("transforms", deadline=None, max_examples=20)
settings.load_profile("transforms")
