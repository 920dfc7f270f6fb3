"""What decides which findings there are and who passes a gate, as one version: rules, thresholds, causes, entitlements, groups, indicators,
gates, targets, what is worked out of villages, the official rates, which changes are told, and what departments promised of their feeds.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from config.assessment import assessment_file
from config.causes import CAUSES
from config.changes import changes_file
from config.comparisons import COMPARISONS
from config.contracts import FEEDS, contract_files
from config.entitlements import ENTITLEMENTS
from config.gates import GATES
from config.groups import GROUPS
from config.indicators import INDICATORS
from config.progress import PROGRESS
from config.rules import RULES
from config.statistics import STATISTICS
from config.targets import TARGETS
from config.thresholds import THRESHOLDS
from config.yaml_files import files_in


@cache
def pack_version(extra: Path | None = None) -> str:
    """The same for the same files, byte for byte: the manifest of an edition names it. `extra`: the folder of the setting `feeds`."""
    files = [*files_in(RULES, extra), THRESHOLDS, CAUSES, ENTITLEMENTS, GROUPS, assessment_file(extra), changes_file(extra)]
    files += [path for folder in (FEEDS, extra) if folder for path in contract_files(folder)]
    for root in (INDICATORS.parent, extra):
        if root:
            folders = (INDICATORS, GATES, TARGETS, STATISTICS, PROGRESS, COMPARISONS)
            files += [path for folder in folders for path in files_in(root / folder.name)]
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
