"""Names of rules as readers type them: 监察法 for 中华人民共和国监察法."""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.analysis.folding import fold

_DROPPED = re.compile(r"[\s《》〈〉<>“”\"'()\[\]【】{}〔〕·,。、:;!?]+")
_STATE, _PARTY = "中华人民共和国", "中国共产党"
_TRIAL = re.compile(r"\((?:试行|暂行)\)\Z")
MIN_NAME = 2
MAX_BEGINNING = 24


def squeeze(text: str) -> str:
    """A name without blanks, brackets and quotation marks, folded."""
    return _DROPPED.sub("", fold(text))


def names_of(title: str) -> tuple[str, ...]:
    """The names under which a title is known, the whole one first.

    Nobody types 中华人民共和国, not even inside (最高人民法院关于适用《…仲裁法》的解释), nor （试行）.
    """
    written = fold(title).strip()
    shorter = written.removeprefix(_STATE).removeprefix(_PARTY).replace(f"《{_STATE}", "《")
    names = map(squeeze, (written, shorter, _TRIAL.sub("", written), _TRIAL.sub("", shorter)))
    return tuple(dict.fromkeys(name for name in names if len(name) >= MIN_NAME))


def beginnings(names: Iterable[str], *, longest: int = MAX_BEGINNING) -> tuple[str, ...]:
    """Every beginning of squeezed names, up to a length: what somebody has typed of one."""
    found = (name[:length] for name in names for length in range(1, min(len(name), longest) + 1))
    return tuple(dict.fromkeys(found))


def name_candidates(typed: str, *, longest: int = 60) -> tuple[str, ...]:
    """Every ending of what stands before an article number: 请问监察法 → …, 监察法, 察法."""
    run = squeeze(typed)[-longest:]
    return tuple(run[index:] for index in range(len(run) - MIN_NAME + 1))
