"""Reads a GB18030 file of so many MiB in a process of its own and prints the most memory it took, in MiB, and the rows read."""

import sys
import tempfile
from pathlib import Path

from tests.bench.cost import most_memory_mb
from tests.flows.reading.samples import HEADERS, taken_from, text


def main(size: int) -> None:
    """Rows of the small contract, numbered, until the file is long enough."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        with path.open("wb") as out:
            out.write(text([HEADERS]).encode("gb18030"))
            number = 0
            while out.tell() < size << 20:
                people = [
                    ("青石镇", f"H{n}", f"P{n}", "王小明", "", "1990-03-07", f"{n % 9000}.50", "3")
                    for n in range(number, number + 20_000)
                ]
                out.write(text(people).encode("gb18030"))
                number += len(people)
        read = sum(batch.height for batch in taken_from(path).batches())
        assert read == number
    print(most_memory_mb(), read)


if __name__ == "__main__":
    main(int(sys.argv[1]))
