"""QR codes as SVG."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str, *, label: str) -> str:
    """A picture that fills its box; to be put into a page as it is.

    Args:
        label: what it is, for people who cannot see it.
    """
    written = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(written, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=3, title=label, nl=False)
    return written.getvalue().decode()
