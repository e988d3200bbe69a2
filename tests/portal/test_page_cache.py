"""The page cache: what is kept for whom, what makes it invalid, and that nothing leaks by it."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from accounts.enums import Role
from common import caching, clock, generation
from content.models import BasePage, PolicyIndexPage, PolicyPage, PortalSettings
from content.services.deriving import refresh_rule
from content.wagtail_hooks import PAGE_VIEWS
from portal import page_store, receivers
from portal.kept_pages import PAGES, VIEWS
from portal.page_cache import CACHE_CONTROL, LARGEST, PageCacheMiddleware
from portal.page_store import KeptPage, PageStore
from tests.content.asking import restrict
from tests.factories.accounts import make_unit, make_user
from tests.factories.content import make_list, make_policy, make_rule, make_structure

KEPT = (
    "/",
    "/rules/",
    "/policies/",
    "/policies/notice/",
    "/rules/rule/",
    "/rules/rule/art-1/",
    "/robots.txt",
)


@pytest.fixture
def portal(transactional_db: None) -> None:
    """Committed content: inside a test's transaction nothing is kept."""
    make_structure()
    make_rule("示例工作规定（示例）", slug="rule")
    make_policy(
        "示例通知（示例）",
        slug="notice",
        text="关于示例的通知（示例）\n\n一、要求\n\n依照《示例工作规定（示例）》第一条办理。\n",
    )


def visitors(number: int) -> list[Client]:
    """Browsers before one process: they share what it keeps."""
    clients = [Client() for _ in range(number)]
    for client in clients[1:]:
        client.handler = clients[0].handler
    return clients


def how(client: Client, address: str) -> str:
    return client.get(address).headers.get("X-Cache", "")


# ---- what is kept ----------------------------------------------------------------


@pytest.mark.parametrize("address", KEPT)
def test_second_visitor_is_served_the_copy(address: str, portal: None) -> None:
    first, second = visitors(2)
    made, kept = first.get(address), second.get(address)
    assert [made.headers["X-Cache"], kept.headers["X-Cache"]] == ["miss", "hit"]
    assert kept.content == made.content
    ignored = {"X-Cache"}
    assert {k: v for k, v in kept.headers.items() if k not in ignored} == {
        k: v for k, v in made.headers.items() if k not in ignored
    }
    assert kept.headers["Cache-Control"] == CACHE_CONTROL
    assert kept.headers["Vary"] == "Cookie"
    assert "Content-Security-Policy" in kept.headers
    assert not kept.cookies


def test_copy_costs_no_query(portal: None, django_assert_num_queries: Any) -> None:
    client = Client()
    client.get("/policies/notice/")
    with django_assert_num_queries(0 if connection.vendor == "sqlite" else 1):
        client.get("/policies/notice/")


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/",
        "/search/?q=示例",
        "/accounts/sign-in/",
        "/fragments/account/",
        "/admin/",
        "/policies/notice/?unknown=1",
        "/policies/notice/?before=2026-01-01-1",
        "/policies/?before=1&before=2",
        "/policies/?before=" + "9" * 81,
    ],
)
def test_answer_is_made_each_time(address: str, portal: None) -> None:
    client = Client()
    assert [how(client, address) for _ in range(3)] == [""] * 3


def test_parameters_that_matter_are_kept_apart_and_size_is_one_of_two(portal: None) -> None:
    client = Client()
    plain, large = client.get("/rules/").content, client.get("/rules/?type=large").content
    assert plain != large
    assert client.get("/rules/?type=large").content == large
    assert how(client, "/rules/?type=normal") == "hit"
    assert how(client, "/rules/?type=whatever") == "hit"
    assert how(client, "/rules/?level=law") == "miss"
    assert client.get("/rules/").content == plain


def test_writing_requests_and_other_hosts_are_apart(portal: None) -> None:
    client = Client()
    client.get("/rules/")
    assert "X-Cache" not in client.post("/rules/").headers
    assert client.get("/rules/", headers={"host": "other.example"}).headers["X-Cache"] == "miss"
    assert client.get("/rules/", secure=True).headers["X-Cache"] == "miss"
    assert client.head("/rules/").headers["X-Cache"] == "hit"


@pytest.mark.parametrize("header", [{"authorization": "Basic eA=="}, {"x-requested-with": "XMLHttpRequest"}])
def test_requests_for_another_answer_pass(header: dict[str, str], portal: None) -> None:
    client = Client()
    client.get("/rules/")
    assert "X-Cache" not in client.get("/rules/", headers=header).headers


def test_browser_that_has_the_copy_is_told_so(portal: None) -> None:
    client = Client()
    etag = client.get("/rules/").headers["ETag"]
    for asked in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = client.get("/rules/", headers={"if-none-match": asked})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == etag
    assert client.get("/rules/", headers={"if-none-match": '"other"'}).status_code == 200
    make_policy("又一份通知（示例）")
    make_rule("又一部规定（示例）")
    assert client.get("/rules/", headers={"if-none-match": etag}).status_code == 200


# ---- for whom ----------------------------------------------------------------------


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_visitor_with_something_of_their_own_passes(cookie: str, portal: None) -> None:
    stranger, other = visitors(2)
    stranger.cookies[cookie] = "x"
    for _ in range(2):
        answer = stranger.get("/rules/")
        assert "X-Cache" not in answer.headers
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert how(other, "/rules/") == "miss"


def test_nothing_a_person_is_shown_reaches_a_visitor_and_the_other_way(portal: None) -> None:
    """Clients of every kind in random order: a visitor's answer equals the one made without a cache."""
    city = make_unit("示例市")
    roles = (Role.READER, Role.EDITOR, Role.FINAL_REVIEWER, Role.SYSTEM_ADMIN)
    people = visitors(len(roles) + 2)
    for number, role in enumerate(roles):
        person = make_user(role, name=f"金丝雀{number}", unit=city)
        people[number].force_login(person, backend="accounts.backends.StaffNumberOrPhoneBackend")
    hidden = [make_policy("金丝雀通知（示例）", slug="hidden"), make_list("严禁金丝雀", slug="hidden")]
    for page in hidden:
        restrict(page)
    make_policy("金丝雀草稿（示例）", slug="draft", publish=False)
    addresses = [
        *KEPT,
        "/policies/hidden/",
        "/prohibitions/hidden/item-1/",
        "/policies/draft/",
        "/prohibitions/",
    ]
    addresses += ["/search/?q=金丝雀", "/sitemap.xml", "/?type=large", "/nothing/"]
    expected = {address: uncached(address) for address in addresses}
    dice = random.Random(20261125)
    seen = set()
    for _ in range(400):
        client, address = dice.choice(people), dice.choice(addresses)
        answer = client.get(address)
        if client in people[len(roles) :]:
            seen.add(answer.headers.get("X-Cache"))
            assert (answer.status_code, answer.content) == expected[address], address
            assert "金丝雀" not in answer.content.decode() or address.startswith("/search/")
        else:
            assert "X-Cache" not in answer.headers
            assert "public" not in answer.headers.get("Cache-Control", "")
    assert seen == {None, "miss", "hit"}


def uncached(address: str) -> tuple[int, bytes]:
    """What a visitor is answered in a process that keeps nothing."""
    client = Client()
    answer = client.get(address)
    return answer.status_code, answer.content


# ---- until when ------------------------------------------------------------------------


def policy() -> PolicyPage:
    return PolicyPage.objects.get(slug="notice")


def publish() -> None:
    page = policy()
    page.title = "改过的示例通知（示例）"
    page.save_revision().publish()


def change_slug() -> None:
    page = policy()
    page.slug = "renamed"
    page.save_revision().publish()


def move_column() -> None:
    column = PolicyIndexPage.objects.get()
    column.move(column.get_parent(), pos="first-child")


def mark_for_menu() -> None:
    page = policy()
    page.show_in_menus = True
    page.save()


def change_settings() -> None:
    PortalSettings.objects.update_or_create(site=Site.objects.get(), defaults={"operator": "示例单位"})


CHANGES: dict[str, Callable[[], Any]] = {
    "publish": publish,
    "unpublish": lambda: policy().unpublish(),
    "slug": change_slug,
    "move": move_column,
    "delete": lambda: policy().delete(),
    "restrict": lambda: restrict(policy()),
    "menu": mark_for_menu,
    "settings": change_settings,
    "site": lambda: Site.objects.get().save(),
    "redirect": lambda: Redirect.add_redirect("/old/", "/rules/"),
    "citations": lambda: refresh_rule(rule_id=BasePage.objects.get(slug="rule").pk, on=clock.today()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_is_shown_at_once(change: str, portal: None) -> None:
    client = Client()
    addresses = ["/", "/policies/", "/policies/notice/", "/rules/rule/"]
    for address in addresses:
        client.get(address)
    assert {how(client, address) for address in addresses} == {"hit"}
    CHANGES[change]()
    for address in addresses:
        answer = client.get(address)
        assert answer.headers.get("X-Cache", "miss") == "miss", address
        assert (answer.status_code, answer.content) == uncached(address), address


def test_lifted_and_changed_restrictions_count_too(portal: None) -> None:
    client = Client()
    restrict(policy())
    assert client.get("/policies/notice/").status_code == 302
    PageViewRestriction.objects.get().delete()
    assert [how(client, "/policies/notice/") for _ in range(2)] == ["miss", "hit"]
    restrict(PolicyIndexPage.objects.get())
    assert client.get("/policies/notice/").status_code == 302


def test_change_by_another_process_is_shown_at_once(portal: None) -> None:
    client = Client()
    page = policy()
    assert [how(client, page.url) for _ in range(2)] == ["miss", "hit"]
    elsewhere(lambda: restrict(page))
    assert client.get(page.url).status_code == 302


def elsewhere(call: Callable[[], Any]) -> None:
    """Run in a thread, whose connection is another, as in another process."""

    def run() -> None:
        try:
            call()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_draft_makes_nothing_invalid(portal: None) -> None:
    client = Client()
    client.get("/policies/notice/")
    page = policy()
    page.title = "草稿里的标题（示例）"
    page.save_revision()
    make_policy("新的草稿（示例）", publish=False)
    make_user(Role.READER)
    assert how(client, "/policies/notice/") == "hit"


def test_pages_of_the_day_end_with_it(portal: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    assert [how(client, "/rules/rule/") for _ in range(2)] == ["miss", "hit"]
    tomorrow = clock.today() + dt.timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert [how(client, "/rules/rule/") for _ in range(2)] == ["miss", "hit"]


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_kept() -> None:
    make_structure()
    client = Client()
    assert [how(client, "/rules/") for _ in range(2)] == ["", ""]


# ---- one answer, looked at ----------------------------------------------------------------


def serve(view: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch, address: str = "/page/") -> list[str]:
    """How three visitors in turn are answered by a view."""
    monkeypatch.setattr(generation, "current", lambda: "mark")
    middleware = PageCacheMiddleware(view)
    answers = [middleware(RequestFactory().get(address)) for _ in range(3)]
    return [answer.headers.get("X-Cache", "") for answer in answers]


def allowed(answer: Callable[[], Any]) -> Callable[[Any], Any]:
    return caching.for_visitors()(lambda _request: answer())


def with_header(name: str, value: str) -> HttpResponse:
    return HttpResponse("words", headers={name: value})


def with_cookie() -> HttpResponse:
    response = HttpResponse("words")
    response.set_cookie("name", "value")
    return response


REFUSED = {
    "cookie": with_cookie,
    "private": lambda: with_header("Cache-Control", "private"),
    "no-store": lambda: with_header("cache-control", "No-Store"),
    "vary": lambda: with_header("Vary", "Accept-Language"),
    "vary star": lambda: with_header("Vary", "*"),
    "error": lambda: HttpResponse("words", status=500),
    "missing": lambda: HttpResponse("words", status=404),
    "redirect": lambda: HttpResponse(status=302),
    "too large": lambda: HttpResponse(b"x" * (LARGEST + 1)),
    "stream": lambda: StreamingHttpResponse([b"x"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_answer_is_not_kept(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert serve(allowed(REFUSED[name]), monkeypatch) == ["", "", ""]


def test_answer_is_kept_only_where_its_view_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert serve(allowed(lambda: HttpResponse("words")), monkeypatch) == ["miss", "hit", "hit"]
    assert serve(lambda _request: HttpResponse("words"), monkeypatch) == ["", "", ""]
    assert serve(allowed(lambda: HttpResponse("words")), monkeypatch, "/page/?before=1") == ["", "", ""]


def test_preview_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def preview(request: Any) -> HttpResponse:
        caching.allow(request)
        request.is_preview = True
        return HttpResponse("a draft")

    assert serve(preview, monkeypatch) == ["", "", ""]


def test_crowd_before_one_page_makes_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation, "current", lambda: "mark")
    made = []

    def slow(request: Any) -> HttpResponse:
        caching.allow(request)
        made.append(1)
        time.sleep(0.2)
        return HttpResponse("words")

    assert crowd(PageCacheMiddleware(slow), 12) == ["hit"] * 11 + ["miss"]
    assert len(made) == 1


def test_crowd_before_an_address_that_is_not_kept_waits_once_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation, "current", lambda: "mark")
    together = threading.Barrier(11, timeout=20)
    first = threading.Event()

    def missing(_request: Any) -> HttpResponse:
        if first.is_set():
            together.wait()  # all the others are let in at the same time
        first.set()
        return HttpResponse(status=404)

    assert crowd(PageCacheMiddleware(missing), 12) == [""] * 12


def crowd(middleware: PageCacheMiddleware, number: int) -> list[str]:
    answers: list[str] = []

    def visit() -> None:
        answers.append(middleware(RequestFactory().get("/page/")).headers.get("X-Cache", ""))

    threads = [threading.Thread(target=visit) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


# ---- the store -----------------------------------------------------------------------------------


def page_of(size: int) -> KeptPage:
    return KeptPage(b"x" * size, (), '"etag"')


def test_store_is_bounded_in_bytes_and_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_store, "MOST_BYTES", 50_000)
    monkeypatch.setattr(page_store, "MOST_PAGES", 10)
    store = PageStore()
    store.get("mark", ("0",))
    for number in range(100):
        store.put("mark", (str(number),), page_of(9_000))
        assert store.bytes <= 50_000
        assert store.get("mark", ("0",)) is not None  # what is asked for stays
    assert len(store) == 5
    for number in range(100):
        store.put("mark", (str(number),), page_of(10))
        assert len(store) <= 10


def test_store_holds_one_generation() -> None:
    store = PageStore()
    store.get("one", ("key",))
    store.put("one", ("key",), page_of(10))
    store.refuse("one", ("other",))
    assert store.get("two", ("key",)) is None
    assert not store.is_refused("two", ("other",))
    assert store.bytes == 0
    store.put("one", ("key",), page_of(10))  # finished after the change
    assert store.get("two", ("key",)) is None


def test_processes_that_share_a_cache_share_pages() -> None:
    shared = caches["default"]
    one, other = PageStore(shared), PageStore(shared)
    one.get("mark", ("key",))
    one.put("mark", ("key",), page_of(10))
    assert other.get("mark", ("key",)) == page_of(10)
    assert other.get("mark", ("else",)) is None
    assert other.get("later", ("key",)) is None


def test_processes_that_share_a_cache_make_a_page_once() -> None:
    shared = caches["default"]
    made, kept = [], []

    def visit(store: PageStore) -> None:
        store.get("mark", ("once",))
        with store.flight("mark", ("once",)):
            if store.get("mark", ("once",)) is None:
                made.append(1)
                time.sleep(0.1)
                store.put("mark", ("once",), page_of(10))
        kept.append(store.get("mark", ("once",)))

    threads = [threading.Thread(target=visit, args=(PageStore(shared),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert kept == [page_of(10)] * 4


# ---- decisions -----------------------------------------------------------------------------------


def test_every_kind_of_page_and_every_view_is_decided() -> None:
    kinds = {model for model in apps.get_models() if issubclass(model, BasePage) and model is not BasePage}
    assert set(PAGES) == kinds
    assert set(VIEWS) == set(PAGE_VIEWS)


def test_quiet_models_exist() -> None:
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert receivers.QUIET - known <= {"wagtailsearch.PostgresIndexEntry"}
