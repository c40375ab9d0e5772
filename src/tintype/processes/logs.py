"""Structured logs: one line an event, as JSON for machines or as text for people."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

from tintype.settings import LogSettings

# Controls of terminals, and marks that turn lines around: in a path they come from whoever sends requests.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def set_up(settings: LogSettings, process: str) -> None:
    """Send every log line of this process to standard error, with the process's name on it."""
    renderer = (
        structlog.processors.JSONRenderer()
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            harmless,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


def harmless(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Spell out what a terminal would obey; a line break stays in tracebacks alone."""
    for name, value in event.items():
        if isinstance(value, str):
            plain = _CONTROL.sub(lambda match: ascii(match[0])[1:-1], value)
            event[name] = plain if name == "exception" else plain.replace("\n", "\\n")
    return event
