"""Models of training: courses are pages, records are plain rows that outlive pages and accounts."""

from training.models.attempts import Answer, Attempt, WrongItem
from training.models.bank import ItemCitation, QuizItem, Topic
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
from training.models.quizzes import Paper, PaperItem, PaperRule
from training.models.versions import Course, CourseVersion, Lesson, LessonVersion

__all__ = [
    "Answer",
    "Attempt",
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
    "ItemCitation",
    "LearningEvent",
    "Lesson",
    "LessonItem",
    "LessonPage",
    "LessonProgress",
    "LessonVersion",
    "Paper",
    "PaperItem",
    "PaperRule",
    "QuizItem",
    "Topic",
    "TrainingClass",
    "UnitQuota",
    "WrongItem",
]
