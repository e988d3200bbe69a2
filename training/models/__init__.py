"""Models of training: courses are pages, records are plain rows that outlive pages and accounts."""

from training.models.boards import CompletionCount, CompletionTrend, CountDelta, ExportRun
from training.models.classes import ClassDocument, ClassSession, Invitation, TrainingClass, UnitQuota
from training.models.courses import (
    CourseIndexPage,
    CourseItem,
    CoursePage,
    CoursePrerequisite,
    LessonItem,
    LessonPage,
)
from training.models.enrollments import Enrollment, EnrollmentChange
from training.models.progress import Completion, CompletionRevocation, LearningEvent, LessonProgress
from training.models.quizzes import Paper
from training.models.versions import Course, CourseVersion, Lesson, LessonVersion

__all__ = [
    "ClassDocument",
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
    "Enrollment",
    "EnrollmentChange",
    "ExportRun",
    "Invitation",
    "LearningEvent",
    "Lesson",
    "LessonItem",
    "LessonPage",
    "LessonProgress",
    "LessonVersion",
    "Paper",
    "TrainingClass",
    "UnitQuota",
]
