"""The fields of questions.

Written here and not as a template: four hundred people open a paper of twenty questions in the same second,
and a template takes six times as long for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from training.enums import ItemKind
from training.selectors.quizzes import QuestionShown

register = template.Library()


@dataclass(frozen=True, slots=True)
class _Words:
    """What is written beside the words of an item."""

    several: str
    order: str
    place: str
    blank: str
    points: str
    right: str
    wrong: str
    saved: str


@register.simple_tag
def question_fields(question: QuestionShown) -> SafeString:
    """A question with its fields."""
    # Every text of an item is escaped below; the rest is written here.
    return mark_safe(_fieldset(question, _words(get_language())))  # noqa: S308


@register.simple_tag
def paper_fields(questions: Iterable[QuestionShown], attempt_id: int) -> SafeString:
    """All questions of an attempt; each change is saved at the address of its question (``quiz.js``)."""
    words = _words(get_language())
    address = reverse("training:answer", args=[attempt_id, 0]).removesuffix("0/")
    fields = (_fieldset(question, words, f"{address}{question.position}/") for question in questions)
    return mark_safe("".join(fields))  # noqa: S308 - as above


@lru_cache
def _words(_language: str | None) -> _Words:
    """Looked up once for a language: each look-up goes through a dozen catalogues."""
    return _Words(
        several=_("可选多项。"),
        order=_("给每一项选一个次序，1 在最前。"),
        place=_("次序"),
        blank=_("第 %(n)s 空"),
        points=_("%(n)s 分"),
        right=_("正确"),
        wrong=_("错误"),
        saved=_("已保存"),
    )


def _fieldset(question: QuestionShown, words: _Words, save_url: str = "") -> str:
    points = f" · {words.points % {'n': question.points}}" if question.points else ""
    save = f' data-save="{escape(save_url)}"' if save_url else ""
    return (
        f'<fieldset class="question" id="{question.name}" data-question="{question.position}"{save}>\n'
        f'<legend><span class="no">{question.position}</span>'
        f'<span class="kind">{escape(question.kind_label)}{points}</span>'
        f'<span class="stem">{escape(question.stem)}</span></legend>\n'
        f"{_fields(question, words)}\n{_state(question, words) if save_url else ''}</fieldset>\n"
    )


def _fields(question: QuestionShown, words: _Words) -> str:
    match ItemKind(question.kind):
        case ItemKind.SINGLE:
            return _choices(question, "radio")
        case ItemKind.MULTIPLE:
            return f'<p class="hint">{words.several}</p>{_choices(question, "checkbox")}'
        case ItemKind.TRUE_FALSE:
            return _verdicts(question, words)
        case ItemKind.FILL_IN:
            return _blanks(question, words)
        case ItemKind.ORDERED:
            return f'<p class="hint">{words.order}</p>{_places(question, words)}'


def _choices(question: QuestionShown, kind: str) -> str:
    lines = [
        f'<li><label><input type="{kind}" name="{question.name}" value="{option.letter}"'
        f"{' checked' if option.chosen else ''}><b>{option.letter}</b>"
        f"<span>{escape(option.text)}</span></label></li>"
        for option in question.options
    ]
    return f'<ul class="options">{"".join(lines)}</ul>'


def _verdicts(question: QuestionShown, words: _Words) -> str:
    lines = [
        f'<li><label><input type="radio" name="{question.name}" value="{value}"'
        f"{' checked' if value in question.response else ''}><span>{verdict}</span></label></li>"
        for value, verdict in (("true", words.right), ("false", words.wrong))
    ]
    return f'<ul class="options">{"".join(lines)}</ul>'


def _blanks(question: QuestionShown, words: _Words) -> str:
    lines = []
    for blank in question.blanks:
        name = f"{question.name}-{blank.number}"
        label = words.blank % {"n": blank.number}
        lines.append(
            f'<li><label for="{name}">{label}</label><input type="text" id="{name}" name="{name}" '
            f'value="{escape(blank.text)}" maxlength="200" autocomplete="off" spellcheck="false"></li>'
        )
    return f'<ul class="blanks">{"".join(lines)}</ul>'


def _places(question: QuestionShown, words: _Words) -> str:
    lines = []
    numbers = range(1, len(question.options) + 1)
    for option in question.options:
        name = f"{question.name}-{option.letter}"
        places = "".join(
            f'<option value="{number}"{" selected" if option.place == number else ""}>{number}</option>'
            for number in numbers
        )
        lines.append(
            f'<li><label for="{name}"><b>{option.letter}</b><span>{escape(option.text)}</span></label>'
            f'<select id="{name}" name="{name}"><option value="">{words.place}</option>{places}</select></li>'
        )
    return f'<ul class="options ordered">{"".join(lines)}</ul>'


def _state(question: QuestionShown, words: _Words) -> str:
    saved = words.saved if question.is_answered else ""
    return (
        f'<input type="hidden" name="{question.name}-sequence" value="{question.sequence}">'
        f'<p class="saved" data-state role="status">{saved}</p>\n'
    )
