"""The fields of a question.

Written here and not as a template: four hundred people open a paper of twenty questions in the same second,
and a template takes six times as long for it.
"""

from __future__ import annotations

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from training.enums import ItemKind
from training.selectors.quizzes import QuestionShown

register = template.Library()


@register.simple_tag
def question_fields(question: QuestionShown, save_url: str = "") -> SafeString:
    """A question with its fields; with ``save_url`` each change is saved there (``quiz.js``)."""
    match ItemKind(question.kind):
        case ItemKind.SINGLE:
            fields = _choices(question, "radio")
        case ItemKind.MULTIPLE:
            fields = f'<p class="hint">{_("可选多项。")}</p>{_choices(question, "checkbox")}'
        case ItemKind.TRUE_FALSE:
            fields = _verdicts(question)
        case ItemKind.FILL_IN:
            fields = _blanks(question)
        case ItemKind.ORDERED:
            fields = f'<p class="hint">{_("给每一项选一个次序，1 在最前。")}</p>{_places(question)}'
    points = f" · {_('%(n)s 分') % {'n': question.points}}" if question.points else ""
    legend = (
        f'<legend><span class="no">{question.position}</span>'
        f'<span class="kind">{escape(question.kind_label)}{points}</span>'
        f'<span class="stem">{escape(question.stem)}</span></legend>'
    )
    save = f' data-save="{escape(save_url)}"' if save_url else ""
    head = f'<fieldset class="question" id="{question.name}" data-question="{question.position}"{save}>'
    state = _state(question) if save_url else ""
    # Every text of an item is escaped above and below; the rest is written here.
    return mark_safe(f"{head}\n{legend}\n{fields}\n{state}</fieldset>\n")  # noqa: S308


def _choices(question: QuestionShown, kind: str) -> str:
    lines = [
        f'<li><label><input type="{kind}" name="{question.name}" value="{option.letter}"'
        f"{' checked' if option.chosen else ''}><b>{option.letter}</b>"
        f"<span>{escape(option.text)}</span></label></li>"
        for option in question.options
    ]
    return f'<ul class="options">{"".join(lines)}</ul>'


def _verdicts(question: QuestionShown) -> str:
    lines = [
        f'<li><label><input type="radio" name="{question.name}" value="{value}"'
        f"{' checked' if value in question.response else ''}><span>{words}</span></label></li>"
        for value, words in (("true", _("正确")), ("false", _("错误")))
    ]
    return f'<ul class="options">{"".join(lines)}</ul>'


def _blanks(question: QuestionShown) -> str:
    lines = []
    for blank in question.blanks:
        name = f"{question.name}-{blank.number}"
        label = _("第 %(n)s 空") % {"n": blank.number}
        lines.append(
            f'<li><label for="{name}">{label}</label><input type="text" id="{name}" name="{name}" '
            f'value="{escape(blank.text)}" maxlength="200" autocomplete="off" spellcheck="false"></li>'
        )
    return f'<ul class="blanks">{"".join(lines)}</ul>'


def _places(question: QuestionShown) -> str:
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
            f'<select id="{name}" name="{name}"><option value="">{_("次序")}</option>{places}</select></li>'
        )
    return f'<ul class="options ordered">{"".join(lines)}</ul>'


def _state(question: QuestionShown) -> str:
    saved = _("已保存") if question.is_answered else ""
    return (
        f'<input type="hidden" name="{question.name}-sequence" value="{question.sequence}">'
        f'<p class="saved" data-state role="status">{saved}</p>\n'
    )
