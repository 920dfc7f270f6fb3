from pathlib import Path

import pytest

from config.policies import load_policies


def test_a_valid_id_is_believed_before_what_anybody_typed() -> None:
    for field, part in (("sex", "__sex"), ("birth_date", "__birth")):
        columns = [source.column for source in load_policies().person[field]]
        by_id = [column.endswith(part) for column in columns]
        assert by_id == sorted(by_id, reverse=True)
        assert columns[0] == f"id_number{part}"


def test_every_policy_is_used_and_has_a_sentence() -> None:
    policies = load_policies()
    used = {
        source.policy for fields in (policies.person, policies.household) for sources in fields.values() for source in sources
    }
    deaths = {"number_and_name"}
    assert used | deaths == set(policies.sentences)
    assert all(sentence.endswith(".") for sentence in policies.sentences.values())


def test_a_policy_without_a_sentence_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    source = "{feed: education/aid, column: name, policy: because}"
    path.write_text(f"version: '1'\npolicies: {{}}\nperson: {{name: [{source}]}}\nhousehold: {{}}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="name names the policy because"):
        load_policies(path)
