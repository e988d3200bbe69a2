"""Bad files: every one gets its own answer, in Chinese, and nothing else is ever raised."""

import random
import tracemalloc
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest

from content.importing import limits, refusals
from content.importing.reading import read_pasted, read_upload
from tests.content.importing.documents import MAIN, document, main_part, paragraph, repack
from tests.growth import grows_in_proportion, growth

PLAIN = document(paragraph("示例办法"), paragraph("第一条　甲。"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(**files: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


def flagged(data: bytes) -> bytes:
    """The encryption bit set in every entry of the table of contents."""
    position, changed = 0, bytearray(data)
    while (position := data.find(b"PK\x01\x02", position)) >= 0:
        changed[position + 8] |= 1
        position += 4
    return bytes(changed)


BILLION = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
TYPES = "[Content_Types].xml"
WORD_TYPE = b"wordprocessingml.document.main+xml"

CASES = [
    ("空.docx", b"", refusals.EmptyText, "0 字节"),
    ("旧.docx", OLE, refusals.NotADocx, "另存为 .docx"),
    ("旧.doc", OLE, refusals.UnsupportedType, "另存为 .docx"),
    ("密.docx", OLE + "EncryptedPackage".encode("utf-16-le"), refusals.PasswordProtected, "密码"),
    ("密.docx", flagged(PLAIN), refusals.PasswordProtected, "密码"),
    ("图.docx", b"\x89PNG\r\n\x1a\n" + bytes(100), refusals.NotADocx, "不是有效的 DOCX"),
    ("文.docx", "第一条".encode(), refusals.NotADocx, "不是有效的 DOCX"),
    ("图.png", b"\x89PNG", refusals.UnsupportedType, ".docx"),
    ("无后缀", b"x", refusals.UnsupportedType, ".docx"),
    ("包.txt", PLAIN, refusals.UnsupportedType, "不是纯文本"),
    ("断.docx", PLAIN[: len(PLAIN) // 2], refusals.DamagedFile, "损坏"),
    ("头.docx", b"PK\x03\x04", refusals.DamagedFile, "损坏"),
    ("套.docx", zipped(a_dot_docx=PLAIN), refusals.NestedArchive, "解压"),
    ("套.docx", zipped(a_dot_zip=PLAIN), refusals.NestedArchive, "解压"),
    ("网.docx", zipped(index_dot_html=b"<p>"), refusals.NotADocx, "DOCX"),
    ("缺.docx", repack(PLAIN, replaced={MAIN: None}), refusals.DamagedFile, "document.xml"),
    ("坏.docx", repack(PLAIN, replaced={MAIN: b"<w:document"}), refusals.DamagedFile, "XML"),
    (
        "炸.docx",
        repack(PLAIN, replaced={MAIN: main_part("&b;", prolog=BILLION)}),
        refusals.UnsafeXml,
        "DOCTYPE",
    ),
    (
        "外.docx",
        repack(PLAIN, replaced={MAIN: main_part("&a;", prolog=OUTSIDE)}),
        refusals.UnsafeXml,
        "DOCTYPE",
    ),
    (
        "外.docx",
        repack(PLAIN, replaced={"word/styles.xml": main_part("", prolog=OUTSIDE)}),
        refusals.UnsafeXml,
        "DOCTYPE",
    ),
    (
        "深.docx",
        repack(PLAIN, replaced={MAIN: main_part("<w:sdt>" * 5000 + "</w:sdt>" * 5000)}),
        refusals.UnsafeXml,
        "嵌套",
    ),
    (
        "路.docx",
        repack(PLAIN, replaced={}, extra={"../../etc/passwd": b"x"}),
        refusals.UnsafeArchive,
        "不安全",
    ),
    ("路.docx", repack(PLAIN, replaced={}, extra={"C:/x": b"x"}), refusals.UnsafeArchive, "不安全"),
    (
        "路.docx",
        repack(PLAIN, replaced={}, extra={"word/Document.xml": b"x"}),
        refusals.UnsafeArchive,
        "重名",
    ),
    (
        "多.docx",
        repack(PLAIN, replaced={}, extra={f"x/{n}": b"" for n in range(2_100)}),
        refusals.ArchiveTooLarge,
        "解压",
    ),
    ("爆.docx", repack(PLAIN, replaced={}, extra={"x": bytes(5_000_000)}), refusals.ArchiveTooLarge, "解压"),
    ("空白.docx", document(paragraph("  ")), refusals.EmptyText, "没有可导入"),
    ("空白.txt", b"\xef\xbb\xbf \n\t\n", refusals.EmptyText, "没有可导入"),
    ("大.txt", b"a" * (limits.MAX_FILE_BYTES + 1), refusals.TooLong, "10 MB"),
    ("长.txt", b"a" * (limits.MAX_TEXT_CHARACTERS + 1), refusals.TooLong, "100 万字"),
    ("乱.txt", bytes(range(128, 256)) * 4, refusals.UndecodableText, "编码"),
    ("乱.txt", b"\xff\xfea", refusals.UndecodableText, "编码"),
    ("繁.txt", "選舉權與罷免權應當依照規定辦理，違者議處。".encode("big5"), refusals.UndecodableText, "编码"),
    ("控.txt", "一\n二\x07三".encode(), refusals.ControlCharacters, "第 2 行"),
    ("控.docx", document(paragraph("一"), paragraph("二\u0085三")), refusals.ControlCharacters, "第 2 行"),
]


@pytest.mark.parametrize(("name", "data", "reason", "words"), CASES)
def test_bad_file_gets_its_own_answer(
    name: str, data: bytes, reason: type[refusals.ImportRefused], words: str
):
    with pytest.raises(refusals.ImportRefused) as refused:
        read_upload(name, data)
    assert type(refused.value) is reason
    assert words in refused.value.message


def test_spreadsheet_named_docx_is_told_apart():
    with zipfile.ZipFile(BytesIO(PLAIN)) as archive:
        types = archive.read(TYPES).replace(WORD_TYPE, b"spreadsheetml.sheet.main+xml")
    with pytest.raises(refusals.NotADocx, match="表格"):
        read_upload("表.docx", repack(PLAIN, replaced={TYPES: types}))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", refusals.EmptyText),
        (" \n\u3000\ufeff\u200b", refusals.EmptyText),
        ("第一\0条", refusals.ControlCharacters),
        ("第\x1b一条", refusals.ControlCharacters),
        ("第\ud800条", refusals.ControlCharacters),
        ("第\uffff", refusals.ControlCharacters),
    ],
)
def test_bad_paste_is_refused(text: str, reason: type[refusals.ImportRefused]):
    with pytest.raises(reason):
        read_pasted(text)


def test_control_character_error_names_the_line():
    with pytest.raises(refusals.ControlCharacters) as refused:
        read_pasted("甲\r\n乙\r\n丙\x08")
    assert refused.value.line == 3
    assert "U+0008" in refused.value.message


def test_twenty_megabyte_text_is_refused_at_once():
    """Without reading it: ten times the text takes no longer."""

    def refuse(text: str) -> None:
        with pytest.raises(refusals.TooLong):
            read_pasted(text)

    assert growth(refuse, "甲" * 2_000_000, "甲" * 20_000_000) < 4


def lying_bomb() -> bytes:
    """A part of 100 MB of blanks that the table of contents and its header call 1,000 bytes."""
    data = bytearray(repack(PLAIN, replaced={MAIN: b" " * 100_000_000}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        position = 0
        while (position := data.find(signature, position)) >= 0:
            name = data[position + (46 if offset == 24 else 30) :][: len(MAIN)]
            if name == MAIN.encode():
                data[position + offset : position + offset + 4] = (1000).to_bytes(4, "little")
            position += 4
    return bytes(data)


def test_bomb_that_lies_about_its_size_is_refused_in_little_memory():
    data = lying_bomb()
    tracemalloc.start()
    with pytest.raises((refusals.ArchiveTooLarge, refusals.DamagedFile)):
        read_upload("谎.docx", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000


def test_part_above_the_bound_is_stopped_while_reading(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "MAX_PART_BYTES", 1_000)
    with pytest.raises(refusals.ArchiveTooLarge):
        read_upload("大.docx", PLAIN)


@pytest.mark.parametrize("seed", range(4))
def test_changed_bytes_never_raise_anything_else(seed: int):
    chance = random.Random(seed)
    for _round in range(50):
        data = bytearray(PLAIN)
        for _change in range(chance.choice((1, 3, 30))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        with suppress(refusals.ImportRefused):
            read_upload("变.docx", bytes(data))


def test_changed_xml_never_raises_anything_else():
    chance = random.Random(7)
    with zipfile.ZipFile(BytesIO(PLAIN)) as archive:
        parts = {
            name: archive.read(name)
            for name in (MAIN, "word/styles.xml", "word/numbering.xml", TYPES, "_rels/.rels")
        }
    for _round in range(100):
        name = chance.choice(sorted(parts))
        content = bytearray(parts[name])
        for _change in range(3):
            content[chance.randrange(len(content))] = chance.choice(b"<>/\"'0-9w:\xff\x00&;")
        with suppress(refusals.ImportRefused):
            read_upload("变.docx", repack(PLAIN, replaced={name: bytes(content)}))


def test_part_of_endless_elements_is_stopped_in_little_time():
    data = repack(PLAIN, replaced={MAIN: main_part("<w:p/>" * 1_100_000)})
    with pytest.raises(refusals.ImportRefused):
        read_upload("多.docx", data)


def test_comments_without_end_are_refused_in_time_in_proportion():
    def bomb(size: int) -> bytes:
        part = main_part("".join(f"<w:p><!--{n}--></w:p>" for n in range(size)))
        return repack(PLAIN, replaced={MAIN: part})

    def refuse(data: bytes) -> None:
        with pytest.raises(refusals.ImportRefused):
            read_upload("多.docx", data)

    most = bomb(1_100_000)
    with pytest.raises(refusals.UnsafeXml):
        read_upload("多.docx", most)
    assert grows_in_proportion(refuse, bomb(110_000), most, times=10)
