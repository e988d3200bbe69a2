"""From what an editor has to plain rule text: pasted words, TXT, Markdown, DOCX."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from content.importing.cleaning import clean
from content.importing.decoding import decode
from content.importing.docx_text import read_docx
from content.importing.limits import check_file_size, check_text_length
from content.importing.markup import looks_like_page, strip_markdown, strip_page
from content.importing.refusals import EmptyText, UnsupportedType


class SourceKind(StrEnum):
    PASTE = "paste"
    TXT = "txt"
    MARKDOWN = "md"
    DOCX = "docx"


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text ready for the grammar: lines end with ``\\n``, no mark-up, no invisible characters.

    ``notes`` are whole Chinese remarks for the editor about what was changed or left out on the way.
    """

    text: str
    source_kind: SourceKind
    notes: tuple[str, ...] = ()


_RESAVE = frozenset({"doc", "wps", "rtf", "dot", "docm", "dotx", "odt"})
_KINDS = {
    "txt": SourceKind.TXT, "text": SourceKind.TXT, "md": SourceKind.MARKDOWN, "markdown": SourceKind.MARKDOWN,
    "docx": SourceKind.DOCX,
}  # fmt: skip


def read_upload(name: str, data: bytes) -> ReadText:
    """Read one uploaded file; the end of its name says which kind it claims to be.

    Args:
        name: the file name as uploaded, used for nothing but its suffix.
        data: the whole file, at most ``limits.MAX_FILE_BYTES``.

    Raises:
        ImportRefused: with a sentence for the editor; see ``content.importing.refusals`` for the reasons.
    """
    check_file_size(len(data))
    kind = _kind_of(name)
    if not data:
        raise EmptyText(_("文件是空的（0 字节），请检查后重新选择。"))
    if kind is SourceKind.DOCX:
        text, notes = read_docx(data)
        cleaned, remarks = clean(text)
        return ReadText(cleaned, kind, (*notes, *remarks))
    return _read_text_file(data, kind)


def read_pasted(text: str) -> ReadText:
    """Read a text from the paste box; tags of a copied web page are taken off.

    Raises:
        ImportRefused: empty, too long, or with control characters.
    """
    check_text_length(len(text))
    notes: list[str] = []
    if looks_like_page(text):
        text = strip_page(text)
        notes.append(str(_("已去除粘贴内容中的网页标记")))
    cleaned, remarks = clean(text)
    return ReadText(cleaned, SourceKind.PASTE, (*notes, *remarks))


def _read_text_file(data: bytes, kind: SourceKind) -> ReadText:
    text, encoding = decode(data)
    check_text_length(len(text))
    notes = [] if encoding == "UTF-8" else [str(_("已按 %(encoding)s 编码读取")) % {"encoding": encoding}]
    if kind is SourceKind.MARKDOWN:
        text = strip_markdown(text)
    cleaned, remarks = clean(text)
    return ReadText(cleaned, kind, (*notes, *remarks))


def _kind_of(name: str) -> SourceKind:
    suffix = name.rpartition(".")[2].strip().lower() if "." in name else ""
    if suffix in _RESAVE:
        raise UnsupportedType(
            _("不支持 .%(suffix)s 文件，请在 Word 中另存为 .docx 后再导入。"), suffix=suffix
        )
    kind = _KINDS.get(suffix)
    if kind is None:
        raise UnsupportedType(_("不支持这种文件，请使用 .docx、.txt 或 .md 文件，或直接粘贴文字。"))
    return kind
