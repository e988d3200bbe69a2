"""The table: every way on which a page, its name or its number reaches somebody who asked for another."""

from __future__ import annotations

from dataclasses import dataclass

from tests.portal.leaks.world import PINNED, WORD

_COLUMNS = ("rules", "policies", "cases", "materials", "news", "topics", "events")
_DATED = "policy case material news topic event"
_FOUND = "rule policy case material news topic event list course lesson"
_LISTED = "rule policy case material news topic event course"


@dataclass(frozen=True, slots=True)
class Surface:
    """``addresses`` are asked by every viewer.

    ``shows`` are the kinds of hidden pages somebody who may read them is shown here; ``for_anybody`` where
    the answer is the same for everybody, and so holds nothing restricted even for those who may read it;
    ``by_rank`` where the order, and only that, may change with what else is in the index.
    """

    addresses: tuple[str, ...]
    shows: str = ""
    for_anybody: bool = False
    by_rank: bool = False


SITE: dict[str, Surface] = {
    # lists
    "home": Surface(("/", "/?type=large"), "material news topic event course"),
    "home tabs": Surface(("/?show=policy", "/?show=case", "/?show=material"), "policy case material"),
    "my learning": Surface(
        (
            "/learning/",
            "/learning/box/",
            "/learning/transcript/",
            "/learning/declarations/",
            "/learning/declarations/new/",
        )
    ),
    "menu": Surface(("/nothing/", "/accounts/sign-in/", "/robots.txt", "/fragments/account/"), "", True),
    "rule list": Surface(("/rules/", "/rules/?level=normative_document"), "rule"),
    "columns": Surface(tuple(f"/{name}/" for name in _COLUMNS[1:]), _DATED),
    "filtered columns": Surface(("/materials/?kind=article", "/events/?kind=lecture_tour"), "material event"),
    "case list": Surface(
        ("/cases/", "/cases/?year=2025", "/cases/?item=1", "/cases/?outcome=warning"), "case"
    ),
    "saved query column": Surface(("/open-column/", "/open-column/?before=2026-01-06-1"), _LISTED),
    "cards of topics": Surface(("/topics/",), "topic image"),
    "topic": Surface(
        ("/topics/open-topic/",), "rule policy case material news topic column event list course"
    ),
    "prohibition lists": Surface(("/prohibitions/", "/prohibitions/?sanction=discipline"), "list"),
    # search
    "search results": Surface(
        tuple(f"/search/?q={WORD}&page={number}" for number in range(1, 5)),
        _FOUND,
        by_rank=True,
    ),
    "words of files": Surface(
        (f"/search/?q={WORD}附页", "/search/?q=附页&status=all"), "policy", by_rank=True
    ),
    "filtered search": Surface(
        (f"/search/?q={WORD}&kind=case", "/search/?q=金丝雀&kind=policy"), by_rank=True
    ),
    "search facets": Surface(
        (f"/search/?q={WORD}&status=", f"/search/?q={WORD}&status=all"), "policy", by_rank=True
    ),
    "pinned results": Surface((f"/search/?q={PINNED}",), _FOUND, by_rank=True),
    "suggestions": Surface(
        tuple(f"/search/suggest/?q={words}" for words in ("金丝雀·rule", "金丝雀·policy", "候鸟乙")),
        "rule policy",
        by_rank=True,
    ),
    "citation box": Surface(
        tuple(
            f"/search/?q={WORD}{way}法{place}"
            for way in "甲乙丙丁戊己"
            for place in (
                "第一条",
                "第九百条",
                "（1999年）第一条",
                "第一条第九款",
                "第一条和公开规定（示例）第一条",
            )
        ),
        "rule",
        by_rank=True,
    ),
    # The order by day does not depend on what else is in the index.
    "search table": Surface(
        (f"/search/results.csv?q={WORD}&sort=newest", "/search/results.csv?q=金丝雀&status=all&sort=newest"),
        _FOUND,
    ),
    "search API": Surface(
        (
            *(f"/api/v1/search?q={WORD}&sort=newest&page={number}" for number in range(1, 5)),
            f"/api/v1/search?q={WORD}&kind=case&kind=material&sort=newest",
        ),
        _FOUND,
    ),
    "search API facets": Surface(
        (f"/api/v1/facets?q={WORD}&status=all", "/api/v1/facets?q=金丝雀&status=all"), "policy list"
    ),
    "suggestions as JSON": Surface(
        tuple(
            f"/{path}?q={words}"
            for path in ("search/suggest.json", "api/v1/suggest")
            for words in ("金丝雀·rule", "金丝雀·policy")
        ),
        "rule policy",
        by_rank=True,
    ),
    "help of the search": Surface(
        ("/search/?q=金丝雀·policy+量子&kind=topic", f"/search/?q={WORD}&kind=rule&region=无&sort=newest"),
        "rule topic",
        by_rank=True,
    ),
    "search described": Surface(
        ("/search/opensearch.xml", "/api/v1/openapi.json", "/api/v1/nothing", "/api/v1/"), "", True
    ),
    # Everybody in the world follows every rule and was told of every page, hidden and public.
    "what one follows": Surface(("/search/saved/", "/search/follow/{open}/button/"), _FOUND),
    # feeds and maps
    "site feed": Surface(("/feed/",), "", True),
    "column feeds": Surface(
        (*(f"/{name}/feed/" for name in (*_COLUMNS, "open-column")), "/canary-column-group/feed/"), "", True
    ),
    "site map": Surface(
        ("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-articles.xml", "/sitemap-items.xml"), "", True
    ),
    "calendars": Surface(("/events/calendar/", "/events/open-event/calendar/"), "", True),
    # from page to page
    "back-links": Surface(
        ("/rules/open-rule/art-1/", "/rules/open-rule/art-1/?card=1", "/rules/open-rule/2020-01-01/art-1/"),
        "rule policy case material course lesson",
    ),
    "back-link counts": Surface(("/rules/open-rule/", "/rules/open-rule/2020-01-01/")),
    "other days and editions": Surface(
        (
            "/rules/open-rule/on/2026-01-01/",
            "/rules/open-rule/on/2026-01-01/art-1/",
            "/rules/open-rule/compare/",
        )
    ),
    "citations": Surface(("/policies/open-policy/", "/policies/open-policy/pt-2/"), "rule"),
    "related cases": Surface(("/cases/open-case/",), "rule case"),
    "related items": Surface(
        ("/materials/open-material/", "/news/open-news/", "/events/open-event/"), "rule"
    ),
    "prohibition items": Surface(
        ("/prohibitions/open-list/", "/prohibitions/open-list/item-1/"),
        "rule policy case material list course",
    ),
    "course catalogue": Surface(
        (
            "/courses/",
            "/courses/?nature=elective&open=1",
            "/courses/?item=1",
            "/courses/?kind=article&hours=1",
            "/courses/?kind=video",
        ),
        "course",
    ),
    "courses": Surface(("/courses/open-course/", "/courses/open-course/open-lesson/"), "rule course"),
    "statistics": Surface(("/cases/statistics/",), "case"),
    "error reports": Surface(("/report-error/?page={open}", "/report-error/thanks/?page={open}")),
}

# Of every hidden page; the viewer may not be answered with anything of it.
OWN: dict[str, tuple[str, ...]] = {
    "page": ("{url}",),
    "rule": (
        "{url}art-1/",
        "{url}art-1/?card=1",
        "{url}on/2026-01-01/",
        "{url}on/2026-01-01/art-1/",
        "{url}on/",
        "{url}compare/",
        "{url}2020-01-01/",
        "{url}2020-01-01/art-1/",
    ),
    "policy": ("{url}pt-1/",),
    "event": ("{url}calendar/",),
    "list": ("{url}item-1/",),
    "column": ("{url}feed/",),
    "report": ("/report-error/?page={pk}",),
}

# Lists and choosers of the admin: other units' pages are not in them.
ADMIN: dict[str, Surface] = {
    "desk": Surface(("/admin/",)),
    "explorer": Surface(
        tuple(f"/admin/pages/{{{name}}}/" for name in ("policies", "rules", "cases")), "policy"
    ),
    "explorer results": Surface(("/admin/pages/{policies}/results/", "/admin/pages/{cases}/?q=金丝雀")),
    "admin search": Surface(
        ("/admin/pages/search/?q=金丝雀", "/admin/pages/search/results/?q=canary"), "policy"
    ),
    "admin API": Surface(
        (
            "/admin/api/main/pages/?limit=20",
            "/admin/api/main/pages/?child_of={policies}&for_explorer=1",
            "/admin/api/main/pages/?search=金丝雀",
            "/admin/api/main/pages/?descendant_of={policies}&fields=*",
        ),
        "policy",
    ),
    "reports": Surface(
        (
            "/admin/reports/due/",
            "/admin/reports/errors/",
            "/admin/reports/unresolved-citations/",
            "/admin/reports/citation-checks/",
            "/admin/reports/exposed-files/",
            "/admin/reports/attachment-texts/",
            "/admin/reports/searches/",
            "/admin/reports/searches-without-results/",
            "/admin/reports/site-history/",
            "/admin/reports/aging-pages/",
            "/admin/reports/workflow/",
            "/admin/reports/locked/",
            "/admin/pages/usage/content/policypage/",
        )
    ),
    # Own questions: tests/search/curation/test_admin.py.
    "search words": Surface(
        (
            "/admin/search-words/questions/",
            "/admin/search-words/questions/?q=金丝雀",
            "/admin/search-words/questions/results/",
            "/admin/search-words/questions/new/",
            "/admin/search-words/judged/",
            "/admin/searchpicks/",
            "/admin/searchpicks/queries/chooser/",
            "/admin/reports/search-evaluation/",
            "/admin/reports/search-evaluation/?export=csv",
        ),
        "policy",
    ),
}
# These also offer what the person may read on the site.
CHOOSERS: dict[str, Surface] = {
    "page choosers": Surface(
        (
            "/admin/choose-page/",
            "/admin/choose-page/{policies}/",
            "/admin/choose-page/search/?q=金丝雀",
            "/admin/choose-page/{policies}/?page_type=content.policypage",
        ),
        "policy",
    ),
}
FILES: dict[str, Surface] = {
    "file choosers": Surface(("/admin/images/chooser/", "/admin/documents/chooser/")),
    "file lists": Surface(("/admin/images/", "/admin/documents/", "/admin/images/?q=金丝雀")),
    "images and documents API": Surface(
        (
            "/admin/api/main/images/?limit=20",
            "/admin/api/main/documents/?limit=20",
            "/admin/api/main/images/?search=金丝雀",
        )
    ),
    "documents": Surface(("{document}",)),
    "images and renditions": Surface(("{rendition}", "{original}")),
}
# Of one page in the admin: refused, or answered without a word of it.
ADMIN_OF_PAGE: dict[str, tuple[str, ...]] = {
    "previews": (
        "/admin/pages/{pk}/edit/preview/",
        "/admin/pages/{pk}/edit/preview/?in_preview_panel=true&mode=",
        "/admin/pages/{pk}/view_draft/",
        "/admin/pages/workflow/preview/{pk}/1/",
    ),
    "revisions": (
        "/admin/pages/{pk}/revisions/{revision}/view/",
        "/admin/pages/{pk}/revisions/{revision}/revert/",
        "/admin/pages/{pk}/revisions/compare/earliest...latest/",
        "/admin/pages/{pk}/revisions/compare/live...{revision}/",
        "/admin/pages/{pk}/history/",
        "/admin/pages/{pk}/history/results/",
        "/admin/pages/{pk}/revisions/",
        "/admin/pages/{pk}/workflow_history/",
        "/admin/pages/{pk}/workflow_history/detail/1/",
    ),
    "page in the admin": (
        "/admin/pages/{pk}/",
        "/admin/pages/{pk}/edit/",
        "/admin/pages/{pk}/copy/",
        "/admin/pages/{pk}/delete/",
        "/admin/pages/{pk}/move/",
        "/admin/pages/{pk}/usage/",
        "/admin/pages/{pk}/privacy/",
        "/admin/pages/{pk}/withdraw/",
        "/admin/pages/{pk}/unpublish/",
        "/admin/api/main/pages/{pk}/",
        "/admin/api/main/pages/find/?id={pk}",
        "/admin/reports/due/{pk}/",
    ),
    "bulk actions": tuple(
        f"/admin/bulk/content/basepage/{action}/?id={{pk}}"
        for action in ("delete", "move", "publish", "unpublish")
    ),
}
# Rows with a test of their own.
ELSEWHERE: dict[str, str] = {
    "own addresses": "test_leaks.py: every address of every hidden page, see OWN",
    "cached pages": "test_kept_pages.py",
    "mail": "tests/search/test_digests.py",
    "frequent searches": "tests/search/test_traces.py: searches for what was closed are not suggested",
    "closed columns": "test_closed_columns.py: pages of every kind below columns that are closed or offline",
}
