"""Which encoding a text file is in: UTF-8, UTF-16 or GB18030 (GBK, GB2312)."""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext_lazy as _

from content.importing.refusals import UndecodableText, UnsupportedType

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (
    b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8",
    b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b",
)  # fmt: skip
_SAMPLE = 20_000
_USUAL = re.compile("[\t\n\r -~\u2010-\u2030\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_HANZI = re.compile("[\u4e00-\u9fff]")
_MIN_USUAL = 0.9
_MIN_COMMON = 0.6


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding ("UTF-8", "UTF-16", "GB18030").

    Raises:
        UnsupportedType: the content is an archive, a picture or another kind of document.
        UndecodableText: no encoding gives Chinese or Latin text.
    """
    if data.startswith(_BINARY):
        raise UnsupportedType(_("文件内容不是纯文本，请确认文件类型；Word 文档请以 .docx 后缀导入。"))
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding), encoding.removesuffix("-sig").upper()
    if b"\0" in data[:_SAMPLE]:
        for encoding in ("utf-16-le", "utf-16-be"):
            text = _try(data, encoding)
            if text is not None and _is_usual(text):
                return text, "UTF-16"
    text = _try(data, "utf-8")
    if text is not None:
        return text, "UTF-8"
    text = _try(data, "gb18030")
    if text is not None and _is_usual(text) and _is_common_chinese(text):
        return text, "GB18030"
    raise UndecodableText(_("无法识别文件的文字编码，请另存为 UTF-8 编码的文本后再导入。"))


def _strictly(data: bytes, encoding: str) -> str:
    text = _try(data, encoding)
    if text is None:
        raise UndecodableText(_("文件的文字编码有误，请另存为 UTF-8 编码的文本后再导入。"))
    return text


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_usual(text: str) -> bool:
    sample = text[:_SAMPLE]
    return len(_USUAL.findall(sample)) >= _MIN_USUAL * len(sample)


def _is_common_chinese(text: str) -> bool:
    """GB18030 reads almost any bytes: another encoding shows by its rare characters.

    The 3,755 characters of GB 2312 level 1 (rows 16 to 55) make up nearly all of any official text.
    """
    hanzi = _HANZI.findall(text[:_SAMPLE])
    common = sum(b"\xb0" <= char.encode("gb2312", "ignore")[:1] <= b"\xd7" for char in hanzi)
    return bool(common >= _MIN_COMMON * len(hanzi))
