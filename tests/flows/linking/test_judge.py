"""What people decide is kept, counts, and can be taken back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from flows.errors import Misuse
from flows.lake import judgements, vault
from flows.lake.lake import Lake
from flows.linking.judge import Judgement, judge
from flows.site import Site
from tests.flows.linking.conftest import OpenDesk
from tests.flows.linking.desk import A, B, C, D, kept, link
from tests.flows.roster import number
from tests.flows.test_cli import said
from transforms.linkage.judgements import counting

TODAY = datetime.now(UTC).date()


def judged(left: str, right: str, decision: str = "same", **given: Any) -> dict[str, Any]:
    return dict(judge(Judgement(left, right, decision, **({"by": "镇经办", "why": "查户口簿"} | given))).document)


def counted(site: Site) -> set[tuple[str, str, str]]:
    return set(counting(judgements.scan(site.lake), TODAY).select("left", "right", "decision").collect().iter_rows())


def test_a_judgement_is_kept_as_the_night_reads_it(desk: OpenDesk) -> None:
    site = desk(link(A, D))
    before = datetime.now(UTC)
    document = judged(A, D, by="镇经办13800000000", why=f"户口簿上是{number(5)}", until=date(2099, 12, 31))
    assert document == {
        "state": "judged",
        "left": A,
        "right": D,
        "decision": "same",
        "until": date(2099, 12, 31),
        "contradictions": [],
    }
    frame = judgements.scan(site.lake).collect()
    assert frame.schema == pl.Schema(judgements.SCHEMA)
    row = frame.row(0, named=True)
    assert (row["by"], row["why"]) == ("镇经办138****0000", f"户口簿上是{number(5)[:3]}****{number(5)[-4:]}")
    assert before <= row["decided_at"] == row["known_at"] <= datetime.now(UTC)
    assert row["line"] == 0


def test_said_again_it_adds_nothing_and_something_else_does(desk: OpenDesk) -> None:
    site = desk()
    assert [judged(A, D)["state"], judged(D, A, by="乙")["state"]] == ["judged", "already"]
    assert judged(A, D, until=date(2099, 1, 1))["state"] == "judged"
    assert judged(A, D, "different")["state"] == "judged"
    assert judged(A, D)["state"] == "judged", "the newest counts, so what was said before that is news again"
    assert len(kept(site, "left")) == 4
    assert counted(site) == {(A, D, "same")}


def test_taking_back_restores_what_was_and_needs_something_to_take_back(desk: OpenDesk) -> None:
    site = desk()
    judged(B, C, "different")
    before = counted(site)
    judged(A, D)
    assert judged(D, A, "open")["state"] == "judged"
    assert counted(site) == before
    assert [judged(A, D, "open")["state"], judged(A, C, "open")["state"]] == ["already", "already"]
    assert len(kept(site, "left")) == 3, "nothing is ever removed"


def test_a_beginning_that_one_person_has_is_enough(desk: OpenDesk) -> None:
    gone = "pd" + "9" * 19
    desk(link(A, gone, decision="same"))
    assert judged("pa", "pdd")["right"] == D
    assert judged("pb", "pd9")["right"] == gone, "a record that counts as another is in links only"
    with pytest.raises(Misuse, match="2 persons have an id that starts with pd: write more"):
        judged("pa", "pd")
    for unknown in ("px", "A", "p.", ""):
        with pytest.raises(Misuse, match="no person of an edition or of the vault"):
            judged("pa", unknown)
    with pytest.raises(Misuse, match="both ids are"):
        judged("pa", A)


def test_whoever_was_ever_published_can_be_judged(desk: OpenDesk, tmp_path: Any) -> None:
    site = desk()
    gone = "p" + "7" * 20
    person = {"person_id": gone, "id_number": None, "name": "旧人", "phone": None}
    pl.DataFrame([person], schema=vault.PERSONS).write_parquet(tmp_path / "gone")
    vault.put_persons(site.lake, tmp_path / "gone")
    assert judged("p7", A)["left"] == gone


@pytest.mark.parametrize(
    ("given_", "word"),
    [({"by": " "}, "--by is empty"), ({"why": ""}, "--why is empty"), ({"until": date(2020, 1, 1)}, "has passed")],
)
def test_a_judgement_says_who_why_and_until_a_day_to_come(desk: OpenDesk, given_: dict[str, Any], word: str) -> None:
    site = desk()
    with pytest.raises(Misuse, match=word):
        judged(A, D, **given_)
    assert kept(site, "left") == []


def test_contradictions_are_told_and_both_sides_stand(desk: OpenDesk, capsys: pytest.CaptureFixture[str]) -> None:
    site = desk()
    judged(A, B)
    assert judged(B, C)["contradictions"] == []
    document = judged(A, C, "different")
    assert document["contradictions"] == [{"left": A, "right": C, "through": [B]}]
    assert len(counted(site)) == 3
    judge(Judgement(A, B, "same", "乙", "查户口簿")).show()
    out = capsys.readouterr().out
    assert f"contradiction: {A} = {B} = {C}" in out
    assert "The different wins" in out
    assert judged(B, C, "open")["contradictions"] == []


def test_a_number_in_place_of_an_id_is_not_repeated(
    desk: OpenDesk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk()
    asked = ("link", "judge", number(0), D, "--same", "--by", "甲", "--why", "查户口簿")
    code, out, err = said(capsys, monkeypatch, *asked)
    assert (code, number(0) in out + err) == (2, False)


def test_the_command_answers_with_codes_and_json(
    desk: OpenDesk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk()
    why = ("--by", "甲", "--why", "查户口簿")
    code, out, _ = said(capsys, monkeypatch, "link", "judge", A, D, "--same", *why, "--until", "2099-01-31", "--json")
    assert (code, json.loads(out)["until"]) == (0, "2099-01-31")
    code, out, _ = said(capsys, monkeypatch, "link", "judge", A, D, "--revoke", *why)
    assert (code, out.strip()) == (0, f"{A} and {D} are judged by nobody, from the next night on")
    for wrong in ((A, D), (A, D, "--same", "--different"), (A, "--same"), (A, D, "--from", "x.xlsx"), ("--from", "no.xlsx")):
        code, out, _ = said(capsys, monkeypatch, "link", "judge", *wrong, "--json")
        assert (code, json.loads(out)["exit_code"]) == (2, 2)


def test_who_may_not_use_the_vault_is_told_so(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk()

    def forbidden(lake: Lake) -> pl.LazyFrame:
        raise PermissionError(lake.vault.root)

    monkeypatch.setattr(vault, "scan_persons", forbidden)
    with pytest.raises(Misuse, match="may not use the vault"):
        judged(A, D)


def test_before_the_first_edition_nobody_is_known(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "other"))
    with pytest.raises(Misuse, match="nothing is published yet"):
        judged(A, D)
