"""Help with spelling where a search found nothing: names that sound like what was typed.

Only names of documents the viewer may read are offered: the index is asked with the viewer's access keys.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

from search.analysis.folding import fold
from search.analysis.names import names_of
from search.analysis.pinyin import sounds_of
from search.analysis.syllables import read_syllables
from search.analysis.tokens import HAN
from search.exchange import LookUp, SearchDocument
from search.language.pieces import cut
from search.port import SearchIndex
from search.selectors.engine import ask_engine

MAX_WORDS = 5
MAX_WORD = 20
_WORD = re.compile(rf"[{HAN}]{{2,}}|[a-zü][a-zü']+")


def corrections(typed: str, *, access_keys: tuple[str, ...], limit: int = 3) -> tuple[str, ...]:
    """Other spellings of a query, the likeliest first: 换界纪律 and huanjiejilv give 换届纪律.

    Each is what was typed, folded, with one word replaced by a part of a name that sounds the same. Words
    that stand in such a name as they were typed are right and stay, exclusions and conditions too. Nothing
    where the engine cannot answer.

    Args:
        access_keys: those of the viewer; names of other documents are not offered.
    """
    folded = fold(typed[:200])
    found: list[str] = []
    for match in list(_words(folded))[:MAX_WORDS]:
        for other in _others(match[0], access_keys)[:limit]:
            found.append((folded[: match.start()] + other + folded[match.end() :]).strip())
    return tuple(dict.fromkeys(found))[:limit]


def _words(folded: str) -> Iterator[re.Match[str]]:
    for piece in cut(folded):
        if piece.kind != "field" and not piece.excluded:
            yield from _WORD.finditer(folded, piece.start, piece.end)


def _others(word: str, access_keys: tuple[str, ...]) -> list[str]:
    """What sounds like a word and stands in names, most names first; nothing where the word itself does."""
    if len(word) > MAX_WORD * (1 if re.match(f"[{HAN}]", word) else 3):
        return []
    counted: Counter[str] = Counter()
    for syllables in _read(word):
        wanted = LookUp(access_keys, syllables=syllables)
        documents = ask_engine(partial(_looked_up, wanted=wanted)) or ()
        counted.update(part for document in documents for part in set(_parts(document, syllables)))
    return [] if word in counted else [part for part, _number in counted.most_common()]


def _looked_up(index: SearchIndex, wanted: LookUp) -> tuple[SearchDocument, ...]:
    return index.look_up(wanted)


def _read(word: str) -> Iterable[tuple[str, ...]]:
    if word[0].isascii() or word[0] == "ü":
        letters = word.replace("'", "").replace("ü", "v")
        return (reading for reading in read_syllables(letters) if len(reading) > 1)
    return (tuple(sound.syllable for sound in sounds_of(word)),)


def _parts(document: SearchDocument, syllables: tuple[str, ...]) -> Iterator[str]:
    """The parts of a document's names that sound like these syllables."""
    for name in (name for called in (document.title, *document.names) for name in names_of(called)):
        sounds = sounds_of(name)
        heard = tuple(sound.syllable for sound in sounds)
        for at in range(len(sounds) - len(syllables) + 1):
            if heard[at : at + len(syllables)] == syllables:
                yield name[sounds[at].start : sounds[at + len(syllables) - 1].end]
