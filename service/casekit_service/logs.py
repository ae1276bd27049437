"""JSON lines on standard error that cannot hold what was sent.

A line is made from constants, numbers and short codes only. Of a foreign library's record its logger and, for an
exception, the name of the type are kept: its message, arguments, traceback and stack are dropped when the record is
made, so that no other handler can print them either.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import re
import sys
import threading
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

LOGGER = "casekit_service"
_LOG = logging.getLogger(LOGGER)

_NUMBERS = ("status", "seconds", "characters", "lines", "queue", "port", "count")
_CODES = {
    "request_id": re.compile(r"[0-9a-f-]{8,64}"),
    "route": re.compile(r"(/[a-z0-9_.]+|/\{[a-z_:]+\}|:[a-z]+){1,8}|/|unmatched"),
    "method": re.compile(r"[A-Z]{3,10}|other"),
    "key_id": re.compile(r"[0-9a-f]{8,32}"),
    "reason": re.compile(r"[a-z][a-z0-9_]{0,39}"),
    "error": re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}"),
    "host": re.compile(r"[0-9A-Za-z.:-]{1,255}"),
}
_EVENT = re.compile(r"[a-z]{1,20}(_[a-z]{1,20}){0,4}")
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_KIND = "casekit_error_kind"


class JsonLines(logging.Formatter):
    """One JSON object a record: time, level, logger, event and the fields that are allowed."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "time": moment.replace("+00:00", "Z"),
            "level": record.levelname if _NAME.fullmatch(record.levelname) else "OTHER",
            "logger": record.name if _NAME.fullmatch(record.name) else "other",
        }
        kind = getattr(record, _KIND, None) or _kind(record.exc_info)
        if kind:
            line["error"] = kind
        if _ours(record.name):
            if _is_event(record.msg):
                line["event"] = record.msg
            line |= _fields(vars(record))
        return json.dumps(line)


class _Handler(logging.Handler):
    """Writes to standard error; a line that cannot be written is lost, and nothing tells what it was."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Below a warning a library's record, without its message, says nothing."""
        return _ours(record.name) or record.levelno >= logging.WARNING

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception:
            return


class _RootOnly(logging.Logger):
    """A logger that hands everything to the root: libraries that are imported later bring their own handlers."""

    def addHandler(self, hdlr: logging.Handler) -> None:  # noqa: N802
        return


def configure(level: int | str = logging.INFO) -> None:
    """Send every logger, warning and uncaught exception of this process through `JsonLines`.

    A process that is started by this one, a worker of a pool for instance, has to call it again.
    """
    handler = _Handler()
    handler.setFormatter(JsonLines())
    logging.setLogRecordFactory(_record)
    logging.setLoggerClass(_RootOnly)
    logging.raiseExceptions = False
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level.upper() if isinstance(level, str) else level)
    logging.captureWarnings(True)
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
    # its warnings are of requests that cannot be read, told by `casekit_service.connections`
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    sys.excepthook = _uncaught
    threading.excepthook = _thread_failed
    sys.unraisablehook = _unraisable


def watch_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Log what fails in a loop's callbacks and forgotten tasks by the name of its type."""
    loop.set_exception_handler(_loop_failed)


def _ours(name: str) -> bool:
    return name == LOGGER or name.startswith(LOGGER + ".")


def _is_event(message: object) -> bool:
    return isinstance(message, str) and _EVENT.fullmatch(message) is not None


def _kind(exc_info: object) -> str | None:
    """The name of an exception's type."""
    kind = exc_info[0] if isinstance(exc_info, tuple) and exc_info else None
    return _type_name(kind) if isinstance(kind, type) else None


def _type_name(kind: type | None) -> str:
    name = "None" if kind is None else kind.__name__
    return name if _CODES["error"].fullmatch(name) else "Exception"


def _fields(given: Mapping[str, object]) -> dict[str, object]:
    """The allowed fields whose values are finite numbers or look as they should."""
    found: dict[str, object] = {}
    for name in _NUMBERS:
        value = given.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
            found[name] = value
    for name, pattern in _CODES.items():
        value = given.get(name)
        if isinstance(value, str) and pattern.fullmatch(value):
            found[name] = value
    return found


_plain_record = logging.LogRecord


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """A record without message (unless it is a constant of ours), arguments, exception and stack."""
    record = _plain_record(*args, **kwargs)
    setattr(record, _KIND, _kind(record.exc_info))
    if not (_ours(record.name) and _is_event(record.msg)):
        record.msg = ""
    record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
    return record


def _uncaught(kind: type[BaseException], _: BaseException, __: TracebackType | None) -> None:
    _LOG.critical("stopped_by_error", extra={"error": _type_name(kind)})


def _thread_failed(args: threading.ExceptHookArgs) -> None:
    _LOG.error("thread_failed", extra={"error": _type_name(args.exc_type)})


def _unraisable(args: sys.UnraisableHookArgs) -> None:
    _LOG.error("error_ignored", extra={"error": _type_name(args.exc_type)})


def _loop_failed(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    _LOG.error("background_task_failed", extra={"error": _type_name(type(error))} if error else {})
