"""Reads a feed's or a published table's Open Data Contract Standard file into the small model the code works with.

One file a feed, `config/feeds/<department>__<feed>.odcs.yaml`; the published tables have theirs in `config/tables/`.
The ODCS models validate the file; what ODCS has no word for stands in `customProperties` and is read here, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from open_data_contract_standard.model import OpenDataContractStandard, SchemaProperty

from config.codes import code_list
from config.roles import Role
from config.yaml_files import read_yaml

Form = Literal["", "division"]
ColumnType = Literal["id", "code", "yesno", "date", "month", "money", "int", "number", "text"]
Delivery = Literal["snapshot", "event", "delta"]
OnBad = Literal["refuse", "unknown"]
OnDrift = Literal["refuse", "hold", "warn"]
Joins = Literal["now", "later"]
Privacy = Literal["none", "id", "name", "phone", "free_text"]

HERE = Path(__file__).parent
FEEDS = HERE / "feeds"
TABLES = HERE / "tables"


class ContractError(ValueError):
    """A contract file that cannot be honoured; the message names the file, the column and what to write."""


@dataclass(frozen=True)
class Column:
    """One column of a feed: what the department calls it, what it means, and what happens to a bad cell."""

    name: str
    header: str
    type: ColumnType
    aliases: tuple[str, ...] = ()
    required: bool = False
    codes: Mapping[str, str | int] = field(default_factory=dict)
    """Source text -> code: the list `codeList` names and the contract's own `codes`. Empty unless `type` is code."""
    unknown_texts: tuple[str, ...] = ()
    """Texts that mean unknown in this code column (sex 9) beside those that do everywhere (未知, /); no fault."""
    on_bad: OnBad = "unknown"
    """What an unreadable cell does: refuse the row, or become unknown with a warning."""
    on_missing: OnDrift = "warn"
    """What a delivery without this column is: refused, held for a person, or accepted with a warning."""
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    """Unit the header may carry, e.g. 元, 元/月, 月."""
    carries_id: str = ""
    """A regular expression whose first group is a resident ID inside this text (student numbers G + ID)."""
    form: Form = ""
    """What a text is beyond a text: `division`, a code of the statistics bureau's in 9, 12 or 15 digits, kept in 12."""
    privacy: Privacy = "none"
    """How the value leaves the vault: not at all (none), as a pseudonym (id, name, phone), redacted (free_text)."""
    of: str = ""
    """Whom the column speaks of where that is not the row's own person: head, guardian, partner, official."""
    classification: str = ""
    purpose: str = ""
    retention: str = ""

    @property
    def is_identifier(self) -> bool:
        """Whether cleaning derives a person from this column: a resident ID, a card, or a number that carries one."""
        return self.type == "id" or bool(self.carries_id)


@dataclass(frozen=True, eq=False)
class Contract:
    """What one department promised for one feed. Read once, so that it is itself and no other: what follows from it can be kept by it."""

    department: str
    feed: str
    title: str
    owner: str
    version: str
    delivery: Delivery
    key: tuple[str, ...]
    key_fallback: tuple[str, ...]
    """Key columns used instead of `key` where the last key column is blank; empty when a blank key refuses the row."""
    scope: str
    """Column within whose delivered values absence is judged (one file a town); empty when a drop is the whole list."""
    columns: tuple[Column, ...]
    rows_min: int
    rows_max: int
    shrink_threshold: float
    """Share of known keys that may vanish before a snapshot is held for a person."""
    refused_share_hold: float
    """Share of refused rows beyond which the drop is held."""
    valid_id_share_min: float
    """Smallest share of valid IDs among non-blank ones before the receipt warns."""
    on_new_column: OnDrift
    on_late: OnDrift
    """What a snapshot older than the newest one taken in is."""
    cadence_days: int
    ignored_headers: tuple[str, ...]
    """Headers that are known and not taken in (序号, 备注); they raise no alarm, any other unknown header does."""
    joins_later: bool = False
    """Whether nothing is expected of it before its first delivery: until then the city lives without it, and nobody is called silent."""
    role: Role = ""
    """What the feed is beyond its rows (config/roles.py); empty for most."""
    small_count: int = 3
    """No share holds or warns on so few rows: see `beyond`."""

    def beyond(self, count: int, total: int, share: float) -> bool:
        """Whether `count` of `total` rows is more than `share` of them, and more than a handful.

        A share jumps on three rows of a village of twenty; up to `small_count` rows are never a pattern.
        """
        return count > self.small_count and count > share * total

    @property
    def name(self) -> str:
        """`department/feed`, the feed's name everywhere but in table paths."""
        return f"{self.department}/{self.feed}"

    @property
    def table(self) -> str:
        """`department__feed`, the stem of its change log, contract file and suite."""
        return f"{self.department}__{self.feed}"

    @property
    def by_name(self) -> Mapping[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}

    def of_privacy(self, *kinds: Privacy) -> Iterator[Column]:
        """Columns whose privacy is one of `kinds`."""
        return (column for column in self.columns if column.privacy in kinds)


def custom(properties: Any) -> dict[str, Any]:
    """`customProperties` of any ODCS object as a plain mapping."""
    return {item.property: item.value for item in properties or ()}


def load_odcs(path: Path) -> OpenDataContractStandard:
    """Read the file as the standard's own model. Raises ContractError naming the file where it does not validate."""
    try:
        return OpenDataContractStandard.model_validate(read_yaml(path))
    except ValueError as error:
        raise ContractError(f"{path.name}: not a valid Open Data Contract Standard file: {error}") from error


def load_contract(path: Path) -> Contract:
    """One feed's contract from its ODCS file."""
    odcs = load_odcs(path)
    if not odcs.schema_ or len(odcs.schema_) != 1:
        raise ContractError(f"{path.name}: a feed has exactly one schema object")
    table = odcs.schema_[0]
    own = custom(odcs.customProperties)
    try:
        department, feed = path.name.removesuffix(".odcs.yaml").split("__", 1)
        return Contract(
            department=department,
            feed=feed,
            title=table.businessName or table.name or feed,
            owner=str(own["owner"]),
            version=str(odcs.version),
            delivery=own["delivery"],
            key=tuple(own["key"]),
            key_fallback=tuple(own.get("keyFallback", ())),
            scope=own.get("scope", ""),
            columns=tuple(_column(item) for item in table.properties or ()),
            rows_min=int(own["rowsMin"]),
            rows_max=int(own["rowsMax"]),
            shrink_threshold=float(own.get("shrinkThreshold", 0.1)),
            refused_share_hold=float(own.get("refusedShareHold", 0.5)),
            valid_id_share_min=float(own.get("validIdShareMin", 0.9)),
            on_new_column=own.get("onNewColumn", "warn"),
            on_late=own.get("onLate", "warn"),
            cadence_days=int(own.get("cadenceDays", 31)),
            ignored_headers=tuple(own.get("ignoredHeaders", ())),
            joins_later=own.get("joins", "now") == "later",
            role=own.get("role", ""),
            small_count=int(own.get("smallCount", 3)),
        )
    except KeyError as error:
        raise ContractError(f"{path.name}: customProperties lacks {error}") from error
    except (TypeError, ValueError) as error:
        raise ContractError(f"{path.name}: {error}") from error


def _column(item: SchemaProperty) -> Column:
    own = custom(item.customProperties)
    required = bool(item.required)
    on_bad: OnBad = own.get("onBad", "refuse" if required else "unknown")
    on_missing: OnDrift = own.get("onMissing", "refuse" if required else "hold" if on_bad == "refuse" else "warn")
    return Column(
        name=str(item.name),
        header=str(item.businessName),
        type=own["type"],
        aliases=tuple(own.get("aliases", ())),
        required=required,
        codes=_codes(own),
        unknown_texts=tuple(own.get("unknownTexts", ())),
        on_bad=on_bad,
        on_missing=on_missing,
        minimum=own.get("min"),
        maximum=own.get("max"),
        unit=own.get("unit", ""),
        carries_id=own.get("carriesId", ""),
        form=own.get("form", ""),
        privacy=own.get("privacy", "none"),
        of=own.get("of", ""),
        classification=item.classification or "",
        purpose=own.get("purpose", ""),
        retention=own.get("retention", ""),
    )


def _codes(own: Mapping[str, Any]) -> Mapping[str, str | int]:
    shared = code_list(own["codeList"]) if "codeList" in own else {}
    return {**shared, **own.get("codes", {})}


@cache
def load_contracts(folder: Path = FEEDS, extra: Path | None = None) -> Mapping[str, Contract]:
    """Read every feed contract of a folder, and of an extra one (settings: `feeds`), by `department/feed`, in order.

    An extra contract of a built-in name takes its place. Raises ContractError for a file that cannot be honoured.
    """
    folders = (folder, extra) if extra else (folder,)
    contracts = {contract.name: contract for place in folders for contract in map(load_contract, contract_files(place))}
    return dict(sorted(contracts.items()))


def contract_files(folder: Path) -> list[Path]:
    """List the contract files of a folder, sorted. Raises ContractError where the folder does not exist."""
    if not folder.is_dir():
        raise ContractError(f"{folder}: no such folder of contracts")
    return sorted(folder.glob("*.odcs.yaml"))
