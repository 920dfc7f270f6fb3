from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.linkage.comparisons.pairs import level, levels
from transforms.normalise.identifiers import check_character


def valid(first17: str) -> str:
    return first17 + check_character(first17)


MOTHER = valid("52232619700307122")
CHILD = valid("52232620150611233")
assert MOTHER[-1] != "X"


def of(one: str | None, other: str | None) -> str:
    return level("id_number", one, other)


def with_digit(number: str, place: int, digit: str) -> str:
    return number[:place] + digit + number[place + 1 :]


def test_a_guardians_number_is_another_persons() -> None:
    assert of(CHILD, MOTHER) == "different_valid"


def test_fifteen_digits_are_the_eighteen_they_became() -> None:
    assert of(MOTHER[:6] + MOTHER[8:17], MOTHER) == "same"


@pytest.mark.parametrize("card", ["43", "4312"])
def test_a_disability_card_carries_the_number(card: str) -> None:
    assert of(MOTHER + card, MOTHER) == "same"
    assert of(with_digit(MOTHER, 17, "X") + card, with_digit(MOTHER, 17, "X")) == "same"


@pytest.mark.parametrize("nothing", [None, "", "无", "/", "999999197003071234", "****"])
def test_blanks_and_placeholders_are_unknown(nothing: str | None) -> None:
    assert of(nothing, MOTHER) == "unknown"
    assert of(nothing, nothing) == "unknown"


@pytest.mark.parametrize("place", [0, 5, 9, 13, 16, 17])
def test_one_wrong_digit_is_a_slip(place: int) -> None:
    wrong = with_digit(MOTHER, place, str((int(MOTHER[place]) + 3) % 9 + 1))
    assert of(wrong, MOTHER) == "one_digit"


def test_a_digit_too_many_or_too_few_is_a_slip() -> None:
    assert of(MOTHER[:9] + MOTHER[10:], MOTHER) == "one_digit"
    assert of(MOTHER[:9] + "5" + MOTHER[9:], MOTHER) == "one_digit"
    assert of(MOTHER[:17], MOTHER) == "one_digit"


def test_swapped_neighbours_are_a_slip() -> None:
    assert MOTHER[3] != MOTHER[4]
    assert of(MOTHER[:3] + MOTHER[4] + MOTHER[3] + MOTHER[5:], MOTHER) == "transposed"


def test_one_wrong_digit_in_both_numbers_of_a_pair_is_a_slip_too() -> None:
    damaged = with_digit(MOTHER, 17, "X")
    assert of(damaged, with_digit(damaged, 16, "9")) == "one_digit"


@given(st.integers(0, 999), st.integers(0, 999))
@settings(max_examples=30, deadline=None)
def test_valid_numbers_that_differ_by_a_little_are_two_people(one: int, other: int) -> None:
    """The check character tells every slip, so twins are never one person with a typing error."""
    twins = [valid(f"52232620150611{order:03d}") for order in (one, other)]
    by_excel = {int(number) % 1000 == 0 or int(float(number)) == int(number) for number in twins if "X" not in number}
    expected = "same" if one == other else "different_valid"
    assert of(*twins) == expected or by_excel == {True, False} or by_excel == {True}


def test_excel_keeps_fifteen_digits() -> None:
    for tail in ("000", str(int(float(MOTHER)))[-3:]):
        assert tail != MOTHER[-3:]
        assert of(MOTHER[:15] + tail, MOTHER) == "lost_tail"
    # What one library made of 110101199003077758: a binary fraction, though not the nearest.
    assert of("110101199003077792", "110101199003077758") == "lost_tail"


def test_a_number_that_became_another_valid_one_as_a_binary_fraction_lost_its_tail() -> None:
    numbers = (valid(f"52232619700307{order:03d}") for order in range(1000))
    whole = (number for number in numbers if "X" not in number)
    became = ((number, str(int(float(number)))) for number in whole)
    number, other = next((one, other) for one, other in became if one != other == valid(other[:17]))
    assert of(number, other) == "lost_tail"


def test_a_number_with_all_its_digits_before_the_exponent_lost_its_tail() -> None:
    assert of(f"{float(MOTHER):.14E}", MOTHER) == "lost_tail"
    assert of(MOTHER[0] + "." + MOTHER[1:15] + "E+17", MOTHER) == "lost_tail"


def test_six_digits_before_an_exponent_say_little() -> None:
    shown = f"{float(MOTHER):.5E}"
    assert shown == "5.22326E+17"
    assert of(shown, MOTHER) == "partial"
    assert of("5.2233E+17", MOTHER) == "partial"  # its last digit is rounded
    assert of(shown, valid("52222619700307122")) == "different"


def test_a_number_with_a_letter_is_no_quantity_and_loses_no_tail() -> None:
    with_letter = next(number for order in range(110, 999) if (number := valid(f"52232619700307{order:03d}"))[-1] == "X")
    assert check_character(with_letter[:15] + "00") != "0"
    assert of(with_letter[:15] + "000", with_letter) == "same_birth_part"


@pytest.mark.parametrize("stars", ["**********", "●●●●●●●●●●", "XXXXXXXXXX", "****"])
def test_a_masked_number_agrees_where_it_is_shown(stars: str) -> None:
    assert of(f"{MOTHER[:4]}{stars}{MOTHER[-4:]}", MOTHER) == "masked"
    assert of(f"{MOTHER[:4]}{stars}{MOTHER[-4:]}", f"{MOTHER[:6]}{stars}{MOTHER[-4:]}") == "masked"
    assert of(f"{MOTHER[:4]}{stars}{CHILD[-4:]}", MOTHER) == "different"


def test_a_mask_that_shows_little_says_little() -> None:
    assert of(f"**************{MOTHER[-4:]}", MOTHER) == "partial"
    assert of(f"{MOTHER[:6]}************", MOTHER) == "partial"
    assert of(f"{MOTHER[:6]}************", f"**************{MOTHER[-4:]}") == "unknown"


def test_of_other_numbers_only_the_birth_date_may_agree() -> None:
    assert of(MOTHER[:6] + MOTHER[6:14] + "9999", MOTHER) == "same_birth_part"
    assert of("520103" + MOTHER[6:14] + "9990", MOTHER) == "same_birth_part"
    assert of(MOTHER[:6] + "198511119999", MOTHER) == "different"


def test_whole_and_damaged_numbers_are_compared_side_by_side() -> None:
    masked = f"{MOTHER[:4]}**********{MOTHER[-4:]}"
    found = levels("id_number", [masked, MOTHER, MOTHER, None], [MOTHER, MOTHER.lower(), CHILD, masked])
    assert found == ["masked", "same", "different_valid", "unknown"]
