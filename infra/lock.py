"""Writes `requirements.lock` from `pyproject.toml`, or says whether it still fits (`--check`).

The lock holds hashes and no index address. The check resolves with today's pins as preferences, so that it fails when
`pyproject.toml` asks for something else than the lock holds, never because a newer release appeared.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"


def compile_lock(target: Path, *, offline: bool = False) -> subprocess.CompletedProcess[str]:
    """Resolves `pyproject.toml` into `target`, keeping every pin `target` already holds."""
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "compile", "--quiet", "--all-extras", "--generate-hashes", "--no-emit-index-url"]
    command += ["--no-header", "--python", sys.executable, "pyproject.toml", "--output-file", str(target)]
    return subprocess.run(command + (["--offline"] if offline else []), cwd=ROOT, text=True, capture_output=True, check=False)


def main() -> int:
    """0 when the lock was written or fits, 1 when it does not fit, 3 when it cannot be resolved."""
    if "--check" not in sys.argv:
        done = compile_lock(LOCK)
        sys.stderr.write(done.stderr)
        return 3 if done.returncode else 0
    text = LOCK.read_text(encoding="utf-8")
    if "://" in text:
        sys.stderr.write("requirements.lock names an index address: run `make lock`\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / LOCK.name
        shutil.copy(LOCK, fresh)
        done = compile_lock(fresh)
        if done.returncode:
            sys.stderr.write(done.stderr)
            return 3
        if fresh.read_text(encoding="utf-8") != text:
            sys.stderr.write("requirements.lock does not fit pyproject.toml: run `make lock`\n")
            return 1
    sys.stdout.write("lock: fits pyproject.toml, hashes for every package, no index address\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
