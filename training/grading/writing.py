"""Options and answers as people type them: in the admin form, in a spreadsheet, in the demonstration file.

Options stand one a line, each with its letter (``A. 给予纪律处分``); the letter is the key and stays with
the option when others are added or removed. A line without a letter gets the next free one. Answers: ``B``
(single), ``ACD`` (multiple), ``对``/``错``, the right order ``CABD``; of blanks (``____`` in the stem) one
line each, accepted forms separated by ``|``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext as _

from training.enums import ItemKind
from training.grading.normalizing import normalize

Option = dict[str, str]
CHOICES = (ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.ORDERED)
MOST_OPTIONS = 10
MOST_BLANKS = 6
BLANK = re.compile(r"_{2,}|（\s*）|\(\s*\)")
_LETTERED = re.compile(r"([A-Za-z])\s*[.、．:：)）]\s*(.+)")
_TRUE = frozenset({"对", "正确", "是", "true", "t", "√", "1", "yes"})
_FALSE = frozenset({"错", "错误", "否", "false", "f", "×", "x", "0", "no"})


class ItemTextError(Exception):
    """What was typed is no item; ``part`` is the column it stands in, the message is for people."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


def read_options(text: str) -> list[Option]:
    """The options of the lines.

    Raises:
        ItemTextError: a letter comes twice, two options say the same, or there are too many.
    """
    lines = [unicodedata.normalize("NFC", line).strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_OPTIONS:
        raise ItemTextError("options", _("最多 %(n)s 个选项。") % {"n": MOST_OPTIONS})
    found = [_LETTERED.fullmatch(line) for line in lines]
    taken = [match[1].upper() for match in found if match]
    for letter in taken:
        if taken.count(letter) > 1:
            raise ItemTextError("options", _("选项字母 %(letter)s 重复。") % {"letter": letter})
    free = iter(letter for letter in ascii_uppercase if letter not in taken)
    options = [
        {"key": match[1].upper(), "text": match[2].strip()} if match else {"key": next(free), "text": line}
        for match, line in zip(found, lines, strict=True)
    ]
    if len({normalize(option["text"]) or option["text"] for option in options}) < len(options):
        raise ItemTextError("options", _("有两个选项文字相同。"))
    return options


def write_options(options: Sequence[Option]) -> str:
    """The options as lines."""
    return "\n".join(f"{option['key']}. {option['text']}" for option in options)


def read_answer(kind: ItemKind, text: str, *, stem: str, options: Sequence[Option]) -> list[Any]:
    """The answer as it is stored; see ``training.grading``.

    Raises:
        ItemTextError: it does not fit the kind, the options or the blanks of the stem.
    """
    typed = text.strip()
    if not typed:
        raise ItemTextError("answer", _("请填写答案。"))
    if kind is ItemKind.TRUE_FALSE:
        return [_verdict(typed)]
    if kind is ItemKind.FILL_IN:
        return _blanks(typed, stem)
    return _letters(kind, typed, [option["key"] for option in options])


def write_answer(kind: ItemKind, answer: Sequence[Any]) -> str:
    """The answer as people type it."""
    if kind is ItemKind.TRUE_FALSE:
        return "对" if list(answer) == ["true"] else "错"
    if kind is ItemKind.FILL_IN:
        return "\n".join("|".join(forms) for forms in answer)
    return "".join(answer)


def check_options(kind: ItemKind, options: Sequence[Option]) -> None:
    """Whether an item of this kind has as many options as it needs.

    Raises:
        ItemTextError: too few, or some where there must be none.
    """
    if kind in CHOICES and len(options) < (3 if kind is ItemKind.ORDERED else 2):
        raise ItemTextError("options", _("选项太少：单选、多选至少两个，排序至少三个。"))
    if kind not in CHOICES and options:
        raise ItemTextError("options", _("判断题和填空题不写选项。"))


def count_blanks(stem: str) -> int:
    """How many blanks a stem has."""
    return len(BLANK.findall(stem))


def _verdict(typed: str) -> str:
    word = unicodedata.normalize("NFKC", typed).strip().casefold()
    if word in _TRUE:
        return "true"
    if word in _FALSE:
        return "false"
    raise ItemTextError("answer", _("判断题的答案写“对”或者“错”。"))


def _blanks(typed: str, stem: str) -> list[list[str]]:
    wanted = count_blanks(stem)
    if not 1 <= wanted <= MOST_BLANKS:
        raise ItemTextError("stem", _("填空题的题干要有 1 至 %(n)s 处空（____）。") % {"n": MOST_BLANKS})
    lines = [line for line in typed.splitlines() if line.strip()]
    blanks = [[form.strip() for form in re.split(r"[|｜]", line) if normalize(form)] for line in lines]
    if len(blanks) != wanted or not all(blanks):
        raise ItemTextError("answer", _("题干有 %(n)s 处空，答案要有同样多的行，每行一处。") % {"n": wanted})
    return blanks


def _letters(kind: ItemKind, typed: str, keys: list[str]) -> list[str]:
    plain = unicodedata.normalize("NFKC", typed).upper()
    letters = [letter for letter in plain if letter not in " ,，、;；\n\t>→-"]
    if len(set(letters)) < len(letters):
        raise ItemTextError("answer", _("答案里有重复的字母。"))
    unknown = [letter for letter in letters if letter not in keys]
    if unknown:
        raise ItemTextError("answer", _("答案中的 %(letter)s 不在选项里。") % {"letter": unknown[0]})
    if kind is ItemKind.SINGLE and len(letters) != 1:
        raise ItemTextError("answer", _("单选题只有一个答案。"))
    if kind is ItemKind.MULTIPLE and len(letters) < 2:
        raise ItemTextError("answer", _("多选题至少有两个答案。"))
    if kind is ItemKind.ORDERED:
        if sorted(letters) != sorted(keys):
            raise ItemTextError("answer", _("排序题的答案要包含全部选项，按正确的先后排列。"))
        return letters
    return sorted(letters, key=keys.index)
