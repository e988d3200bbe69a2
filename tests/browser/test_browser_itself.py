"""The browser of the tests works: it draws Chinese and reaches the test's own server."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_browser_draws_chinese_with_a_real_font(page):
    page.set_content("<span id=a>清风</span><span id=b>﷐</span>")
    widths = page.evaluate("['a', 'b'].map(id => document.getElementById(id).getBoundingClientRect().width)")
    assert widths[0] >= 30


@pytest.mark.django_db(transaction=True)
def test_phone_reaches_the_live_server(phone, live_server):
    answer = phone.goto(f"{live_server.url}/accounts/sign-in/")
    assert answer is not None
    assert answer.status < 500
    assert phone.evaluate("window.innerWidth") == 360
