"""How do the live tests get a Postfix that is theirs alone? An instance in a folder of its own, on a free port."""

import os
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

INSTALL = Path(__file__).parents[2] / "deploy" / "postfix" / "install.sh"
DOMAIN = "example.test"

# Only what makes a second instance without DNS on one machine; what a gateway needs comes from deploy/postfix
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.{domain}
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
disable_dns_lookups = yes
smtpd_peername_lookup = no
default_transport = error:5.4.4 nothing leaves
relay_domains = {domain}
relay_recipient_maps = texthash:{folder}/etc/recipients
virtual_alias_maps = texthash:{folder}/etc/aliases
transport_maps = texthash:{folder}/etc/triage-transport
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_recipient_restrictions = reject_unauth_destination, reject_unlisted_recipient
smtpd_client_connection_rate_limit = 0
local_header_rewrite_clients =
queue_run_delay = 3s
minimal_backoff_time = 3s
maximal_backoff_time = 9s
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class PostfixGateway:
    """A gateway that takes mail for some recipients and hands it on as `transport` says."""

    def __init__(self, *, url: str, token: str, transport: dict[str, str], aliases: dict[str, str]) -> None:
        assert shutil.which("postfix"), "Postfix is not installed: bash deploy/machine.sh live"
        assert os.geteuid() == 0, "Postfix starts as root only"
        self.folder = Path(tempfile.mkdtemp(prefix="triage-postfix-"))  # not pytest's: others must get in
        self.folder.chmod(0o755)
        self._etc = self.folder / "etc"
        for name in ("etc", "spool", "data", "log"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._write("main.cf", MAIN.format(folder=self.folder, domain=DOMAIN))
        self._write("master.cf", MASTER.format(port=self.port))
        self._write("recipients", "".join(f"{name} OK\n" for name in (*transport, *aliases)))
        self._write("aliases", "".join(f"{name} {target}\n" for name, target in aliases.items()))
        self._write("triage-transport", "".join(f"{name} {way}\n" for name, way in transport.items()))
        self._write("triage-post.curl", f'header = "Authorization: Bearer {token}"\nmax-time = 3\n')
        subprocess.run(["bash", INSTALL, self._etc, url], check=True, capture_output=True)
        subprocess.run(["postfix", "-c", self._etc, "check"], check=True, capture_output=True)

    def _write(self, name: str, text: str) -> None:
        (self._etc / name).write_text(text, encoding="utf-8")
        (self._etc / name).chmod(0o644)

    def set_option(self, service: str, option: str) -> None:
        """Change an option of a service in master.cf."""
        subprocess.run(["postconf", "-c", self._etc, "-P", f"{service}/unix/{option}"], check=True)

    def start(self) -> None:
        """Start, and return when it greets."""
        subprocess.run(["postfix", "-c", self._etc, "start"], check=True, capture_output=True)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=5):
                    return
            except (OSError, smtplib.SMTPException):
                time.sleep(0.1)
        raise AssertionError(f"Postfix does not greet:\n{self.log()[-2000:]}")

    def abort(self) -> None:
        """End all its processes at once."""
        subprocess.run(["postfix", "-c", self._etc, "abort"], check=False, capture_output=True)

    def send(self, content: bytes, recipients: Sequence[str], *, sender: str = "ann@client.example") -> None:
        """Hand a mail over as a customer's server does; raises what smtplib raises."""
        with smtplib.SMTP("127.0.0.1", self.port, local_hostname="client.example", timeout=10) as client:
            is_ascii = all(name.isascii() for name in (sender, *recipients))
            options = ["BODY=8BITMIME"] if is_ascii else ["BODY=8BITMIME", "SMTPUTF8"]
            client.sendmail(sender, list(recipients), content, mail_options=options)

    def queued(self) -> str:
        """Return what is in its queue, as `postqueue -j` tells it; empty when nothing is."""
        told = subprocess.run(["postqueue", "-c", self._etc, "-j"], capture_output=True, text=True, check=False)
        return told.stdout

    def hurry(self) -> None:
        """Try all that is deferred now."""
        subprocess.run(["postqueue", "-c", self._etc, "-f"], check=False, capture_output=True)

    def await_empty(self, seconds: float) -> None:
        """Return when its queue is empty."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not self.queued().strip():
                return
            time.sleep(0.5)
        raise AssertionError(f"still queued:\n{self.queued()[:2000]}\n{self.log()[-2000:]}")

    def log(self) -> str:
        """Return what it logged."""
        path = self.folder / "log" / "mail.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def close(self) -> None:
        """End it and leave nothing behind."""
        self.abort()
        time.sleep(0.3)
        shutil.rmtree(self.folder, ignore_errors=True)
