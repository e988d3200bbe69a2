"""Characters of an imported text: line ends made one kind, invisible ones dropped, controls refused."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.importing.limits import check_text_length
from content.importing.refusals import ControlCharacters, EmptyText

_DIRECTIONS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_REMOVED = (
    ("\ufeff", _("已去除 %(count)d 个字节顺序标记（BOM）")),
    ("\u200b\u200c\u200d\u2060\u180e", _("已去除 %(count)d 个零宽字符")),
    ("\u00ad", _("已去除 %(count)d 个软连字符")),
    (_DIRECTIONS, _("已去除 %(count)d 个文字方向控制符")),
)
_SPACES = re.compile("[\u00a0\u202f\u2007]")
# C0 and C1 controls, lone surrogates (no database stores them) and noncharacters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")
_DAMAGED_CHARACTER = "\ufffd"


def clean(text: str) -> tuple[str, list[str]]:
    """Normal form of an imported text and remarks about what was changed.

    Full-width spaces stay: indents and 第一条　 are typed with them. Line ends become ``\\n``, blanks at
    line ends go, several blank lines become one.

    Raises:
        TooLong, EmptyText, ControlCharacters.
    """
    check_text_length(len(text))
    text = _LINE_END.sub("\n", text)
    _refuse_controls(text)
    remarks: list[str] = []
    for characters, remark in _REMOVED:
        count = sum(text.count(character) for character in characters)
        if count:
            text = text.translate(dict.fromkeys(map(ord, characters)))
            _remark(remarks, remark, count)
    text, spaces = _SPACES.subn(" ", text)
    _remark(remarks, _("已将 %(count)d 个不间断空格改为普通空格"), spaces)
    _remark(remarks, _("文中有 %(count)d 个无法识别的字符（�），请核对原文"), text.count(_DAMAGED_CHARACTER))
    text = _BLANK_LINES.sub("\n\n", _strip_line_ends(text)).strip("\n")
    if not text.strip():
        raise EmptyText(_("没有可导入的文字，请检查文件或粘贴的内容。"))
    return text + "\n", remarks


def _strip_line_ends(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n"))


def _remark(remarks: list[str], remark: str | Promise, count: int) -> None:
    if count:
        remarks.append(str(remark) % {"count": count})


def _refuse_controls(text: str) -> None:
    found = _FORBIDDEN.search(text)
    if found:
        raise ControlCharacters(
            _("第 %(line)d 行含有控制字符（U+%(code)s），请删除后再导入。"),
            line=text.count("\n", 0, found.start()) + 1,
            code=f"{ord(found[0]):04X}",
        )
