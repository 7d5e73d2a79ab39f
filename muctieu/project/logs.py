"""Structured logs: one JSON line an event, with the request's id and no personal data.

Addresses are logged without their query string, which may carry what somebody searched for;
people appear as account numbers only.
"""

from __future__ import annotations

import logging
import logging.config
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

LOGGING_CONFIGURATION: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
            ],
        }
    },
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": "INFO"},
    "loggers": {
        # Its lines repeat ours and print the query string.
        "django.server": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "ERROR"},
    },
}

log = structlog.get_logger("muctieu.requests")


def configure_logs(level: str, file: Path | None) -> None:
    """Switch logging on, for the standard library and structlog alike.

    Lines go to ``file``, which may be rotated from outside, or to standard error without one.
    """
    LOGGING_CONFIGURATION["root"]["level"] = level
    if file is not None:
        LOGGING_CONFIGURATION["handlers"]["lines"] |= {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": str(file),
            "encoding": "utf-8",
            "delay": True,
        }
    # Where the disk is full, whoever sits there is told so by the act that failed: not by a
    # traceback for each line that could not be logged.
    logging.raiseExceptions = False
    logging.config.dictConfig(LOGGING_CONFIGURATION)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def request_id(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: give each request an id, log its end, and answer with the id."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number = uuid.uuid4().hex[:12]
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=number):
            response = get_response(request)
            account = getattr(getattr(request, "user", None), "pk", None)
            log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                account=account,
                ms=round((time.perf_counter() - began) * 1000, 1),
            )
        response["X-Request-Id"] = number
        return response

    return middleware
