"""课程表 and 资料 of a class in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.admin import messages

from common import clock
from common.numbers import key
from common.refusals import words_of
from content.views.sending import send_file
from training.admin.class_screens import REFUSALS, ClassScreen, explain
from training.enums import ClassDocumentKind
from training.forms.classes import DocumentForm, SessionForm
from training.models import ClassSession
from training.selectors.classes import documents_of, sessions_of
from training.services.arranging import add_document, remove_document, remove_session, save_session


class TimetableView(ClassScreen):
    """Every line as a form of its own that is opened in place; the last one is for a new line."""

    tab = "training_class_timetable"
    template_name = "training/admin/class_timetable.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bound: SessionForm | None = kwargs.pop("form", None)
        shown = []
        for session in sessions_of(self.klass):
            is_bound = bound is not None and bound.instance.pk == session.pk
            form = bound if is_bound else self._form(session)
            shown.append((session, form, is_bound))
        is_new = bound is not None and bound.instance.pk is None
        empty = bound if is_new else self._form(ClassSession(klass=self.klass))
        return super().get_context_data(
            sessions=shown, empty=empty, empty_is_open=is_new or not shown, **kwargs
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        session = self._session(request.POST.get("session", ""))
        if "remove" in request.POST and session.pk:
            return self._remove(session)
        form = SessionForm(request.POST, instance=session, klass=self.klass, prefix=f"s{session.pk or 'new'}")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            save_session(session=session, by=self.user, at=clock.now(), **form.cleaned_data)
        except REFUSALS as error:
            form.add_error(None, words_of(error))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("课程表已保存。"))
        return self.back()

    def _form(self, session: ClassSession) -> SessionForm:
        return SessionForm(instance=session, klass=self.klass, prefix=f"s{session.pk or 'new'}")

    def _remove(self, session: ClassSession) -> HttpResponse:
        try:
            remove_session(session=session, by=self.user, at=clock.now())
        except REFUSALS as error:
            explain(self.request, error)
            return self.back()
        messages.success(self.request, _("已删除“%(title)s”。") % {"title": session.title})
        return self.back()

    def _session(self, text: str) -> ClassSession:
        if not text:
            return ClassSession(klass=self.klass)
        found = self.klass.sessions.filter(pk=key(text)).first()
        if found is None:
            raise Http404
        return found


class DocumentsView(ClassScreen):
    """资料: the three papers a class needs, and others."""

    tab = "training_class_documents"
    template_name = "training/admin/class_documents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", DocumentForm())
        return super().get_context_data(documents=documents_of(self.klass), **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if "remove" in request.POST:
            return self._remove(request.POST["remove"])
        form = DocumentForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        kind, upload = ClassDocumentKind(form.cleaned_data["kind"]), form.cleaned_data["file"]
        try:
            add_document(klass=self.klass, kind=kind, upload=upload, by=self.user, at=clock.now())
        except REFUSALS as error:
            explain(request, error)
            return self.back()
        messages.success(request, _("已上传“%(name)s”。") % {"name": upload.name})
        return self.back()

    def _remove(self, text: str) -> HttpResponse:
        document = self.klass.documents.filter(pk=key(text)).first()
        if document is None:
            raise Http404
        try:
            remove_document(document=document, by=self.user, at=clock.now())
        except REFUSALS as error:
            explain(self.request, error)
        else:
            messages.success(self.request, _("已删除“%(name)s”。") % {"name": document.name})
        return self.back()


class DocumentFileView(ClassScreen):
    """The file of a paper; saved, never shown in the page."""

    def get(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        document = self.klass.documents.filter(pk=kwargs["document_id"]).first()
        if document is None:
            raise Http404
        return send_file(
            request,
            str(document.file.name),
            storage=document.file.storage,
            content_type="application/octet-stream",
            public_cache="",
            filename=document.name,
            as_attachment=True,
        )
