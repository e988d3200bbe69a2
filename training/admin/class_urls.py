"""Addresses of the screens of classes under /admin/."""

from __future__ import annotations

from django.urls import URLPattern, path

from training.admin import (
    attendance,
    attendance_lists,
    class_tables,
    classes,
    closing,
    invitations,
    lists,
    rosters,
    timetables,
)

_CLASS = "training/classes/<int:class_id>/"
_LIST = "training/lists/<int:run_id>/"
_SESSION = f"{_CLASS}sessions/<int:session_id>/"


def class_urls() -> list[URLPattern]:
    """All of them."""
    return [*_class_urls(), *_people_urls(), *_session_urls(), *_list_urls()]


def _class_urls() -> list[URLPattern]:
    return [
        path("training/classes/", classes.ClassIndexView.as_view(), name="training_classes"),
        path(
            "training/classes/results/",
            classes.ClassIndexView.as_view(results_only=True),
            name="training_classes_results",
        ),
        path("training/classes/add/", classes.ClassAddView.as_view(), name="training_class_add"),
        path(_CLASS, classes.ClassOverview.as_view(), name="training_class"),
        path(f"{_CLASS}edit/", classes.ClassEditView.as_view(), name="training_class_edit"),
        path(f"{_CLASS}state/", classes.ClassStateView.as_view(), name="training_class_state"),
        path(f"{_CLASS}timetable/", timetables.TimetableView.as_view(), name="training_class_timetable"),
        path(
            f"{_CLASS}timetable/print/",
            class_tables.PrintedTimetableView.as_view(),
            name="training_class_timetable_print",
        ),
        path(
            f"{_CLASS}timetable.xlsx",
            class_tables.TimetableTableView.as_view(),
            name="training_class_timetable_xlsx",
        ),
        path(f"{_CLASS}documents/", timetables.DocumentsView.as_view(), name="training_class_documents"),
        path(
            f"{_CLASS}documents/<int:document_id>/",
            timetables.DocumentFileView.as_view(),
            name="training_class_document",
        ),
        path(f"{_CLASS}closing/", closing.ClosingView.as_view(), name="training_class_closing"),
    ]


def _people_urls() -> list[URLPattern]:
    return [
        path(f"{_CLASS}roster/", rosters.RosterView.as_view(), name="training_class_roster"),
        path(f"{_CLASS}roster/people/", rosters.PeopleView.as_view(), name="training_class_people"),
        path(
            f"{_CLASS}roster/print/", rosters.PrintedRosterView.as_view(), name="training_class_roster_print"
        ),
        path(
            f"{_CLASS}roster.xlsx", class_tables.RosterTableView.as_view(), name="training_class_roster_xlsx"
        ),
        path(
            f"{_CLASS}invitations/", invitations.InvitationsView.as_view(), name="training_class_invitations"
        ),
        path(
            f"{_CLASS}invitations/<int:invitation_id>/",
            invitations.InvitationPictureView.as_view(),
            name="training_class_invitation",
        ),
    ]


def _session_urls() -> list[URLPattern]:
    return [
        path(f"{_CLASS}attendance/", attendance.AttendanceView.as_view(), name="training_class_attendance"),
        path(_SESSION, attendance.SheetView.as_view(), name="training_class_sheet"),
        path(f"{_SESSION}print/", attendance.PrintedSheetView.as_view(), name="training_class_sheet_print"),
        path(
            f"{_SESSION}sheet.xlsx", class_tables.SheetTableView.as_view(), name="training_class_sheet_xlsx"
        ),
        path(f"{_SESSION}list/", attendance_lists.SheetListView.as_view(), name="training_class_sheet_list"),
        path(
            f"{_SESSION}list/template.xlsx",
            attendance_lists.SheetTemplateView.as_view(),
            name="training_class_sheet_template",
        ),
        path(f"{_SESSION}screen/", attendance.ScreenView.as_view(), name="training_class_screen"),
        path(f"{_SESSION}screen/code/", attendance.CodeView.as_view(), name="training_class_code"),
    ]


def _list_urls() -> list[URLPattern]:
    return [
        path("training/lists/", lists.ListsView.as_view(), name="training_lists"),
        path("training/lists/add/", lists.ListAddView.as_view(), name="training_list_add"),
        path(_LIST, lists.ListView.as_view(), name="training_list"),
        path(
            "training/lists/<int:run_id>/result.xlsx",
            lists.ListTableView.as_view(),
            name="training_list_xlsx",
        ),
    ]
