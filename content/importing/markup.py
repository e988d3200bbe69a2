"""Mark-up taken off: Markdown files, and web pages pasted with their tags."""

from __future__ import annotations

import html
import re

_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t\u3000]+|$)(.*)")
_CLOSING_MARKS = re.compile(r"[ \t]+#+[ \t]*$")
_RULE_LINE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)$")
_LIST_OR_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?|[-*+][ \t]+)")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,500}\]\([^()\s]{0,2000}\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\((?:https?:|mailto:|/|#|\.)[^()\s]{0,2000}\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,2000}?)(?<=\S)\1")
# Between Chinese characters a star marks words, an underscore is a gap to fill in.
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9*])(\*)(?=\S)([^*\n]{1,2000}?)(?<=\S)\*(?![A-Za-z0-9*])")
_UNDERLINED = re.compile(r"(?<![\w_])(_)(?=[^\W_])([^_\n]{1,2000}?)(?<=[^\W_])_(?![\w_])")
_CODE = re.compile(r"`([^`\n]{1,2000})`")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]{0,30})(?:\s[^<>]*)?/?>")
_PAGE_MARKS = re.compile(
    r"</(?:p|div|span|td|li|h[1-6]|a|font|b|strong)\s*>|<(?:br|p|div|span|o:p)[\s/>]", re.IGNORECASE
)
_BLOCKS = frozenset(
    ["p", "div", "br", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"]
)
_CELLS = frozenset({"td", "th"})
_INLINE_MARKS = (
    (_PICTURE, ""),
    (_LINK, r"\1"),
    (_STRONG, r"\2"),
    (_EMPHASIS, r"\2"),
    (_UNDERLINED, r"\2"),
    (_CODE, r"\1"),
)


def strip_markdown(text: str) -> str:
    """The words of a Markdown text, line by line; the number of lines with words does not change.

    Heading marks go, so the stored text is what a reader sees; the title is then the first line.
    """
    text = _without_front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    text = without_comments(text)
    if _PAGE_MARKS.search(text):
        text = strip_tags(text)
    return "\n".join(_plain_line(line) for line in text.split("\n") if not _is_rule(line))


def looks_like_page(text: str) -> bool:
    """Whether a pasted text carries the tags of a web page or of Word."""
    return _PAGE_MARKS.search(text) is not None


def strip_page(text: str) -> str:
    """The words of a pasted piece of web page: a line per block, cells apart, entities as characters."""
    text = without_comments(text)
    for tag in ("style", "script", "head"):
        text = _without_element(text, tag)
    return html.unescape(strip_tags(text))


def strip_tags(text: str) -> str:
    return _TAG.sub(_replace_tag, text)


def without_comments(text: str) -> str:
    """Drop ``<!-- … -->``; a comment that never ends is left as text."""
    kept: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[position:start])
        position = end + 3
    return "".join(kept) + text[position:]


def _without_element(text: str, tag: str) -> str:
    kept: list[str] = []
    position, lowered = 0, text.lower()
    if len(lowered) != len(text):  # a few letters change length in lower case
        return text
    while (start := lowered.find(f"<{tag}", position)) >= 0:
        end = lowered.find(f"</{tag}>", start)
        if end < 0:
            break
        kept.append(text[position:start])
        position = end + len(tag) + 3
    return "".join(kept) + text[position:]


def _replace_tag(match: re.Match[str]) -> str:
    closing, name = bool(match[1]), match[2].lower()
    if name in _CELLS:
        return "\t" if closing else ""
    return "\n" if name in _BLOCKS else ""


def _without_front_matter(text: str) -> str:
    text = text.removeprefix("\ufeff")
    if not text.startswith("---\n"):
        return text
    end = text.find("\n---\n", 3)
    return text if end < 0 else text[end + 5 :]


def _is_rule(line: str) -> bool:
    return bool(_RULE_LINE.match(line) or ("|" in line and _TABLE_RULE.match(line)))


def _plain_line(line: str) -> str:
    heading = _HEADING.match(line)
    if heading:
        line = _CLOSING_MARKS.sub("", heading[1])
    else:
        line = _LIST_OR_QUOTE.sub("", line, count=1) if _LIST_OR_QUOTE.match(line) else line
    if line.lstrip().startswith("|") and line.rstrip().endswith("|"):
        line = "\t".join(cell.strip() for cell in line.strip()[1:-1].split("|"))
    for pattern, kept in _INLINE_MARKS:
        line = pattern.sub(kept, line)
    return html.unescape(_ESCAPE.sub(r"\1", line))
