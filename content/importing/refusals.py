"""Why a file or a pasted text is not taken. Each class is a reason the caller can act on."""

from __future__ import annotations

from django.utils.functional import Promise


class ImportRefused(Exception):  # noqa: N818 - a refusal is an answer to the editor, not a fault
    """The input is not taken; nothing was saved.

    ``message`` is a whole Chinese sentence for the editor: what is wrong and what to do about it.
    """

    def __init__(self, message: str | Promise, **values: object) -> None:
        super().__init__(message)
        self._message = message
        self._values = values

    @property
    def message(self) -> str:
        return str(self._message) % self._values if self._values else str(self._message)

    def __str__(self) -> str:
        return self.message


class UnsupportedType(ImportRefused):
    """A kind of file the portal does not read (.doc, .pdf, .xlsx, pictures …)."""


class NotADocx(ImportRefused):
    """Named .docx and something else inside."""


class PasswordProtected(ImportRefused):
    """Opens with a password only."""


class NestedArchive(ImportRefused):
    """A zip that holds documents instead of being one."""


class ArchiveTooLarge(ImportRefused):
    """Unpacks to more than a rule text can be: a zip bomb, by its table of contents or by its data."""


class UnsafeArchive(ImportRefused):
    """Entry names that leave the archive or come twice."""


class UnsafeXml(ImportRefused):
    """A document type declaration (entity bombs, outside files) or nesting no document has."""


class DamagedFile(ImportRefused):
    """Cut off, changed on the way, or incomplete."""


class EmptyText(ImportRefused):
    """No words in it."""


class TooLong(ImportRefused):
    """More than the limits of ``content.importing.limits``."""


class UndecodableText(ImportRefused):
    """Neither UTF-8, UTF-16 nor GB18030."""


class ControlCharacters(ImportRefused):
    """Characters below U+0020 or in U+0080-U+009F other than tab and line ends; ``line`` is 1-based."""

    def __init__(self, message: str | Promise, *, line: int, **values: object) -> None:
        super().__init__(message, line=line, **values)
        self.line = line
