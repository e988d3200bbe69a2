"""Whom the rows of a list mean, within what its uploader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import normalize_login, normalize_phone
from common.jobs import JobName
from common.models import Job
from training.enums import ENDED, RowOutcome
from training.listing.cells import same_name
from training.listing.tables import ListLine
from training.models import Enrollment, EnrollmentListRow, EnrollmentListRun, TrainingClass, UnitQuota
from training.rules import training_path

_MOST_ZEROS = 6


class RowError(Exception):
    """Why a row cannot be enrolled, in words."""


class PeopleFinder:
    """Finds the people of one list, slice by slice, and remembers whom it has met.

    Who is out of sight is as unknown as who does not exist: the two are not told apart.
    """

    def __init__(self, run: EnrollmentListRun, *, met: dict[int, int] | None = None) -> None:
        self.run = run
        self.met = met if met is not None else {}
        self._by_login: dict[str, User] = {}
        self._by_zeros: dict[str, list[User]] = {}
        self._open: dict[int, Enrollment] = {}
        self._closed_to = _reserved_paths(run)

    def prepare(self, lines: Iterable[ListLine]) -> None:
        """Look up everybody a slice may mean; four queries at most."""
        logins = {normalize_login(text) for line in lines for text in (line.number, line.phone) if text} - {
            ""
        }
        phones = {login for login in logins if normalize_phone(login)}
        people = self._people()
        found = list(people.filter(phone__in=phones)) if phones else []
        numbers = logins - phones
        found += list(people.filter(staff_number__in=numbers)) if numbers else []
        self._by_login = {}
        for person in found:
            self._by_login[person.staff_number] = person
            if person.phone in phones:
                self._by_login[str(person.phone)] = person
        self._by_zeros = self._with_zeros(numbers - self._by_login.keys())
        people_met = [*found, *(person for group in self._by_zeros.values() for person in group)]
        rows = Enrollment.objects.filter(version=self.run.version_id, learner__in=people_met)
        self._open = {row.learner_id: row for row in rows.exclude(state__in=ENDED)}

    def find(self, line: ListLine) -> User:
        """The person of a row; remembers that the person was met.

        Raises:
            RowError: the cells are wrong; nobody is found, another name is given, the account is disabled, or
                the person stood in the list before.
        """
        if line.problem:
            raise RowError(line.problem)
        person = self._by_numbers(line)
        if line.name and not same_name(line.name, person.name):
            raise RowError(_("姓名与该账号的姓名不符，请核对号码。"))
        if not person.is_active:
            raise RowError(_("该账号已停用。"))
        before = self.met.setdefault(person.pk, line.line)
        if before != line.line:
            raise RowError(_("与第 %(line)d 行是同一人。") % {"line": before})
        if not self._may_enter(person):
            raise RowError(_("本班没有给该单位的名额。"))
        return person

    def open_enrollment(self, person: User) -> Enrollment | None:
        """The enrollment in this version that has not ended."""
        return self._open.get(person.pk)

    def _by_numbers(self, line: ListLine) -> User:
        found = [self._one(text, line) for text in (line.number, line.phone) if text]
        if len({person.pk for person in found}) > 1:
            raise RowError(_("工号和手机号不是同一人的。"))
        return found[0]

    def _one(self, text: str, line: ListLine) -> User:
        login = normalize_login(text)
        person = self._by_login.get(login)
        if person is not None:
            return person
        # Zeros in front that a spreadsheet took away are put back only where the name confirms it.
        named = [one for one in self._by_zeros.get(login, []) if line.name and same_name(line.name, one.name)]
        if len(named) == 1:
            return named[0]
        if self._by_zeros.get(login):
            raise RowError(_("没有找到此人；号码前面的 0 可能被表格程序去掉了，请把该列设为文本格式后重填。"))
        raise RowError(_("没有找到此人，或者不是本单位及所属单位的人员。"))

    def _with_zeros(self, missing: set[str]) -> dict[str, list[User]]:
        asked = {
            "0" * zeros + login: login
            for login in missing
            if login.isascii() and login.isdecimal()
            for zeros in range(1, _MOST_ZEROS + 1)
        }
        found: dict[str, list[User]] = defaultdict(list)
        wanted = list(asked)
        for start in range(0, len(wanted), 5_000):
            for person in self._people().filter(staff_number__in=wanted[start : start + 5_000]):
                found[asked[person.staff_number]].append(person)
        return found

    def _people(self) -> QuerySet[User]:
        people = User.objects.select_related("unit").defer("password")
        return people.filter(unit__path__startswith=self.run.path) if self.run.path else people

    def _may_enter(self, person: User) -> bool:
        """Into another unit's class one fills only the places kept for the own people."""
        if self._closed_to is None:
            return True
        above = [path for path in self._closed_to if person.unit and person.unit.path.startswith(path)]
        return bool(above) and max(above, key=len).startswith(self.run.path)


def _reserved_paths(run: EnrollmentListRun) -> Sequence[str] | None:
    """The paths of a class's quotas where it is another unit's class; None where it is within sight."""
    if run.klass is None or run.klass.unit.path.startswith(run.path):
        return None
    quotas = UnitQuota.objects.filter(klass=run.klass_id).select_related("unit")
    return [quota.unit.path for quota in quotas]


def runs_of(user: User | AnonymousUser) -> QuerySet[EnrollmentListRun]:
    """The lists uploaded by people who see no further than this one."""
    path = training_path(user)
    if path is None:
        return EnrollmentListRun.objects.none()
    runs = EnrollmentListRun.objects.select_related("version", "klass", "created_by")
    return runs.filter(path__startswith=path) if path else runs


def class_for_list(user: User | AnonymousUser, class_id: int) -> TrainingClass | None:
    """A class that a person may fill by a list: one's own, or one that keeps places for one's units."""
    path = training_path(user)
    if path is None:
        return None
    mine = Q(unit__path__startswith=path) | Q(quotas__unit__path__startswith=path)
    found = TrainingClass.objects.filter(mine, pk=class_id).select_related("unit", "version")
    return found.first()


def job_of(run: EnrollmentListRun) -> Job | None:
    """The job that works on a list, or did last."""
    jobs = Job.objects.filter(name=JobName.IMPORT_ENROLLMENTS.value, kwargs__run_id=run.pk)
    return jobs.order_by("-pk").first()


def outcomes_of(run: EnrollmentListRun) -> dict[str, int]:
    """How many rows came to what; one query."""
    rows = EnrollmentListRow.objects.filter(run=run).order_by()
    counts = dict(rows.values_list("outcome").annotate(Count("pk")))
    return {outcome: counts.get(outcome, 0) for outcome in RowOutcome.values}
