"""What decides which findings there are, as one version: rules, thresholds, causes, entitlements and groups."""

from __future__ import annotations

import hashlib
from functools import cache

from config.causes import CAUSES
from config.entitlements import ENTITLEMENTS
from config.groups import GROUPS
from config.rules import RULES, rule_files
from config.thresholds import THRESHOLDS


@cache
def pack_version() -> str:
    """The same for the same files, byte for byte: the manifest of an edition names it."""
    files = [*rule_files(RULES), THRESHOLDS, CAUSES, ENTITLEMENTS, GROUPS]
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
