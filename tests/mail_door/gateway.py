"""How does a test speak LMTP or SMTP, also as a gateway would never? Over a bare socket."""

import socket
from typing import Self


class Gateway:
    """One connection; `say` sends a command and returns the reply, all its lines."""

    def __init__(self, port: int, kind: str = "lmtp", timeout: float = 10) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self._file = self.socket.makefile("rb")
        self.greeting = self.reply()
        self._kind = kind

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self) -> str:
        """Return one reply, its continued lines included; empty when the connection was closed."""
        lines = []
        while line := self._file.readline().decode():
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                break
        return "\n".join(lines)

    def say(self, command: str) -> str:
        self.send(command.encode() + b"\r\n")
        return self.reply()

    def greet(self) -> str:
        return self.say("LHLO mx.example" if self._kind == "lmtp" else "EHLO mx.example")

    def open(self, *recipients: str, sender: str = "ann@client.example", options: str = "") -> None:
        """Go up to the 354."""
        self.greet()
        assert self.say(f"MAIL FROM:<{sender}>{options}").startswith("250")
        for recipient in recipients or ("ar@example.test",):
            assert self.say(f"RCPT TO:<{recipient}>").startswith("250")
        assert self.say("DATA").startswith("354")

    def hand_over(self, content: bytes, *recipients: str, options: str = "") -> list[str]:
        """Send a message as RFC 5321 stuffs it; returns one reply, or over LMTP one for each recipient."""
        self.open(*recipients, options=options)
        stuffed = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in content.split(b"\r\n"))
        self.send(stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        return [self.reply() for _ in (recipients or "1" if self._kind == "lmtp" else "1")]
