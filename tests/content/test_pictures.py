"""Pictures are made after the publication, not when the first reader asks."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import override_settings
from wagtail.images import get_image_model

from common.jobs import JobName
from common.models import Job
from content.services.picturing import make_pictures
from tasks.relay import run_due_jobs
from tests.content.asking import words_of
from tests.factories.content import make_structure
from tests.factories.materials import make_image, make_material, make_news, make_topic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def count() -> int:
    return get_image_model().get_rendition_model().objects.count()


@override_settings(PAGE_CACHE=False)
def test_no_reader_waits_for_a_picture() -> None:
    image, embedded = make_image(), make_image("图中图（示例）")
    words = f'<p>文。</p><embed embedtype="image" id="{embedded.pk}" format="fullwidth" alt="示例"/>'
    pages = [make_news(image=image, body=words), make_topic(image=image), make_material(body=words)]
    assert count() == 0
    run_due_jobs()
    made = count()
    assert made >= 4  # the picture of the report, the banner and the card of the topic, the one in the text
    for address in [*(page.url for page in pages), "/topics/", "/news/", "/materials/", "/"]:
        words_of(address)
    assert count() == made


@override_settings(PAGE_CACHE=False)
def test_changed_picture_is_made_anew() -> None:
    image = make_image()
    page = make_news(image=image)
    run_due_jobs()
    image.renditions.all().delete()
    image.focal_point_x = image.focal_point_y = image.focal_point_width = image.focal_point_height = 1
    image.save()
    run_due_jobs()
    made = count()
    assert made
    words_of(page.url)
    assert count() == made


def test_page_without_pictures_needs_no_job() -> None:
    make_news()
    assert not Job.objects.filter(name=JobName.MAKE_PICTURES).exists()


def test_page_that_is_gone_or_a_file_that_is_lost_stops_nothing() -> None:
    make_pictures(page_id=999_999)
    image = make_image()
    page = make_news(image=image)
    image.file.storage.delete(image.file.name)
    make_pictures(page_id=page.pk)
    assert count() == 0


def test_lost_file_stops_no_other_picture_of_the_page(caplog: pytest.LogCaptureFixture) -> None:
    lost, embedded = make_image("丢失（示例）"), make_image("图中图（示例）")
    words = f'<p>文。</p><embed embedtype="image" id="{embedded.pk}" format="fullwidth" alt="示例"/>'
    page = make_news(image=lost, body=words)
    lost.file.storage.delete(lost.file.name)
    make_pictures(page_id=page.pk)
    assert (lost.renditions.count(), embedded.renditions.count()) == (0, 1)
    assert f"page {page.pk}" in caplog.text
