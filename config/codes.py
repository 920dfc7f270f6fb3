"""Code lists shared by contracts: source text -> code, one file a list in `config/codes/`.

A contract refers to one by `codeList: ethnicity`. Texts are written as they read after cleaning: NFKC, no white space.
Number and text together in one cell (01汉族) are the cleaner's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from config.yaml_files import read_yaml

CODES = Path(__file__).parent / "codes"


def code_list_names() -> tuple[str, ...]:
    """Names of the lists that exist, sorted."""
    return tuple(sorted(path.stem for path in CODES.glob("*.yaml")))


@cache
def code_list(name: str) -> Mapping[str, str]:
    """Read one list as source text -> code.

    Raises ValueError where there is no such list, or a text stands under two codes.
    """
    path = CODES / f"{name}.yaml"
    if not path.exists():
        raise ValueError(f"no code list {name!r}; there are {', '.join(code_list_names())}")
    data = read_yaml(path)
    result: dict[str, str] = {}
    for code, texts in data["codes"].items():
        for text in (*texts, *(_numbers(code) if data["numbered"] else ())):
            if result.setdefault(text, code) != code:
                raise ValueError(f"{path.name}: {text} stands under {result[text]} and {code}")
    return result


def _numbers(code: str) -> Iterator[str]:
    """Write the code itself, and without its leading zero, which spreadsheets drop."""
    yield from dict.fromkeys((code, code.lstrip("0")))
