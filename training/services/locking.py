"""Reading an enrollment to change it, with the locks in the order that is the same everywhere."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import OrgUnit, User
from training.models import Enrollment, TrainingClass
from training.rules import may_manage
from training.services.seats import EnrollmentError, lock_classes


def lock_enrollment(enrollment: Enrollment, *, also: TrainingClass | None = None) -> Enrollment:
    """The enrollment as it is now, locked until the transaction ends; its class, and ``also``, before it.

    Raises:
        EnrollmentError: it came into another class in this moment.
    """
    klass_id = Enrollment.objects.values_list("klass_id", flat=True).get(pk=enrollment.pk)
    lock_classes([klass_id, also.pk if also is not None else None])
    rows = Enrollment.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("version__course__unit", "klass__unit", "unit", "learner").get(
        pk=enrollment.pk
    )
    if locked.klass_id != klass_id:
        raise EnrollmentError(_("该报名刚刚有变动，请重新查看。"))
    return locked


def organizer_of(enrollment: Enrollment) -> OrgUnit | None:
    """The unit that gives the class, or the course where there is no class."""
    return enrollment.klass.unit if enrollment.klass is not None else enrollment.version.course.unit


def check_manages(by: User | None, enrollment: Enrollment) -> None:
    """Refuse who looks after neither the learner's unit nor what the learner is enrolled in.

    Args:
        by: None is the installation itself.

    Raises:
        EnrollmentError: not in reach.
    """
    if by is None or may_manage(by, enrollment.unit) or may_manage(by, organizer_of(enrollment)):
        return
    raise EnrollmentError(_("该报名不在您的管理范围内。"))
