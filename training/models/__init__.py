"""Models of training: courses are pages, records are plain rows that outlive pages and accounts."""

from training.models.assignments import AssignmentRun, RevisionRun
from training.models.attempts import Answer, Attempt, WrongItem
from training.models.attendance import Attendance, AttendanceChange, ClassResult
from training.models.bank import ItemCitation, QuizItem, Topic
from training.models.boards import Cell, CompletionCount, CompletionTrend, CountDelta, ExportRun
from training.models.certificates import Certificate, CertificateCounter, CertificateRevocation, SigningKey
from training.models.classes import ClassDocument, ClassSession, Invitation, TrainingClass, UnitQuota
from training.models.courses import (
    CourseIndexPage,
    CourseItem,
    CoursePage,
    CoursePrerequisite,
    LessonItem,
    LessonPage,
    VersionedPage,
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
from training.models.hours import (
    HourRule,
    HourRuleTable,
    RankGroup,
    RankName,
    Target,
    TargetTable,
    VersionedTable,
)
from training.models.progress import Completion, CompletionRevocation, LearningEvent, LessonProgress
from training.models.quizzes import Paper, PaperItem, PaperRule
from training.models.reminding import CalendarAddress, Reminder, Statement, StatementHorizon
from training.models.versions import Course, CourseVersion, Lesson, LessonVersion
from training.models.watching import PlaySession

__all__ = [
    "Answer",
    "AssignmentRun",
    "Attempt",
    "Attendance",
    "AttendanceChange",
    "CalendarAddress",
    "Cell",
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
    "ItemCitation",
    "LearningEvent",
    "LeaveRecord",
    "Lesson",
    "LessonItem",
    "LessonPage",
    "LessonProgress",
    "LessonVersion",
    "OfflineDeclaration",
    "Paper",
    "PaperItem",
    "PaperRule",
    "PlaySession",
    "QuizItem",
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
    "Topic",
    "TrainingClass",
    "UnitQuota",
    "VersionedPage",
    "VersionedTable",
    "WrongItem",
]
