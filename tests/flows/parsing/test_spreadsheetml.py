from tests.flows.reading.samples import HEADERS, PEOPLE, rows, taken

HEAD = '<?xml version="1.0" encoding="gb2312"?><?mso-application progid="Excel.Sheet"?>'
OFFICE = "urn:schemas-microsoft-com:office"
SPACES = f'xmlns="{OFFICE}:spreadsheet" xmlns:ss="{OFFICE}:spreadsheet" xmlns:x="{OFFICE}:excel"'


def row(cells, kind="String", attributes=""):
    inner = "".join(f'<Cell><Data ss:Type="{kind}">{cell}</Data></Cell>' for cell in cells)
    return f"<Row {attributes}>{inner}</Row>"


def book(*sheets, before="", head=HEAD):
    bodies = "".join(f'<Worksheet ss:Name="{name}"><Table>{body}</Table>{after}</Worksheet>' for name, body, after in sheets)
    return f"{head}<Workbook {SPACES}>{before}{bodies}</Workbook>"


def people():
    return row(HEADERS) + "".join(row(person) for person in PEOPLE)


def test_sheets_are_read_in_the_encoding_they_are_in(tmp_path):
    content = book(("青石镇", people(), ""), ("空", "", ""))
    for encoding in ("utf-8", "gb18030"):
        reading = taken(tmp_path, content.encode(encoding))
        assert rows(reading) == list(PEOPLE)
        assert reading.sheets[0].name == "青石镇"


def test_rows_and_cells_may_name_their_place(tmp_path):
    cells = '<Cell><Data ss:Type="String">青石镇</Data></Cell><Cell ss:Index="4"><Data ss:Type="String">王小明</Data></Cell>'
    reading = taken(tmp_path, book(("表", row(HEADERS) + f'<Row ss:Index="7">{cells}</Row>' + row(PEOPLE[1]), "")))
    assert rows(reading, "town", "household_no", "name", "_row") == [("青石镇", "", "王小明", 7), ("青石镇", "H001", "李芳", 8)]


def test_cells_are_rendered_by_their_type(tmp_path):
    kinds = [
        ("String", " a "),
        ("Number", "110101199003077758"),
        ("Number", "12.0"),
        ("Boolean", "1"),
        ("Error", "#N/A"),
        ("DateTime", "1990-03-07T00:00:00.000"),
    ]
    cells = "".join(f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>' for kind, text in kinds)
    found = rows(taken(tmp_path, book(("表", row(HEADERS) + f"<Row>{cells}</Row>", ""))))
    assert found[0][:6] == (" a ", "1.10101199003078E+17", "12", "TRUE", "#N/A", "1990-03-07")


def test_hidden_sheets_and_the_epoch(tmp_path):
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    epoch = "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"
    reading = taken(tmp_path, book(("明", people(), ""), ("暗", people(), hidden), before=epoch))
    assert [note.sheet for note in reading.notes] == ["暗"]
    assert reading.serial_1904
    assert len(rows(reading)) == len(PEOPLE)


def test_entities_do_not_unfold(tmp_path):
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol"><!ENTITY f SYSTEM "file:///etc/passwd">{lol}]>'
    reading = taken(tmp_path, book(("表", row(HEADERS) + row(["青石镇&l9;", "H1&f;", "P1", "王小明"]), ""), head=doctype))
    if reading.refusal is None:
        assert all(len(cell) < 40 and "root:" not in cell for line in rows(reading) for cell in line)


def test_broken_markup_is_unreadable(tmp_path):
    reading = taken(tmp_path, book(("表", people(), ""))[:-40])
    assert reading.refusal is not None
    assert reading.refusal.reason == "unreadable_file"
