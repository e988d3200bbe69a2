"""Every kind of page is made by the editor role with the forms of the admin, reviewed and read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.test.utils.form_data import querydict_from_html, rich_text

from common import clock
from content.models import (
    BasePage,
    CaseIndexPage,
    CasePage,
    ColumnPage,
    EventIndexPage,
    EventPage,
    HomePage,
    MaterialIndexPage,
    MaterialPage,
    NewsIndexPage,
    NewsPage,
    PolicyIndexPage,
    PolicyPage,
    ProhibitionIndexPage,
    ProhibitionListPage,
    TopicIndexPage,
    TopicPage,
)
from tests.content.reviewing import decide
from tests.factories.content import POLICY_TEXT
from tests.factories.publishing import Portal, client_of, make_portal

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20).isoformat()
FORMS: dict[type[BasePage], tuple[type[BasePage], dict[str, Any]]] = {
    NewsPage: (
        NewsIndexPage,
        {"kind": "news", "reported_on": TODAY, "body": rich_text("<p>示例单位开展学习。</p>")},
    ),
    MaterialPage: (MaterialIndexPage, {"kind": "article", "issued_on": TODAY, "summary": "示例摘要。"}),
    EventPage: (
        EventIndexPage,
        {
            "kind": "study_session",
            "starts_at": "2026-12-01 09:00",
            "ends_at": "2026-12-01 11:00",
            "place": "示例会堂",
            "organizer": "示例单位",
            "description": "学习九严禁。",
        },
    ),
    TopicPage: (TopicIndexPage, {"opened_on": TODAY, "introduction": "示例导语。"}),
    PolicyPage: (
        PolicyIndexPage,
        {"text": POLICY_TEXT, "issuing_body": "示例单位", "signed_date": TODAY, "grammar": "auto"},
    ),
    CasePage: (
        CaseIndexPage,
        {
            "notice_kind": "publication",
            "notified_on": TODAY,
            "issuing_body": "示例市纪委",
            "year": "2026",
            "facts": "2026年3月，张某在推荐中打招呼。",
            "warning": "引以为戒。",
        },
    ),
    ProhibitionListPage: (
        ProhibitionIndexPage,
        {"generation": "示例清单", "issuers": "示例机关", "year": "2026", "level": "municipal"},
    ),
    ColumnPage: (HomePage, {"introduction": "示例导语。", "kinds": ["news"]}),
}


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def make_page(portal: Portal, model: type[BasePage], **changes: Any) -> Any:
    """Open the form as a browser does, fill it in and submit the text for review."""
    parent_model, fields = FORMS[model]
    parent = parent_model.objects.get()
    address = f"/admin/pages/add/{model._meta.app_label}/{model._meta.model_name}/{parent.pk}/"
    client = client_of(portal.editor)
    form = client.get(address)
    assert form.status_code == 200, form.headers.get("Location")
    data = querydict_from_html(form.content.decode(), form_id="page-edit-form")
    title = f"{model._meta.verbose_name}一（示例）"
    data.update({"title": title, "slug": "made", "action-submit": "1"})
    for name, value in {**fields, **changes}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    answer = client.post(address, data)
    if answer.status_code == 200:
        raise AssertionError(answer.context["form"].errors)
    return model.objects.get(title=title)


@pytest.mark.parametrize("model", FORMS)
def test_page_is_made_reviewed_and_read(portal: Portal, model: type[BasePage]) -> None:
    page = make_page(portal, model)
    assert not page.live
    assert page.unit == portal.city
    assert Client().get(page.url).status_code == 404
    for reviewer in (portal.first, portal.second, portal.final):
        decide(reviewer, page)
    page = model.objects.get(pk=page.pk)
    assert page.live
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14; Mobile) MicroMessenger/8.0")
    answer = phone.get(page.url)
    assert answer.status_code == 200
    assert page.title in answer.content.decode()
    if model is not ColumnPage:
        listed = phone.get(FORMS[model][0].objects.get().url).content.decode()
        assert page.title in listed


def test_district_editor_makes_pages_below_the_columns_but_no_column(portal: Portal) -> None:
    for model, (parent_model, _fields) in FORMS.items():
        parent = parent_model.objects.get()
        address = f"/admin/pages/add/content/{model._meta.model_name}/{parent.pk}/"
        status = client_of(portal.editor_a).get(address).status_code
        assert status == (302 if model is ColumnPage else 200), model


@pytest.mark.parametrize("typed", ["", "-"])  # what is left of a Chinese title
def test_page_without_a_typed_address_is_numbered_by_the_day(portal: Portal, typed: str) -> None:
    day = f"{clock.today():%Y%m%d}"
    first = make_page(portal, NewsPage, slug=typed)
    NewsPage.objects.update(title="另一篇（示例）")
    second = make_page(portal, NewsPage, slug=typed)
    assert (first.slug, second.slug) == (f"{day}-1", f"{day}-2")


def test_case_with_people_and_items(portal: Portal) -> None:
    people = {
        "people-TOTAL_FORMS": "1",
        "people-0-label": "张某",
        "people-0-post": "某镇党委书记",
        "people-0-outcomes": ["warning"],
        "people-0-remark": "",
        "people-0-ORDER": "1",
        "people-0-id": "",
        "people-0-DELETE": "",
    }
    case = make_page(portal, CasePage, **people)
    person = case.get_latest_revision_as_object().people.get()
    assert (person.label, person.outcomes) == ("张某", ["warning"])


def test_material_with_a_document(portal: Portal) -> None:
    file = SimpleUploadedFile("shili.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    document = Document.objects.create(title="示例课件", file=file)
    page = make_page(portal, MaterialPage, kind="pdf", file=str(document.pk))
    assert page.get_latest_revision_as_object().file == document
