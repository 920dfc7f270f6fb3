"""Where things lie in the lake: pure names, one function a place. The layout is an interface; see docs/walk.md."""

from __future__ import annotations

ARCHIVE = "archive"
FEEDS = "lake/feeds"
MASTER = "lake/master"
OPS = "lake/ops"
DROPS = "lake/ops/drops"
REJECTIONS = "lake/ops/rejections"
CORRECTIONS = "lake/ops/corrections"
VERIFICATIONS = "lake/ops/verifications"
JUDGEMENTS = "lake/ops/judgements"
AUDIT = "lake/ops/audit"
ERASED = "lake/ops/erased"
LIFTED = "lake/ops/lifted"
ERASURES = "lake/ops/erasures"
PLANS = "lake/ops/plans"
CLAIMS = "lake/ops/claims"
EDITIONS = "lake/ops/editions"
PROBES = "lake/ops/probes"
KEY_FINGERPRINT = "lake/ops/key-fingerprint"
"""By which the key is known again; the key itself lies elsewhere."""
PUBLISHED = "published"
LATEST = "published/latest.json"
SEALED = "published/sealed"
VAULT_TOKENS = "tokens"
VAULT_PERSONS = "person/part-0.parquet"
VAULT_ERASURES = "erasures"
VAULT_AUDIT_HEAD = "audit/head.json"
"""Vault places are keys below the vault's own root."""


def archived(sha256: str) -> str:
    """The bytes of one content."""
    return f"{ARCHIVE}/{sha256}"


def stand_ins(sha256: str, own: str = "") -> str:
    """The folder of what stands in the place of a content that named erased people, or the one of these bytes."""
    return f"{ARCHIVE}/{sha256}.cut/{own}"


def erasure(erasure_id: str) -> str:
    """What an erasure did, without a word about whom."""
    return f"{ERASURES}/{erasure_id}.json"


def vault_erasure(erasure_id: str, file: str = "") -> str:
    """Whom an erasure that is not finished is about; a key below the vault's root."""
    return f"{VAULT_ERASURES}/{erasure_id}/{file}"


def change_log(table: str) -> str:
    """The Delta table of one feed; `table` is `department__feed`."""
    return f"{FEEDS}/{table}"


def master(table: str) -> str:
    """The Delta table of one master table."""
    return f"{MASTER}/{table}"


def plan(drop_id: str) -> str:
    """What was decided about one drop."""
    return f"{PLANS}/{drop_id}.json"


def claim(subject: str, number: int | None = None) -> str:
    """The folder of claims on a subject, or its n-th claim."""
    return f"{CLAIMS}/{subject}/" + ("" if number is None else f"{number:08d}")


def reserved_edition(edition: str) -> str:
    """Which inputs an edition's name was given to."""
    return f"{EDITIONS}/{edition}.json"


def shown_edition(edition: str) -> str:
    """Says that an edition was good enough to be shown to readers."""
    return f"{EDITIONS}/{edition}.shown"


def told_edition(edition: str) -> str:
    """What an edition's page was made of; not below `reports`, since it holds counts that the page withholds."""
    return f"{EDITIONS}/{edition}.told"


def published(table: str, edition: str, file: str = "") -> str:
    """The folder of one table's edition, or a file in it."""
    return f"{PUBLISHED}/{table}/edition={edition}/{file}"


def sealed(name: str, file: str = "") -> str:
    """The folder of one sealed cohort, or a file in it."""
    return f"{SEALED}/{name}/{file}"


def published_table(table: str) -> str:
    """Under which all editions of one table lie."""
    return f"{PUBLISHED}/{table}/"


def receipt(department: str, feed: str, drop_id: str, file: str = "") -> str:
    """The folder of one drop's receipt, or a file in it."""
    return f"receipts/{department}/{feed}/{drop_id}/{file}"


def report(edition: str, file: str) -> str:
    """A file of an edition's report."""
    return f"reports/{edition}/{file}"


def worklist(edition: str, name: str) -> str:
    """One workbook of an edition's masked worklists."""
    return f"reports/{edition}/worklists/{name}"


def audit(number: int | None = None) -> str:
    """The folder of the audit log, or its n-th entry."""
    return f"{AUDIT}/" + ("" if number is None else f"{number:08d}.json")


def vault_tokens(drop_id: str) -> str:
    """What the pseudonyms of one drop stand for; a key below the vault's root."""
    return f"{VAULT_TOKENS}/{drop_id}.parquet"
