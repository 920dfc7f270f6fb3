"""One installation, opened: its settings, lake, contracts and pseudonym key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from config.contracts import Contract, ContractError, load_contracts
from config.settings import Settings, load_settings
from config.standards import Standards, load_standards
from flows.errors import Misuse
from flows.lake.lake import Lake, open_lake
from flows.lake.lakekey import lake_key


@dataclass(frozen=True)
class Site:
    """What every flow starts from. Opening it reads one small object, and makes the key of a lake that knows nobody yet."""

    settings: Settings
    lake: Lake
    contracts: Mapping[str, Contract]
    key: bytes = field(repr=False)
    """Secret of the pseudonyms."""

    @property
    def standards(self) -> Standards:
        """Indicators of any feed and gates; Misuse where a file of them cannot be read."""
        try:
            return load_standards(self.settings.feeds_folder)
        except ValueError as error:
            raise Misuse(str(error)) from error

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone: landing dates, the night's date and the times on pages."""
        return ZoneInfo(self.settings.timezone)

    def moment(self, told: datetime | None) -> datetime | None:
        """A time as it was given to a command; one without a zone is the city's own."""
        return None if told is None else (told if told.tzinfo else told.replace(tzinfo=self.zone)).astimezone(UTC)

    def awaited(self, delivered: Collection[str]) -> Mapping[str, Contract]:
        """The contracts of the feeds that are expected: all but those that join later and never delivered."""
        return {name: contract for name, contract in self.contracts.items() if not contract.joins_later or name in delivered}


def open_site() -> Site:
    """The installation that `HEARTH_…` or `hearth.toml` describes; Misuse says which setting is wrong, Broken that the key is."""
    settings = read_settings()
    try:
        contracts = load_contracts(extra=settings.feeds_folder)
    except ContractError as error:
        raise Misuse(str(error)) from error
    lake = open_lake(settings)
    return Site(settings, lake, contracts, lake_key(lake))


def read_settings() -> Settings:
    """The settings as they stand now; Misuse names what is wrong with them."""
    try:
        return load_settings()
    except ValueError as error:
        raise Misuse(str(error)) from error
