"""The permission matrix: every address of the portal, and what it answers to whom.

An address that is not in the table fails the test, and so does one whose answer differs from its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.enums import Role
from accounts.models import User
from content.models import BasePage
from content.wagtail_hooks import PAGE_VIEWS
from tests.content.asking import restrict
from tests.factories.accounts import make_unit, make_user
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.events import make_event
from tests.factories.materials import make_column, make_material, make_news, make_topic
from tests.factories.training import make_course, make_lesson
from training.models import CoursePage

pytestmark = pytest.mark.django_db

OWN = {"portal", "search", "training", "content", "accounts", "common", "tasks"}
ROLES = {
    "reader": Role.READER,
    "trainer": Role.TRAINER,
    "editor": Role.EDITOR,
    "final": Role.FINAL_REVIEWER,
    "district": Role.DISTRICT_ADMIN,
    "system": Role.SYSTEM_ADMIN,
    "security": Role.SECURITY_ADMIN,
    "audit": Role.AUDIT_ADMIN,
}
EVERYBODY = ("anonymous", *ROLES)
SIGNED_IN = tuple(ROLES)
TRAINING = ("trainer", "district")
CITY_EDITOR = ("editor",)  # all people here are of the city
# By the pattern the resolver knows: an example, who gets 200, what the others get.
MATRIX: dict[str, tuple[str, tuple[str, ...], int]] = {
    "accounts/sign-in/": ("/accounts/sign-in/", ("anonymous",), 302),
    "accounts/sign-out/": ("/accounts/sign-out/", (), 405),
    "accounts/password/": ("/accounts/password/", SIGNED_IN, 302),
    "search/": ("/search/?q=示例", EVERYBODY, 0),
    "search/suggest/": ("/search/suggest/?q=示例", EVERYBODY, 0),
    "search/suggest.json": ("/search/suggest.json?q=示例", EVERYBODY, 0),
    # Without words, because there is no index here.
    "search/results.csv": ("/search/results.csv?q=", EVERYBODY, 0),
    "search/opensearch.xml": ("/search/opensearch.xml", EVERYBODY, 0),
    "api/v1/": ("/api/v1/", (), 404),
    "api/v1/openapi.json": ("/api/v1/openapi.json", EVERYBODY, 0),
    "api/v1/search": ("/api/v1/search?q=", EVERYBODY, 0),
    "api/v1/facets": ("/api/v1/facets?q=", EVERYBODY, 0),
    "api/v1/suggest": ("/api/v1/suggest?q=示例", EVERYBODY, 0),
    "api/v1/<path:rest>": ("/api/v1/nothing", (), 404),
    "search/saved/": ("/search/saved/", SIGNED_IN, 302),
    # Of nothing of one's own; of one's own, and of others', see tests/search/test_following.py.
    "search/saved/<int:saved_id>/": ("/search/saved/9999/", (), 404),
    "search/follow/<int:rule_id>/": ("/search/follow/9999/", (), 404),
    "search/follow/<int:rule_id>/button/": ("/search/follow/9999/button/", EVERYBODY, 0),  # empty
    "search/unsubscribe/<str:token>/": ("/search/unsubscribe/forged/", (), 404),
    # Of no course, of nobody's enrollment, of no link; else see tests/training/test_enroll_pages.py.
    "learning/courses/<int:course_id>/box/": ("/learning/courses/9999/box/", EVERYBODY, 0),  # empty
    "learning/courses/<int:course_id>/enroll/": ("/learning/courses/9999/enroll/", (), 404),
    "learning/enrollments/<int:enrollment_id>/withdraw/": ("/learning/enrollments/9999/withdraw/", (), 404),
    "learning/join/<str:token>/": ("/learning/join/forged/", (), 404),
    "admin/training/approvals/": ("/admin/training/approvals/", ("trainer", "district"), 302),
    "admin/training/assignments/": ("/admin/training/assignments/", ("trainer", "district"), 302),
    "fragments/account/": ("/fragments/account/", EVERYBODY, 0),
    "sitemap.xml": ("/sitemap.xml", EVERYBODY, 0),
    "sitemap-<slug:section>.xml": ("/sitemap-pages.xml", EVERYBODY, 0),
    "robots.txt": ("/robots.txt", EVERYBODY, 0),
    "components/": ("/components/", (), 404),  # in development only, see test_components
    "feed/": ("/feed/", EVERYBODY, 0),
    "<slug:column>/feed/": ("/policies/feed/", EVERYBODY, 0),
    # Pages; see PAGE_ADDRESSES.
    r"^((?:[\w\-]+/)*)$": ("/", EVERYBODY, 0),
    # Files; what answers to whom is in test_media_access.
    "media/<path:name>": ("/media/images/nothing.jpg", (), 404),
    "documents/<int:document_id>/<str:filename>": ("/documents/9999/nothing.pdf", (), 404),
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": (
        "/_util/authenticate_with_password/9999/9999/",
        (),
        404,
    ),
    "_util/login/": ("/_util/login/", (), 302),
    # Of no page; of pages see tests/content/test_reporting.py.
    "report-error/": ("/report-error/?page=9999", (), 404),
    "report-error/thanks/": ("/report-error/thanks/?page=9999", (), 404),
    "admin/pages/<int:page_id>/withdraw/": ("/admin/pages/1/withdraw/", (), 302),
    "admin/reports/due/": ("/admin/reports/due/", ("editor", "district"), 302),
    "admin/reports/due/results/": ("/admin/reports/due/results/", ("editor", "district"), 302),
    "admin/reports/due/<int:page_id>/": ("/admin/reports/due/1/", (), 302),
    "admin/reports/errors/": ("/admin/reports/errors/", ("editor", "district"), 302),
    "admin/reports/errors/results/": ("/admin/reports/errors/results/", ("editor", "district"), 302),
    "admin/reports/errors/<int:report_id>/": ("/admin/reports/errors/1/", (), 302),
    "admin/reports/attachment-texts/": ("/admin/reports/attachment-texts/", ("editor", "district"), 302),
    "admin/reports/attachment-texts/results/": (
        "/admin/reports/attachment-texts/results/",
        ("editor", "district"),
        302,
    ),
    "admin/rules/import/": ("/admin/rules/import/", ("editor", "district"), 302),
    "admin/reports/unresolved-citations/": (
        "/admin/reports/unresolved-citations/",
        ("editor", "district"),
        302,
    ),
    "admin/reports/exposed-files/": ("/admin/reports/exposed-files/", ("editor", "district"), 302),
    "admin/reports/index/": ("/admin/reports/index/", ("system",), 302),
    "admin/reports/searches/": ("/admin/reports/searches/", ("editor", "district"), 302),
    "admin/reports/searches/results/": ("/admin/reports/searches/results/", ("editor", "district"), 302),
    "admin/reports/searches-without-results/": (
        "/admin/reports/searches-without-results/",
        ("editor", "district"),
        302,
    ),
    "admin/reports/searches-without-results/results/": (
        "/admin/reports/searches-without-results/results/",
        ("editor", "district"),
        302,
    ),
    "admin/reports/citation-checks/": ("/admin/reports/citation-checks/", ("editor", "district"), 302),
    "admin/reports/search-evaluation/": ("/admin/reports/search-evaluation/", CITY_EDITOR, 302),
    "admin/search-words/synonyms/new/": ("/admin/search-words/synonyms/new/", CITY_EDITOR, 302),
    "admin/search-words/synonyms/edit/<int:pk>/": (
        "/admin/search-words/synonyms/edit/1/",
        CITY_EDITOR,
        302,
    ),
    "admin/search-words/stop-words/new/": ("/admin/search-words/stop-words/new/", CITY_EDITOR, 302),
    "admin/search-words/stop-words/edit/<int:pk>/": (
        "/admin/search-words/stop-words/edit/1/",
        CITY_EDITOR,
        302,
    ),
    "admin/search-words/questions/": ("/admin/search-words/questions/", ("editor", "district"), 302),
    "admin/search-words/questions/results/": (
        "/admin/search-words/questions/results/",
        ("editor", "district"),
        302,
    ),
    # Attempts, practice, the book: of nothing of one's own; see tests/training/test_quiz_pages.py.
    "learning/quizzes/<int:enrollment_id>/<int:lesson_id>/": ("/learning/quizzes/9999/9999/", (), 404),
    "learning/attempts/<int:attempt_id>/": ("/learning/attempts/9999/", (), 404),
    "learning/attempts/<int:attempt_id>/answers/<int:position>/": (
        "/learning/attempts/9999/answers/1/",
        (),
        405,
    ),
    "learning/attempts/<int:attempt_id>/result/": ("/learning/attempts/9999/result/", (), 404),
    "learning/practice/": ("/learning/practice/", SIGNED_IN, 302),
    "learning/practice/<int:topic_id>/": ("/learning/practice/9999/", (), 404),
    "learning/wrong-answers/": ("/learning/wrong-answers/", SIGNED_IN, 302),
    "learning/wrong-answers/<int:item_id>/": ("/learning/wrong-answers/9999/", (), 404),
    **{
        f"admin/training/{name}/": (f"/admin/training/{name}/", ("trainer", "editor", "district"), 302)
        for name in (
            "items",
            "items/results",
            "items/import",
            "items/export",
            "items/template",
            "items/analysis",
            "topics",
            "topics/results",
            "papers",
            "papers/results",
        )
    },
    "learning/check-in/<str:token>/": ("/learning/check-in/forged/", (), 410),
    "admin/training/classes/": ("/admin/training/classes/", TRAINING, 302),
    "admin/training/classes/results/": ("/admin/training/classes/results/", TRAINING, 302),
    "admin/training/classes/add/": ("/admin/training/classes/add/", TRAINING, 302),
    "admin/training/lists/": ("/admin/training/lists/", TRAINING, 302),
    "admin/training/lists/add/": ("/admin/training/lists/add/", TRAINING, 302),
    "admin/search-words/questions/new/": ("/admin/search-words/questions/new/", ("editor", "district"), 302),
    "learning/": ("/learning/", SIGNED_IN, 302),
    "learning/certificates/": ("/learning/certificates/", SIGNED_IN, 302),
    # One's own, and others': tests/training/test_certificates.py.
    "learning/certificates/<slug:number>.pdf": ("/learning/certificates/QF20160000001.pdf", (), 404),
    "learning/verify/": ("/learning/verify/", EVERYBODY, 0),
    "learning/calendar/": ("/learning/calendar/", SIGNED_IN, 302),
    "learning/calendar/<str:token>.ics": ("/learning/calendar/forged.ics", (), 404),
    "admin/training/certificates/": ("/admin/training/certificates/", ("trainer", "district"), 302),
    "learning/box/": ("/learning/box/", EVERYBODY, 0),  # empty for visitors
    "learning/transcript/": ("/learning/transcript/", SIGNED_IN, 302),
    "learning/declarations/": ("/learning/declarations/", SIGNED_IN, 302),
    "learning/declarations/new/": ("/learning/declarations/new/", SIGNED_IN, 302),
    # Of nothing of one's own; of one's own, and of others', see tests/training/test_declarations.py.
    "learning/declarations/<int:declaration_id>/": ("/learning/declarations/9999/", (), 404),
    "learning/declarations/<int:declaration_id>/withdraw/": (
        "/learning/declarations/9999/withdraw/",
        (),
        405,
    ),
    "learning/evidence/<int:evidence_id>/": ("/learning/evidence/9999/", (), 404),
    "admin/training/hours/": ("/admin/training/hours/", ("trainer", "district"), 302),
    "admin/training/declarations/": ("/admin/training/declarations/", ("trainer", "district"), 302),
    "admin/training/hour-rules/new/": ("/admin/training/hour-rules/new/", ("trainer",), 302),
    "admin/training/hour-rules/edit/<int:pk>/": ("/admin/training/hour-rules/edit/1/", ("trainer",), 302),
    # Nothing that is in force is deleted.
    "admin/training/hour-rules/delete/<int:pk>/": ("/admin/training/hour-rules/delete/1/", (), 302),
    "admin/training/targets/new/": ("/admin/training/targets/new/", ("trainer",), 302),
    "admin/training/targets/edit/<int:pk>/": ("/admin/training/targets/edit/1/", ("trainer",), 302),
    "admin/training/targets/delete/<int:pk>/": ("/admin/training/targets/delete/1/", (), 302),
    "admin/training/ranks/": ("/admin/training/ranks/", ("trainer",), 302),
    "admin/training/ranks/results/": ("/admin/training/ranks/results/", ("trainer",), 302),
    "admin/training/ranks/new/": ("/admin/training/ranks/new/", ("trainer",), 302),
    # Of units: tests/training/test_boards.py.
    "admin/training/board/": ("/admin/training/board/", ("trainer", "district"), 302),
    "admin/training/exports/": ("/admin/training/exports/", ("trainer", "district"), 302),
    # Of a lesson nobody here takes: tests/training/test_lesson_page.py.
    "learning/lessons/<int:lesson_id>/": ("/learning/lessons/9999/", (), 404),
    "learning/lessons/<int:lesson_id>/state/": ("/learning/lessons/9999/state/", (), 404),
    "learning/lessons/<int:lesson_id>/start/": ("/learning/lessons/9999/start/", (), 405),
    "learning/lessons/<int:lesson_id>/files/<slug:role>/": ("/learning/lessons/9999/files/file/", (), 404),
    "admin/training/flags/": ("/admin/training/flags/", ("trainer", "district"), 302),
    "admin/training/flags/results/": ("/admin/training/flags/results/", ("trainer", "district"), 302),
}
# Changes something: a visit is refused, and who may send it is tested where it is defined.
POST_ONLY = {
    "learning/calendar/renew/",
    "learning/reminders/read/",
    "admin/reports/citation-checks/done/",
    "admin/training/declarations/approve/",
    "admin/reports/index/reconcile/",
    "search/click/",
    "search/saved/add/",
    "search/notices/read/",
    "search/digest/",
    "learning/beat/",
}
# Of one enrollment in a trainer's subtree: tests/training/test_revoking.py.
OF_AN_ENROLLMENT = {
    "admin/training/study/<int:enrollment_id>/",
    "admin/training/study/<int:enrollment_id>/revoke/",
}
# Of one common question: tests/search/curation/test_admin.py.
OF_A_QUESTION = {
    f"admin/search-words/questions/{name}/<int:pk>/"
    for name in ("edit", "delete", "history", "history-results", "usage")
}
# Of one person, declaration, class or table: tests/training/test_hours_admin.py, test_leave.py.
OF_HOURS = {
    "admin/training/certificates/<int:pk>/revoke/",
    "admin/training/hours/<int:learner_id>/",
    "admin/training/declarations/<int:declaration_id>/",
    "admin/training/classes/<int:class_id>/leave/",
    "admin/training/tables/<str:kind>/<int:table_id>/copy/",
}
# Of one unit or one person's list, not there for others: tests/training/test_boards.py.
OF_A_UNIT = {
    f"admin/training/board/<int:unit_id>/{name}" for name in ("", "overdue/", "notice/", "export/")
} | {"admin/training/exports/<int:export_id>/"}
# Of one item, topic or paper: tests/training/test_quiz_bank.py.
OF_THE_BANK = {
    *(
        f"admin/training/{kind}/{name}/<int:pk>/"
        for kind in ("items", "topics", "papers")
        for name in ("edit", "delete", "history", "history-results", "usage")
    ),
    "admin/training/papers/<int:pk>/preview/",
}
# Visitors are led to the sign-in page before they are told that there is nothing.
SIGN_IN_FIRST = {
    "search/saved/<int:saved_id>/",
    "search/follow/<int:rule_id>/",
    "learning/declarations/<int:declaration_id>/",
    "learning/evidence/<int:evidence_id>/",
    "learning/certificates/<slug:number>.pdf",
    "learning/courses/<int:course_id>/enroll/",
    "learning/enrollments/<int:enrollment_id>/withdraw/",
    "learning/join/<str:token>/",
    "learning/quizzes/<int:enrollment_id>/<int:lesson_id>/",
    "learning/attempts/<int:attempt_id>/",
    "learning/attempts/<int:attempt_id>/result/",
    "learning/practice/<int:topic_id>/",
    "learning/wrong-answers/<int:item_id>/",
    "learning/lessons/<int:lesson_id>/",
    "learning/lessons/<int:lesson_id>/state/",
    "learning/lessons/<int:lesson_id>/files/<slug:role>/",
}
# Leads visitors to the sign-in page and others nowhere: tests/content/test_links_in_text.py.
BY_NUMBER = {"to/<int:page_id>/"}
ELSEWHERE = POST_ONLY | BY_NUMBER | OF_A_QUESTION | OF_AN_ENROLLMENT | OF_HOURS | OF_A_UNIT | OF_THE_BANK
# Of Wagtail's own admin these alone answer without a session; they hold nothing of the portal's content.
OPEN_IN_ADMIN = {"admin/sprite/", "admin/jsi18n/"}
# Addresses below pages, by the view that answers.
PAGE_ADDRESSES = {
    "page": (
        "/rules/r/",
        "/rules/r/2020-01-01/",
        "/policies/p/",
        "/prohibitions/l/",
        "/cases/c/",
        "/materials/m/",
        "/news/n/",
        "/topics/t/",
        "/courses/c/",
        "/courses/c/l/",
        "/own-column/",
    ),
    "rule_on": (
        "/rules/r/on/2021-01-01/",
        "/rules/r/art-1/",
        "/rules/r/on/2021-01-01/art-1/",
        "/rules/r/on/",
    ),
    "provision": ("/rules/r/2020-01-01/art-1/", "/policies/p/pt-1/", "/rules/r/2020-01-01/art-1/?card=1"),
    "rule_comparison": ("/rules/r/compare/",),
    "prohibition_item": ("/prohibitions/l/item-1/",),
    "event_calendar": ("/events/e/", "/events/e/calendar/"),
}
# Addresses below columns, by the column's own.
COLUMN_ADDRESSES = {
    "events_calendar": ("/events/", "/events/calendar/"),
    "case_statistics": ("/cases/", "/cases/statistics/"),
}


def walk(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with the whole way to it."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry
        else:
            yield from walk(entry, prefix + str(entry.pattern))


PATTERNS = dict(walk(get_resolver()))
OURS = {
    route
    for route, entry in PATTERNS.items()
    if not route.startswith("admin/") or entry.callback.__module__.split(".")[0] in OWN
}
# People and units have screens of their own, tested in tests/accounts for every role.
ACCOUNT_SCREENS = {route for route in OURS if re.match(r"admin/(users|units)/", route)}
# Of one class or list: tests/training/test_classes.py, test_class_attendance.py, test_class_lists.py.
OF_A_CLASS = {
    route for route in OURS if re.match(r"admin/training/(classes/<int:class_id>|lists/<int:run_id>)/", route)
}
# Wagtail's, made to read only: tests/content/test_ways_round.py; what it shows to whom: tests/portal/leaks.
ADMIN_API = {route for route in OURS if route.startswith("admin/api/")}


@pytest.fixture
def clients() -> dict[str, Client]:
    """A browser for each kind of person, all of one city."""
    cache.clear()
    make_structure()
    city = make_unit("示例市")
    made = {"anonymous": Client()}
    for name, role in ROLES.items():
        made[name] = Client()
        person: User = make_user(role, name=f"示例{name}", unit=city)
        made[name].force_login(person, backend="accounts.backends.StaffNumberOrPhoneBackend")
    return made


def test_every_address_has_its_row() -> None:
    assert set(MATRIX) == OURS - ACCOUNT_SCREENS - ADMIN_API - ELSEWHERE - OF_A_CLASS
    assert set(PAGE_VIEWS) | {"page"} == set(PAGE_ADDRESSES) | set(COLUMN_ADDRESSES)


@pytest.mark.parametrize("route", MATRIX)
def test_address_answers_as_its_row_says(route: str, clients: dict[str, Client]) -> None:
    address, allowed, refused = MATRIX[route]
    answers = {name: client.get(address).status_code for name, client in clients.items()}
    expected = {name: 200 if name in allowed else refused for name in EVERYBODY}
    if route in SIGN_IN_FIRST:
        expected["anonymous"] = 302
    assert answers == expected


@pytest.mark.parametrize("route", sorted(POST_ONLY))
def test_changing_address_takes_no_visit(route: str, clients: dict[str, Client]) -> None:
    statuses = {client.get(f"/{route}").status_code for client in clients.values()}
    assert statuses <= {302, 405}


@pytest.mark.parametrize("route", sorted(route for route in PATTERNS if route.startswith("admin/")))
def test_admin_lets_in_no_visitor_and_no_reader(route: str, clients: dict[str, Client]) -> None:
    address = "/" + re.sub(r"<[^>]*int:[^>]+>", "1", route)
    address = re.sub(r"<[^>]+>", "x", address)
    for name in ("anonymous", "reader"):
        status = clients[name].get(address).status_code
        assert (status == 200) is (route in OPEN_IN_ADMIN), (name, status)


@pytest.mark.parametrize("address", [address for group in PAGE_ADDRESSES.values() for address in group])
def test_restricted_page_opens_for_people_with_an_account_only(
    address: str, clients: dict[str, Client]
) -> None:
    for page in (
        make_rule("示例规定（示例）", slug="r").rule,
        make_policy("示例通知（示例）", slug="p"),
        make_list("严禁示例", slug="l"),
        make_case(slug="c"),
        make_event(slug="e"),
        make_material(slug="m"),
        make_news(slug="n"),
        make_topic(slug="t"),
        make_course(slug="c", lessons=0),
        make_column(slug="own-column"),
    ):
        assert clients["anonymous"].get(page.url).status_code == 200
        restrict(page)
    make_lesson(CoursePage.objects.get(), slug="l")  # access is set on its course
    answers = {name: client.get(address).status_code for name, client in clients.items()}
    assert answers == {name: 302 if name == "anonymous" else 200 for name in EVERYBODY}


@pytest.mark.parametrize("address", [address for group in PAGE_ADDRESSES.values() for address in group])
def test_draft_opens_for_nobody(address: str, clients: dict[str, Client]) -> None:
    make_rule("示例规定（示例）", slug="r", publish=False)
    make_policy("示例通知（示例）", slug="p", publish=False)
    make_list("严禁示例", slug="l", publish=False)
    make_case(slug="c", publish=False)
    make_event(slug="e", publish=False)
    make_material(slug="m", publish=False)
    make_news(slug="n", publish=False)
    make_topic(slug="t", publish=False)
    make_lesson(make_course(slug="c", lessons=0, publish=False), slug="l", publish=False)
    make_column(slug="own-column", publish=False)
    assert {client.get(address).status_code for client in clients.values()} == {404}


@pytest.mark.parametrize("addresses", COLUMN_ADDRESSES.values())
def test_what_a_column_answers_goes_with_the_column(
    addresses: tuple[str, ...], clients: dict[str, Client]
) -> None:
    column = BasePage.objects.get(slug=addresses[0].strip("/"))
    restrict(column)
    for address in addresses:
        answers = {name: client.get(address).status_code for name, client in clients.items()}
        assert answers == {name: 302 if name == "anonymous" else 200 for name in EVERYBODY}
    column.specific.unpublish()
    for address in addresses:
        assert {client.get(address).status_code for client in clients.values()} == {404}
