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
from training.models.enrollments import Enrollment, EnrollmentChange
from training.models.progress import Completion, CompletionRevocation, LearningEvent, LessonProgress
from training.models.quizzes import Paper
from training.models.versions import Course, CourseVersion, Lesson, LessonVersion
from training.models.watching import PlaySession

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
    "Enrollment",
    "EnrollmentChange",
    "Invitation",
    "LearningEvent",
    "Lesson",
    "LessonItem",
    "LessonPage",
    "LessonProgress",
    "LessonVersion",
    "Paper",
    "PlaySession",
    "TrainingClass",
    "UnitQuota",
]
