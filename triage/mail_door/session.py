"""What does a gateway hear at each of its commands? The protocol of aiosmtpd with its traps closed.

The traps: a failure inside is answered 500, which bounces the mail; lines over 1001 bytes and addresses that
Python's parser does not know are refused for good; LMTP gets one answer after DATA however many
recipients there are (RFC 2033 section 4.2 wants one each).
"""

import asyncio
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from triage.mail_door import answers
from triage.mail_door.reading import read_message

if TYPE_CHECKING:
    from triage.mail_door.door import Gatekeeper

log = structlog.get_logger(__name__)
MOST_RECIPIENTS = 1000
CALLS = {"*": 100_000, "NOOP": 100, "VRFY": 100, "HELP": 10, "EXPN": 10}
PATH = re.compile(r'<((?:"(?:\\.|[^"\\])*"|[^>"])*)>[ \t]*(.*)|([^\s<>]+)[ \t]*(.*)', re.DOTALL)
ROUTE = re.compile(r"@[^:]*:")


class _Hooks:
    """What aiosmtpd asks about a message; everything else it answers itself."""

    def __init__(self, keeper: "Gatekeeper") -> None:
        self._keeper = keeper

    async def handle_MAIL(self, _server: SMTP, _session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Take a sender while there is room on the disk."""
        if not await self._keeper.has_room():
            return answers.NO_ROOM
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Take any recipient: which ones are ours, the gateway knows."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return answers.TOO_MANY_RECIPIENTS
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"


class _Session(SMTP):
    """One connection; `keeper` decides who may speak and keeps the mail."""

    line_length_limit = 64 * 1024  # of a command, and of a piece of a message's line
    command_size_limits = defaultdict(lambda: 8192)
    one_answer_each = False
    source = "smtp"

    def __init__(self, keeper: "Gatekeeper") -> None:
        self._keeper = keeper
        self._is_turned_away = False
        self._answers_due = 1
        self.is_storing = False
        super().__init__(
            _Hooks(keeper),
            data_size_limit=keeper.options.max_message_bytes,
            enable_SMTPUTF8=True,
            hostname=keeper.options.hostname,
            ident="triage",
            timeout=keeper.options.timeout_seconds,
            command_call_limit=CALLS,
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: Any) -> None:
        """Greet, or turn away who may not speak or is one too many."""
        refusal = self._keeper.enter(self, transport.get_extra_info("peername"))
        if refusal is None:
            super().connection_made(transport)
            return
        self._is_turned_away = True
        transport.write(refusal.encode() + b"\r\n")
        transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the connection; what is being stored is stored all the same."""
        self._keeper.leave(self)
        if not self._is_turned_away:
            super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Listen, except to who was turned away."""
        if not self._is_turned_away:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        """Close when the gateway does."""
        return None if self._is_turned_away else super().eof_received()

    def say_goodbye(self, why: str) -> None:
        """Close a connection from our side, with the reason."""
        if self.transport is not None:
            self.transport.write(why.encode() + b"\r\n")  # type: ignore[attr-defined]
            self.transport.close()

    def _timeout_cb(self) -> None:
        self.say_goodbye(answers.TOO_SLOW)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Return address and parameters of a path; whatever stands in the brackets is believed."""
        found = PATH.fullmatch(arg.strip()) if arg else None
        if found is None:
            return None, None
        address, parameters = (found[1], found[2]) if found[1] is not None else (found[3], found[4])
        return ROUTE.sub("", address, count=1) if address.startswith("@") else address or "<>", parameters

    async def smtp_DATA(self, arg: str) -> None:
        """Read a message and answer once it is kept, or why it is not."""
        if await self.check_helo_needed():
            return
        if arg or self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("501 5.5.4 Syntax: DATA" if arg else "503 5.5.1 need RCPT command")
            return
        recipients = tuple(self.envelope.rcpt_tos)
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        self._answers_due = len(recipients) if self.one_answer_each else 1
        try:
            answer = await self._take_message(recipients)
        finally:
            self.is_storing = False
            self.envelope = self._create_envelope()
        await self.push(self._to_each(answer))

    def _to_each(self, answer: str) -> str:
        """Return the answer as often as it is due."""
        due, self._answers_due = self._answers_due, 1
        return "\r\n".join([answer] * due)

    async def _take_message(self, recipients: tuple[str, ...]) -> str:
        content = await read_message(self._reader, self._keeper.options.max_message_bytes)
        if content is None:
            return answers.TOO_LARGE
        self._reset_timeout(self._keeper.options.timeout_seconds * 2)  # storing has a limit of its own
        self.is_storing = True
        return await self._keeper.keep(content, recipients, self.source)

    async def handle_exception(self, error: Exception) -> str:
        """Answer a bug of ours so that the gateway keeps the mail; aiosmtpd itself would answer 500."""
        if not isinstance(error, asyncio.IncompleteReadError | ConnectionError):  # the gateway hung up: no fault
            log.error("mail_session_failed", door=self.source, error=type(error).__name__)
        return self._to_each(answers.TRY_LATER)


class SmtpSession(_Session):
    """SMTP (RFC 5321): one answer for all recipients."""


class LmtpSession(_Session, LMTP):
    """LMTP (RFC 2033): one answer for each recipient."""

    one_answer_each = True
    source = "lmtp"
