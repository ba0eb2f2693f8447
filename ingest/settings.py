"""Every setting, from `MANNTALL_*` variables or a TOML file. Secrets are held so that printing them shows stars."""

import ipaddress
import os
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ingest.errors import ConfigurationError

OMH_PREFIX = "/folkeregisteret/offentlig-med-hjemmel/api"
SANDBOX_PORT = 8650
NORWAY = ZoneInfo("Europe/Oslo")
SETTINGS_FILE_VARIABLE = "MANNTALL_SETTINGS"


class Settings(BaseSettings):
    """What a user may decide. `docs/settings.md` is made from these descriptions."""

    model_config = SettingsConfigDict(env_prefix="MANNTALL_", extra="forbid", frozen=True)

    home: Path = Field(
        Path("data"), description="Folder that holds all state: landing, warehouse, published files, sandbox."
    )
    freg_url: str = Field(
        f"http://127.0.0.1:{SANDBOX_PORT}{OMH_PREFIX}",
        description="Address of FREG up to, but not including, `/v1`. For Fiks: up to and including the role id.",
    )
    kommuner: str = Field(
        "",
        description="Municipalities to keep: numbers with comma between (`0301,4601`), or `alle`. "
        "Left out, it means `alle` on a loopback address and is an error elsewhere.",
    )
    maskinporten_url: str = Field(
        "https://maskinporten.no/token", description="Maskinporten's token endpoint."
    )
    maskinporten_audience: str = Field(
        "", description="`aud` of the JWT grant; left out, the token endpoint's address without `token`."
    )
    maskinporten_client_id: str = Field(
        "", description="Client id at Maskinporten. Needed when the address is not loopback."
    )
    maskinporten_key_file: Path | None = Field(
        None, description="File with the private RSA key (PEM) of the client."
    )
    maskinporten_key_id: str = Field("", description="`kid` of the key at Maskinporten.")
    maskinporten_scope: str = Field(
        "folkeregister:deling/offentligmedhjemmel", description="Scope to ask for. For Fiks: `ks:fiks`."
    )
    fiks_integrasjon_id: str = Field(
        "", description="Fiks: IntegrasjonId. Set it to go through KS Fiks folkeregister."
    )
    fiks_integrasjon_passord: SecretStr = Field(SecretStr(""), description="Fiks: IntegrasjonPassord.")
    concurrency: int = Field(2, ge=1, le=16, description="Look-ups under way at once. FREG asks for few.")
    timeout_seconds: float = Field(30.0, gt=0, description="How long one answer may take.")
    retry_seconds: float = Field(
        120.0, ge=0, description="How long a passing failure is tried again before giving up."
    )
    extract_wait_seconds: float = Field(
        3600.0, gt=0, description="How long to wait for an extract job to become ready."
    )
    dato: date | None = Field(
        None, description="The day the lists are made for (YYYY-MM-DD). Left out: today."
    )
    generations_kept: int = Field(
        3,
        ge=2,
        description="Published generations to keep, the current one included; when somebody has been "
        "protected since, the earlier ones go at once.",
    )
    reader_grace_seconds: float = Field(
        60.0, ge=0, description="How long a replaced generation stays for readers to leave it."
    )
    loosen_after_hours: float = Field(
        1.0,
        ge=0,
        description="How old a denial must be before two look-ups may lift it, where FREG no longer has the document "
        "of the event that it came from.",
    )
    purge_hours: float = Field(
        24.0,
        ge=0,
        description="How soon the warehouse file is made anew when somebody has become `strengtFortrolig`, so that "
        "no earlier address is left in it.",
    )
    memory_limit: str = Field(
        "3GB", description="Memory DuckDB may use before it spills to its own private folder."
    )
    shrink_limit: float = Field(
        0.005,
        ge=0,
        le=1,
        description="Share of the people known who may vanish from FREG at once, without a document that says why, "
        "before an operator has to say `manntall reconcile --approve`.",
    )
    gap_patience_seconds: float = Field(
        900.0,
        ge=0,
        description="How long events that FREG's list has ceased to give may take to come back before new full "
        "extracts are ordered.",
    )
    longest_pause_seconds: float = Field(
        60.0,
        ge=0,
        description="The longest pause after an answer that asks for fewer calls (429), whatever it asks for.",
    )
    requests_per_minute: int = Field(
        30_000,
        ge=1,
        description="Calls to FREG in a minute at most. FREG allows 60,000 from one address, 1,200 in its test "
        "environments.",
    )

    fiks_url: str = Field(
        "",
        description="Usage: address of Fiks' own interfaces (audit search, configuration, list orders), such as "
        "`https://api.fiks.ks.no`. Left out: the sandbox's on a loopback address, else these are not read.",
    )
    avtaler: Path | None = Field(
        None,
        description="Usage: file (XLSX or CSV) with the agreements. Left out: the sandbox's own on a loopback "
        "address, else not read; so with the next three.",
    )
    systemoversikt: Path | None = Field(
        None, description="Usage: file (XLSX or CSV) with the system overview."
    )
    pilotfunn: Path | None = Field(
        None, description="Usage: file (XLSX or CSV) with the findings of the pilot."
    )
    innbyggere: Path | None = Field(
        None, description="Usage: file (XLSX or CSV) with inhabitants per municipality and year."
    )

    registry_url: SecretStr = Field(
        SecretStr(""),
        description="SQLAlchemy's address of the registry, such as `postgresql+psycopg://...` where several servers "
        "share it. Left out: SQLite in `registry.sqlite` of the home folder.",
    )
    registry_key_file: Path | None = Field(
        None,
        description="File with the registry's key, which names people in the access log. Left out: `registry.key` of "
        "the home folder, made with the registry.",
    )
    export_days: int = Field(
        30, ge=1, description="Days after which whoever downloaded a file must have deleted it."
    )

    hide_addresses_after_hours: float | None = Field(
        None,
        gt=0,
        description="Age of the newest change in FREG past which every address hides. Left out: 12, and never of "
        "made-up people, whose world stands still.",
    )
    hide_rosters_after_hours: float | None = Field(
        None,
        gt=0,
        description="Age of the newest change in FREG past which lists of people are not shown at all. Left out: 24, "
        "and never of made-up people.",
    )
    alarm_after_silent_hours: float | None = Field(
        None,
        gt=0,
        description="Hours of working time without a change in FREG, though it answers, that raise an alarm. Left out: "
        "1, and never of made-up people.",
    )
    alert_webhook_url: SecretStr = Field(
        SecretStr(""),
        description="Address that every alert is posted to as JSON, once an incident. Left out: none.",
    )
    alert_email_to: str = Field(
        "", description="Address that every alert is mailed to, once an incident. Left out: none."
    )
    alert_email_from: str = Field("manntall@localhost", description="The sender of alerts by mail.")
    alert_smtp_host: str = Field("localhost", description="The server that takes alerts by mail.")
    alert_smtp_port: int = Field(25, ge=1, le=65535, description="Its port.")
    backup_key_file: Path | None = Field(
        None,
        description="File with 32 random bytes that backups are encrypted with (AES-256-GCM). Keep it apart from them. "
        "Left out: backups are plain files that only their owner may read.",
    )
    backup_days: int = Field(
        14, ge=1, description="Days a backup is kept; the next backup to the same folder removes older ones."
    )

    @field_validator("freg_url")
    @classmethod
    def _absolute_address(cls, value: str) -> str:
        return _absolute(value).rstrip("/").removesuffix("/v1")

    @field_validator("fiks_url")
    @classmethod
    def _absolute_or_empty(cls, value: str) -> str:
        return _absolute(value).rstrip("/") if value else ""

    @field_validator("kommuner")
    @classmethod
    def _numbers_or_all(cls, value: str) -> str:
        numbers = [number.strip() for number in value.split(",") if number.strip()]
        if numbers != ["alle"] and not all(len(number) == 4 and number.isdigit() for number in numbers):
            raise ValueError("must be four-digit numbers with comma between, or `alle`")
        return ",".join(dict.fromkeys(numbers))

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], **sources: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then variables, then the file that `MANNTALL_SETTINGS` names (or `manntall.toml` here)."""
        file = Path(os.environ.get(SETTINGS_FILE_VARIABLE, "manntall.toml"))
        return (
            sources["init_settings"],
            sources["env_settings"],
            TomlConfigSettingsSource(settings_cls, toml_file=file),
        )

    @property
    def list_date(self) -> date:
        """The day the lists are made for: `dato`, or today in Norway."""
        return self.dato or datetime.now(NORWAY).date()

    @property
    def is_loopback(self) -> bool:
        """True when FREG's address is on this machine: no authentication, and the scope may be left out."""
        host = urlsplit(self.freg_url).hostname or ""
        try:
            return host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def scope(self) -> tuple[str, ...]:
        """Municipality numbers to keep; empty means all of Norway.

        Raises:
            ConfigurationError: no scope was given for a FREG that is not on this machine.
        """
        if not self.kommuner and not self.is_loopback:
            raise ConfigurationError(
                "Set MANNTALL_KOMMUNER to the municipalities you may keep (such as 4601), or to `alle`."
            )
        return () if self.kommuner in ("", "alle") else tuple(self.kommuner.split(","))

    @property
    def is_of_sandbox(self) -> bool:
        """True when the home remembers a sandbox's world, so that its people are made up."""
        return (self.home / "sandbox").exists()

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse" / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        return self.home / "published"


def load_settings(**overrides: object) -> Settings:
    """Read the settings, and turn what is wrong with them into one sentence that shows no value.

    Raises:
        ConfigurationError: a setting is unknown, missing or of the wrong form.
    """
    file = os.environ.get(SETTINGS_FILE_VARIABLE)
    if file and not Path(file).is_file():
        raise ConfigurationError(
            f"{SETTINGS_FILE_VARIABLE} names a file that is not there; correct the path or unset it."
        )
    try:
        return Settings(**overrides)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise ConfigurationError(f"Wrong configuration. {'; '.join(map(_in_words, faults))}.") from None
    except (OSError, ValueError):
        raise ConfigurationError(
            "The settings file cannot be read: it must be TOML, with the names of docs/settings.md."
        ) from None


def _absolute(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must begin with http:// or https:// and name a host")
    return address


def _in_words(fault: dict) -> str:
    name = "_".join(map(str, fault["loc"])).upper()
    return f"MANNTALL_{name}: {fault['msg'].removeprefix('Value error, ')}"
