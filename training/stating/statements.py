"""One learning event as one xAPI statement, with an id that follows from the event's key.

Sent twice it is the same statement, which a learning record store keeps once.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

_NAMESPACE = uuid.UUID("8f6a2d0e-93c1-5b7e-9a44-6f1f0f6f2c11")
_VERBS = {
    "registered": ("http://adlnet.gov/expapi/verbs/registered", "报名"),
    "initialized": ("http://adlnet.gov/expapi/verbs/initialized", "开始学习"),
    "completed": ("http://adlnet.gov/expapi/verbs/completed", "完成"),
    "passed": ("http://adlnet.gov/expapi/verbs/passed", "通过"),
    "failed": ("http://adlnet.gov/expapi/verbs/failed", "未通过"),
    "attended": ("http://adlnet.gov/expapi/verbs/attended", "出席"),
    "voided": ("http://adlnet.gov/expapi/verbs/voided", "作废"),
}
_ACTIVITIES = {
    "course": "http://adlnet.gov/expapi/activities/course",
    "lesson": "http://adlnet.gov/expapi/activities/lesson",
    "video": "https://w3id.org/xapi/video/activity-type/video",
    "quiz": "http://adlnet.gov/expapi/activities/assessment",
    "session": "http://adlnet.gov/expapi/activities/meeting",
}
_VIDEO = "https://w3id.org/xapi/video"  # the Video Profile, version 2


@dataclass(frozen=True, slots=True)
class Activity:
    """What something was done with; ``path`` is below the site's address and names it for ever."""

    path: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in the words of xAPI.

    Attributes:
        key: of the event; decides the statement's id.
        actor: an opaque name of the person, meaningless outside this installation.
        score: of 100, where there is one.
        segments: seconds of a video that were watched, as pairs [from, to), with its length.
        voids: the key of the event that no longer counts, for the verb "voided".
    """

    key: str
    verb: str
    actor: str
    activity: Activity
    at: dt.datetime
    parent: Activity | None = None
    score: float | None = None
    segments: list[list[int]] = field(default_factory=list)
    length: int = 0
    voids: str = ""


def statement_id(key: str, *, site_url: str) -> str:
    """The id of the statement about the event with this key, at this installation."""
    return str(uuid.uuid5(_NAMESPACE, f"{site_url}/{key}"))


def write_statement(happening: Happening, *, site_url: str) -> dict[str, Any]:
    """The statement, as JSON values."""
    address, name = _VERBS[happening.verb]
    statement: dict[str, Any] = {
        "id": statement_id(happening.key, site_url=site_url),
        "actor": {"objectType": "Agent", "account": {"homePage": site_url, "name": happening.actor}},
        "verb": {"id": address, "display": {"zh-CN": name}},
        "object": _object(happening, site_url),
        "timestamp": happening.at.astimezone(dt.UTC).isoformat(),
    }
    result = _result(happening)
    if result:
        statement["result"] = result
    context = _context(happening, site_url)
    if context:
        statement["context"] = context
    return statement


def _object(happening: Happening, site_url: str) -> dict[str, Any]:
    if happening.verb == "voided":
        return {"objectType": "StatementRef", "id": statement_id(happening.voids, site_url=site_url)}
    return _activity(happening.activity, site_url)


def _activity(activity: Activity, site_url: str) -> dict[str, Any]:
    definition = {"type": _ACTIVITIES[activity.kind], "name": {"zh-CN": activity.title}}
    return {"objectType": "Activity", "id": f"{site_url}/{activity.path}", "definition": definition}


def _result(happening: Happening) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if happening.verb in ("passed", "failed"):
        result["success"] = happening.verb == "passed"
    if happening.verb == "completed":
        result["completion"] = True
    if happening.score is not None:
        result["score"] = {
            "scaled": round(happening.score / 100, 4),
            "raw": happening.score,
            "min": 0,
            "max": 100,
        }
    if happening.length:
        watched = sum(end - start for start, end in happening.segments)
        result["extensions"] = {
            f"{_VIDEO}/extensions/played-segments": "[,]".join(
                f"{start}[.]{end}" for start, end in happening.segments
            ),
            f"{_VIDEO}/extensions/progress": round(min(watched / happening.length, 1), 3),
            f"{_VIDEO}/extensions/time": happening.segments[-1][1] if happening.segments else 0,
        }
    return result


def _context(happening: Happening, site_url: str) -> dict[str, Any]:
    context: dict[str, Any] = {}
    activities: dict[str, Any] = {}
    if happening.parent is not None:
        activities["parent"] = [_activity(happening.parent, site_url)]
    if happening.length:
        activities["category"] = [{"objectType": "Activity", "id": _VIDEO}]
        context["extensions"] = {f"{_VIDEO}/extensions/length": happening.length}
    if activities:
        context["contextActivities"] = activities
    return context
