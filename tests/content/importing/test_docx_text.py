from content.importing.reading import ReadText, SourceKind, read_upload
from tests.content.importing.documents import (
    MAIN,
    abstract,
    document,
    level,
    main_part,
    num,
    paragraph,
    repack,
    run,
)

PLAIN = document(paragraph("示例办法"), paragraph("第一条　甲。"))


def read(*blocks: str, **parts: str) -> ReadText:
    return read_upload("示例.docx", document(*blocks, **parts))


def test_paragraphs_become_lines():
    got = read_upload("示例.DOCX", PLAIN)
    assert got.text == "示例办法\n第一条　甲。\n"
    assert got.source_kind is SourceKind.DOCX
    assert got.notes == ()


def test_tables_stand_where_they_stood_row_by_row():
    rows = ["".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in ("甲乙", "丙丁")]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    got = read(paragraph("前"), f"<w:tbl>{table}</w:tbl>", paragraph("后"))
    assert got.text == "前\n甲\t乙\n丙\t丁\n后\n"
    assert any("1 个表格" in note for note in got.notes)


def test_frame_of_one_cell_keeps_its_paragraphs():
    got = read(f"<w:tbl><w:tr><w:tc>{paragraph('甲')}{paragraph('乙')}</w:tc></w:tr></w:tbl>")
    assert got.text == "甲\n乙\n"


def test_tracked_changes_take_insertions_and_drop_deletions():
    changed = f"<w:ins>{run('应当')}</w:ins><w:del><w:r><w:delText>可以</w:delText></w:r></w:del>"
    got = read(paragraph("第一条　单位", raw=changed + run("公开。")))
    assert got.text == "第一条　单位应当公开。\n"
    assert any("插入" in note for note in got.notes)
    assert any("删除" in note for note in got.notes)


def test_deleted_paragraph_mark_joins_lines_and_counts_one_number():
    parts = {"numbering": abstract(0, level(0, "第%1条")) + num(1, 0)}
    got = read(
        paragraph("前半", numbered=(1, 0), mark="<w:del/>"),
        paragraph("后半", numbered=(1, 0)),
        paragraph("又", numbered=(1, 0)),
        **parts,
    )
    assert got.text == "第一条\u3000前半后半\n第二条\u3000又\n"


def test_hidden_words_and_hidden_paragraphs_are_dropped():
    hidden = paragraph(raw=run("隐藏", "<w:vanish/>"), mark="<w:vanish/>")
    got = read(paragraph("见", raw=run("密", "<w:vanish/>") + run("光", '<w:vanish w:val="0"/>')), hidden)
    assert got.text == "见光\n"
    assert any("隐藏" in note for note in got.notes)


def test_line_breaks_tabs_and_page_breaks():
    raw = (
        "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:br w:type='page'/><w:t>丁</w:t></w:r>"
    )
    assert read(paragraph(raw=raw)).text == "甲\n乙\t丙丁\n"


def test_title_broken_over_two_lines_is_one_line():
    raw = "<w:r><w:t>示例市村务公开</w:t><w:br/><w:t>监督办法</w:t></w:r>"
    assert read(paragraph(raw=raw, style="Title")).text == "示例市村务公开监督办法\n"


def test_footnotes_and_text_boxes_are_reported():
    raw = (
        '<w:r><w:footnoteReference w:id="2"/></w:r>'
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    )
    got = read(paragraph("正文", raw=raw))
    assert got.text == "正文\n"
    assert any("脚注" in note for note in got.notes)
    assert any("文本框" in note for note in got.notes)


def test_field_codes_and_page_numbers_of_the_contents_are_left_out():
    def field(code: str, shown: str) -> str:
        return (
            f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {code} </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    got = read(
        paragraph("第一章　总则", raw="<w:r><w:tab/></w:r>" + field("PAGEREF _Toc1", "3")),
        paragraph(raw=field("DATE", "今天")),
    )
    assert got.text == "第一章　总则\n今天\n"


def test_content_controls_and_links_are_read_through():
    link = f"<w:hyperlink>{run('乙')}</w:hyperlink>"
    control = f"<w:sdt><w:sdtContent>{paragraph('甲', raw=link)}</w:sdtContent></w:sdt>"
    assert read(control).text == "甲乙\n"


def test_strict_namespace_is_read():
    strict = main_part(paragraph("严格")).replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read_upload("示例.docx", repack(PLAIN, replaced={MAIN: strict})).text == "严格\n"


def test_missing_related_parts_do_not_matter():
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="a" Type="x/numbering" Target="NULL"/></Relationships>'
    )
    data = repack(PLAIN, replaced={"word/_rels/document.xml.rels": relations})
    assert read_upload("示例.docx", data).text.startswith("示例办法")
