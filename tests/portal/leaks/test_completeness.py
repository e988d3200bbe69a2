"""The table holds every surface there is: a new address that lists or serves something has to get its row."""

from __future__ import annotations

from django.urls import get_resolver, resolve

from content.wagtail_hooks import PAGE_VIEWS
from tests.portal.leaks.surfaces import ADMIN, ADMIN_OF_PAGE, CHOOSERS, ELSEWHERE, FILES, OWN, SITE
from tests.portal.test_url_map import COLUMN_ADDRESSES, MATRIX, walk

# What the issue names, and the row it is.
REQUIRED = {
    "lists": "columns",
    "counts": "back-link counts",
    "saved queries": "saved query column",
    "home": "home",
    "topics": "topic",
    "rule list": "rule list",
    "case list": "case list",
    "search results": "search results",
    "search facets": "search facets",
    "words of attached files": "words of files",
    "pinned results": "pinned results",
    "words of the search": "search words",
    "suggestions": "suggestions",
    "citations typed": "citation box",
    "table of results": "search table",
    "search API": "search API",
    "facets of the search API": "search API facets",
    "suggestions as JSON": "suggestions as JSON",
    "help of an empty search": "help of the search",
    "feed of the site": "site feed",
    "feeds of columns": "column feeds",
    "site map": "site map",
    "API": "admin API",
    "images and documents API": "images and documents API",
    "choosers": "page choosers",
    "back-links": "back-links",
    "related items": "related items",
    "statistics": "statistics",
    "prohibition items": "prohibition items",
    "previews": "previews",
    "revisions": "revisions",
    "documents": "documents",
    "images and renditions": "images and renditions",
    "calendar downloads": "calendars",
    "cached pages": "cached pages",
    "notices and followed rules": "what one follows",
    "mail": "mail",
    "frequent searches": "frequent searches",
    "own addresses": "own addresses",
    "catalogue of courses": "course catalogue",
    "courses and lessons": "courses",
    "closed columns": "closed columns",
}
# Addresses that hold nothing of any page.
EMPTY = {
    "accounts/sign-out/": "takes no visit",
    "accounts/password/": "a form of the person's own",
    "components/": "in development only",
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": "answers nobody",
    "_util/login/": "leads to the sign-in page",
    "admin/rules/import/": "an empty form; see test_importing_views",
    "search/saved/<int:saved_id>/": "words of the person's own; see test_following",
    "search/follow/<int:rule_id>/": "of a rule one follows, see test_following; of others nothing",
    "search/unsubscribe/<str:token>/": "holds nothing of any page",
    "learning/courses/<int:course_id>/box/": "nothing of a course one may not read, see test_enroll_pages",
    "learning/courses/<int:course_id>/enroll/": "no course one may not read, see test_enroll_pages",
    "learning/enrollments/<int:enrollment_id>/withdraw/": "the person's own, see test_enroll_pages",
    "learning/join/<str:token>/": "what the link is for, see test_enroll_pages",
    "admin/training/approvals/": "people of the own units, see test_enrollment_screens",
    "admin/training/assignments/": "people of the own units, see test_enrollment_screens",
    "learning/quizzes/<int:enrollment_id>/<int:lesson_id>/": "the person's own attempts",
    "learning/attempts/<int:attempt_id>/": "a frozen paper of the person's own",
    "learning/attempts/<int:attempt_id>/answers/<int:position>/": "takes no visit",
    "learning/attempts/<int:attempt_id>/result/": "sources: tests/training/test_quiz_pages.py",
    "learning/practice/": "names of topics",
    "learning/practice/<int:topic_id>/": "sources: tests/training/test_quiz_pages.py",
    "learning/wrong-answers/": "the person's own book",
    "learning/wrong-answers/<int:item_id>/": "sources: tests/training/test_quiz_pages.py",
    "admin/training/items/": "items of the own units, see tests/training/test_quiz_bank.py",
    "admin/training/items/results/": "the rows of the list alone",
    "admin/training/items/import/": "an empty form; see tests/training/test_quiz_bank.py",
    "admin/training/items/export/": "items of the own units, see tests/training/test_quiz_bank.py",
    "admin/training/items/template/": "an empty workbook",
    "admin/training/items/analysis/": "items of the own units, see tests/training/test_quiz_bank.py",
    "admin/training/topics/": "topics of the own units",
    "admin/training/topics/results/": "the rows of the list alone",
    "admin/training/papers/": "papers of the own units",
    "admin/training/papers/results/": "the rows of the list alone",
    "admin/reports/searches/results/": "the rows of the report alone",
    "admin/reports/searches-without-results/results/": "the rows of the report alone",
    "admin/reports/due/results/": "the rows of the report alone",
    "admin/reports/errors/results/": "the rows of the report alone",
    "admin/reports/attachment-texts/results/": "the rows of the report alone",
    "admin/reports/index/": "numbers alone; see test_reconciling_page",
    "admin/reports/errors/<int:report_id>/": "of a report, see test_reporting",
    "admin/training/board/": "of training, no page; see tests/training/test_boards.py",
    "admin/training/exports/": "lists one asked for; see tests/training/test_boards.py",
    "learning/check-in/<str:token>/": "of a class one is in, see test_class_attendance; holds no page",
    "admin/training/classes/": "classes of one's units, no pages; see test_classes",
    "admin/training/classes/results/": "the rows of the list alone",
    "admin/training/classes/add/": "an empty form; see test_classes",
    "admin/training/lists/": "lists of one's units, no pages; see test_class_lists",
    "admin/training/lists/add/": "an empty form; see test_class_lists",
    "admin/search-words/synonyms/new/": "an empty form; what it shows before saving, see test_effects",
    "admin/search-words/synonyms/edit/<int:pk>/": "a word; what it shows before saving, see test_effects",
    "admin/search-words/stop-words/new/": "an empty form; what it shows before saving, see test_effects",
    "admin/search-words/stop-words/edit/<int:pk>/": "a word; what it shows before saving, see test_effects",
    "learning/certificates/": "of the person's own; see test_certificates",
    "learning/certificates/<slug:number>.pdf": "of the person's own; see test_certificates",
    "learning/verify/": "what is printed, for who has the code; see test_certificates",
    "learning/calendar/": "of the person's own; see test_reminding",
    "learning/calendar/<str:token>.ics": "of who has the address; see test_reminding",
    "admin/training/certificates/": "people; see test_certificates",
    "learning/declarations/<int:declaration_id>/": "of the person's own; see test_declarations",
    "learning/declarations/<int:declaration_id>/withdraw/": "takes no visit",
    "learning/evidence/<int:evidence_id>/": "a file with a declaration; see test_declarations",
    "admin/training/hours/": "people and hours; see test_hours_admin",
    "admin/training/declarations/": "people and hours; see test_hours_admin",
    "admin/training/hour-rules/new/": "an empty form",
    "admin/training/hour-rules/edit/<int:pk>/": "a table of hours",
    "admin/training/hour-rules/delete/<int:pk>/": "a table of hours",
    "admin/training/targets/new/": "an empty form",
    "admin/training/targets/edit/<int:pk>/": "a table of hours",
    "admin/training/targets/delete/<int:pk>/": "a table of hours",
    "admin/training/ranks/": "names of ranks",
    "admin/training/ranks/results/": "names of ranks",
    "admin/training/ranks/new/": "an empty form",
    "learning/lessons/<int:lesson_id>/": "of a lesson one is enrolled in; see test_lesson_page",
    "learning/lessons/<int:lesson_id>/state/": "of a lesson one is enrolled in; see test_lesson_page",
    "learning/lessons/<int:lesson_id>/start/": "takes no visit",
    "learning/lessons/<int:lesson_id>/files/<slug:role>/": "of a lesson one takes; see test_lesson_page",
    "admin/training/flags/": "people and courses, no page; see test_revoking",
    "admin/training/flags/results/": "the rows of the report alone",
}
TABLE = {**SITE, **ADMIN, **CHOOSERS, **FILES}


def test_every_surface_required_is_in_the_table() -> None:
    rows = {*TABLE, *ADMIN_OF_PAGE, *ELSEWHERE}
    assert set(REQUIRED.values()) <= rows


def test_every_pattern_of_the_url_map_is_covered() -> None:
    covered = {route_of(address) for address in examples()}
    assert set(MATRIX) - covered == set(EMPTY)


def test_every_view_below_pages_is_covered() -> None:
    asked = " ".join(examples())
    words = {
        "case_statistics": "/statistics/",
        "event_calendar": "/open-event/calendar/",
        "events_calendar": COLUMN_ADDRESSES["events_calendar"][1],
        "prohibition_item": "/item-1/",
        "provision": "/2020-01-01/art-1/",
        "rule_comparison": "/compare/",
        "rule_on": "/on/2026-01-01/",
    }
    assert set(words) == set(PAGE_VIEWS)
    assert {view for view, word in words.items() if word not in asked} == set()


def test_every_address_wagtail_has_for_a_page_is_refused_somewhere() -> None:
    """Views of Wagtail's admin that read a page by its number."""
    reading = {
        route
        for route, _pattern in walk(get_resolver())
        if route.startswith("admin/pages/") and ("<int:page_id>" in route or "<int:parent_page_id>" in route)
    }
    covered = {route_of(address) for address in examples()}
    changing = {route for route in reading if any(f"/{verb}" in route for verb in CHANGING)}
    assert reading - covered - changing == set()


CHANGING = (
    "add",
    "lock",
    "unlock",
    "unschedule",
    "action",
    "collect",
    "confirm",
    "set_",
    "convert",
    "delete",
    "move",
    "copy",
)


def route_of(address: str) -> str:
    return str(resolve(address.partition("?")[0]).route)


def examples() -> list[str]:
    """Every address of the table with numbers for names."""
    numbers = dict.fromkeys(("open", "policies", "rules", "cases", "pk", "revision"), 1)
    files = {
        "document": "/documents/1/canary.pdf",
        "rendition": "/media/images/canary.png",
        "original": "/media/original_images/canary.png",
    }
    patterns = [address for surface in TABLE.values() for address in surface.addresses]
    patterns += [address for group in ADMIN_OF_PAGE.values() for address in group]
    patterns += [address for group in OWN.values() for address in group]
    return [pattern.format(url="/rules/canary/", **numbers, **files) for pattern in patterns]
