"""The pages in a real browser: nothing fails, nothing is fetched, something is drawn."""

from __future__ import annotations

import shutil
import subprocess
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from flows.night.coverage_report import coverage_of
from flows.report.checkpages import INDEX, CheckIndex, index_html, page_html
from flows.report.nightly import report_html
from flows.report.reasonlines import reason_line
from flows.report.receipt import Rows, receipt_html
from flows.report.villages import villages_html
from tests.flows.report import tonight
from tests.flows.report.nights import EDITION, report
from tests.flows.report.samples import receipt
from tests.flows.report.test_checkpages import CHECKS, page
from tests.flows.report.test_lists import of_tables
from tests.flows.report.test_targets import line
from tests.flows.report.test_villagelists import progress

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--enable-logging=stderr",
)
REASONS = (reason_line("scientific", 9, header="证件号码", places=[("", 2)]), reason_line("bad_text", 3, header="姓名"))


def lists() -> dict[str, bytes]:
    """The report of a city with every list, and the page of its villages."""
    with TemporaryDirectory() as folder:
        tables = tonight.city(Path(folder), ["平门镇", "长寨乡", "飞地"], findings=400)
        coverage = coverage_of(tables)
        return {"lists": of_tables(tables), "villages": villages_html(coverage, ["平门镇"], 5, EDITION)}


PAGES = {
    **lists(),
    "receipt": receipt_html(receipt(rows=Rows(read=20, accepted=8, rejected=12), reasons=REASONS, has_fixit=True)),
    "nightly": report_html(report(checks_page=INDEX, targets=(line(), line("甲镇")), progress=(progress("东村", "not_rising"),))),
    "checks": page_html(page(*CHECKS)),
    "checkindex": index_html(CheckIndex(edition=EDITION, pages=(page(*CHECKS),))),
}

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="make test-deps")]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [900, 390])
def test_a_page_renders_without_errors(name: str, width: int, tmp_path: Path) -> None:
    page, picture = tmp_path / f"{name}.html", tmp_path / "page.png"
    page.write_bytes(PAGES[name])
    size = f"--window-size={width},1200"
    where = (f"--user-data-dir={tmp_path / 'profile'}", size, f"--screenshot={picture}", page.as_uri())
    ran = subprocess.run([str(CHROMIUM), *FLAGS, *where], capture_output=True, text=True, timeout=120, check=True)
    assert "CONSOLE" not in ran.stderr
    assert len(colours(picture)) > 50


def colours(picture: Path) -> set[bytes]:
    """Distinct filtered byte triples of a PNG: a blank page has a handful."""
    data, at, packed = picture.read_bytes(), 8, b""
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += length + 12
    pixels = zlib.decompress(packed)
    return {pixels[start : start + 3] for start in range(0, len(pixels) - 3, 3)}
