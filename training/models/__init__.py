"""Models of training: courses are pages, records are plain rows that outlive pages and accounts."""

from training.models.assignments import AssignmentRun, RevisionRun
from training.models.attendance import Attendance, AttendanceChange, ClassResult
from training.models.boards import CompletionCount, CompletionTrend, CountDelta, ExportRun
from training.models.certificates import Certificate, CertificateCounter, CertificateRevocation, SigningKey
from training.models.classes import ClassDocument, ClassSession, Invitation, TrainingClass, UnitQuota
from training.models.courses import (
    CourseIndexPage,
    CourseItem,
    CoursePage,
    CoursePrerequisite,
    LessonItem,
    LessonPage,
)
from training.models.credits import (
    CreditEntry,
    DeclarationChange,
    DeclarationEvidence,
    LeaveRecord,
    OfflineDeclaration,
    RankPeriod,
)
from training.models.enrollment_lists import EnrollmentListRow, EnrollmentListRun
from training.models.enrollments import Enrollment, EnrollmentChange
from training.models.hours import HourRule, HourRuleTable, RankGroup, RankName, Target, TargetTable
from training.models.progress import Completion, CompletionRevocation, LearningEvent, LessonProgress
from training.models.quizzes import Paper
from training.models.reminding import CalendarAddress, Reminder, Statement, StatementHorizon
from training.models.versions import Course, CourseVersion, Lesson, LessonVersion

__all__ = [
    "AssignmentRun",
    "Attendance",
    "AttendanceChange",
    "CalendarAddress",
    "Certificate",
    "CertificateCounter",
    "CertificateRevocation",
    "ClassDocument",
    "ClassResult",
    "ClassSession",
    "Completion",
    "CompletionCount",
    "CompletionRevocation",
    "CompletionTrend",
    "CountDelta",
    "Course",
    "CourseIndexPage",
    "CourseItem",
    "CoursePage",
    "CoursePrerequisite",
    "CourseVersion",
    "CreditEntry",
    "DeclarationChange",
    "DeclarationEvidence",
    "Enrollment",
    "EnrollmentChange",
    "EnrollmentListRow",
    "EnrollmentListRun",
    "ExportRun",
    "HourRule",
    "HourRuleTable",
    "Invitation",
    "LearningEvent",
    "LeaveRecord",
    "Lesson",
    "LessonItem",
    "LessonPage",
    "LessonProgress",
    "LessonVersion",
    "OfflineDeclaration",
    "Paper",
    "RankGroup",
    "RankName",
    "RankPeriod",
    "Reminder",
    "RevisionRun",
    "SigningKey",
    "Statement",
    "StatementHorizon",
    "Target",
    "TargetTable",
    "TrainingClass",
    "UnitQuota",
]
