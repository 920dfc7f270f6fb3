from collections.abc import Callable
from pathlib import Path

import pytest

from config.check import check_contracts
from config.contracts import FEEDS, TABLES

FEED = "education__students.odcs.yaml"
TABLE = "links.odcs.yaml"
Edited = Callable[[str, str], list[str]]


def test_what_is_delivered_with_the_project_has_no_problems() -> None:
    assert check_contracts() == []


@pytest.fixture
def feed(tmp_path: Path) -> Edited:
    """Problems of the students' contract after a replacement in its text."""
    return _editor(tmp_path, FEEDS / FEED, "feeds")


@pytest.fixture
def table(tmp_path: Path) -> Edited:
    """Problems of a table's contract after a replacement in its text."""
    return _editor(tmp_path, TABLES / TABLE, "tables")


def _editor(folder: Path, source: Path, kind: str) -> Edited:
    for name in ("feeds", "tables"):
        (folder / name).mkdir()

    def problems(old: str, new: str) -> list[str]:
        text = source.read_text(encoding="utf-8")
        assert old in text
        (folder / kind / source.name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return check_contracts(folder / "feeds", folder / "tables")

    return problems


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("        classification: sensitive\n", "", "student_no: classification is missing"),
        ("classification: sensitive", "classification: secret", "student_no: classification is secret"),
        ("          - {property: retention, value: P6Y}\n", "", "student_no: retention is missing"),
        ("value: P6Y", "value: six years", "student_no: retention is six years"),
        ("property: purpose,", "property: purpuse,", "student_no: the customProperty purpuse does not exist"),
        ("property: purpose,", "property: purpuse,", "student_no: purpose is missing"),
        ("property: onNewColumn", "property: onNewColum", "the customProperty onNewColum does not exist"),
        ("value: [student_no]", "value: [pupil_no]", "key names pupil_no, which is no column"),
        ("value: [student_no]", "value: [id_number]", "primaryKey and primaryKeyPosition must give the key id_number"),
        (
            "aliases, value: [学生姓名",
            "aliases, value: [监护人 (姓名)",
            "the header 监护人姓名 could mean name and guardian_name",
        ),
        ("民族, 年龄]", "民族, 年级]", "the header 年级 could mean school_year and ignoredHeaders"),
        ("        businessName: 学籍号\n", "", "student_no: businessName"),
        ("{property: type, value: yesno}", "{property: type, value: bool}", "boarding: type is 'bool'"),
        ("{property: type, value: yesno}", "{property: type, value: code}", "boarding: codes belong to"),
        ("              男: male", "              ' 男': male", "sex: ' 男' is compared after cleaning; write '男'"),
        ('              "1": male', "              1: male", "sex: 1 is compared after cleaning; write '1' (in quotes"),
        (
            "unknownTexts, value: [",
            "unknownTexts, value: [男, ",
            "sex: 男 stands among the codes and among unknownTexts",
        ),
        (
            "{property: type, value: yesno}",
            "{property: type, value: yesno}\n          - {property: form, value: division}",
            "form",
        ),
        ('"^G(.{18})$"', '"^G(.{18}$"', "student_no: carriesId is no regular expression"),
        ('"^G(.{18})$"', '"^G.{18}$"', "student_no: carriesId needs exactly one group"),
        ("          - {property: privacy, value: id}\n", "", "student_no: a column that carries an ID has privacy: id"),
        ("{property: onBad, value: refuse}", "{property: onBad, value: reject}", "onBad is 'reject'"),
        ("{property: delivery, value: snapshot}", "{property: delivery, value: full}", "delivery is 'full'"),
        ("shrinkThreshold, value: 0.2", "shrinkThreshold, value: 20", "shrinkThreshold is a share"),
        ("rowsMin, value: 1}", "rowsMin, value: 999999999999}", "rowsMin must lie between"),
        ("name: birth_date", "name: id_number", "two columns have the same name"),
        ("logicalType: date", "logicalType: day", "logicalType: 'day' is not one of"),
        ("kind: DataContract", "kind: Contract", "kind: 'Contract' is not one of"),
        ("        required: true\n", "        requird: true\n", "requird"),
        ("  - {property: owner, value: 教育局}\n", "", "customProperties lacks 'owner'"),
    ],
)
def test_a_feeds_contract_that_says_too_little_or_too_much(feed: Edited, old: str, new: str, says: str) -> None:
    assert any(problem.startswith(FEED) and says in problem for problem in feed(old, new)), feed(old, new)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("        classification: internal\n", "", "score: classification is missing"),
        ("property: purpose,", "property: purpos,", "left: the customProperty purpos does not exist"),
        ("value: published", "value: somewhere", "place may be published, vault"),
        ("physicalType: float64", "physicalType: decimal(18,2)", "score: a decimal says its unit"),
        ("physicalType: float64", "physicalType: double", "'double' is not a column type"),
    ],
)
def test_a_tables_contract_that_says_too_little_or_too_much(table: Edited, old: str, new: str, says: str) -> None:
    assert any(problem.startswith(TABLE) and says in problem for problem in table(old, new)), table(old, new)


@pytest.mark.slow
def test_contracts_of_an_extra_folder_are_checked_too(tmp_path: Path) -> None:
    text = (FEEDS / FEED).read_text(encoding="utf-8")
    (tmp_path / "a__b.odcs.yaml").write_text(text.replace("classification: sensitive", "classification: x", 1), "utf-8")
    assert {problem.split(":")[0] for problem in check_contracts(extra=tmp_path)} == {"a__b.odcs.yaml"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{property: role, value: verifications}", "{property: role, value: results}", "role is 'results'"),
        ("- name: until", "- name: wait_until", "a feed of this role has a column until of type date"),
        ("暂缓: waived", "暂缓: later", "role verifications knows no code later"),
    ],
)
def test_a_feed_of_a_role_has_what_the_night_reads_of_it(tmp_path: Path, old: str, new: str, said: str) -> None:
    problems = _editor(tmp_path, FEEDS / "registry__verifications.odcs.yaml", "feeds")(old, new)
    assert any(said in problem for problem in problems), problems
