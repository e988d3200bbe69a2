"""Models of training: courses are pages, records are plain rows that outlive pages and accounts."""

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
from training.models.enrollments import Enrollment, EnrollmentChange
from training.models.hours import HourRule, HourRuleTable, RankGroup, RankName, Target, TargetTable
from training.models.progress import Completion, CompletionRevocation, LearningEvent, LessonProgress
from training.models.quizzes import Paper
from training.models.versions import Course, CourseVersion, Lesson, LessonVersion

__all__ = [
    "ClassDocument",
    "ClassSession",
    "Completion",
    "CompletionRevocation",
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
    "Target",
    "TargetTable",
    "TrainingClass",
    "UnitQuota",
]
