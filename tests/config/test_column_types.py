import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.column_types import SCALARS, DataType, parse_type


def test_scalars_lists_structs_and_decimals() -> None:
    assert parse_type("date") == DataType("date")
    assert parse_type("decimal(18,2)") == DataType("decimal", precision=18, scale=2)
    member = DataType("struct", fields=(("feed", DataType("string")), ("rows", DataType("list", item=DataType("int64")))))
    assert parse_type("list<struct<feed:string, rows:list<int64>>>") == DataType("list", item=member)


@pytest.mark.parametrize(
    "text", ["", "text", "list<>", "list<string", "string>", "decimal(18)", "struct<a>", "list<string>>", "int 64;"]
)
def test_anything_else_is_an_error_that_quotes_it(text: str) -> None:
    with pytest.raises(ValueError, match="is not a column type"):
        parse_type(text)


def _written(kind: DataType) -> str:
    if kind.kind == "decimal":
        return f"decimal({kind.precision},{kind.scale})"
    if kind.kind == "list":
        assert kind.item
        return f"list<{_written(kind.item)}>"
    if kind.kind == "struct":
        return f"struct<{','.join(f'{name}:{_written(inner)}' for name, inner in kind.fields)}>"
    return kind.kind


def _deeper(inner: st.SearchStrategy[DataType]) -> st.SearchStrategy[DataType]:
    names = st.from_regex(r"[a-z_][a-z0-9_]{0,5}", fullmatch=True)
    members = st.lists(st.tuples(names, inner), min_size=1, max_size=3).map(tuple)
    return st.builds(lambda item: DataType("list", item=item), inner) | st.builds(
        lambda fields: DataType("struct", fields=fields), members
    )


TYPES = st.recursive(
    st.sampled_from(SCALARS).map(DataType)
    | st.builds(lambda digits: DataType("decimal", precision=38, scale=digits), st.integers(0, 38)),
    _deeper,
    max_leaves=8,
)


@settings(max_examples=40)
@given(TYPES)
def test_what_is_written_is_read(kind: DataType) -> None:
    assert parse_type(_written(kind)) == kind
