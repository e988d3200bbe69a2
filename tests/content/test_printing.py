"""Paper says where the text comes from: every kind of page carries its own address for the printer."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from content.selectors.addresses import absolute
from tests.content.asking import words_of
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_structure
from tests.factories.materials import make_coming_event, make_material, make_news, make_topic

pytestmark = pytest.mark.django_db


def test_every_page_names_its_address_on_paper() -> None:
    cache.clear()
    make_structure()
    pages = (make_case(), make_material(), make_news(), make_topic(), make_coming_event(), make_policy())
    addresses = [*(page.url for page in pages), f"{make_list(slug='list').url}item-1/"]
    addresses += ["/cases/", "/cases/statistics/", "/news/", "/materials/", "/topics/", "/policies/"]
    without = [
        address for address in addresses if f"打印自 清风 {absolute(address)}" not in words_of(address)
    ]
    assert without == []
