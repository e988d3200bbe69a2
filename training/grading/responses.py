"""From what a form sends to a response, and back: the browser knows options by the letter it shows.

The letters follow the order shown, so neither they nor the order tell what is right; the keys of the item
never leave the server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from common.numbers import number
from training.enums import ItemKind
from training.grading.writing import count_blanks

LONGEST_TEXT = 200
Values = Callable[[str], Sequence[str]]
Question = Mapping[str, Any]


def read(question: Question, name: str, values: Values) -> list[str]:
    """The response in what a form sent.

    Args:
        question: one of a frozen sheet.
        name: of its fields; blanks are ``<name>-1``, places of ordered options ``<name>-A``.
        values: all values sent under a name, as ``QueryDict.getlist`` gives them.

    Returns:
        Only what the question offers; anything else is left out.
    """
    keys = keys_shown(question)
    match ItemKind(question["kind"]):
        case ItemKind.SINGLE:
            return [keys[letter] for letter in values(name)[:1] if letter in keys]
        case ItemKind.MULTIPLE:
            sent = set(values(name))
            return sorted(key for letter, key in keys.items() if letter in sent)
        case ItemKind.TRUE_FALSE:
            return [value for value in values(name)[:1] if value in {"true", "false"}]
        case ItemKind.FILL_IN:
            blanks = range(1, count_blanks(question["stem"]) + 1)
            return [_text(values(f"{name}-{number}")) for number in blanks]
        case ItemKind.ORDERED:
            places = ((key, _place(values(f"{name}-{letter}"), len(keys))) for letter, key in keys.items())
            return sorted(f"{key}:{place}" for key, place in places if place)


def keys_shown(question: Question) -> dict[str, str]:
    """By the letter shown: the key of the option."""
    return {ascii_uppercase[number]: option["key"] for number, option in enumerate(question["options"])}


def letters_shown(question: Question) -> dict[str, str]:
    """By key: the letter shown."""
    return {key: letter for letter, key in keys_shown(question).items()}


def place_of(response: Sequence[str], key: str) -> int:
    """The place a key was given; 0 for none."""
    for entry in response:
        chosen, _colon, place = entry.rpartition(":")
        if chosen == key:
            return number(place) or 0
    return 0


def _text(sent: Sequence[str]) -> str:
    return sent[0].strip()[:LONGEST_TEXT] if sent else ""


def _place(sent: Sequence[str], most: int) -> int:
    return number(sent[0] if sent else "", least=1, most=most) or 0
