"""Settings of one installation: `HEARTH_…` in the environment, else `hearth.toml` in the working directory.

`hearth.toml` holds the same names without prefix, in lower case (`store = "s3://bucket/hearth"`); an unknown name in it
is an error.
Credentials are no settings: S3 and SQS take them where boto3 looks for them, so no dump of the settings can show one.
docs/settings.md is generated from this file.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

TOML = "hearth.toml"
PREFIX = "HEARTH_"

_PAGE = """# Settings

Generated from `config/settings.py` by `hearth contracts dictionary`.

Set in the environment, or in `{toml}` in the working directory under the same name without prefix, in lower case. The
environment wins; a name the file does not know is an error. Credentials are not settings: S3 and SQS take them where
boto3 looks for them. Of Polars' own settings, commands set `_RJEM_MALLOC_CONF` (memory is kept for a minute) and `hearth ingest` also
`POLARS_MAX_THREADS` (one), each unless it is set.

| setting | default | meaning |
| --- | --- | --- |
{rows}
"""


class Settings(BaseSettings):
    """What an operator may choose. `*_url`, `*_path` and `*_folder` give the places resolved."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, validate_default=True)

    store: str = Field(
        default="./data",
        description="Root of archive, lake, editions, receipts and reports: a folder or `s3://bucket/prefix`.",
    )
    inbox: str = Field(default="", description="Where departments drop files; may be another bucket. Default: `<store>/inbox`.")
    vault: str = Field(
        default="",
        description="Root of the vault (ID numbers, names, phones); give it other rights. Default: `<store>/vault`.",
    )
    key_file: str = Field(
        default="",
        description="Local file with the secret behind all pseudonyms. Default: `<vault>/hearth.key` for a vault in a "
        "folder, else `~/.config/hearth/hearth.key`.",
    )
    feeds: str = Field(
        default="",
        description="A folder of further feed contracts (and `indicators/`, `gates/`), read beside the built-in ones; the same name replaces one.",
    )
    s3_endpoint: str = Field(
        default="",
        description="Address of an S3 server other than AWS, e.g. `http://127.0.0.1:9000`. No credentials in it.",
    )
    s3_region: str = Field(default="us-east-1", description="Region of the buckets.")
    sqs_queue: str = Field(default="", description="Queue that announces drops. Default: none, the sweep finds them.")
    engine: Literal["polars", "spark"] = Field(default="polars", description="What runs the night: `polars` or `spark`.")
    scratch: str = Field(
        default="",
        description="Local folder for work files, emptied after each drop and night. Default: the system's own. "
        "An ingest needs there twice the file and about 500 bytes a row, a night about 500 bytes a person.",
    )
    state: str = Field(
        default="",
        description="Local folder of what may be lost: Prefect's database, the address of a running `hearth serve`. "
        "Default: `<store>/.state` for a store in a folder, else `~/.local/state/hearth`.",
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="`console` for people, `json` for machines; both on stderr."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="Least level logged.")
    excel_memory_mb: int = Field(
        default=2048, ge=128, description="Memory the child process that parses a workbook may use, in MiB."
    )
    excel_seconds: int = Field(default=120, ge=1, description="Time the child process that parses a workbook may take.")
    settle_seconds: float = Field(default=2.0, ge=0, description="How long a file must not have changed before it is taken in.")
    sweep_minutes: float = Field(default=5, gt=0, description="How often `hearth serve` lists the inbox without being told to.")
    nightly_cron: str = Field(default="0 1 * * *", description="When the night runs, as a cron line in `timezone`.")
    timezone: str = Field(
        default="Asia/Shanghai", description="Zone of the cron line, of landing dates and of the times on pages."
    )
    keep_versions_days: int = Field(
        default=30,
        ge=1,
        description="Days for which older versions of the lake's tables, and what crashed uploads left, stay; longer than the longest reader.",
    )
    receipt_rows: int = Field(default=100_000, ge=1, le=1_000_000, description="Most refused rows a correction workbook holds.")
    receipt_examples: int = Field(default=20, ge=0, description="Most rows a receipt's page shows as examples for one reason.")

    @field_validator("s3_endpoint")
    @classmethod
    def _no_credentials(cls, value: str) -> str:
        if "@" in value:
            raise ValueError("an address without credentials; give those in the environment, as boto3 expects them")
        return value

    @field_validator("nightly_cron")
    @classmethod
    def _five_fields(cls, value: str) -> str:
        if len(value.split()) != 5:
            raise ValueError("five fields as in crontab, e.g. 0 1 * * *")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError, KeyError) as error:
            raise ValueError("a zone of the IANA database, e.g. Asia/Shanghai") from error
        return value

    @field_validator("key_file", "scratch", "state", "feeds")
    @classmethod
    def _local(cls, value: str) -> str:
        if "://" in value:
            raise ValueError("a local path")
        return value

    @field_validator("store", "inbox", "vault", "key_file", "scratch", "state", "feeds")
    @classmethod
    def _absolute(cls, value: str) -> str:
        """Fix relative places to the working directory in which the settings are read."""
        return value.rstrip("/") if not value or "://" in value else str(Path(value).expanduser().absolute())

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def store_url(self) -> str:
        """The store's root: an absolute path or `s3://…`, without a slash at the end."""
        return self.store

    @property
    def inbox_url(self) -> str:
        """The inbox's root, likewise."""
        return self.inbox or f"{self.store_url}/inbox"

    @property
    def vault_url(self) -> str:
        """The vault's root, likewise."""
        return self.vault or f"{self.store_url}/vault"

    @property
    def key_path(self) -> Path:
        """The file with the secret: in the vault where that is a folder (the same rights guard both), else at home."""
        if self.key_file:
            return Path(self.key_file)
        home = Path.home() / ".config" / "hearth"
        return (home if "://" in self.vault_url else Path(self.vault_url)) / "hearth.key"

    @property
    def scratch_folder(self) -> Path | None:
        """Local folder for work files; None for the system's own."""
        return Path(self.scratch) if self.scratch else None

    @property
    def state_folder(self) -> Path:
        """Local folder of what may be lost: Prefect's database, the address a running `hearth serve` announces."""
        if self.state:
            return Path(self.state)
        home = Path.home() / ".local" / "state" / "hearth"
        return home if "://" in self.store_url else Path(self.store_url) / ".state"

    @property
    def feeds_folder(self) -> Path | None:
        """Folder of further contracts, for `load_contracts(extra=…)`."""
        return Path(self.feeds) if self.feeds else None

    def environment(self) -> dict[str, str]:
        """Give these settings as variables for another process, whatever folder it starts in."""
        places = {
            "inbox": self.inbox_url,
            "vault": self.vault_url,
            "key_file": str(self.key_path),
            "state": str(self.state_folder),
        }
        return {PREFIX + name.upper(): str(value) for name, value in {**self.model_dump(mode="json"), **places}.items()}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=TOML)


def load_settings() -> Settings:
    """Read the settings as they stand now. Raises ValueError that names each wrong setting and what it may be."""
    try:
        return Settings()
    except ValidationError as error:
        raise ValueError(
            "; ".join(_explained(str(item["loc"][0]), item["type"], item["msg"]) for item in error.errors())
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{TOML}: {error}") from error


def settings_markdown() -> str:
    """Write the table of settings, docs/settings.md."""
    rows = "\n".join(
        f"| `{PREFIX}{name.upper()}` | {f'`{item.default}`' if item.default != '' else ''} | {item.description} |"
        for name, item in Settings.model_fields.items()
    )
    return _PAGE.format(toml=TOML, rows=rows)


def _explained(name: str, kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return f"{TOML}: there is no setting {name!r}; there are {', '.join(Settings.model_fields)}"
    return f"{PREFIX}{name.upper()} (or {name} in {TOML}): {message}"
