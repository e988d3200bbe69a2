"""Files of every kind, made by hand or with the libraries (示例)."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable
from io import BytesIO

from docx import Document
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfWriter

WORDS = ("第一页写着选举工作。", "第二页写着监督办法。", "第三页写着候鸟纪律。")


def make_pdf(*pages: str) -> bytes:
    """A PDF with a page for each text; "" gives a page with nothing but a line drawn on it."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 3: _FONT, 4: _DESCENDANT}
    objects[5] = stream(_to_unicode("".join(pages)))
    kids = []
    for place, text in enumerate(pages):
        page, content = 10 + 2 * place, 11 + 2 * place
        kids.append(f"{page} 0 R")
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        ).encode()
        objects[content] = stream(_drawing(text))
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>".encode()
    return assemble(objects)


# The predefined encoding of UCS-2 needs no embedded font.
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H "
    b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
)
_DESCENDANT = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
)


def _to_unicode(characters: str) -> bytes:
    """The table that gives characters back, of those the file has: what is not drawn is not in it."""
    codes = [f"{ord(each):04X}" for each in sorted(set(characters))]
    blocks = [codes[start : start + 100] for start in range(0, len(codes), 100)]
    written = "/CIDInit /ProcSet findresource begin\nbegincmap\n1 begincodespacerange\n<0000> <FFFF>\n"
    written += "endcodespacerange\n"
    for block in blocks:
        rows = "\n".join(f"<{code}> <{code}>" for code in block)
        written += f"{len(block)} beginbfchar\n{rows}\nendbfchar\n"
    return f"{written}endcmap\nend\n".encode()


def _drawing(text: str) -> bytes:
    if not text:
        return b"0 0 m 100 100 l S"
    lines = [
        f"1 0 0 1 72 {760 - 20 * place} Tm <{line.encode('utf-16-be').hex()}> Tj"
        for place, line in enumerate(text.split("\n"))
    ]
    return f"BT /F1 14 Tf {' '.join(lines)} ET".encode()


def stream(data: bytes, extra: str = "") -> bytes:
    return f"<< /Length {len(data)} {extra} >>\nstream\n".encode() + data + b"\nendstream"


def assemble(objects: dict[int, bytes]) -> bytes:
    """The objects with table and trailer; number 1 is the catalog."""
    objects = {5: stream(_to_unicode("选举")), **objects}
    written = BytesIO()
    written.write(b"%PDF-1.7\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = written.tell()
        written.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    table = written.tell()
    written.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        written.write(f"{number} 1\n{place:010d} 00000 n \n".encode())
    size = max(objects) + 1
    written.write(f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode())
    return written.getvalue()


def packed_pdf(block: bytes, times: int) -> bytes:
    """A page whose drawing, some blocks that are the same, is packed to almost nothing."""
    packer = zlib.compressobj(9)
    packed = b"".join([packer.compress(b"BT /F1 9 Tf "), *(packer.compress(block) for _ in range(times))])
    packed += packer.flush()
    return assemble(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>",
            3: _FONT,
            4: _DESCENDANT,
            10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 11 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>",
            11: stream(packed, "/Filter /FlateDecode"),
        }
    )


def encrypt_pdf(data: bytes, *, password: str, algorithm: str = "RC4-128") -> bytes:
    writer = PdfWriter(clone_from=BytesIO(data))
    writer.encrypt(password, owner_password="shili-owner", algorithm=algorithm)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def make_docx(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return _saved(document.save)


def make_xlsx(sheets: dict[str, list[list[object]]], hidden: Iterable[str] = ()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title in hidden:
            sheet.sheet_state = "hidden"
    return _saved(book.save)


def make_pptx(*slides: str) -> bytes:
    presentation = Presentation()
    for text in slides:
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        slide.shapes.add_textbox(Inches(1), Inches(1), Inches(5), Inches(1)).text_frame.text = text
    return _saved(presentation.save)


def _saved(save: Callable[[BytesIO], object]) -> bytes:
    written = BytesIO()
    save(written)
    return written.getvalue()


def sound(kind: str) -> bytes:
    """A sound file of the kind with the words of ``WORDS``."""
    return {
        "pdf": lambda: make_pdf(*WORDS),
        "docx": lambda: make_docx(*WORDS),
        "xlsx": lambda: make_xlsx({"名单": [[words] for words in WORDS]}),
        "pptx": lambda: make_pptx(*WORDS),
        "txt": lambda: "\n".join(WORDS).encode(),
    }[kind]()


# The part of each kind with its words.
PARTS = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml", "pptx": "ppt/slides/slide1.xml"}


def with_part(data: bytes, name: str, content: bytes | Callable[[bytes], bytes]) -> bytes:
    """The office file with one part changed, or added."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {entry: old.read(entry) for entry in old.namelist()}
        parts[name] = content if isinstance(content, bytes) else content(parts[name])
        for entry, part in parts.items():
            new.writestr(entry, part)
    return written.getvalue()


def with_bomb(data: bytes, name: str, size: int = 1024**3) -> bytes:
    """The office file with a part that unpacks to ``size`` bytes of blanks."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        with new.open(name, "w", force_zip64=True) as part:
            block = b" " * 1024 * 1024
            for _ in range(size // len(block)):
                part.write(block)
    return written.getvalue()


def encrypted_office() -> bytes:
    """The container Office puts a file with a password into: OLE with a stream EncryptedPackage."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1016)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(1000)
    )
