"""Pictures and documents: no file is reached but through here."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.models import document_served
from wagtail.images import get_image_model
from wagtail.images.models import get_rendition_storage

from content.selectors.files import SignInFirstError, get_document_file, get_image_file
from content.views.sending import send_file

# What we say a file is does not depend on the machine's own table.
IMAGE_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
# Shown in the page or the browser; everything else is saved.
SHOWN_TYPES = {
    ".pdf": "application/pdf",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".vtt": "text/vtt; charset=utf-8",
}
SAVED_TYPES = {
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".zip": "application/zip",
}


# The name of a rendition never comes to mean another picture. A day only, so that one that is withdrawn or
# restricted is gone from the caches of others by then. A document may be replaced under its name.
PICTURE_CACHE = "public, max-age=86400, immutable"
DOCUMENT_CACHE = "public, no-cache"


@require_safe
def serve_image(request: HttpRequest, name: str) -> HttpResponseBase:
    """A rendition, or for those who work with it an original; nothing else lies at these addresses.

    Raises:
        Http404: there is no such picture, or the person may not see it: the two are not told apart.
    """
    content_type = IMAGE_TYPES.get(PurePosixPath(name).suffix.lower())
    found = get_image_file(name, user=request.user) if content_type else None
    if found is None or content_type is None:
        raise Http404
    is_rendition = name.startswith("images/")
    storage = get_rendition_storage() if is_rendition else get_image_model()._meta.get_field("file").storage
    cache = PICTURE_CACHE if found.is_public else ""
    return send_file(request, name, storage=storage, content_type=content_type, public_cache=cache)


@require_safe
def serve_document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """A document by the address Wagtail gives it; somebody who is not signed in is led to the sign-in page.

    Raises:
        Http404: there is no such document, or the person may not see it.
    """
    try:
        found = get_document_file(document_id, filename, user=request.user)
    except SignInFirstError:
        return redirect_to_login(request.get_full_path())
    if found is None:
        raise Http404
    suffix = PurePosixPath(filename).suffix.lower()
    shown = SHOWN_TYPES.get(suffix)
    document_served.send(sender=type(found.document), instance=found.document, request=request)
    return send_file(
        request,
        found.name,
        storage=found.document.file.storage,
        content_type=shown or SAVED_TYPES.get(suffix, "application/octet-stream"),
        public_cache=DOCUMENT_CACHE if found.is_public else "",
        filename=filename,
        as_attachment=shown is None,
    )
