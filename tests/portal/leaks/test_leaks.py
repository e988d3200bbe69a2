"""The leak test: surface by surface, viewer by viewer."""

from __future__ import annotations

import pytest

from tests.portal.leaks.asking import OWN_VIEWERS, Answers, found_in, pieces_of, readable, together
from tests.portal.leaks.surfaces import ADMIN, ADMIN_OF_PAGE, CHOOSERS, FILES, SITE
from tests.portal.leaks.world import HIDINGS, READS, VIEWERS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("surface", SITE)
def test_nothing_hidden_is_named(surface: str, viewer: str, answers: Answers) -> None:
    for address, words in answers.before[surface, viewer].items():
        found = found_in(words)
        allowed = frozenset() if SITE[surface].for_anybody else readable(found, viewer)
        assert found <= allowed, (address, sorted(found - allowed))


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("surface", SITE)
def test_nothing_hidden_is_counted(surface: str, viewer: str, answers: Answers) -> None:
    """The answer is the one given where the pages the viewer may not read do not exist."""
    before, without = answers.before[surface, viewer], answers.without[surface, viewer]
    if SITE[surface].by_rank:
        assert pieces_of(before.values()) == pieces_of(without.values())
        return
    for address, words in before.items():
        assert words == without[address], address


@pytest.mark.parametrize("surface", SITE)
def test_who_may_read_is_shown(surface: str, answers: Answers) -> None:
    """So that a row cannot pass by showing nothing to anybody."""
    shown = {kind for way, kind in together(answers.before[surface, "member"].values()) if way == "group"}
    assert shown >= set(SITE[surface].shows.split()), shown


@pytest.mark.parametrize(("way", "viewer"), [(way, viewer) for way in HIDINGS for viewer in OWN_VIEWERS[way]])
def test_hidden_page_answers_with_nothing_of_itself(way: str, viewer: str, answers: Answers) -> None:
    opened = {address for address, words in answers.own[way, viewer].items() if words.startswith("200")}
    named = {address for address, words in answers.own[way, viewer].items() if found_in(words)}
    if viewer in READS[way]:
        assert len(opened & named) > 9
    else:
        assert (opened, named) == (set(), set())


@pytest.mark.parametrize("viewer", ["anonymous", "outsider", "foreign_editor"])
@pytest.mark.parametrize("surface", [*ADMIN, *CHOOSERS, *ADMIN_OF_PAGE])
def test_admin_shows_nothing_of_other_units(surface: str, viewer: str, answers: Answers) -> None:
    for address, words in answers.admin[surface, viewer].items():
        found = found_in(words)
        # Choosers also offer what the person may read on the site.
        allowed = readable(found, viewer) if surface in CHOOSERS else frozenset()
        assert found <= allowed, (address, sorted(found - allowed))


@pytest.mark.parametrize("surface", [*ADMIN, *CHOOSERS, *ADMIN_OF_PAGE])
def test_admin_shows_their_own_to_editors(surface: str, answers: Answers) -> None:
    if surface not in {"reports", "bulk actions"}:
        assert together(answers.admin[surface, "own_editor"].values())


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("surface", FILES)
def test_closed_files_open_for_those_of_their_collection(surface: str, viewer: str, answers: Answers) -> None:
    for asked, words in answers.files[surface, viewer].items():
        way, _space, address = asked.partition(" ")
        found = found_in(words)
        assert found <= readable(found, viewer), address
        if "{" in FILES[surface].addresses[0] and "original" not in address:
            assert words.startswith("200") is (viewer in READS[way]), address
        elif "original" in address:
            assert not words.startswith("200"), address
