"""Forms of 搜索管理: what is typed is brought into the shape the search compares."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.rules import scope_path
from common import clock
from content.rules import within_scope
from search.analysis.tokens import runs
from search.analysis.vocabulary import (
    MIN_WORD,
    read_alternatives,
    tidy_word,
    tidy_words,
    write_alternatives,
)
from search.models import CommonQuestion, StopWord, Synonym
from search.selectors.places import FoundPlace, PlaceError, find_place

MAX_ALTERNATIVES = 20


class WordForm(WagtailAdminModelForm):
    """A word of one piece: Chinese characters, or one Latin word or number."""

    other_kind: type[Synonym | StopWord]

    def clean_word(self) -> str:
        word = tidy_word(self.cleaned_data["word"])
        pieces = list(runs(word))
        if len(word) < MIN_WORD:
            raise ValidationError(_("至少写两个字：单个字在太多的词里出现。"))
        if len(pieces) != 1 or pieces[0].text != word or pieces[0].kind == "article":
            raise ValidationError(_("请只写一个词，不带标点、条号，也不混用汉字和字母。"))
        return word

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.other_kind.objects.filter(word=cleaned.get("word", "")).exists():
            name = self.other_kind._meta.verbose_name
            self.add_error("word", _("这个词已经是%(kind)s，不能两者都是。") % {"kind": name})
        return cleaned


class SynonymForm(WordForm):
    """A word and other ways to say it."""

    other_kind = StopWord

    def clean_alternatives(self) -> str:
        word = tidy_word(self.cleaned_data.get("word", ""))
        found = [words for words in read_alternatives(self.cleaned_data["alternatives"]) if words != (word,)]
        if not found:
            raise ValidationError(_("至少写一种与词语不同的说法。"))
        if len(found) > MAX_ALTERNATIVES:
            raise ValidationError(_("最多写 %(n)s 种说法。") % {"n": MAX_ALTERNATIVES})
        for words in found:
            if not any(True for each in words for _run in runs(each)):
                raise ValidationError(_("“%(words)s”里没有可以搜索的文字。") % {"words": " ".join(words)})
        return write_alternatives(found)


class StopWordForm(WordForm):
    """A word that may be dropped."""

    other_kind = Synonym


class QuestionForm(WagtailAdminModelForm):
    """A question and the provision of the person's own units that answers it."""

    data: Any

    def clean_text(self) -> str:
        text = " ".join(self.cleaned_data["text"].split())
        if not any(True for _run in runs(text)):
            raise ValidationError(_("问法里没有可以搜索的文字。"))
        return text

    def clean_page(self) -> Any:
        page = self.cleaned_data["page"]
        if not within_scope(page, scope_path(self.for_user)):
            # The chooser would name the page, which need not be one this person may know of.
            self.data = {**self.data.dict(), self.add_prefix("page"): ""}
            raise ValidationError(_("这个页面由其他单位负责，请选本单位的页面。"))
        return page

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "page" not in cleaned:
            return cleaned
        try:
            place = find_place(cleaned["page"], cleaned.get("label", ""), on=clock.today())
        except PlaceError as error:
            self.add_error("label", str(error))
            return cleaned
        cleaned |= {"page": _page_at(place, cleaned["page"]), "label": place.label}
        self.instance.eid = place.eid
        same = CommonQuestion.objects.filter(
            page_id=place.page_id, eid=place.eid, text=cleaned.get("text", "")
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("text", _("这一条款已经有同样的问法。"))
        return cleaned


class JudgedQueryForm(WagtailAdminModelForm):
    """A query with at least one thing that should be found, each thing once."""

    def clean_text(self) -> str:
        return tidy_words(self.cleaned_data["text"])

    def is_valid(self) -> bool:
        """The places are looked up before the rows are compared: until then all are of the whole page."""
        rows = [row for row in self.formsets["judgements"].forms if row.is_valid()]
        kept = [row for row in rows if row.cleaned_data.get("page") and not row.cleaned_data.get("DELETE")]
        places = [_find(row) for row in kept]
        for number, (row, place) in enumerate(zip(kept, places, strict=True)):
            if place is not None and place in places[:number]:
                row.add_error("label", _("同一条款只写一次。"))
        if not super().is_valid():
            return False
        if not kept:
            self.add_error(None, _("请至少写一项应查到的内容，没有它就无从评价。"))
        return bool(kept)


def _find(form: forms.ModelForm[Any]) -> FoundPlace | None:
    """Where a judgement points to, written into it; None, and an error of the form, where there is none."""
    try:
        place = find_place(form.cleaned_data["page"], form.cleaned_data["label"], on=clock.today())
    except PlaceError as error:
        form.add_error("label", str(error))
        return None
    page = _page_at(place, form.cleaned_data["page"])
    form.instance.page, form.instance.eid, form.instance.label = page, place.eid, place.label
    # Rows are compared by what is in here.
    form.cleaned_data |= {"page": page, "eid": place.eid}
    return place


def _page_at(place: FoundPlace, chosen: Any) -> Any:
    return chosen if chosen.pk == place.page_id else type(chosen).objects.get(pk=place.page_id)
