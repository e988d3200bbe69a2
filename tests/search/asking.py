"""Result pages as readers get them, and what is on them."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.test import Client

from tests.content.asking import words_of


def page_of(typed: str, *, client: Client | None = None, **filters: str | list[str]) -> str:
    """The result page for what was typed; for a visitor unless a signed-in browser is given."""
    address = "/search/?" + urlencode({"q": typed, **filters}, doseq=True)
    return client.get(address).content.decode() if client else words_of(address)


def facet_of(page: str, name: str) -> dict[str, int]:
    """The values of a facet at the side with their counts."""
    side = page.partition('class="fac-side"')[2].partition("</aside>")[0]
    block = side.partition(f'id="side-{name}"')[2].partition("</section>")[0]
    found = re.findall(
        r'<span class="t">([^<]+)</span><span class="c">(?:<span[^>]*>[^<]*</span>)?(\d+)', block
    )
    return {label: int(count) for label, count in found}


def link_to(page: str, label: str) -> str:
    """The address behind a link that shows these words."""
    links = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    shown = [address for address, words in links if re.sub(r"<[^>]+>", "", words).strip().startswith(label)]
    assert shown, label
    return shown[0].replace("&amp;", "&")
