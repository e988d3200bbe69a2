"""What training does when something happens at edges it does not own (pages, accounts)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.signals import page_published, page_unpublished, post_page_move

from accounts.models import OrgUnit, User
from accounts.services.people import person_moved
from accounts.services.units import people_handed_over
from common import clock
from content.models import BasePage
from training.enums import PlayEnding
from training.models import CoursePage, LessonPage
from training.services import versioning, watching
from training.services.relocating import move_people, move_person


def _acting() -> User | None:
    return get_active_log_context().user


def _changed(path: str, *, asked: LessonPage | None = None) -> None:
    """The page at a treebeard path came, went or changed: if there is a course above it, that changes too."""
    course = CoursePage.objects.filter(path=path[: -CoursePage.steplen]).first()
    if course is not None:
        versioning.lessons_have_changed(course=course, at=clock.now(), by=_acting(), asked=asked)


@receiver(page_published, sender=CoursePage, dispatch_uid="training.course_published")
def on_course_published(instance: CoursePage, **_: Any) -> None:
    # Wagtail says "published" also of a page that waits for its hour.
    if instance.live:
        versioning.publish_version(page=instance, asked=instance, at=clock.now(), by=_acting())


@receiver(page_published, sender=LessonPage, dispatch_uid="training.lesson_published")
def on_lesson_published(instance: LessonPage, **_: Any) -> None:
    if instance.live:
        _changed(instance.path, asked=instance)


@receiver(page_unpublished, sender=LessonPage, dispatch_uid="training.lesson_unpublished")
def on_lesson_unpublished(instance: LessonPage, **_: Any) -> None:
    # Said also of a page about to be deleted, whose row is still live: see on_deleted.
    if LessonPage.objects.filter(pk=instance.pk, live=False).exists():
        _changed(instance.path)


@receiver(post_page_move, dispatch_uid="training.lesson_moved")
def on_moved(sender: type, parent_page_before: BasePage, parent_page_after: BasePage, **_: Any) -> None:
    if sender is LessonPage:
        # The parents' own paths may have moved with the page.
        for course in CoursePage.objects.filter(pk__in={parent_page_before.pk, parent_page_after.pk}):
            versioning.lessons_have_changed(course=course, at=clock.now(), by=_acting())


@receiver(post_delete, dispatch_uid="training.page_deleted")
def on_deleted(sender: type, instance: Any, **_: Any) -> None:
    # The base row goes last: then a course that was deleted with its lessons is gone as well.
    if sender is BasePage:
        _changed(instance.path)


@receiver(person_moved, dispatch_uid="training.person_moved")
def on_person_moved(
    user: User, former: OrgUnit | None, by: User | None, at: dt.datetime, **_kwargs: Any
) -> None:
    """What a person studies counts for the new unit."""
    move_person(learner=user, former=former, by=by, at=at)


@receiver(people_handed_over, dispatch_uid="training.people_handed_over")
def on_people_handed_over(former: OrgUnit, unit: OrgUnit, **_kwargs: Any) -> None:
    """What the people of an ended unit study counts for its successor."""
    move_people(former=former, unit=unit, at=clock.now())


@receiver(user_logged_out, dispatch_uid="training.signed_out")
def end_play_session(user: Any, **_kwargs: Any) -> None:
    """Whoever signs out no longer learns: on a shared machine the next person finds a page that is open."""
    if user is not None and user.pk:
        watching.end_sessions(learner_id=user.pk, ending=PlayEnding.SIGNED_OUT, at=clock.now())
