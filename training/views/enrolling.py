"""The learner's side of enrollment: the box of the course page, enrolling, withdrawing, invitation links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import signed_in
from common import clock
from common.refusals import words_of
from training.enums import COUNTED, ENDED, EnrollmentSource, EnrollmentState
from training.forms.enrolling import EnrollForm, WithdrawForm
from training.models import Course, CourseVersion, Enrollment
from training.selectors import enrolling as selectors
from training.services.enrolling import enroll
from training.services.entry_checks import why_not
from training.services.seats import EnrollmentError
from training.services.withdrawing import may_leave, withdraw

if TYPE_CHECKING:
    from accounts.models import User


@require_safe
@never_cache
def box(request: HttpRequest, course_id: int) -> HttpResponse:
    """What the course page says to one person: enroll, why not, waiting, go on, completed."""
    course = selectors.find_course(course_id)
    if course is None or course.current is None:
        return HttpResponse("")
    if not request.user.is_authenticated:
        context: dict[str, Any] = {"course": course} if selectors.is_readable(request.user, course) else {}
        return render(request, "training/enroll_box.html", context) if context else HttpResponse("")
    learner = signed_in(request)
    enrollment = selectors.latest_enrollment(learner=learner, course=course)
    if enrollment is None and not selectors.is_readable(learner, course):
        return HttpResponse("")
    return render(request, "training/enroll_box.html", _box(learner, course, course.current, enrollment))


def _box(
    learner: User, course: Course, version: CourseVersion, enrollment: Enrollment | None
) -> dict[str, Any]:
    at = clock.now()
    context: dict[str, Any] = {
        "course": course,
        "learner": learner,
        "enrollment": enrollment,
        "today": clock.today(),
    }
    over = enrollment is None or enrollment.state in ENDED
    if over or (enrollment is not None and enrollment.version_id != version.pk and enrollment.completed_at):
        context["classes"] = list(selectors.list_open_classes(version=version, learner=learner, at=at))
        context["refusal"] = why_not(learner=learner, version=version, at=at)
    if enrollment is not None and enrollment.state == EnrollmentState.REJECTED:
        context["reason"] = selectors.refusal_of(enrollment)
    if enrollment is None or over:
        return context
    if enrollment.state == EnrollmentState.WAITLISTED:
        context["position"] = selectors.waiting_position(enrollment)
    if enrollment.state in COUNTED:
        context["lesson"] = selectors.next_lesson(enrollment)
        context["lessons"] = enrollment.version.lessons.count()
    return {**context, "may_leave": may_leave(enrollment)}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def enroll_page(request: HttpRequest, course_id: int) -> HttpResponse:
    """报名: the choice of a class, what follows, and the button."""
    learner, course = signed_in(request), _readable(request, course_id)
    version = course.current
    if version is None:
        raise Http404
    at = clock.now()
    classes = list(selectors.list_open_classes(version=version, learner=learner, at=at))
    refusal = why_not(learner=learner, version=version, at=at)
    initial = {"klass": request.GET.get("class", "")}
    form = EnrollForm(
        request.POST if request.method == "POST" else None,
        classes=classes,
        alone=not refusal,
        initial=initial,
    )
    if form.is_bound and form.is_valid():
        try:
            klass = form.chosen()
            enrollment = enroll(
                learner=learner, version=version, klass=klass, source=EnrollmentSource.SELF, at=clock.now()
            )
        except EnrollmentError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _said(enrollment))
            return redirect(_after(course))
    context = {"course": course, "version": version, "form": form, "classes": classes, "refusal": refusal}
    return render(request, "training/enroll.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def withdraw_page(request: HttpRequest, enrollment_id: int) -> HttpResponse:
    """退出: what is kept, the reason, and the button; of others' enrollments nothing is said."""
    learner = signed_in(request)
    enrollment = selectors.own_enrollment(learner=learner, enrollment_id=enrollment_id)
    if enrollment is None:
        raise Http404
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            withdraw(enrollment=enrollment, by=learner, at=clock.now(), reason=form.cleaned_data["reason"])
        except EnrollmentError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("已退出“%(title)s”，学习记录仍然保留。") % {"title": enrollment.version.title}
            )
            return redirect(_after(enrollment.version.course))
    context = {"enrollment": enrollment, "form": form, "may_leave": may_leave(enrollment)}
    return render(request, "training/withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation link: what it is for, and the button; a link nobody has sent leads nowhere."""
    invitation = selectors.find_invitation(token)
    if invitation is None:
        raise Http404
    learner, refusal = signed_in(request), ""
    if request.method == "POST":
        try:
            enrollment = enroll(
                learner=learner,
                version=invitation.version,
                klass=invitation.klass,
                source=EnrollmentSource.INVITATION,
                at=clock.now(),
                invitation=invitation,
            )
        except EnrollmentError as error:
            refusal = words_of(error)
        else:
            messages.success(request, _said(enrollment))
            return redirect(_after(invitation.version.course))
    return render(request, "training/invited.html", {"invitation": invitation, "refusal": refusal})


def _readable(request: HttpRequest, course_id: int) -> Course:
    course = selectors.find_course(course_id)
    if course is None or not selectors.is_readable(request.user, course):
        raise Http404
    return course


def _said(enrollment: Enrollment) -> str:
    if enrollment.state in COUNTED:
        return _("报名成功，可以开始学习。")
    if enrollment.state == EnrollmentState.WAITLISTED:
        return _("名额已满，您已进入候补，排在第%(number)d位；有人退出时自动转正。") % {
            "number": selectors.waiting_position(enrollment)
        }
    return _("报名已提交，等待审核。")


def _after(course: Course) -> str:
    """Back to the course; home where its page is gone."""
    return (course.page.url if course.page is not None and course.page.live else None) or "/"
