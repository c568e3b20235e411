"""How is a log line written? JSON with ids, never a customer's words, never a secret.

Of an exception only its kind and the places it came through are written: its message may quote what was read.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def set_up_logging(level: str) -> None:
    """Write structured lines at `level` and above to standard error, those of the libraries too."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _render_exception,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutMessages("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def describe(error: BaseException) -> list[str]:
    """List the kinds of an exception and of those behind it, each with the places it came through, newest last."""
    chain: list[str] = []
    following: BaseException | None = error
    while following is not None and len(chain) < 20:
        places = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(following.__traceback__)]
        chain.append(" < ".join([type(following).__name__, *reversed(places)]))
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return chain


class _WithoutMessages(logging.Formatter):
    def formatException(self, ei: ExcInfo) -> str:
        """Return the kinds and places alone."""
        return "\n".join(describe(ei[1])) if ei[1] is not None else ""


def _render_exception(_logger: Any, _method: str, event: EventDict) -> EventDict:
    info = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else sys.exc_info()[1] if info else None
    if error is not None:
        event["exception"] = describe(error)
    return event
