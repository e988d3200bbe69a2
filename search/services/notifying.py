"""Telling those who follow a rule what happened to it; each person once for each thing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Subquery
from django.utils import timezone

from common.jobs import JobName, enqueue, report_progress
from content.enums import Status
from content.models import BasePage, CasePage, Citation, EditionPage, RulePage, Withdrawal
from content.selectors.rules import rule_of, spans_of
from content.validity import status_of_rule
from search.enums import FollowEvent
from search.models import FollowedRule, FollowNotice

BATCH = 1_000
CALENDAR_DAYS = 7  # looked back, so that days without a worker are made up for
_EVENTS_OF_PUBLICATION = frozenset({FollowEvent.NEW_EDITION, FollowEvent.NEW_CASE})
_EVENTS_OF_EDITIONS = frozenset({FollowEvent.NEW_EDITION, FollowEvent.IN_FORCE})


def page_was_published(*, page: BasePage) -> None:
    """Have the followers told of a page published for the first time, in its transaction."""
    if page.first_published_at != page.last_published_at or not FollowedRule.objects.exists():
        return
    if isinstance(page, EditionPage):
        _plan(page.pk, FollowEvent.NEW_EDITION)
    elif isinstance(page, CasePage):
        _plan(page.pk, FollowEvent.NEW_CASE)


def rule_was_unpublished(*, page: RulePage, at: datetime) -> None:
    """Have the followers told that the rule is no longer on the site."""
    if FollowedRule.objects.filter(rule_id=page.pk).exists():
        _plan(page.pk, FollowEvent.WITHDRAWN, key=timezone.localdate(at).isoformat())


def rule_was_repealed(*, withdrawal: Withdrawal) -> None:
    """Have the followers told that the rule no longer holds; of other pages nothing."""
    rule_id = withdrawal.page_id
    if FollowedRule.objects.filter(rule_id=rule_id).exists() and RulePage.objects.filter(pk=rule_id).exists():
        _plan(rule_id, FollowEvent.REPEALED, key=withdrawal.withdrawn_on.isoformat())


def watch_dates(*, at: datetime) -> int:
    """Have followers told of editions that began, and rules that ended, by the calendar; safe to repeat.

    Returns:
        The number of things to tell of.
    """
    today = timezone.localdate(at)
    planned = 0
    for page_id, event, key in (*_begun(today), *_ended(today)):
        if not FollowNotice.objects.filter(page_id=page_id, event=event, key=key).exists():
            _plan(page_id, event, key=key)
            planned += 1
    return planned


def notify_followers(*, page_id: int, event: FollowEvent, key: str, at: datetime, job_id: int = 0) -> int:
    """Write a notice for everybody who follows a rule concerned; killed at any moment, it is simply repeated.

    Bounded: a thousand followers at a time, each thousand in a transaction of its own.

    Returns:
        How many followers were looked at.
    """
    rules = _rules_concerned(page_id, event)
    followers = FollowedRule.objects.filter(rule_id__in=rules, user__is_active=True)
    if event in _EVENTS_OF_PUBLICATION:
        # Who began to follow between the publication and this job saw it on the page.
        published = BasePage.objects.filter(pk=page_id).values("first_published_at")
        followers = followers.filter(created_at__lte=Subquery(published))
    total = followers.count() if rules else 0
    done, after = 0, 0
    while done < total:
        rows = followers.filter(user_id__gt=after).order_by("user_id").values_list("user_id", "rule_id")
        batch = list(rows[:BATCH])
        if not batch:
            break
        FollowNotice.objects.bulk_create(
            [
                FollowNotice(
                    user_id=user_id, event=event, page_id=page_id, key=key, about_id=rule_id, created_at=at
                )
                for user_id, rule_id in batch
            ],
            ignore_conflicts=True,
        )
        done += len(batch)
        after = batch[-1][0]
        report_progress(job_id=job_id, done=done, total=total)
    return done


def _plan(page_id: int, event: FollowEvent, *, key: str = "") -> None:
    enqueue(JobName.NOTIFY_FOLLOWERS, page_id=page_id, event=event.value, key=key)


def _rules_concerned(page_id: int, event: FollowEvent) -> list[int]:
    """The rules whose followers are told; none where the page is gone again."""
    if event in _EVENTS_OF_EDITIONS:
        edition = EditionPage.objects.live().filter(pk=page_id).first()
        return [rule_of(edition).pk] if edition else []
    if event == FollowEvent.NEW_CASE:
        cited = Citation.objects.filter(source_id=page_id, source__live=True, target_rule__isnull=False)
        return sorted(set(cited.values_list("target_rule_id", flat=True)))
    return [page_id]


def _begun(today: date) -> list[tuple[int, FollowEvent, str]]:
    """Editions that were published before they came into force, and now are."""
    since = today - timedelta(days=CALENDAR_DAYS)
    begun = EditionPage.objects.live().filter(effective_date__gt=since, effective_date__lte=today)
    return [
        (edition.pk, FollowEvent.IN_FORCE, "")
        for edition in begun.only("pk", "effective_date", "first_published_at").order_by("pk")
        if edition.first_published_at
        and edition.effective_date
        and timezone.localdate(edition.first_published_at) < edition.effective_date
    ]


def _ended(today: date) -> list[tuple[int, FollowEvent, str]]:
    """Rules whose last edition ended, with nothing in its place."""
    since = today - timedelta(days=CALENDAR_DAYS)
    found = []
    for edition in EditionPage.objects.live().filter(end_date__gt=since, end_date__lte=today).order_by("pk"):
        rule = rule_of(edition)
        spans = spans_of(list(EditionPage.objects.child_of(rule).live()))
        if rule.live and status_of_rule(spans, today) is Status.REPEALED and edition.end_date:
            found.append((rule.pk, FollowEvent.REPEALED, edition.end_date.isoformat()))
    return found
