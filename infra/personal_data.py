"""Refuses files that look like they hold real people: valid resident ID numbers and mobile numbers, in text and in workbooks' names.

Run by pre-commit on what is staged and by `make check` on the whole tree. Synthetic numbers used as examples stand, each with its
reason, in `infra/personal_data_allowed.txt`; tests otherwise build theirs at run time.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ALLOWED = Path(__file__).with_name("personal_data_allowed.txt")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_ID = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
)
MOBILE = re.compile(r"(?<![0-9A-Za-z.])1[3-9]\d{9}(?![0-9A-Za-z])")
DATA_FILES = {".xlsx", ".xls", ".csv", ".parquet"}
UNREAD = {".png", ".lock", ".woff2"}


def check_digit_fits(number: str) -> bool:
    """Whether an 18-character number carries the check digit of GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def problems(path: Path, allowed: set[str]) -> list[str]:
    """What speaks against committing a file, a line each; the number itself is never repeated."""
    shown = path.relative_to(ROOT)
    if path.suffix in DATA_FILES:
        return [f"{shown}: data files are built by the tests, not committed"]
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (UnicodeDecodeError, OSError):
        return [f"{shown}: binary files are not committed, except pictures"]
    found = []
    for at, line in enumerate(lines, start=1):
        ids = [number for number in RESIDENT_ID.findall(line) if check_digit_fits(number)]
        if any(number not in allowed for number in ids):
            found.append(f"{shown}:{at}: a valid resident ID number")
        if any(number not in allowed for number in MOBILE.findall(line)):
            found.append(f"{shown}:{at}: a mobile number")
    return found


def main(names: list[str]) -> int:
    """Files named, or every tracked file; 1 when something was found."""
    allowed = {line.split()[0] for line in ALLOWED.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"}
    if not names:
        listing = subprocess.run(["git", "ls-files"], cwd=ROOT, text=True, capture_output=True, check=True)  # noqa: S607
        names = listing.stdout.splitlines()
    paths = [ROOT / name for name in names]
    found = [problem for path in paths if path.is_file() and path.suffix not in UNREAD for problem in problems(path, allowed)]
    sys.stdout.write("".join(f"{line}\n" for line in found) or "personal data: none found\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
