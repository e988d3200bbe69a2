"""Files of restricted pages that open without the page are named to those who edit it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction, ReferenceIndex

from content.models import NewsIndexPage, NewsPage
from content.selectors.exposed_files import list_exposed_files
from tests.content.asking import restrict
from tests.factories.publishing import Portal, client_of, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(settings: Any, tmp_path: Any) -> Portal:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    return make_portal()


def make_image(title: str, collection: Collection | None = None) -> Image:
    drawn = BytesIO()
    Picture.new("RGB", (4, 3)).save(drawn, "PNG")
    file = ImageFile(BytesIO(drawn.getvalue()), name="p.png")
    return Image.objects.create(title=title, file=file, collection=collection or root())


def root() -> Collection:
    found = Collection.get_first_root_node()
    assert found is not None
    return found


def make_page(slug: str, portal: Portal, image: Image, document: Document | None = None) -> NewsPage:
    link = f'<p><a linktype="document" id="{document.pk}">附件</a></p>' if document else "<p>正文</p>"
    page = NewsPage(
        title=f"{slug}（示例）", slug=slug, reported_on="2026-11-01", body=link, image=image, unit=portal.city
    )
    NewsIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    ReferenceIndex.create_or_update_for_object(page)
    return page


def titles(portal: Portal) -> list[tuple[str, str]]:
    return [(row.page.slug, row.file.title) for row in list_exposed_files(portal.editor)]


def test_open_files_of_a_restricted_page_are_listed(portal: Portal) -> None:
    document = Document.objects.create(title="名单", file=ContentFile(b"x", name="a.pdf"), collection=root())
    page = make_page("closed", portal, make_image("照片"), document)
    assert titles(portal) == []
    restrict(page)
    assert sorted(titles(portal)) == [("closed", "名单"), ("closed", "照片")]
    answer = client_of(portal.editor).get("/admin/reports/exposed-files/").content.decode()
    assert "名单" in answer
    assert "照片" in answer


def test_files_of_closed_collections_are_not(portal: Portal) -> None:
    closed = root().add_child(name="登录可见（示例）")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    restrict(make_page("closed", portal, make_image("照片", closed)))
    assert titles(portal) == []


def test_files_a_public_page_shows_too_are_public_on_purpose(portal: Portal) -> None:
    image = make_image("照片")
    restrict(make_page("closed", portal, image))
    make_page("open", portal, image)
    assert titles(portal) == []


def test_editors_of_other_units_see_nothing_of_it(portal: Portal) -> None:
    restrict(make_page("closed", portal, make_image("照片")))
    assert list_exposed_files(portal.editor_a) == []
    answer = client_of(portal.editor_a).get("/admin/reports/exposed-files/").content.decode()
    assert "没有需要处理的文件" in answer
    assert "照片" not in answer


def test_queries_do_not_grow(portal: Portal) -> None:
    def queries() -> int:
        list_exposed_files(portal.editor)
        with CaptureQueriesContext(connection) as counted:
            list_exposed_files(portal.editor)
        return len(counted)

    restrict(make_page("one", portal, make_image("一")))
    one = queries()
    for slug in ("two", "three"):
        restrict(make_page(slug, portal, make_image(slug)))
    assert queries() == one
