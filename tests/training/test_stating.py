"""xAPI statements: valid by the models of a real store (ralph), sent again without harm, nothing unasked."""

from __future__ import annotations

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from ralph.models.xapi.base.statements import BaseXapiStatement

from tests.factories.accounts import NOON
from tests.factories.training import make_enrollment, make_version
from training.enums import EventKind, LessonKind
from training.models import LearningEvent, LessonProgress, Statement
from training.services import stating
from training.services.completing import complete_lesson
from training.services.recording import record
from training.stating.store import StoreUnavailableError


class _Store(BaseHTTPRequestHandler):
    """As much of a learning record store as is asked of it: one statement per id, batches whole or not at all."""

    kept: dict[str, dict] = {}
    seen: Counter = Counter()
    answer = 200
    bad_id = ""

    def do_POST(self):
        batch = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        cls = type(self)
        ids = [statement["id"] for statement in batch]
        cls.seen.update(ids)
        if cls.answer != 200:
            self._end(cls.answer)
        elif cls.bad_id in ids:
            self._end(400)
        elif any(one in cls.kept for one in ids):
            self._end(409)
        else:
            cls.kept.update({statement["id"]: statement for statement in batch})
            self._end(200)

    def _end(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def store(settings):
    _Store.kept, _Store.seen, _Store.answer, _Store.bad_id = {}, Counter(), 200, ""
    server = HTTPServer(("127.0.0.1", 0), _Store)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.LRS_URL = f"http://127.0.0.1:{server.server_port}/xapi"
    settings.LRS_USER, settings.LRS_PASSWORD = "示例", "secret"
    stating.send_statements(at=NOON)  # from now on
    yield _Store
    server.shutdown()
    server.server_close()


def _happenings():
    version = make_version(LessonKind.VIDEO, LessonKind.QUIZ)
    enrollment = make_enrollment(version)
    video, quiz = version.lessons.all()
    record(key=f"enrolled:{enrollment.pk}", kind=EventKind.ENROLLED, enrollment=enrollment, at=NOON)
    LessonProgress.objects.create(
        enrollment=enrollment,
        lesson=video,
        ranges=[[0, 300], [330, 600]],
        credited_seconds=570,
        started_at=NOON,
        last_at=NOON,
    )
    complete_lesson(enrollment=enrollment, lesson=video, at=NOON)
    for attempt, passed in ((1, False), (2, True)):
        data = {"score": 80 if passed else 40, "passed": passed}
        record(
            key=f"quiz:{attempt}",
            kind=EventKind.QUIZ_SUBMITTED,
            enrollment=enrollment,
            lesson=quiz,
            at=NOON,
            data=data,
        )
    complete_lesson(enrollment=enrollment, lesson=quiz, at=NOON)
    record(key="attended", kind=EventKind.ATTENDED, enrollment=enrollment, lesson=quiz, at=NOON)
    record(key="revoked", kind=EventKind.COMPLETION_REVOKED, enrollment=enrollment, at=NOON)
    return enrollment


@pytest.mark.django_db
def test_every_statement_is_valid_and_says_what_happened(store):
    enrollment = _happenings()

    assert stating.send_statements(at=NOON) == LearningEvent.objects.count() == len(store.kept)
    for statement in store.kept.values():
        BaseXapiStatement(**statement)
        assert enrollment.learner.staff_number not in json.dumps(statement, ensure_ascii=False)
    verbs = Counter(statement["verb"]["id"].rsplit("/", 1)[1] for statement in store.kept.values())
    assert verbs == {"registered": 1, "completed": 3, "failed": 1, "passed": 1, "attended": 1, "voided": 1}
    watched = [one for one in store.kept.values() if "extensions" in one.get("result", {})]
    extensions = watched[0]["result"]["extensions"]
    assert extensions["https://w3id.org/xapi/video/extensions/played-segments"] == "0[.]300[,]330[.]600"
    assert extensions["https://w3id.org/xapi/video/extensions/progress"] == 0.95
    void = next(one for one in store.kept.values() if one["object"]["objectType"] == "StatementRef")
    assert void["object"]["id"] in store.kept


@pytest.mark.django_db
def test_what_was_sent_and_not_noted_is_sent_again_without_harm(store):
    _happenings()
    stating.send_statements(at=NOON)
    kept = dict(store.kept)
    Statement.objects.all().delete()  # as if the worker was killed before it noted them

    assert stating.send_statements(at=NOON) == len(kept)
    assert store.kept == kept
    assert not Statement.objects.exclude(refused="").exists()


@pytest.mark.django_db
def test_one_bad_statement_does_not_hold_up_the_others(store):
    _happenings()
    event = LearningEvent.objects.get(key="attended")
    store.bad_id = stating.write_statement(
        stating.Happening("attended", "attended", "x", stating.Activity("x", "course", "x"), NOON),
        site_url=stating.settings.SITE_URL,
    )["id"]

    stating.send_statements(at=NOON)
    assert Statement.objects.get(event=event).refused.startswith("400")
    assert len(store.kept) == LearningEvent.objects.count() - 1


@pytest.mark.django_db
def test_store_that_is_down_is_asked_again(store):
    _happenings()
    store.answer = 503
    with pytest.raises(StoreUnavailableError):
        stating.send_statements(at=NOON)
    assert not Statement.objects.exists()

    store.answer = 200
    assert stating.send_statements(at=NOON) == LearningEvent.objects.count()
    assert stating.send_statements(at=NOON) == 0


@pytest.mark.django_db
def test_without_a_store_nothing_is_done():
    _happenings()

    assert stating.send_statements(at=NOON) == 0
    assert not Statement.objects.exists()
