"""Structured logs, English, without personal data: events carry ids, counts and names of feeds, never a cell."""

from __future__ import annotations

import logging
import sys
from functools import cache
from typing import Any

import structlog


@cache
def _configure() -> None:
    from config.settings import load_settings

    settings = load_settings()
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def log() -> Any:
    """The process's logger, configured from the settings on first use. Writes to stderr so that `--json` owns stdout."""
    _configure()
    return structlog.get_logger("hearth")
