"""What decides which findings there are and who passes a gate, as one version: rules, thresholds, causes, entitlements, groups, indicators,
gates.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from config.causes import CAUSES
from config.entitlements import ENTITLEMENTS
from config.gates import GATES, gate_files
from config.groups import GROUPS
from config.indicators import INDICATORS, indicator_files
from config.rules import RULES, rule_files
from config.thresholds import THRESHOLDS


@cache
def pack_version(extra: Path | None = None) -> str:
    """The same for the same files, byte for byte: the manifest of an edition names it. `extra`: the folder of the setting `feeds`."""
    files = [*rule_files(RULES, extra), THRESHOLDS, CAUSES, ENTITLEMENTS, GROUPS]
    for root in (INDICATORS.parent, extra):
        files += [*indicator_files(root / INDICATORS.name), *gate_files(root / GATES.name)] if root else []
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
