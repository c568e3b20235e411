"""How are the service, a worker alone, and a look for tickets started? The verbs `serve`, `work`, `sync`, `token`."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from triage.commands.household import Household
from triage.commands.log import set_up_logging
from triage.commands.sources import read_all
from triage.domain.message import RawMessage
from triage.settings import Settings, load_settings


def serve(*, with_worker: bool) -> int:
    """Serve HTTP until SIGTERM or Ctrl-C; the worker runs in the same process unless told otherwise."""
    settings = load_settings()
    set_up_logging(settings.log_level)
    return _serve(Household.open(settings), with_worker=with_worker)


def serve_samples(settings: Settings, paths: list[str]) -> int:
    """Take these files in as if a gateway had brought them, then serve the pages that show them."""
    set_up_logging(settings.log_level)
    house = Household.open(settings.model_copy(update={"database_url": f"sqlite:///{settings.home}/demo.sqlite3"}))
    for _, raw in read_all(paths, limit=settings.max_message_bytes):
        if isinstance(raw, RawMessage):
            house.journey.accept(raw)
    return _serve(house, with_worker=True)


def _serve(house: Household, *, with_worker: bool) -> int:
    import uvicorn

    from triage.api import create_app
    from triage.commands.door import open_services
    from triage.commands.keys import token_path, uses_local_token
    from triage.commands.mail_doors import open_mail_doors

    settings = house.settings
    app = create_app(open_services(house))
    sys.stderr.write(f"serving on http://{settings.host}:{settings.port} (pages: /cases)\n")
    if uses_local_token(house):
        sys.stderr.write(f"no client has a key yet: the local token is in {token_path(settings)}\n")
    with open_mail_doors(house), _worker(house) if with_worker else _nobody():
        uvicorn.run(app, host=settings.host, port=settings.port, **line_options(settings))
    return 0


def line_options(settings: Settings) -> dict[str, Any]:
    """Return how the server treats its lines: no log of addresses, and a proxy's word only from a trusted proxy."""
    proxies = [str(network) for network in settings.trusted_proxies]
    return {
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "proxy_headers": bool(proxies),
        "forwarded_allow_ips": proxies,
    }


@contextmanager
def _worker(house: Household) -> Iterator[None]:
    worker = house.start_worker()
    try:
        yield
    finally:
        worker.stop()


@contextmanager
def _nobody() -> Iterator[None]:
    yield


def work() -> int:
    """Run a worker until SIGTERM or SIGINT; finishes what is in hand first (engine.md section 5)."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    settings = load_settings()
    set_up_logging(settings.log_level)
    house = Household.open(settings)
    worker = house.start_worker()
    sys.stderr.write(f"working as {worker.engine.executor}\n")
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    worker.stop()
    os._exit(0)  # a step that overran the drain time must not keep the process (engine.md, gotcha 13)


def sync() -> int:
    """Look once for new customers' messages on tickets and take them in."""
    house = Household.open(load_settings())
    new = house.sync()
    sys.stdout.write(f"{new} new messages from tickets\n")
    return 0


def show_token(settings: Settings | None = None) -> int:
    """Print the local token, making it at the first call."""
    from triage.commands.keys import local_token

    sys.stdout.write(local_token(settings or load_settings()) + "\n")
    return 0
