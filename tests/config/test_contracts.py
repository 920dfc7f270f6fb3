from dataclasses import replace
from pathlib import Path

import pytest

from config.contracts import FEEDS, ContractError, load_contract, load_contracts
from config.yaml_files import read_yaml

LAYOUT = read_yaml(Path(__file__).with_name("feed_layout.yaml"))
ROSTER = FEEDS / "civil_affairs__household_roster.odcs.yaml"


FURTHER = read_yaml(Path(__file__).with_name("further_layout.yaml"))


def test_every_feed_has_a_contract() -> None:
    assert list(load_contracts()) == sorted({**LAYOUT, **FURTHER})


@pytest.mark.parametrize("feed", sorted(FURTHER))
def test_a_further_feed_joins_when_it_first_delivers(feed: str) -> None:
    contract = load_contracts()[feed]
    assert (contract.delivery, list(contract.key)) == (FURTHER[feed]["delivery"], FURTHER[feed]["key"])
    assert contract.joins_later
    assert FURTHER[feed]["link"] in contract.by_name


def test_the_eight_are_awaited_from_the_beginning() -> None:
    assert not any(load_contracts()[feed].joins_later for feed in LAYOUT)


@pytest.mark.parametrize("feed", sorted(LAYOUT))
def test_a_contract_says_what_the_department_delivers(feed: str) -> None:
    contract, promised = load_contracts()[feed], LAYOUT[feed]
    assert (contract.delivery, list(contract.key)) == (promised["delivery"], promised["key"])
    assert [column.name for column in contract.columns] == list(promised["columns"])
    for column in contract.columns:
        layout = promised["columns"][column.name]
        assert (column.header, column.type, column.required) == (
            layout["header"],
            layout["type"],
            layout.get("required", False),
        )
        assert (column.minimum, column.maximum) == (layout.get("min"), layout.get("max"))
        assert layout.get("codes", {}).items() <= column.codes.items(), column.name


RULES = {
    "civil_affairs/household_roster": "sex birth_date relation health labour household_type monitored_type "
    "risk_eliminated cause_primary cause_secondary identified_on exited_on",
    "civil_affairs/assistance": "scheme started_on stopped_on",
    "civil_affairs/vital_events": "event_type event_date",
    "health_insurance/enrolment": "insurance_type status not_insured_reason premium_aid",
    "health_insurance/settlements": "visit_type settled_at total self_pay medical_aid_pay",
    "disability/certificates": "disability_type grade status living_subsidy nursing_subsidy",
    "education/students": "birth_date stage status",
    "education/aid": "programme amount paid_on",
}


@pytest.mark.parametrize("feed", sorted(RULES))
def test_a_bad_cell_of_a_column_that_feeds_a_rule_refuses_the_row(feed: str) -> None:
    columns = load_contracts()[feed].by_name
    for name in RULES[feed].split():
        assert columns[name].on_bad == "refuse"
        assert columns[name].on_missing in {"refuse", "hold"}


def test_a_bad_cell_elsewhere_becomes_unknown() -> None:
    roster = load_contracts()["civil_affairs/household_roster"].by_name
    assert {roster[name].on_bad for name in ("ethnicity", "months_worked", "income_per_capita")} == {"unknown"}


def test_no_number_name_or_phone_leaves_the_vault() -> None:
    for contract in load_contracts().values():
        for column in contract.columns:
            if column.name.endswith("name") and column.name not in {"school_name", "disease_name"}:
                assert column.privacy == "name", f"{contract.name} {column.name}"
            assert column.is_identifier == (column.privacy == "id"), f"{contract.name} {column.name}"
    assert load_contracts()["civil_affairs/household_roster"].by_name["phone"].privacy == "phone"


@pytest.mark.parametrize(
    ("feed", "column", "text", "code"),
    [
        ("civil_affairs/household_roster", "sex", "1", "male"),
        ("civil_affairs/household_roster", "ethnicity", "1", "01"),
        ("civil_affairs/household_roster", "ethnicity", "苗", "06"),
        ("civil_affairs/household_roster", "ethnicity", "56", "56"),
        ("civil_affairs/household_roster", "ethnicity", "其他", "97"),
        ("civil_affairs/household_roster", "cause_primary", "缺劳动力", "labour"),
        ("civil_affairs/household_roster", "relation", "长子", "son"),
        ("disability/certificates", "grade", "1", 1),
        ("health_insurance/enrolment", "insurance_type", "城乡居民", "resident"),
    ],
)
def test_codes_and_texts_mix(feed: str, column: str, text: str, code: str | int) -> None:
    assert load_contracts()[feed].by_name[column].codes[text] == code


def test_assistance_without_an_id_is_keyed_by_certificate_name_and_head() -> None:
    assert load_contracts()["civil_affairs/assistance"].key_fallback == ("certificate_no", "name", "head_name")


def test_a_handful_of_rows_is_never_a_pattern() -> None:
    contract = replace(load_contracts()["education/students"], small_count=3)
    assert not contract.beyond(3, 10, 0.1)
    assert contract.beyond(4, 10, 0.1)
    assert not contract.beyond(100, 1000, 0.1)
    assert contract.beyond(101, 1000, 0.1)


def test_an_extra_folder_adds_feeds_and_replaces_those_of_the_same_name(tmp_path: Path) -> None:
    text = ROSTER.read_text(encoding="utf-8")
    (tmp_path / "housing__heating.odcs.yaml").write_text(text, encoding="utf-8")
    (tmp_path / ROSTER.name).write_text(text.replace("value: 民政局", "value: 乡村振兴局"), encoding="utf-8")
    contracts = load_contracts(extra=tmp_path)
    assert contracts["housing/heating"].table == "housing__heating"
    assert contracts["civil_affairs/household_roster"].owner == "乡村振兴局"
    assert len(contracts) == len(load_contracts()) + 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  - {property: delivery, value: snapshot}\n", "", "delivery"),
        ("property: codeList, value: ethnicity", "property: codeList, value: tribes", "no code list 'tribes'"),
        ("kind: DataContract", "kindness: DataContract", "kindness"),
        ("version: 1.0.0", "version: 1.0.0\nversion: 2.0.0", "stands twice"),
    ],
)
def test_a_contract_that_cannot_be_honoured_names_its_file(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = ROSTER.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "a__b.odcs.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractError, match=says) as error:
        load_contract(path)
    assert "a__b.odcs.yaml" in str(error.value)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="no such folder"):
        load_contracts(extra=tmp_path / "nowhere")
