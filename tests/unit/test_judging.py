"""Judgements: actors joined and parted by name, what is refused and why, and what is shown of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from ledgers import add, filler, page

from onrecord.errors import LedgerError
from onrecord.store import Store, open_store

NOW = "2026-01-02T03:04:05.000+00:00"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A ledger whose page names Ilse Varga, Ostria, Northland and the Halden News Agency."""
    with open_store(tmp_path / "onrecord.db", create=True, clock=lambda: NOW) as store:
        add(store, page("one"))
        yield store


def judge(store: Store, kind: Literal["merge", "split"], a: str, b: str, *, why: str = "a test") -> None:
    with store.session() as session:
        session.judge_named(kind, a, b, who="Ada", why=why)


def identity(store: Store, name: str) -> str:
    (found,) = store.actor(name)
    return found.actor.identity


def test_actors_are_joined_and_parted_by_the_names_they_had_before(store: Store) -> None:
    ostria, northland = identity(store, "Ostria"), identity(store, "Northland")
    judge(store, "merge", "ostria", "NORTHLAND", why="one state")
    assert identity(store, "Ostria") == identity(store, "Northland") == min(ostria, northland)
    judge(store, "split", "Ostria", "Northland", why="two after all")
    assert (identity(store, "Ostria"), identity(store, "Northland")) == (ostria, northland)
    newest, first = store.judgements()
    assert (newest.kind, newest.why, newest.who, newest.added, newest.holds) == ("split", "two after all", "Ada", NOW, True)
    assert (first.kind, first.number, first.holds) == ("merge", 1, False)
    assert {one.name for one in first.about} == {"Ostria", "Northland"}
    assert {one.key for one in first.about} == {ostria, northland}
    assert store.verify().ok


def test_an_actor_goes_by_item_and_by_the_beginning_of_its_identity(store: Store) -> None:
    agency = identity(store, "Halden News Agency")
    judge(store, "merge", "Q999001", agency[:8])
    (joined,) = store.actor("Q999001")
    assert sorted(joined.actor.names) == ["Halden News Agency", "Ilse Varga"]
    judge(store, "split", "Q999001", agency[:8])
    assert identity(store, "Halden News Agency") == agency


def test_what_was_judged_is_told_with_the_actor_only(store: Store) -> None:
    judge(store, "merge", "Ostria", "Northland")
    assert [j.kind for j in store.actor("Ostria")[0].judgements] == ["merge"]
    assert store.actor("Ilse Varga")[0].judgements == store.judgements("Ilse Varga") == ()
    assert store.judgements("Northland") == store.judgements()


def test_a_judgement_outlives_the_page_it_was_made_on(store: Store) -> None:
    add(store, page("two", verb="quit", more=filler("two")))
    judge(store, "merge", "Ostria", "Northland")
    store.rebuild()
    assert store.actor("Northland")[0].actor.pages == 2
    assert store.verify().ok


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (("Ostria", "nobody"), "no actor goes by the name 'nobody'"),
        (("Ostria", "OSTRIA"), "'Ostria' and 'OSTRIA' are one actor by its item, state or name ["),
        (("Ostria", "0123456789"), "no actor goes by the name '0123456789'"),
    ],
)
def test_a_judgement_on_nobody_or_on_one_is_refused(store: Store, names: tuple[str, str], reason: str) -> None:
    for kind in ("merge", "split"):
        with pytest.raises(LedgerError) as refused:
            judge(store, kind, *names)
        assert str(refused.value).startswith(f"{store.url}: {reason}")
    assert store.stats().judgements == 0


def test_a_name_of_two_actors_is_refused_with_both_identities(store: Store) -> None:
    """On the second page the name of the person is that of a state, too."""
    document, reading = page("two", verb="quit", more=filler("two"))
    actors = tuple(
        a if a.id != "a3" else type(a)(id="a3", name="Ilse Varga", kind="organisation", mentions=a.mentions) for a in reading.actors
    )
    add(store, (document, type(reading)(**{f: getattr(reading, f) for f in reading.__struct_fields__} | {"actors": actors})))
    with pytest.raises(LedgerError, match=r"2 actors go by the name 'Ilse Varga'; give one by its identity: ") as refused:
        judge(store, "merge", "Ilse Varga", "Ostria")
    for found in store.actor("Ilse Varga"):
        assert found.actor.identity[:12] in str(refused.value)


def test_what_holds_already_is_not_judged_again(store: Store) -> None:
    judge(store, "merge", "Ostria", "Northland", why="one state")
    with pytest.raises(LedgerError, match=r"are one actor already: judged by Ada on 2026-01-02 \(one state\)"):
        judge(store, "merge", "Northland", "Ostria")
    judge(store, "split", "Northland", "Ostria")
    with pytest.raises(LedgerError, match=r"are two actors already: judged by Ada on 2026-01-02 \(a test\)"):
        judge(store, "split", "Ostria", "Northland")


def test_actors_joined_through_a_third_are_parted_from_it_first(store: Store) -> None:
    judge(store, "merge", "Ostria", "Northland")
    judge(store, "merge", "Northland", "Halden News Agency")
    with pytest.raises(LedgerError, match=r"one actor already, through others"):
        judge(store, "merge", identity(store, "Ostria"), next(k.key for k in store.judgements()[0].about if k.name == "Halden News Agency"))
    with pytest.raises(LedgerError, match=r"would stay one actor, joined by the judgements on .*: split those first"):
        judge(store, "split", "Ostria", "Halden News Agency")
    judge(store, "split", "Northland", "Halden News Agency")
    assert identity(store, "Ostria") == identity(store, "Northland") != identity(store, "Halden News Agency")


def test_a_merge_that_joins_what_another_judgement_parts_is_refused(store: Store) -> None:
    judge(store, "split", "Ostria", "Northland", why="at war with each other")
    judge(store, "merge", "Ostria", "Ilse Varga")
    with pytest.raises(LedgerError, match=r"would become one actor, and were parted: judged by Ada .*at war .*merge those two first"):
        judge(store, "merge", "Ilse Varga", "Northland")
    judge(store, "merge", "Ostria", "Northland", why="peace")  # on the pair itself it is the newer judgement
    assert identity(store, "Ilse Varga") == identity(store, "Northland")


def test_a_judgement_by_identity_names_actors_of_this_ledger(store: Store) -> None:
    with pytest.raises(LedgerError, match=r"names actors of this ledger, and 'feed' is none"), store.session() as session:
        session.judge("merge", {"identities": [identity(store, "Ostria"), "feed"]}, who="Ada", why="a test")
    with pytest.raises(LedgerError, match=r"sets an actor of it apart, under the key"), store.session() as session:
        session.judge("split", {"identities": [identity(store, "Ostria"), "feed"], "page": "one"}, who="Ada", why="a test")


def test_half_a_character_in_name_or_reason_is_kept_as_its_escape(store: Store) -> None:
    with store.session() as session:
        session.judge_named("merge", "Ostria", "Northland", who="Ada\udce9", why="a\0b")
    assert (store.judgements()[0].who, store.judgements()[0].why) == ("Ada\\udce9", "a\\u0000b")
    assert store.verify().ok


def test_a_ledger_opened_for_reading_takes_no_judgement(store: Store, tmp_path: Path) -> None:
    with open_store(tmp_path / "onrecord.db", read_only=True) as reader, pytest.raises(LedgerError, match="was opened for reading only"):
        judge(reader, "merge", "Ostria", "Northland")


# --- two of one name --------------------------------------------------------------------------------------------------------------


def test_the_one_of_a_page_is_set_apart_from_those_of_its_name(store: Store) -> None:
    add(store, page("two", verb="quit", more=filler("two")), page("three", verb="joined", more=filler("three")))
    before = identity(store, "Halden News Agency")
    with store.session() as session:
        row = session.judge_apart("Halden News Agency", "two", who="Ada", why="another agency of that name")
    two = store.page("two")
    assert two is not None
    assert (row.kind, row.page, row.holds, row.about[0].key) == ("split", two.page.id, True, before)
    (kept, apart) = store.actor("Halden News Agency")
    assert (kept.actor.identity, kept.actor.pages) == (before, 2)
    assert (apart.actor.identity, apart.actor.pages) == (row.about[1].key, 1)
    assert store.statements(through=apart.actor.identity).rows[0].page.id == two.page.id
    assert store.judgements(apart.actor.identity) == kept.judgements == (row,)
    assert store.verify().ok
    store.rebuild()
    add(store, page("two", verb="quit at last", more=filler("two")))  # a new version of the page
    assert {r.actor.identity for r in store.actor("Halden News Agency")} == {before, row.about[1].key}
    assert store.verify().ok


def test_what_was_set_apart_is_joined_again_or_joined_to_another(store: Store) -> None:
    add(store, page("two", verb="quit", more=filler("two")))
    with store.session() as session:
        row = session.judge_apart("Halden News Agency", "two", who="Ada", why="another")
    with pytest.raises(LedgerError, match="is set apart on that page already"), store.session() as session:
        session.judge_apart("Halden News Agency", "two", who="Ada", why="another")
    with pytest.raises(LedgerError, match=r"2 actors go by the name 'Halden News Agency'"):
        judge(store, "merge", "Halden News Agency", "Ostria")
    judge(store, "merge", row.about[0].key[:12], row.about[1].key[:12])
    assert store.actor("Halden News Agency")[0].actor.pages == 2
    assert [j.holds for j in store.judgements()] == [True, False]
    assert store.verify().ok


@pytest.mark.parametrize(
    ("name", "where", "reason"),
    [
        ("Ostria", "none", "no page is called 'none'"),
        ("nobody", "one", "no actor of the page 'one' goes by the name 'nobody'"),
        ("Ostria", "one", "'Ostria' is named on that page only ["),
    ],
)
def test_setting_apart_needs_a_page_that_names_the_actor_and_another_that_does(store: Store, name: str, where: str, reason: str) -> None:
    with pytest.raises(LedgerError) as refused, store.session() as session:
        session.judge_apart(name, where, who="Ada", why="a test")
    assert str(refused.value).startswith(f"{store.url}: {reason}")
    assert store.stats().judgements == 0
