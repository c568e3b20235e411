"""Who may hand over mail, how many at once, and when is a mail kept? The listener, on a thread of its own."""

import asyncio
import ipaddress
import logging
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import structlog

from triage.domain.failures import Broken, Refused, RetryLater, TriageError
from triage.domain.message import RawMessage
from triage.mail_door import answers
from triage.mail_door.session import LmtpSession, SmtpSession

log = structlog.get_logger(__name__)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
STOP_SECONDS = 10.0
STORING_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class MailServices:
    """What the door needs from the house; each may raise the failures of `triage.domain.failures`."""

    accept: Callable[[RawMessage], object]  # durable when it returns
    check_room: Callable[[], None]  # raises `RetryLater` while the disk is nearly full
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class DoorOptions:
    """Where a door listens and what it takes; `timeout_seconds` for a command or for a whole message."""

    kind: Literal["lmtp", "smtp"]
    host: str = "127.0.0.1"
    port: int = 0  # 0: any free one
    networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    max_message_bytes: int = 25 * 1024 * 1024
    max_connections: int = 100
    timeout_seconds: float = 60.0
    hostname: str = field(default_factory=socket.gethostname)


def parse_networks(names: tuple[str, ...]) -> tuple[Network, ...]:
    """Return the networks; raises `Refused` for what is none."""
    try:
        return tuple(ipaddress.ip_network(name, strict=False) for name in names)
    except ValueError as error:
        raise Refused("TRIAGE_MAIL_NETWORKS holds something that is no network") from error


class Gatekeeper:
    """Knows the open connections of a door, lets gateways in, and keeps what they bring."""

    def __init__(self, options: DoorOptions, services: MailServices) -> None:
        self.options = options
        self._services = services
        self._networks = parse_networks(options.networks)
        self._pool = ThreadPoolExecutor(min(options.max_connections, STORING_AT_ONCE), "mail-door")
        self.sessions: set[Any] = set()

    def enter(self, session: object, peer: Any) -> str | None:
        """Let a connection in; returns the reply that turns it away, or None."""
        address = ipaddress.ip_address(peer[0].partition("%")[0]) if peer else None
        plain = getattr(address, "ipv4_mapped", None) or address
        if plain is None or not any(plain in network for network in self._networks):
            log.warning("mail_peer_refused", door=self.options.kind, peer=str(plain))
            return answers.NOT_FROM_HERE
        if len(self.sessions) >= self.options.max_connections:
            log.warning("mail_connections_full", door=self.options.kind, limit=self.options.max_connections)
            return answers.TOO_MANY_CONNECTIONS
        self.sessions.add(session)
        return None

    def leave(self, session: object) -> None:
        """Forget a connection."""
        self.sessions.discard(session)

    async def has_room(self) -> bool:
        """Tell whether a mail may come in at all."""
        try:
            self._services.check_room()
        except RetryLater as error:
            log.warning("mail_not_taken", door=self.options.kind, reason=error.reason)
            return False
        return True

    async def keep(self, content: bytes, recipients: tuple[str, ...], source: str) -> str:
        """Return the reply to a message: 250 only once it is durable, 451 when that took too long.

        A message whose keeping outlasts the answer may be kept all the same; the gateway sends it
        again, and it is recognised.
        """
        raw = RawMessage(content=content, received_at=self._services.clock(), source=source, envelope_to=recipients)
        stored = asyncio.get_running_loop().run_in_executor(self._pool, self._services.accept, raw)
        try:
            await asyncio.wait_for(stored, self.options.timeout_seconds / 2)
        except TimeoutError:
            log.warning("mail_not_taken", door=source, reason="keeping it took too long")
            return answers.TRY_LATER
        except TriageError as error:
            log.warning("mail_not_taken", door=source, kind=error.kind, reason=error.reason)
            return answers.answer_to(error)
        return answers.STORED

    def close(self) -> None:
        """Let no more be kept; what is being kept ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class MailDoor:
    """One LMTP or SMTP listener; `start` and `stop` are called once each."""

    def __init__(self, options: DoorOptions, services: MailServices) -> None:
        self._options = options
        self._keeper = Gatekeeper(options, services)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"{options.kind}-door", daemon=True)
        self._server: asyncio.Server | None = None
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd's own log holds addresses

    @property
    def port(self) -> int:
        """Return the port it listens on; raises `Broken` before the start."""
        if self._server is None:
            raise Broken("the mail door is not open")
        return int(self._server.sockets[0].getsockname()[1])

    def start(self) -> None:
        """Listen; raises `Refused` where the address cannot be had."""
        self._thread.start()
        try:
            self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(30)
        except OSError as error:
            self.stop()
            reason = error.strerror or type(error).__name__
            raise Refused(f"no {self._options.kind} door at port {self._options.port}: {reason}") from error

    def stop(self) -> None:
        """Take no more connections, finish what is being kept (up to 10 seconds), close."""
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(STOP_SECONDS + 5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STOP_SECONDS)
        self._keeper.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        session = LmtpSession if self._options.kind == "lmtp" else SmtpSession
        return await self._loop.create_server(
            lambda: session(self._keeper), self._options.host, self._options.port, backlog=256
        )

    async def _leave(self) -> None:
        if self._server is not None:
            self._server.close()
        until = self._loop.time() + STOP_SECONDS
        while self._keeper.sessions and self._loop.time() < until:
            for session in [s for s in self._keeper.sessions if not s.is_storing]:
                session.say_goodbye(answers.STOPPING)
            await asyncio.sleep(0.05)
        for session in list(self._keeper.sessions):
            session.say_goodbye(answers.STOPPING)
        await asyncio.sleep(0)
