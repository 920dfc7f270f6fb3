from __future__ import annotations

from tests.transforms.household.factory import ENROLMENT, ROSTER, night_of, state, the


def test_the_vault_is_told_the_most_trusted_name_and_the_number_or_what_is_in_its_place() -> None:
    roster = state(
        ROSTER,
        {"household_no": "1", "id_number": "A", "name": "nA", "phone": "t1"},
        {"household_no": "2", "id_number": "?x", "name": "nB"},
    )
    tokens = night_of({ROSTER: roster, ENROLMENT: state(ENROLMENT, {"id_number": "A", "name": "nZ"})})["person_tokens"]
    assert the(tokens, person_id="pA") == {
        "person_id": "pA",
        "number_token": "pA",
        "name_token": "nA",
        "phone_token": "t1",
    }
    assert the(tokens, name_token="nB")["number_token"] == "k?x"
