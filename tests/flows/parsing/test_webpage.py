import pytest

from tests.flows.reading.samples import HEADERS, PEOPLE, rows, taken


def table(lines, tag="td"):
    return (
        "<table>" + "".join("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in line) + "</tr>" for line in lines) + "</table>"
    )


PAGE = f"<html><head><meta charset=gb2312><style>td{{x:1}}</style></head><body>{table([HEADERS, *PEOPLE])}</body></html>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("page", [PAGE, "\n " + PAGE, "<!DOCTYPE html>" + PAGE, table([HEADERS, *PEOPLE]).upper()])
def test_a_page_saved_as_xls_is_read(tmp_path, page, encoding):
    reading = taken(tmp_path, page.encode(encoding))
    assert rows(reading) == list(PEOPLE)
    assert reading.encoding == encoding


def test_rows_are_counted_over_all_tables_and_spans_are_titles(tmp_path):
    title = f'<table><tr><th colspan="{len(HEADERS)}">人员花名册</th></tr></table>'
    reading = taken(tmp_path, f"<html>{title}{table([HEADERS], 'th')}{table([*PEOPLE, ('合计', '3')])}</html>")
    assert rows(reading, "name", "_row") == [(person[3], row) for row, person in enumerate(PEOPLE, 3)]
    assert (reading.sheets[0].header_row, reading.skipped) == (2, 2)


def test_two_header_rows_by_spans(tmp_path):
    head = '<tr><td rowspan="2">乡(镇)</td><td colspan="2">编号</td><td rowspan=2>姓名</td></tr><tr><td>户编号</td><td>人编号</td></tr>'
    reading = taken(tmp_path, f"<table>{head}<tr><td>青石镇</td><td>H1</td><td>P1</td><td>王小明</td></tr></table>")
    assert rows(reading, "town", "household_no", "person_no", "name") == [("青石镇", "H1", "P1", "王小明")]


def test_layout_tables_hold_no_rows_of_their_own(tmp_path):
    reading = taken(tmp_path, f"<table><tr><td>导航{table([HEADERS, *PEOPLE])}</td></tr></table>")
    assert rows(reading, "name", "_row") == [(person[3], row) for row, person in enumerate(PEOPLE, 2)]


def test_cells_lose_the_white_space_of_the_markup_only(tmp_path):
    cells = ["\n  青石镇\n ", "H<b>1</b>", "P&nbsp;1", "王&lt;小明", "&nbsp;", "a<br>b", "", ""]
    assert rows(taken(tmp_path, table([HEADERS, cells]))) == [("青石镇", "H1", "P 1", "王<小明", "", "a\nb", "", "")]


@pytest.mark.parametrize("span", ["100000", "-1", "x", "99999999999999"])
def test_absurd_spans_are_refused_or_ignored(tmp_path, span):
    reading = taken(tmp_path, f'<table><tr><td colspan="{span}">x</td></tr></table>' + table([HEADERS, *PEOPLE]))
    if span == "100000":
        assert reading.refusal is not None
        assert reading.refusal.reason == "too_large"
    else:
        assert rows(reading) == list(PEOPLE)


@pytest.mark.parametrize(
    ("page", "reason"), [("<html><body>请登录</body></html>", "empty_file"), ("<table><tr><td>x</table>", "header_not_found")]
)
def test_a_page_without_the_table_is_refused(tmp_path, page, reason):
    reading = taken(tmp_path, page)
    assert reading.refusal is not None
    assert reading.refusal.reason == reason
