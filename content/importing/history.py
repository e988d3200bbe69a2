"""The history of a rule text (题注): when it was passed, announced and changed, and by whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from common.numerals import parse_numeral

_DIGIT = "0-9０-９〇○零一二三四五六七八九十"
DATE = re.compile(
    rf"(?P<year>[{_DIGIT}]{{4}})\s?年\s?(?P<month>[{_DIGIT}]{{1,3}})\s?月\s?(?P<day>[{_DIGIT}]{{1,3}})\s?日"
)
_BOOK = re.compile(r"《[^《》]*》")
_MAX_NOTE = 20_000
_MAX_EVENT = 300
_SESSION = re.compile(
    r"(?P<place>[^第\s（(，。]*)第[^届\s]{1,5}届(?P<body>人民代表大会|全国人民代表大会)(?P<standing>常务委员会)?"
)
_ANNOUNCER = re.compile(
    r"^[\s，,由经]*(?P<body>[\u4e00-\u9fff、]{2,30}?)(?:令?第[^号\s]{1,6}号)?(?:联合)?(?:发布|公布|印发|颁布)"
)


class Act(StrEnum):
    """What happened on a day of the history."""

    PASSED = "passed"
    ANNOUNCED = "announced"
    REVISED = "revised"
    AMENDED = "amended"
    REPEALED = "repealed"
    TOOK_EFFECT = "took_effect"


# A revision is also passed and announced, so the more telling word comes first.
_WORDS = (
    (Act.REPEALED, re.compile("废止")),
    (Act.REVISED, re.compile("修订")),
    (Act.AMENDED, re.compile("修正|修改")),
    (Act.PASSED, re.compile("通过|批准|制定")),
    (Act.ANNOUNCED, re.compile("公布|发布|印发|颁布")),
    (Act.TOOK_EFFECT, re.compile("施行|实施|生效")),
)


@dataclass(frozen=True, slots=True)
class Event:
    day: date
    act: Act
    words: str

    @property
    def body(self) -> str:
        """Who acted, as far as the words say it: a people's congress by its session, or who announced."""
        session = _SESSION.search(self.words)
        if session:
            return session["place"].strip() + session["body"] + (session["standing"] or "")
        announcer = _ANNOUNCER.search(self.words)
        return announcer["body"] if announcer else ""


def read_date(match: re.Match[str]) -> date | None:
    """The day of a ``DATE`` match; None for days that do not exist."""
    year, month, day = (parse_numeral(match[part].replace("○", "〇")) for part in ("year", "month", "day"))
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def read_history(note: str) -> list[Event]:
    """The events of a 题注 in the order of the text; dates that no known word follows are left out."""
    # Names of decisions (《关于修订…的决定》) hold words and dates that are not events.
    words = _BOOK.sub("", _BOOK.sub("", note[:_MAX_NOTE]))
    matches = list(DATE.finditer(words))
    events: list[Event] = []
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else len(words)
        day, following = read_date(match), words[match.end() : min(end, match.end() + _MAX_EVENT)]
        act = next((act for act, pattern in _WORDS if pattern.search(following)), None)
        if day and act:
            events.append(Event(day, act, following))
    return events
