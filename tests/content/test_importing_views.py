"""Import of a rule in the admin: source, preview, draft."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from docx import Document

from accounts.models import AuditEntry
from content.importing.outlines import MAX_ROWS, outline_of
from content.models import EditionPage, RulePage
from tests.factories.publishing import TEXT, Portal, client_of, make_edition, make_portal

pytestmark = pytest.mark.django_db
URL = "/admin/rules/import/"
FACTS = {
    "title": "示例市选举工作规定",
    "level_of_effect": "normative_document",
    "issuing_body": "示例市委员会",
    "change_kind": "enactment",
    "promulgation_date": "2020-01-01",
    "grammar": "auto",
    "text": TEXT,
}


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def _post(portal: Portal, **data: Any) -> HttpResponse:
    return client_of(portal.editor).post(URL, data)


def _upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def _nothing_saved() -> bool:
    return not RulePage.objects.exists() and not EditionPage.objects.exists()


def _docx(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_menu_offers_import_to_editors_only(portal: Portal) -> None:
    assert URL in client_of(portal.editor).get("/admin/").content.decode()
    assert URL not in client_of(portal.first).get("/admin/").content.decode()


def test_reviewer_cannot_open_import(portal: Portal) -> None:
    response = client_of(portal.first).get(URL)
    assert response.status_code == 302
    assert response.url == "/admin/"


def test_pasted_text_is_previewed_and_nothing_saved(portal: Portal) -> None:
    response = _post(portal, pasted=TEXT)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<strong>3</strong> 条" in page
    assert "第一章 总则" in page
    assert "将新建一部规则" in page
    assert 'value="2020-01-01"' in page
    assert _nothing_saved()


@pytest.mark.parametrize("name", ["规定.txt", "规定.md"])
def test_uploaded_text_is_previewed(portal: Portal, name: str) -> None:
    page = _post(portal, file=_upload(name, TEXT.encode("gb18030"))).content.decode()
    assert "<strong>3</strong> 条" in page
    assert "GB18030" in page
    assert _nothing_saved()


def test_uploaded_docx_is_previewed(portal: Portal) -> None:
    page = _post(portal, file=_upload("规定.docx", _docx(*TEXT.splitlines()))).content.decode()
    assert "<strong>3</strong> 条" in page


def test_warnings_name_line_problem_and_remedy(portal: Portal) -> None:
    page = _post(portal, pasted=TEXT.replace("第三条", "第五条")).content.decode()
    assert "编号不连续" in page
    assert "第 15 行" in page
    assert "请核对原文是否漏行" in page


def test_saving_creates_a_draft_and_opens_its_editor(portal: Portal) -> None:
    response = _post(portal, save="1", **FACTS)
    edition = EditionPage.objects.get()
    assert response.status_code == 302
    assert response.url == f"/admin/pages/{edition.pk}/edit/"
    assert not edition.live
    assert edition.text.replace("\r\n", "\n") == TEXT
    assert edition.owner == portal.editor
    assert edition.unit == portal.city
    assert AuditEntry.objects.filter(action="content.imported", actor_id=portal.editor.pk).count() == 1


def test_text_corrected_in_the_form_is_recognized_again(portal: Portal) -> None:
    changed = {**FACTS, "text": TEXT.replace("第三条　", "第三条　丙。\n第四条　"), "subject": "选举"}
    page = _post(portal, again="1", **changed).content.decode()
    assert "<strong>4</strong> 条" in page
    assert 'value="选举"' in page
    assert _nothing_saved()


def test_recognizing_again_proposes_what_was_left_empty(portal: Portal) -> None:
    page = _post(portal, again="1", **{**FACTS, "promulgation_date": ""}).content.decode()
    assert 'value="2020-01-01"' in page


def test_second_text_of_a_rule_becomes_its_next_edition(portal: Portal) -> None:
    make_edition(by=portal.editor, unit=portal.city)
    page = _post(portal, again="1", **{**FACTS, "promulgation_date": "2024-05-01"}).content.decode()
    assert "将作为《示例市选举工作规定》的新版本" in page
    _post(portal, save="1", **{**FACTS, "promulgation_date": "2024-05-01"})
    assert RulePage.objects.count() == 1
    assert EditionPage.objects.count() == 2


def test_same_promulgation_date_updates_the_draft(portal: Portal) -> None:
    edition = make_edition(by=portal.editor, unit=portal.city)
    changed = {**FACTS, "text": TEXT + "第四条　增加一条。\n"}
    assert "同一公布日期的版本已存在，将更新其草稿" in _post(portal, again="1", **changed).content.decode()
    _post(portal, save="1", **changed)
    assert EditionPage.objects.count() == 1
    assert "第四条" in EditionPage.objects.get(pk=edition.pk).get_latest_revision_as_object().text


def test_importing_again_unchanged_saves_nothing(portal: Portal) -> None:
    _post(portal, save="1", **FACTS)
    revisions = EditionPage.objects.get().revisions.count()
    _post(portal, save="1", **FACTS)
    assert EditionPage.objects.get().revisions.count() == revisions


def test_other_units_rule_cannot_be_overwritten_by_import(portal: Portal) -> None:
    edition = make_edition(by=portal.editor_b, unit=portal.district_b)
    client = client_of(portal.editor_a)
    changed = {**FACTS, "text": TEXT + "第四条　改。\n"}
    for data in (changed, {**changed, "promulgation_date": "2025-01-01"}):
        response = client.post(URL, {**data, "save": "1"})
        assert response.status_code == 422
        assert "由其他单位负责" in response.content.decode()
    assert EditionPage.objects.count() == 1
    assert "第四条" not in EditionPage.objects.get(pk=edition.pk).get_latest_revision_as_object().text


def test_district_editor_imports_for_the_own_district(portal: Portal) -> None:
    client_of(portal.editor_a).post(URL, {**FACTS, "save": "1"})
    edition = EditionPage.objects.get()
    assert edition.unit == portal.district_a
    assert RulePage.objects.get().unit == portal.district_a


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b" " * 40_000_000)
    return out.getvalue()


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("规定.docx", b"not a zip", "不是有效的 DOCX"),
        ("规定.docx", b"", "文件是空的"),
        ("规定.docx", _OLE, "打开密码"),
        ("规定.docx", _bomb(), "压缩炸弹"),
        ("规定.docx", _zip("a.docx", "b.docx"), "压缩包"),
        ("规定.pdf", b"%PDF-1.4", "不支持这种文件"),
        ("规定.txt", b"", "文件是空的"),
        ("规定.txt", b" \n\n", "没有可导入的文字"),
        ("规定.txt", "第一条\u0007甲".encode(), "控制字符"),
        ("规定.txt", b"a" * (20 * 1024 * 1024), "超过 10 MB"),
    ],
)
def test_bad_file_is_refused_in_words(portal: Portal, name: str, data: bytes, words: str) -> None:
    response = _post(portal, file=_upload(name, data))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert _nothing_saved()


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("", "请选择文件，或粘贴正文"),
        ("  \u3000\n", "请选择文件，或粘贴正文"),
        ("第一条\0甲", "控制字符"),
        ("甲" * 1_000_001, "100 万字"),
        ("a" * (20 * 1024 * 1024), "100 万字"),
    ],
)
def test_bad_paste_is_refused_in_words(portal: Portal, pasted: str, words: str) -> None:
    response = _post(portal, pasted=pasted)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert len(response.content) < 200_000
    assert _nothing_saved()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", "", "没有可导入的文字"),
        ("text", "第一条\0甲", "控制字符"),
        ("text", "甲" * 1_000_001, "100 万字"),
        ("title", "", "规则名称"),
        ("promulgation_date", "昨天", "公布日期"),
        ("promulgation_date", "", "公布日期"),
        ("effective_date", "2019-01-01", "施行日期不能早于公布日期"),
        ("end_date", "2020-01-01", "失效日期必须晚于施行日期"),
        ("level_of_effect", "x", "效力层级"),
        ("grammar", "x", "结构"),
        ("slug", "规定", "网址名只能用"),
        ("document_number", "号" * 61, "发文字号"),
    ],
)
def test_bad_fact_is_refused_in_words(portal: Portal, field: str, value: str, words: str) -> None:
    response = _post(portal, save="1", **{**FACTS, field: value})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert _nothing_saved()


def test_file_and_paste_together_are_refused(portal: Portal) -> None:
    response = _post(portal, file=_upload("规定.txt", TEXT.encode()), pasted=TEXT)
    assert response.status_code == 422
    assert "只选一种" in response.content.decode()


def test_preview_escapes_the_text(portal: Portal) -> None:
    page = _post(
        portal, again="1", **{**FACTS, "text": "第一条　<script>alert(1)</script>\n"}
    ).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_text_with_thousands_of_articles_is_previewed_in_part() -> None:
    outline = outline_of("".join(f"第{number}条　甲。\n" for number in range(1, MAX_ROWS + 101)))
    assert outline.left_out == 100
    assert outline.articles == MAX_ROWS + 100


def test_import_without_a_rules_column_is_refused(portal: Portal) -> None:
    for page in portal.home.get_children():
        page.delete()
    assert client_of(portal.editor).get(URL).status_code == 302


def test_dates_are_the_editions_own(portal: Portal) -> None:
    _post(portal, save="1", **{**FACTS, "effective_date": "2020-02-01", "end_date": "2024-01-01"})
    edition = EditionPage.objects.get()
    assert edition.effective_date == dt.date(2020, 2, 1)
    assert edition.end_date == dt.date(2024, 1, 1)
