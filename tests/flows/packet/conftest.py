"""The desk of findings, opened likewise."""

from tests.flows.findings.conftest import desk

__all__ = ["desk"]
