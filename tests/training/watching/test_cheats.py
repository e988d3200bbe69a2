"""People who cheat: not one second credited beyond the time that passed times the allowed rate."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.signing import Signer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.training import make_enrollment
from tests.training.watching.player import Page
from training.enums import EnrollmentState, FlagCode, PlayEnding, Refusal
from training.models import LearningEvent, LessonProgress, PlaySession
from training.services import play_tokens, watching
from training.watching.claims import BadClaimError
from training.watching.crediting import ALLOWED_RATE
from training.watching.ranges import total

pytestmark = pytest.mark.django_db
ALL = [[0, 3_600]]


def allowed(page: Page) -> float:
    return page.clock.passed * ALLOWED_RATE


def test_forged_position_and_all_at_once(page):
    page.clock.passed += 20
    answer = page.send(ALL, sequence=1, changes={"position": 3_600})
    assert answer["credited"] == page.progress.credited_seconds <= allowed(page)
    assert answer["refused"] == 3_600 - answer["credited"]
    assert answer["text"] == str(Refusal.TOO_FAST.label)
    assert not answer["completed"]


def test_sixteen_times_the_speed(page):
    for beat in range(1, 12):
        page.clock.passed += 20
        page.send([[(beat - 1) * 320, beat * 320]], sequence=beat)
    assert page.progress.credited_seconds <= allowed(page)
    assert page.progress.completed_at is None


def test_replay_of_a_heartbeat_gets_its_answer_and_nothing_else(page):
    page.clock.passed += 20
    first = page.send([[0, 20]], sequence=1)
    before = LessonProgress.objects.values().get(pk=page.progress.pk)
    page.clock.passed += 20
    assert page.send([[0, 20]], sequence=1) == first
    assert page.send([[500, 3_000]], sequence=1) == first
    assert LessonProgress.objects.values().get(pk=page.progress.pk) == before


def test_flood_of_heartbeats_without_time(page):
    page.clock.passed += 1
    for beat in range(1, 60):
        page.send([[beat * 20, beat * 20 + 20]], sequence=beat)
    assert page.progress.credited_seconds <= allowed(page)


def test_starting_again_and_again_earns_nothing(page, clock):
    for second in range(40):
        clock.passed += 0.5
        again = Page(page.enrollment, page.lesson, clock).open()
        again.send([[second * 60, second * 60 + 60]], sequence=1)
    assert page.progress.credited_seconds <= allowed(page)


def test_two_tabs_at_once(page, clock):
    other = Page(page.enrollment, page.lesson, clock).open()
    for beat in range(1, 20):
        clock.passed += 20
        page_answer = page.send([[beat * 40, beat * 40 + 20]], sequence=beat)
        other.send([[beat * 40 + 20, beat * 40 + 40]], sequence=beat)
        assert page_answer["code"] == Refusal.SUPERSEDED
    assert page.progress.credited_seconds <= 19 * 20


def test_two_devices_with_two_lessons(page, article, clock):
    other = Page(page.enrollment, article, clock).open()
    for _minute in range(9):
        clock.passed += 20
        page.send(ALL, sequence=page.sequence + 1)
        page.sequence += 1
        other.send([[int(clock.passed) - 20, int(clock.passed)]], sequence=other.sequence + 1)
        other.sequence += 1
    credited = sum(LessonProgress.objects.values_list("credited_seconds", flat=True))
    assert credited <= clock.passed
    clock.passed += 600
    with pytest.raises(watching.BeatRefusedError) as refused:
        page.send(ALL, sequence=99)
    assert refused.value.refusal == Refusal.SUPERSEDED
    assert PlaySession.objects.filter(ended_at__isnull=True).count() == 1


def test_clock_of_the_machine_set_forward_or_back(page):
    """Nothing a page says about time is asked for; the server's own clock going back gives nothing twice."""
    page.play(100)
    page.clock.passed -= 90
    page.send([[100, 190]], sequence=50)
    page.clock.passed += 95
    page.send([[100, 290]], sequence=51)
    assert page.progress.credited_seconds <= allowed(page)


@pytest.mark.parametrize("field", ["token", "seq", "segments", "position"])
def test_field_that_was_dropped(page, field):
    page.clock.passed += 20
    with pytest.raises(BadClaimError):
        page.send([[0, 20]], sequence=1, changes={field: None})
    assert page.progress.credited_seconds == 0


def test_edited_signature(page, enrollment, article):
    parts, _colon, signature = page.token.rpartition(":")
    others = parts.split("-")
    forged = [
        page.token[:-1] + ("A" if page.token[-1] != "A" else "B"),
        parts,
        f"{parts}:",
        "-".join([*others[:2], str(article.pk), *others[3:]]) + f":{signature}",
        "-".join([*others[:4], str(int(others[4]) + 9)]) + f":{signature}",
        Signer(salt="another").sign(parts),
        Signer(key="guessed", salt="training.play-session").sign(parts),
        Signer(salt="training.play-session").sign("1-2"),
        "",
    ]
    page.clock.passed += 20
    for token in forged:
        with pytest.raises(watching.BeatRefusedError) as refused:
            page.send([[0, 20]], sequence=1, changes={"token": token})
        assert refused.value.refusal == Refusal.BAD_TOKEN
    assert page.progress.credited_seconds == 0


def test_token_of_a_session_with_another_nonce(page):
    token = play_tokens.read(page.token)
    other = play_tokens.sign(
        play_tokens.PlayToken(token.session_id, token.learner_id, token.lesson_id, "0" * 16, token.issued)
    )
    with pytest.raises(watching.BeatRefusedError):
        page.send([[0, 20]], sequence=1, changes={"token": other})


def test_token_that_outlived_a_session(page):
    page.clock.passed += dt.timedelta(hours=12).total_seconds()
    with pytest.raises(watching.BeatRefusedError) as refused:
        page.send([[0, 20]], sequence=1)
    assert refused.value.refusal == Refusal.EXPIRED


def test_withdrawn_and_disabled_people_stop_at_the_next_heartbeat(page, reader):
    page.play(40)
    type(page.enrollment).objects.update(state=EnrollmentState.WITHDRAWN)
    page.clock.passed += 20
    with pytest.raises(watching.BeatRefusedError) as refused:
        page.send([[40, 60]], sequence=9)
    assert refused.value.refusal == Refusal.CLOSED
    type(page.enrollment).objects.update(state=EnrollmentState.ACTIVE)
    type(reader).objects.filter(pk=reader.pk).update(is_active=False)
    with pytest.raises(watching.BeatRefusedError) as refused:
        page.send([[40, 60]], sequence=9)
    assert refused.value.refusal == Refusal.DISABLED
    assert page.progress.credited_seconds == 40


def test_signing_out_ends_the_session(page, reader):
    page.play(40)
    watching.end_sessions(learner_id=reader.pk, ending=PlayEnding.SIGNED_OUT, at=page.clock.now)
    page.clock.passed += 300
    assert page.send([[40, 340]], sequence=9)["code"] == Refusal.SIGNED_OUT
    assert page.progress.credited_seconds <= 40 * ALLOWED_RATE


def test_reading_is_not_counted_faster_than_the_clock(enrollment, article, clock):
    page = Page(enrollment, article, clock).open()
    clock.passed += 20
    page.send([[0, 30]], sequence=1)
    assert page.progress.credited_seconds == 21


@pytest.mark.parametrize("state", [EnrollmentState.WAITLISTED, EnrollmentState.REJECTED])
def test_who_is_not_enrolled_starts_nothing(enrollment, video, clock, state, reader):
    type(enrollment).objects.update(state=EnrollmentState.WITHDRAWN)
    other = make_enrollment(enrollment.version, learner=reader, state=state, waitlisted_at=clock.now)
    with pytest.raises(watching.BeatRefusedError):
        watching.start(enrollment=other, lesson=video, at=clock.now)


def test_forgery_is_flagged_once_and_takes_nothing_away(page):
    page.play(200)
    for beat in range(30, 33):
        page.clock.passed += 20
        page.send(ALL, sequence=beat)
    flags = LearningEvent.objects.filter(kind="flagged")
    assert [event.data["code"] for event in flags] == [FlagCode.TOO_FAST]
    assert page.progress.credited_seconds >= 200


def test_two_people_at_one_account_are_flagged(page, clock):
    pages = [page, Page(page.enrollment, page.lesson, clock)]
    for turn in range(1, 9):
        pages[turn % 2].open()
        clock.passed += 30
        pages[1 - turn % 2].send([], sequence=turn * 10)
    flags = LearningEvent.objects.filter(kind="flagged")
    assert [event.data["code"] for event in flags] == [FlagCode.SWITCHING]


STEPS = st.lists(
    st.tuples(
        st.floats(0, 900),
        st.lists(st.tuples(st.integers(0, 3_700), st.integers(0, 800)), max_size=5),
        st.sampled_from(["next", "same", "old", "far"]),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_whatever_brings_more_than_time(enrollment, video, clock, steps):
    """Any heartbeats at any time in any order, with new sessions in between."""
    LessonProgress.objects.update(ranges=[], credited_seconds=0, completed_at=None)
    began, credited, sequence = clock.passed, 0, 1
    page = Page(enrollment, video, clock).open()
    for wait, pairs, order, opens in steps:
        clock.passed += wait
        if opens:
            page.open()
            sequence = 1
        number = {"next": sequence + 1, "same": sequence, "old": 1, "far": sequence + 99}[order]
        sequence = max(sequence, number)
        page.send([[start, start + length] for start, length in pairs], sequence=number)
        now = page.progress
        assert credited <= now.credited_seconds <= (clock.passed - began) * ALLOWED_RATE
        assert total(now.ranges) == now.credited_seconds
        credited = now.credited_seconds
