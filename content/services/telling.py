"""Mail to the editors of a unit: an error was reported, a page is due for review."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from content.models import BasePage, ErrorReport, ReviewReminder
from content.selectors.colleagues import list_editors_of


def tell_of_report(*, report: ErrorReport) -> None:
    """Have the mail of one report sent, in the transaction that keeps it."""
    mail_report.enqueue(report.pk)


def tell_of_due_review(*, reminder: ReviewReminder) -> None:
    """Have the mail of one reminder sent, in the transaction that records it."""
    mail_reminder.enqueue(reminder.pk)


@task()
def mail_report(report_id: int) -> int:
    """Tell the editors of a page's unit what a reader found; returns the number of mails sent."""
    report = ErrorReport.objects.select_related("page__unit").filter(pk=report_id).first()
    if report is None:
        return 0
    title = report.page.title
    body = _("读者指出《%(title)s》有错。\n原文：%(quote)s\n问题：%(remark)s\n%(address)s") % {
        "title": title,
        "quote": report.quote or _("（未注明）"),
        "remark": report.remark,
        "address": _address("content_report", report.pk),
    }
    return _send(report.page, _("读者纠错：%(title)s") % {"title": title}, body)


@task()
def mail_reminder(reminder_id: int) -> int:
    """Tell the editors of a page's unit that it is due for review; returns the number of mails sent."""
    reminder = ReviewReminder.objects.select_related("page__unit").filter(pk=reminder_id).first()
    if reminder is None:
        return 0
    title = reminder.page.title
    body = _("《%(title)s》的复核日期是 %(day)s，请核对内容是否仍然准确，并点“复核完成”。\n%(address)s") % {
        "title": title,
        "day": reminder.due_on.isoformat(),
        "address": _address("content_due"),
    }
    return _send(reminder.page, _("待复核：%(title)s") % {"title": title}, body)


def _address(name: str, *arguments: int) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=arguments)


def _send(page: BasePage, subject: str, body: str) -> int:
    # One mail each: nobody learns the others' addresses.
    people = [person for person in list_editors_of(page.unit) if person.email]
    return sum(send_mail(_one_line(subject), body, None, [person.email]) for person in people)


def _one_line(words: str) -> str:
    """A subject of one line: titles are typed by people, and a line end would forge a header."""
    return " ".join(words.split())
