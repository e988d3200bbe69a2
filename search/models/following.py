"""What a reader follows, saved searches and rules, and the notices that come of it.

Pages are named by number alone: a page may be deleted, closed or moved meanwhile, and whether its title may
be shown is decided when it is shown.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from search.enums import Digest, FollowEvent

MAX_ADDRESS = 1000


class SavedSearch(models.Model):
    """A search of one person; ``address`` is the query part of its result page, canonical.

    ``seen`` are the numbers of its newest pages when it was last run (``checked_at``), then of those it found
    before; 0 stands there for a search that has only ever failed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("名称"), max_length=60)
    address = models.CharField(max_length=MAX_ADDRESS)
    notify = models.BooleanField(_("有新结果时提醒"), default=True)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    seen: models.JSONField[list[int], list[int]] = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("保存的搜索")
        constraints = [
            models.UniqueConstraint(fields=["user", "address"], name="saved_search_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_search_named"),
        ]
        indexes = [
            models.Index(fields=["checked_at", "id"], condition=Q(notify=True), name="saved_search_due")
        ]

    def __str__(self) -> str:
        return self.name


class FollowedRule(models.Model):
    """That somebody follows a rule."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    rule_id = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("关注的规则")
        constraints = [models.UniqueConstraint(fields=["user", "rule_id"], name="followed_rule_once")]
        indexes = [models.Index(fields=["rule_id", "user"], name="followed_rule_by_rule")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.rule_id}"


class FollowNotice(models.Model):
    """One thing a person is told of, once: ``page_id`` is what happened, ``about_id`` why it is told.

    ``about_id`` is the followed rule, or for SEARCH_HIT the saved search; ``key`` tells occasions of one page
    apart (the day of a withdrawal). ``mailed_at``: taken into a mail, whether or not it arrived.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=12, choices=FollowEvent.choices)
    page_id = models.PositiveBigIntegerField()
    key = models.CharField(max_length=20, blank=True)
    about_id = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("提醒")
        constraints = [
            models.UniqueConstraint(fields=["user", "event", "page_id", "key"], name="notice_once"),
            models.CheckConstraint(condition=Q(event__in=FollowEvent.values), name="notice_event_known"),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notice_of_person"),
            models.Index(
                fields=["user", "-created_at"], condition=Q(read_at__isnull=True), name="notice_unread"
            ),
            models.Index(fields=["page_id", "event"], name="notice_of_page"),
            models.Index(fields=["created_at"], name="notice_age"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.event} {self.page_id}"


class DigestChoice(models.Model):
    """How often a person wants mail; without a row, never. ``planned_on`` is the day of the last one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    frequency = models.CharField(max_length=8, choices=Digest.choices, default=Digest.NONE)
    planned_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("邮件汇总")
        constraints = [
            models.CheckConstraint(condition=Q(frequency__in=Digest.values), name="digest_frequency_known")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.frequency}"
