"""Numbers as the portal writes them."""

from __future__ import annotations

from django import forms
from django.template import Context, Template


def test_thousands_are_set_apart_where_a_template_asks_for_it_and_nowhere_else() -> None:
    written = Template("{% load humanize %}{{ number|intcomma }} {{ number }}").render(
        Context({"number": 1_234_567})
    )
    assert written == "1,234,567 1234567"


def test_form_fields_hold_numbers_without_commas() -> None:
    class Example(forms.Form):
        plain = forms.IntegerField()
        local = forms.DecimalField(localize=True)

    form = Example(initial={"plain": 1_234_567, "local": 1_234_567})

    for field in form:
        assert 'value="1234567"' in str(field)
