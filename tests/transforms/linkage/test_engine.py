"""What a linkage says of pairs: by score, by rules, by people; the same however the rows come."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from config.linkage import Block, Compare, Key, LinkageError, OneToOne, Thresholds
from tests.transforms.linkage.people import OTHER_SEX, aliases, config, decisions, frame, judgement, judgements, linked, record

A, B = "a", "b"
ONE = OneToOne(group="feed", listed_in="listed_in", margin=3)


def test_a_pair_is_one_person_a_question_or_not_told() -> None:
    left = frame(record(A))
    right = frame(record("sure", village=None), record("perhaps", born=None, village=None), record("no", name="李秋分"))
    links = linked(left, right, config())
    assert decisions(links) == {(A, "sure"): "same", (A, "perhaps"): "open"}
    assert aliases(links) == {"sure": A}


def test_what_is_unknown_weighs_nothing() -> None:
    pairs = linked(frame(record(A)), frame(record(B, born=None, sex=None, village=None)), config()).pairs.collect()
    odds = 0.001 / 0.999 * 0.9 / 0.001
    assert pairs["score"].item() == pytest.approx(odds / (1 + odds))
    assert pairs["levels"].struct.field("village").item() == "unknown"


def test_a_definite_no_stops_what_would_be_one_person_and_only_that_is_told() -> None:
    left = frame(record(A))
    right = frame(record(B, sex="女"), record("c", sex="女", born=None, village=None))
    links = linked(left, right, config(definite_no=(OTHER_SEX,), thresholds=Thresholds(0.9, 0.01)))
    pairs = links.pairs.collect()
    assert decisions(links) == {(A, B): "different"}
    assert pairs["why"].item().startswith("性别不同；姓名相同")
    assert aliases(links) == {}


@pytest.mark.parametrize("turned", [False, True])
def test_people_always_win(turned: bool) -> None:
    left, right = (
        frame(record(A)),
        frame(record(B, sex="女"), record("c"), record("d", name="李秋分", born="19991231", village="下河村")),
    )
    ends = [(A, B), (A, "c"), (A, "d")]
    said = ["same", "different", "same"]
    told = [judgement(*(reversed(pair) if turned else pair), decision) for pair, decision in zip(ends, said, strict=True)]
    links = linked(left, right, config(definite_no=(OTHER_SEX,)), judgements=judgements(*told))
    assert decisions(links) == dict(zip(ends, said, strict=True))
    assert aliases(links) == {B: A, "d": A}
    assert links.pairs.collect()["decided_by"].unique().to_list() == ["王干部"]


def test_different_is_never_one_person_through_others() -> None:
    left, right = frame(record(A)), frame(record(B), record("c"))
    links = linked(left, right, config(), judgements=judgements(judgement(B, "c", "different")))
    assert sorted(decisions(links).values()) == ["different", "open", "same"]
    assert len(aliases(links)) == 1


def test_rules_hold_inside_clusters_between_people_whom_no_block_compared() -> None:
    left = frame(record(A, sex=None))
    right = frame(record(B), record("c", sex="女"))
    using = config(definite_no=(OTHER_SEX,))
    found = linked(left, right, using)
    assert sorted(decisions(found).values()) == ["open", "same"]
    assert len(aliases(found)) == 1
    by_hand = linked(left, right, using, judgements=judgements(judgement(B, "c", "same")))
    assert aliases(by_hand) == {B: A, "c": A}


def test_same_within_one_list_joins_clusters() -> None:
    left, right = frame(record(A)), frame(record(B), record("z", name="李秋分", born="19991231", village="下河村"))
    links = linked(left, right, config(), judgements=judgements(judgement(B, "z", "same")))
    assert aliases(links) == {B: A, "z": A}
    row = links.pairs.filter(pl.col("left") == B).collect()
    assert (row["score"].item(), row["decision"].item(), row["why"].item()) == (None, "same", "人工判定")


def test_judgements_about_people_who_are_not_there_are_left_alone() -> None:
    links = linked(frame(record(A)), frame(record(B)), config(), judgements=judgements(judgement(A, "gone", "same")))
    assert decisions(links) == {(A, B): "same"}


def test_two_that_fit_equally_are_both_open() -> None:
    left = frame(record(A, feed="roster", listed_in=["roster"]))
    right = frame(record(B, feed="schools"), record("c", feed="schools", born="19700102"))
    links = linked(left, right, config(one_to_one=ONE))
    assert decisions(links) == {(A, B): "open", (A, "c"): "open"}
    assert "请核实" in links.pairs.collect()["why"][0]


def test_who_is_clearly_beaten_is_somebody_else() -> None:
    left = frame(record(A, feed="roster"))
    right = frame(record(B, feed="schools"), record("c", feed="schools", village="下河村"), record("d", feed="aid"))
    links = linked(left, right, config(one_to_one=ONE, thresholds=Thresholds(0.5, 0.3)))
    assert decisions(links) == {(A, B): "same", (A, "c"): "different", (A, "d"): "same"}
    assert aliases(links) == {B: A, "d": A}


def test_a_record_goes_to_one_person_only() -> None:
    left = frame(record(A, feed="roster"), record("a2", feed="roster"))
    links = linked(left, frame(record(B, feed="schools")), config(one_to_one=ONE))
    assert decisions(links) == {(A, B): "open", ("a2", B): "open"}


def test_nobody_takes_a_record_of_a_list_he_is_in() -> None:
    left = frame(record(A, feed="roster", listed_in=["roster", "schools"]))
    links = linked(left, frame(record(B, feed="schools")), config(one_to_one=ONE))
    assert decisions(links) == {(A, B): "different"}


def test_two_people_known_by_a_number_never_become_one() -> None:
    links = linked(frame(record(A, anchored=True)), frame(record(B, anchored=True)), config())
    assert decisions(links) == {(A, B): "open"}
    assert aliases(links) == {}


def test_of_duplicates_the_one_known_by_a_number_gives_the_id() -> None:
    links = linked(frame(record(A), record(B, anchored=True), record("c")), None, config())
    assert aliases(links) == {A: B, "c": B}
    assert all(left == B or right != B for left, right in decisions(links))


def test_of_duplicates_without_number_the_order_of_lists_gives_the_id() -> None:
    rows = frame(record(A, feed="aid"), record(B, feed="schools"))
    rule = OneToOne(group="feed", order=("schools", "aid"))
    assert aliases(linked(rows, None, config(one_to_one=rule))) == {A: B}


def test_persons_of_several_records_are_told_once_by_their_best() -> None:
    left = frame(record("1", sex="p"), record("2", sex="p", village="下河村"))
    using = config(entity="sex", comparisons=tuple(one for one in config().comparisons if one.name != "sex"))
    links = linked(left, frame(record("3", sex="q")), using)
    assert decisions(links) == {("p", "q"): "same"}
    assert links.pairs.collect()["levels"].struct.field("village").item() == "same"


def test_sentences_name_fields_and_never_values() -> None:
    pairs = linked(frame(record(A)), frame(record(B, village="下河村")), config()).pairs.collect()
    assert pairs["why"].item() == "姓名相同；出生日期相同；性别相同；村不同；综合概率 0.6384"
    assert pairs["why_en"].item() == (
        "name is the same; date of birth is the same; sex is the same; village differs; probability 0.6384"
    )


def test_a_column_that_is_not_there_is_unknown() -> None:
    using = config(thresholds=Thresholds(0.9, 0.3))
    links = linked(frame(record(A)).drop("village"), frame(record(B)).drop("village", "sex"), using)
    assert decisions(links) == {(A, B): "same"}


def test_values_of_too_many_pairs_are_left_out_and_counted() -> None:
    left = frame(*(record(f"l{number}") for number in range(4)), record("x", name="李秋分"))
    blocks = (Block((Key("name"),), most=3),)
    links = linked(left, frame(record(B), record("c", name="李秋分")), config(blocking=blocks))
    assert decisions(links) == {("x", "c"): "same"}
    assert links.blocks.collect().row(0) == ("name", 1, 1, 4)


def test_empty_lists_are_linked_to_nothing() -> None:
    for left, right in ((frame(), frame(record(A))), (frame(record(A)), frame()), (frame(), None)):
        links = linked(left, right, config(prior=None))
        assert links.pairs.collect().is_empty()
        assert links.aliases.collect().is_empty()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            {"comparisons": (Compare("name", "kanji_name"),)},
            "comparisons: name: there is no kind kanji_name; there are age_stage",
        ),
        ({"comparisons": (Compare("name", "code", columns=("a", "b")),)}, "comparisons: name: code takes 1 column"),
        ({"blocking": (Block((Key("name", "sound"),)),)}, "blocking: name sound: there is no take sound"),
        ({"blocking": (Block((Key("name", "first"),)),)}, "there is no take first; there are same, first:N"),
    ],
)
def test_what_there_is_not_is_refused(more: dict[str, Any], says: str) -> None:
    with pytest.raises(LinkageError) as refused:
        linked(frame(record(A)), None, config(**more))
    assert says in str(refused.value)


def test_trained_weights_are_taken_instead_of_learned_ones() -> None:
    using = config(comparisons=(Compare("name", "code"), *config().comparisons[1:]), prior=None)
    rows = [record(str(number), name=f"姓名{number % 30}") for number in range(60)]
    first = linked(frame(*rows), None, using)
    weights = first.training.collect()
    again = linked(frame(*rows[:2]), None, using, trained=weights.lazy())
    assert_frame_equal(again.training.collect(), weights)
    with pytest.raises(Exception, match="the trained weights lack name, level different: train again"):
        linked(frame(*rows), None, using, trained=weights.filter(pl.col("comparison") != "name").lazy())


people = st.builds(
    lambda name, born, sex, village, feed, anchored: {
        "name": name, "birth_date": born, "sex": sex, "village": village, "feed": feed, "anchored": anchored,
    },
    st.sampled_from(["王小满", "王小漫", "李秋分", None]),
    st.sampled_from(["19700102", "19700103", "19991231"]),
    st.sampled_from(["男", "女", None]),
    st.sampled_from(["上河村", "下河村"]),
    st.sampled_from(["roster", "schools", "aid"]),
    st.booleans(),
)  # fmt: skip


@settings(max_examples=6)
@given(rows=st.lists(people, min_size=2, max_size=14), split=st.integers(0, 14), seed=st.integers(0, 99), one=st.booleans())
def test_order_and_repetition_of_rows_do_not_matter(rows: list[dict[str, Any]], split: int, seed: int, one: bool) -> None:
    numbered = [{"record_id": f"r{number}", "listed_in": None} | row for number, row in enumerate(rows)]
    left, right = numbered[:split], numbered[split:]
    learned = tuple(Compare(each.name, each.kind) for each in config().comparisons)
    using = config(comparisons=learned, definite_no=(OTHER_SEX,), one_to_one=ONE if one else None, prior=None)
    said = judgements(judgement("r0", "r1", "different"))
    shuffle = random.Random(seed).sample
    other_left, other_right = (shuffle([*side, *side[:2]], len(side) + len(side[:2])) for side in (left, right))
    for sides, others in (((frame(*left), frame(*right)), (frame(*other_left), frame(*other_right))),
                          ((frame(*numbered), None), (frame(*other_right, *other_left), None))):  # fmt: skip
        first, second = linked(*sides, using, judgements=said), linked(*others, using, judgements=said)
        for which in ("pairs", "aliases", "training", "blocks"):
            assert_frame_equal(getattr(first, which).collect(), getattr(second, which).collect())


@settings(max_examples=12)
@given(rows=st.lists(people, min_size=2, max_size=14), kept_apart=st.integers(0, 13))
def test_a_cluster_never_holds_what_cannot_be_one_person(rows: list[dict[str, Any]], kept_apart: int) -> None:
    numbered = [{"record_id": f"r{number}", "listed_in": None} | row for number, row in enumerate(rows)]
    said = judgements(judgement("r0", f"r{kept_apart}", "different")) if 0 < kept_apart < len(rows) else judgements()
    links = linked(frame(*numbered), None, config(definite_no=(OTHER_SEX,), one_to_one=ONE), judgements=said)
    named = aliases(links)
    clusters: dict[str, list[dict[str, Any]]] = {}
    for row in numbered:
        clusters.setdefault(named.get(row["record_id"], row["record_id"]), []).append(row)
    for cluster in clusters.values():
        feeds = [row["feed"] for row in cluster]
        ids = {row["record_id"] for row in cluster}
        assert len(feeds) == len(set(feeds))
        assert sum(row["anchored"] for row in cluster) <= 1
        assert not {"r0", f"r{kept_apart}"} <= ids or kept_apart == 0
    same = [pair for pair, decision in decisions(links).items() if decision == "same"]
    assert all(named.get(left, left) == named.get(right, right) for left, right in same)
