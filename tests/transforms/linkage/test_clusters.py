"""Clusters grow by the best links first and never hold what cannot be one person."""

from __future__ import annotations

import pytest

from transforms.linkage.clusters import Person, Same, clustered


def person(id_: str, *groups: str, anchored: bool = False, rank: int = 0) -> Person:
    return Person(id_, anchored, frozenset(groups), rank)


def people(*persons: Person) -> dict[str, Person]:
    return {one.id: one for one in persons}


def link(left: str, right: str, bits: float = 9, *, judged: bool = False) -> Same:
    return Same(left, right, bits, judged)


FOUR = people(*(person(name) for name in "abcd"))


def test_links_are_followed_through_others_to_the_smallest_id() -> None:
    assert clustered([link("c", "b"), link("b", "a"), link("d", "c")], FOUR, []) == ([], dict.fromkeys("bcd", "a"))


def test_the_weakest_link_between_two_anchored_persons_is_refused() -> None:
    both = people(person("a", anchored=True), person("b"), person("c", anchored=True))
    weak, strong = link("a", "b", 8), link("b", "c", 9)
    assert clustered([weak, strong], both, []) == ([weak], {"b": "c"})


def test_a_list_names_nobody_twice() -> None:
    listed = people(person("a", "x"), person("b", "y"), person("c", "x"))
    first, second = link("a", "b", 9), link("b", "c", 9)
    assert clustered([second, first], listed, []) == ([second], {"b": "a"})


def test_different_persons_stay_apart_through_others() -> None:
    links = [link("a", "b", 9), link("c", "d", 9), link("b", "c", 8)]
    assert clustered(links, FOUR, [("a", "d")]) == ([links[2]], {"b": "a", "d": "c"})


def test_people_unite_what_rules_would_not_but_not_what_people_keep_apart() -> None:
    both = people(person("a", "x", anchored=True), person("b", "x", anchored=True), person("c"))
    by_hand = link("a", "b", -4, judged=True)
    assert clustered([link("b", "c", 20), by_hand], both, []) == ([], {"b": "a", "c": "a"})
    assert clustered([by_hand], both, [("b", "a")]) == ([by_hand], {})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (person("z", anchored=True, rank=9), person("a")),
        (person("z", rank=1), person("a", rank=2)),
        (person("a"), person("z")),
    ],
)
def test_who_gives_the_id(first: Person, second: Person) -> None:
    assert clustered([link("a", "z")], people(first, second), [])[1] == {second.id: first.id}


def test_what_a_rule_keeps_apart_people_may_unite() -> None:
    by_hand = link("c", "a", judged=True)
    assert clustered([link("a", "b"), link("b", "c", 8)], FOUR, [], [("c", "a")]) == ([link("b", "c", 8)], {"b": "a"})
    assert clustered([link("a", "b"), by_hand], FOUR, [], [("c", "b")]) == ([link("a", "b")], {"c": "a"})
    assert clustered([link("a", "b", judged=True), by_hand], FOUR, [], [("c", "b")]) == ([], {"b": "a", "c": "a"})
