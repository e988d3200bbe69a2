"""How names sound: full pinyin and initials, by the readings of words (重庆 is chong qing).

The tables of pypinyin take half a second and 55 MB; they are read when the first name is sounded, which is in
the processes that index, and in others only where a search found nothing.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from search.analysis.tokens import HAN, MAX_WORD

BETWEEN_NAMES = "|"  # a token nobody can type: no phrase reaches from one name into the next
_STRETCH = re.compile(rf"(?P<han>[{HAN}]+)|(?:(?![{HAN}])[^\W_])+")


@dataclass(frozen=True, slots=True)
class Sound:
    """A Chinese character with its syllable, or a Latin word or number that sounds as it is written.

    ``start`` and ``end`` are character offsets in the folded text.
    """

    start: int
    end: int
    syllable: str
    initials: str


def sounds_of(folded: str) -> list[Sound]:
    """The sounds of a folded text in order; ü is written v."""
    found = []
    for match in _STRETCH.finditer(folded):
        if match["han"]:
            read = enumerate(_read(match[0]), start=match.start())
            found += [Sound(at, at + 1, syllable, syllable[:1]) for at, syllable in read]
        else:
            found.append(Sound(match.start(), match.end(), match[0][:MAX_WORD], match[0][:MAX_WORD]))
    return found


def _read(run: str) -> list[str]:
    pypinyin: Any = importlib.import_module("pypinyin")  # heavy, see above
    read: list[str] = pypinyin.lazy_pinyin(run, errors=list)
    if len(read) != len(run):  # a reading of a phrase that leaves a character out
        read = [pypinyin.lazy_pinyin(char)[0] for char in run]
    return read


@dataclass(frozen=True, slots=True)
class SoundFields:
    """What the index holds of how names sound.

    ``whole`` are the names in letters (huanjiejilv, hjjl), ``syllables`` and ``initials`` tokens in order.
    """

    whole: tuple[str, ...]
    syllables: tuple[str, ...]
    initials: tuple[str, ...]


def sound_fields(names: Iterable[str]) -> SoundFields:
    """The fields of a document that is called by these squeezed names."""
    whole: list[str] = []
    syllables: list[str] = []
    initials: list[str] = []
    for name in names:
        sounds = sounds_of(name)
        whole += ["".join(sound.syllable for sound in sounds), "".join(sound.initials for sound in sounds)]
        syllables += [*(sound.syllable for sound in sounds), BETWEEN_NAMES]
        initials += [*"".join(sound.initials for sound in sounds), BETWEEN_NAMES]
    return SoundFields(tuple(dict.fromkeys(whole)), tuple(syllables), tuple(initials))
