from pathlib import Path

import pytest

from config.column_types import DataType, parse_type
from config.contracts import TABLES, ContractError
from config.tables import load_table, load_tables

PROMISED = {
    "household": "household_id household_no town village village_code head_person_id size members household_type "
    "monitored_type causes_declared causes_evidence groups schemes self_pay_12m income_per_capita insured_members "
    "uninsured_members students severe_disabled open_findings gate gate_missing stalest_feed edition",
    "person": "person_id household_id relation sex birth_date id_valid alive insurance disability_type "
    "disability_grade school_stage school_status self_pay_12m medical_aid_12m schemes groups group_evidence edition",
    "person_field": "person_id field value state policy feed drop_id sheet row",
    "findings": "finding_id rule_id rule_version kind grain subject_id household_id town village_code owner severity "
    "message evidence first_seen last_seen status due rule_precision edition",
    "rules": "rule_id rule_version kind title hits unknown open assigned confirmed not_confirmed waived closed verified precision "
    "precision_low precision_high edition",
    "group_costs": "group measure persons eligible covered unknown gap self_pay_before self_pay_after self_pay_gap edition",
    "register_check": "person_id household_id town village_code name_state id_number_state name_by edition",
    "field_confirmation": "field town persons confirmed contradicted unverifiable edition",
    "coverage": "entitlement village_code eligible covered excused gap",
    "changes": "household_id person_id event field old new evidence",
    "links": "left right score why decision",
    "village": "village_code village town",
    "town": "town",
    "targets": "target scope town title year counts plan passed pending blocked unclear remaining recorded last_year lag quota_sum quota_state "
    "quota_difference edition",
    "village_statistics": "statistic village_code village town title of found expected chance state value edition",
    "village_progress": "progress village_code village town title unit before now change state edition",
    "village_comparisons": "comparison village_code village town title unit group group_title value heads per_head reference ratio edition",
    "assessment": "sample_id rate_id scope place households unknown_households numerator denominator share share_low share_high verdict edition",
    "vault_person": "person_id id_number name phone",
}
"""The columns every version keeps. A column may be added; none of these may go."""


@pytest.mark.parametrize("table", sorted(PROMISED))
def test_a_table_keeps_the_columns_downstream_relies_on(table: str) -> None:
    promised = PROMISED[table].split()
    columns = [name for name in load_tables()[table].by_name if name in promised]
    assert sorted(columns) == sorted(promised)


def test_the_large_tables_keep_their_order_too() -> None:
    for table in ("household", "person", "person_field", "findings", "changes", "vault_person"):
        promised = PROMISED[table].split()
        assert list(load_tables()[table].by_name)[: len(promised)] == promised or table == "changes"


def test_no_other_table_is_published() -> None:
    assert set(load_tables()) == set(PROMISED)


def test_members_and_evidence_are_lists_of_structs() -> None:
    members = load_tables()["household"].types["members"]
    evidence = load_tables()["findings"].types["evidence"]
    assert members.item
    assert [name for name, _ in members.item.fields] == ["person_id", "relation", "sex", "birth_year", "groups"]
    assert evidence.item
    assert dict(evidence.item.fields) == {
        **dict.fromkeys(("feed", "drop_id", "sheet", "column"), DataType("string")),
        "row": DataType("int64"),
    }


def test_money_is_decimal_yuan() -> None:
    money = [
        column
        for table in load_tables().values()
        for column in table.columns
        if column.name in {"self_pay_12m", "medical_aid_12m", "income_per_capita"}
    ]
    assert len(money) == 4
    assert {(column.type, column.unit) for column in money} == {(parse_type("decimal(18,2)"), "元")}


def test_only_the_vault_leads_back_to_a_person() -> None:
    revealing = {"id_number", "name", "phone"}
    for table in load_tables().values():
        assert bool(revealing & set(table.by_name)) == (table.place == "vault")


def test_keys_are_never_null() -> None:
    for table in load_tables().values():
        assert all(table.by_name[name].required for name in table.key)
    assert load_tables()["coverage"].key == ("entitlement", "village_code")


def test_a_type_outside_the_grammar_names_file_and_type(tmp_path: Path) -> None:
    text = (TABLES / "links.odcs.yaml").read_text(encoding="utf-8")
    path = tmp_path / "links.odcs.yaml"
    path.write_text(text.replace("physicalType: float64", "physicalType: real"), encoding="utf-8")
    with pytest.raises(ContractError, match=r"links\.odcs\.yaml: 'real' is not a column type"):
        load_table(path)
