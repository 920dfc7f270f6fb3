"""What decides which findings there are and who passes a gate, as one version: rules, thresholds, causes, entitlements, groups, indicators,
gates, targets, what is worked out of villages, the official rates.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from config.assessment import assessment_file
from config.causes import CAUSES
from config.comparisons import COMPARISONS
from config.entitlements import ENTITLEMENTS
from config.gates import GATES, gate_files
from config.groups import GROUPS
from config.indicators import INDICATORS, indicator_files
from config.progress import PROGRESS
from config.rules import RULES, rule_files
from config.statistics import STATISTICS
from config.targets import TARGETS, target_files
from config.thresholds import THRESHOLDS
from config.yaml_files import entry_files


@cache
def pack_version(extra: Path | None = None) -> str:
    """The same for the same files, byte for byte: the manifest of an edition names it. `extra`: the folder of the setting `feeds`."""
    files = [*rule_files(RULES, extra), THRESHOLDS, CAUSES, ENTITLEMENTS, GROUPS, assessment_file(extra)]
    for root in (INDICATORS.parent, extra):
        if root:
            files += indicator_files(root / INDICATORS.name) + gate_files(root / GATES.name) + target_files(root / TARGETS.name)
            files += [path for folder in (STATISTICS, PROGRESS, COMPARISONS) for path in entry_files(root / folder.name)]
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
