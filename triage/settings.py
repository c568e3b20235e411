"""Which settings exist? The only file that reads the environment (prefix TRIAGE_) and the `.env` file."""

import os
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import available_timezones

from pydantic import Field, IPvAnyNetwork, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

HERE = Path(__file__).resolve().parent


def _default_home() -> Path:
    """Return where state is kept: $XDG_STATE_HOME/triage, or ~/.local/state/triage."""
    base = os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "triage"


def release_root(name: str) -> Path:
    """Return the folder of packaged releases: prompts, models, policies or samples.

    In a checkout they stand at the top level; in a wheel they are inside the package.
    """
    packaged = HERE / "_releases" / name
    checkout = HERE.parent / ("tests/samples" if name == "samples" else name)
    return packaged if packaged.is_dir() else checkout


class Settings(BaseSettings):
    """Every setting, its unit and its default. Secrets never show in `repr`."""

    model_config = SettingsConfigDict(
        env_prefix="TRIAGE_", env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True
    )

    home: Path = Field(default_factory=_default_home, description="folder for state: database, kept mails")
    database_url: str = Field(default="", description="empty: SQLite in `home`; else postgresql://…")
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    # the books
    books: Literal["sandbox", "odoorpc", "json2"] = Field(default="sandbox", description="where facts come from")
    odoo_url: str = Field(default="", description="http(s)://host:port of Odoo")
    odoo_database: str = ""
    odoo_login: str = ""
    odoo_key: SecretStr = SecretStr("")
    odoo_timeout: float = Field(default=20.0, gt=0, description="seconds a call may take")
    odoo_company_id: int | None = None
    odoo_desk: Literal["auto", "addon", "note"] = Field(
        default="auto",
        description="where suggestions are shown; auto: in the addon where it is installed, else as notes",
    )
    sync_seconds: float = Field(default=60.0, ge=1, description="pause between looks for new tickets")

    # the doors
    host: str = "127.0.0.1"
    port: int = Field(default=8090, ge=0, le=65535)
    tokens: SecretStr = Field(
        default=SecretStr(""), description="client:sha256hex[:scopes] separated by spaces; see `triage token`"
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="what sessions and signing secrets are derived from; empty: a file in `home`"
    )
    session_hours: float = Field(default=12.0, gt=0, le=720, description="how long a login at the pages lasts")
    trusted_proxies: tuple[IPvAnyNetwork, ...] = Field(
        default=(), description="addresses or networks whose X-Forwarded-For and -Proto are believed"
    )
    requests_per_minute: int = Field(default=30_000, ge=0, description="of each client, per process; 0: no limit")
    lmtp_port: int = Field(default=0, ge=0, le=65535, description="0: no LMTP door")
    smtp_port: int = Field(default=0, ge=0, le=65535, description="0: no SMTP door")
    mail_host: str = Field(default="127.0.0.1", description="where the LMTP and SMTP doors listen")
    mail_networks: tuple[str, ...] = Field(
        default=("127.0.0.0/8", "::1/128"), description="gateways that may speak LMTP and SMTP, as networks"
    )
    mail_connections: int = Field(default=100, ge=1, description="open at once, each door")
    mail_timeout: float = Field(default=60.0, gt=0, description="seconds for a command, or for a whole mail")
    min_free_bytes: int = Field(default=512 * 1024 * 1024, ge=0, description="free on disk, else no mail is taken")
    disk_path: Path | None = Field(default=None, description="folder on the watched disk; empty: where SQLite is")
    max_message_bytes: int = Field(default=25 * 1024 * 1024, ge=1024)
    trusted_authserv: tuple[str, ...] = Field(default=(), description="authserv-id of gateways we believe (RFC 8601)")

    # how long content is kept after a case ended; 0: for ever
    keep_mail_days: int = Field(default=365, ge=0, description="mails, and what was read in them")
    keep_work_days: int = Field(default=365, ge=0, description="facts, findings, proposals, suggestions")
    keep_decisions_days: int = Field(default=1095, ge=0, description="names, notes and changes of decisions")
    keep_events_days: int = Field(default=365, ge=0, description="what carriers, providers and shops told")
    keep_use_days: int = Field(default=1095, ge=0, description="names and documents in the reports' rows")
    keep_engine_days: int = Field(default=7, ge=0, description="the engine's own rows of finished legs")

    # the watch
    timezone: str = Field(default="UTC", description="whose hours of the week the doors are learned by, Europe/Berlin")
    false_alarms_a_month: float = Field(default=0.1, gt=0, description="accepted for each door that is thought silent")

    otlp_endpoint: str = Field(default="", description="where traces go, http(s)://host:4318/v1/traces; empty: none")

    # the record
    audit_key: SecretStr = Field(
        default=SecretStr(""), description="seals the journal; several, separated by spaces: the first one seals"
    )

    mappers_path: Path | None = Field(default=None, description="a folder of further mappers for webhooks")
    hook_secrets: SecretStr = Field(
        default=SecretStr(""), description="mapper:secret separated by spaces; two for one mapper while it is changed"
    )
    odoo_hook_secret: SecretStr = Field(
        default=SecretStr(""), description="secret in the path of Odoo's unsigned webhook; empty: that door is shut"
    )

    # the engine
    queue_poll_seconds: float = Field(default=0.25, gt=0)
    mail_concurrency: int = Field(default=4, ge=1)
    model_concurrency: int = Field(default=2, ge=1)
    odoo_concurrency: int = Field(default=2, ge=1)
    odoo_concurrency_everywhere: int = Field(default=0, ge=0, description="legs in all workers together; 0: no limit")
    model_concurrency_everywhere: int = Field(default=0, ge=0, description="the same for the model")
    heartbeat_seconds: float = Field(default=5.0, gt=0)
    takeover_seconds: float = Field(default=30.0, gt=0)
    retry_hours: float = Field(default=10.0, gt=0, description="a case that fails again and again is then given up")
    outage_hours: float = Field(default=72.0, gt=0, description="a case waits so long for an Odoo that is out")

    # reading
    model_path: Path | None = Field(default=None, description="folder of an intent model; empty: the newest shipped")
    encoder: Literal["auto", "off"] = "auto"
    companies_path: Path | None = Field(
        default=None, description="a TOML file of customers' domains and number shapes; empty: none"
    )

    # proposing
    policy_path: Path | None = Field(default=None, description="a policy file; empty: the one in force, else shipped")
    prompt_path: Path | None = Field(default=None, description="a folder of prompts; empty: in force, else shipped")
    intents_off: tuple[str, ...] = Field(default=(), description="intents that are read and held, without suggestions")

    # the model, only when a base URL is given
    openai_base_url: str = Field(default="", validation_alias="OPENAI_BASE_URL")
    openai_api_key: SecretStr = Field(default=SecretStr(""), validation_alias="OPENAI_API_KEY")
    openai_model: str = Field(default="gpt-4o-mini", validation_alias="OPENAI_MODEL")
    model_timeout: float = Field(default=20.0, gt=0, description="seconds for each thing asked, a repair included")
    model_tokens_per_case: int = Field(default=8000, ge=0, description="of one case and day, over all processes")
    model_tokens_per_day: int = Field(default=2_000_000, ge=0, description="of all cases of a day (UTC)")
    model_price_in: Decimal | None = Field(default=None, ge=0, description="of a million tokens sent; empty: not told")
    model_price_out: Decimal | None = Field(default=None, ge=0, description="of a million tokens answered")
    model_exchanges: Path | None = Field(default=None, description="folder that keeps every exchange; empty: none is")

    @field_validator("timezone")
    @classmethod
    def _is_a_timezone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("no time zone of this name")
        return name

    @property
    def database(self) -> str:
        """Return the database URL, SQLite under `home` by default."""
        return self.database_url or f"sqlite:///{self.home / 'triage.sqlite3'}"


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Return the settings of this process; raises `pydantic.ValidationError` on a bad value."""
    return Settings()
