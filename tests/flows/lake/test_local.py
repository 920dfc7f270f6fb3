"""What only a folder can do wrong: links, half-written files, rights."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.lake.local import ASIDE, LocalStore
from tests.servers import ROOT


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


def test_links_are_neither_listed_nor_followed_out(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("x")
    store.put("d/f/real.csv", b"1")
    (tmp_path / "store" / "d" / "f" / "link.csv").symlink_to(tmp_path / "outside" / "secret")
    (tmp_path / "store" / "d" / "folder").symlink_to(tmp_path / "outside")
    assert [entry.key for entry in store.list()] == ["d/f/real.csv"]
    for key in ("d/f/link.csv", "d/folder/secret"):
        with pytest.raises(ValueError, match="leads out"):
            store.read(key)
    with pytest.raises(ValueError, match="leads out"):
        store.put("d/folder/new", b"")


def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "root").symlink_to(tmp_path / "disk")
    store = LocalStore(tmp_path / "root")
    store.put("a/b", b"1")
    assert store.read("a/b") == b"1"


def test_pipes_and_files_with_stray_bytes_do_not_stop_a_listing(store: LocalStore, tmp_path: Path) -> None:
    store.put("d/f/a.csv", b"")
    os.mkfifo(tmp_path / "store" / "d" / "f" / "pipe.csv")
    (tmp_path / "store" / "d" / "f" / os.fsdecode("名册.csv".encode("gb18030"))).write_bytes(b"")
    keys = [entry.key for entry in store.list()]
    assert len(keys) == 2
    assert "d/f/a.csv" in keys


def test_a_writer_that_dies_leaves_nothing_to_see(store: LocalStore, tmp_path: Path) -> None:
    store.put("k", b"old")
    code = (
        "import sys; from pathlib import Path; from flows.lake.local import LocalStore; import os\n"
        "os.fsync = lambda handle: os._exit(9)\n"
        "LocalStore(Path(sys.argv[1])).put('k', b'new')"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "store")], cwd=ROOT, check=False)
    assert done.returncode == 9
    assert [entry.key for entry in store.list()] == ["k"]
    assert store.read("k") == b"old"
    assert any(path.name.startswith(ASIDE) for path in (tmp_path / "store").iterdir())


def test_a_failed_write_cleans_up(store: LocalStore, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.put("k", tmp_path / "missing")
    assert list((tmp_path / "store").iterdir()) == []


def test_a_file_that_grows_while_it_is_read_is_not_taken(store: LocalStore, tmp_path: Path) -> None:
    store.put("k", b"x" * 5_000_000)
    real = (tmp_path / "store" / "k").open("ab")

    class Growing(type(tmp_path / "out")):  # type: ignore[misc]
        def open(self, *arguments: object, **named: object) -> object:
            real.write(b"more")
            real.flush()
            return super().open(*arguments, **named)

    with pytest.raises(OSError, match="changed"):
        store.fetch("k", Growing(tmp_path / "out"))


def test_arrival_counts_not_the_time_the_clerk_saved(store: LocalStore, tmp_path: Path) -> None:
    store.put("k", b"1")
    long_ago = time.time() - 9_000_000
    os.utime(tmp_path / "store" / "k", (long_ago, long_ago))
    assert datetime.now(UTC) - next(store.list()).modified < timedelta(minutes=1)


def test_private_files_are_their_owners_alone(tmp_path: Path) -> None:
    LocalStore(tmp_path / "vault", private=True).put("a", b"")
    LocalStore(tmp_path / "open").put("a", b"")
    assert stat.S_IMODE((tmp_path / "vault" / "a").stat().st_mode) == 0o600
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((tmp_path / "open" / "a").stat().st_mode) == 0o666 & ~umask


def test_a_reader_of_what_is_replaced_meanwhile_gets_the_old_one_whole(store: LocalStore) -> None:
    store.put("latest.json", b"old")
    with store._open("latest.json", None) as source:
        store.put("latest.json", b"new")
        assert source.read() == b"old"
    assert store.read("latest.json") == b"new"


def test_a_version_that_is_replaced_while_it_is_read_is_not_taken(store: LocalStore) -> None:
    store.put("drop.csv", b"old")
    version = next(store.list()).version
    with pytest.raises(OSError, match="changed"), store._open("drop.csv", version):
        store.put("drop.csv", b"new")
