"""The certificate as a PDF of one A4 page, with its font inside."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import segno
from django.utils.translation import gettext as _
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from training.certifying.printed import Printed

FONT_FILE = Path(__file__).parent / "fonts" / "NotoSansSC-GB2312.ttf"
FONT = "NotoSansSC"
# Adobe's own name for a Chinese font every reader brings; for characters the font above does not have.
FALLBACK = "STSong-Light"
RED, INK, QUIET = HexColor("#a3141a"), HexColor("#1f1d1a"), HexColor("#5f5a52")
PAGE = landscape(A4)
WIDTH, HEIGHT = PAGE
QR_SIDE = 96


def draw_certificate(printed: Printed, *, address: str, code: str) -> bytes:
    """The certificate as PDF.

    Args:
        address: where it can be verified, with its code; what the QR code says.
        code: the code for people who type it.

    Returns:
        A PDF that is the same for the same arguments.
    """
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=PAGE, invariant=1)
    canvas.setTitle(_("结业证书 {number}").format(number=printed.number))
    canvas.setAuthor(printed.issuer)
    canvas.setSubject(printed.course)
    _frame(canvas)
    _words(canvas, printed)
    _foot(canvas, printed, address, code)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def font_for(text: str) -> str:
    """The embedded font, or where it lacks a character of ``text`` the one readers bring."""
    return FONT if set(text) <= _characters() else FALLBACK


@cache
def _characters() -> frozenset[str]:
    font = TTFont(FONT, str(FONT_FILE))
    pdfmetrics.registerFont(font)
    pdfmetrics.registerFont(UnicodeCIDFont(FALLBACK))
    return frozenset(map(chr, font.face.charToGlyph))


def _frame(canvas: Canvas) -> None:
    canvas.setStrokeColor(RED)
    canvas.setLineWidth(2)
    canvas.rect(28, 28, WIDTH - 56, HEIGHT - 56)
    canvas.setLineWidth(0.5)
    canvas.rect(34, 34, WIDTH - 68, HEIGHT - 68)


def _words(canvas: Canvas, printed: Printed) -> None:
    _centered(canvas, _("结业证书"), HEIGHT - 130, 40, RED)
    _centered(canvas, printed.name, HEIGHT - 190, 26, INK)
    if printed.unit:
        _centered(canvas, printed.unit, HEIGHT - 216, 13, QUIET)
    y = HEIGHT - 262.0
    for line in simpleSplit(_sentence(printed), font_for(_sentence(printed)), 17, WIDTH - 260):
        _centered(canvas, line, y, 17, INK)
        y -= 32


def _sentence(printed: Printed) -> str:
    place = _("参加{klass}，").format(klass=printed.klass) if printed.klass else ""
    return _("{place}学完《{course}》（第{version}版），成绩合格，准予结业，计{hours}学时。").format(
        place=place, course=printed.course, version=printed.version, hours=printed.hours
    )


def _foot(canvas: Canvas, printed: Printed, address: str, code: str) -> None:
    left, bottom = 70, 66
    _qr(canvas, address, left, bottom)
    lines = [
        _("证书编号：{number}").format(number=printed.number),
        _("校验码：{code}").format(code=code),
        _("完成日期：{day}").format(day=printed.completed_on),
        _("扫码或登录本站“证书查验”核对，所示内容须与本证书一致。"),
    ]
    for place, line in enumerate(lines):
        _text(canvas, line, left + QR_SIDE + 14, bottom + 74 - place * 22, 11, QUIET)
    _text(canvas, printed.issuer, WIDTH - 80, bottom + 50, 15, INK, right=True)
    _text(canvas, printed.issued_on, WIDTH - 80, bottom + 24, 13, INK, right=True)


def _qr(canvas: Canvas, address: str, left: float, bottom: float) -> None:
    matrix = segno.make(address, error="m", micro=False).matrix
    side = QR_SIDE / len(matrix)
    canvas.setFillColor(INK)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                top = bottom + QR_SIDE - (row + 1) * side
                canvas.rect(left + column * side, top, side, side, stroke=0, fill=1)


def _centered(canvas: Canvas, text: str, y: float, size: float, color: Color) -> None:
    canvas.setFont(font_for(text), size)
    canvas.setFillColor(color)
    canvas.drawCentredString(WIDTH / 2, y, text)


def _text(
    canvas: Canvas, text: str, x: float, y: float, size: float, color: Color, *, right: bool = False
) -> None:
    canvas.setFont(font_for(text), size)
    canvas.setFillColor(color)
    (canvas.drawRightString if right else canvas.drawString)(x, y, text)
