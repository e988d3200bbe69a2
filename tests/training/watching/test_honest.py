"""People who watch: at least 99 % of the seconds they saw are credited, whatever happens to them."""

from __future__ import annotations

import pytest

from tests.training.watching.player import Page
from training.enums import Refusal
from training.models import LearningEvent

pytestmark = pytest.mark.django_db
ENOUGH = 0.99


@pytest.mark.parametrize("speed", [0.75, 1.0, 1.25, 1.5])
@pytest.mark.parametrize("delay", [0.05, 3.0])
def test_every_speed_the_player_offers(page, speed, delay):
    page.play(1_800, speed=speed, delay=delay)
    assert page.credited_share >= ENOUGH
    assert page.progress.refused_seconds == 0


def test_answers_that_come_now_soon_now_late(page):
    for beat in range(90):
        page.play(20, speed=1.5, delay=(0.1, 4.0, 0.0, 1.0)[beat % 4])
    assert page.credited_share >= ENOUGH


def test_ten_minutes_without_network(page):
    page.play(300)
    page.is_online = False
    page.play(600)
    page.is_online = True
    page.play(300)
    assert page.credited_share >= ENOUGH


def test_network_that_comes_and_goes_at_speed(page):
    for _minute in range(15):
        page.is_online = not page.is_online
        page.play(60, speed=1.5)
    page.is_online = True
    page.play(20, speed=1.5)
    assert page.credited_share >= ENOUGH


def test_report_that_was_under_way_when_the_network_went(page):
    """It arrives together with the next, which has all the rest."""
    page.play(100)
    page.see(100, 120)
    stuck = page.unsent
    page.is_online = False
    page.play(400)
    page.send(stuck, sequence=6)
    page.is_online = True
    page.play(20)
    assert page.credited_share >= ENOUGH


def test_answer_that_was_lost(page):
    page.play(20)
    page.clock.passed += 20
    page.see(20, 40)
    page.sequence = 2
    page.send(page.unsent, sequence=2)  # it was taken, but the page never learns
    page.play(600)
    assert page.credited_share >= ENOUGH
    assert page.progress.refused_seconds == 0


def test_sleep_of_the_machine(page):
    page.play(300)
    page.clock.passed += 3 * 60 * 60
    page.play(300)
    assert page.credited_share >= ENOUGH


def test_background_where_reports_come_once_a_minute(page):
    for _minute in range(20):
        page.clock.passed += 60
        page.see(page.position, page.position + 60 * 1.5)
        page.report()
    assert page.credited_share >= ENOUGH


def test_reloading_again_and_again(page):
    for _time in range(12):
        page.play(50)
        page.clock.passed += 8
        page.see(page.position, page.position + 8)  # played, not yet reported
        page = page.reload()
    page.play(20)
    assert page.credited_share >= ENOUGH
    assert not LearningEvent.objects.filter(kind="flagged").exists()


def test_looking_for_a_place_and_going_back(page):
    page.play(200)
    page.position = 900
    page.play(200)
    page.position = 100
    page.play(400)
    assert page.credited_share >= ENOUGH
    assert page.progress.ranges == [[0, 500], [900, 1_100]]


def test_moving_on_to_the_telephone_loses_nothing_of_the_first_page(page, clock):
    page.play(310)
    clock.passed += 15
    page.see(310, 325)
    other = Page(page.enrollment, page.lesson, clock, position=325).open()
    page.report()  # told only now; what was watched until then counts
    assert page.answers[-1]["code"] == Refusal.SUPERSEDED
    other.play(300)
    assert page.progress.credited_seconds >= ENOUGH * 625


def test_reading_an_article(enrollment, article, clock):
    page = Page(enrollment, article, clock).open()
    page.play(900)
    assert page.credited_share >= ENOUGH
