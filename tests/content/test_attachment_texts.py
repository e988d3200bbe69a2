"""From an attached file to its hit: planned, read, indexed, replaced, closed, and told to its editors."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, ReferenceIndex

from common import memo
from common.jobs import JobName
from common.models import ContentGeneration, Job, JobStatus
from content.extracting import process
from content.extracting.process import ExtractionStoppedError
from content.extracting.wording import PART_CHARACTERS
from content.models import AttachmentPage, AttachmentText, BasePage
from content.selectors import indexing
from content.selectors.page_files import pages_using
from content.services import extracting
from search.documents import build_documents
from search.port import get_index
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries, restrict
from tests.content.extracting import files
from tests.factories.content import make_policy, make_structure
from tests.factories.materials import attach, make_document, make_material, make_news
from tests.factories.publishing import Portal, client_of, make_portal

pytestmark = pytest.mark.django_db

NOW = timezone.now()
PDF = files.make_pdf("第一页写着选举工作。", "", "第三页写着候鸟纪律。")


@pytest.fixture(autouse=True)
def _structure(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    make_structure()


def policy_with(document: Document, title: str = "示例名单") -> Any:
    page = make_policy()
    attach(page, title, document)
    return page


def read(document: Document) -> AttachmentText:
    extracting.extract_document(document_id=document.pk, at=NOW)
    return AttachmentText.objects.get(document=document)


def attached(page: BasePage) -> list[tuple[str, str, str, str]]:
    found = indexing.get_indexable_page(page.pk)
    assert found is not None
    return [(row.eid, row.label, row.path, row.url) for row in found.attached]


def waiting(name: JobName) -> list[dict[str, Any]]:
    jobs = Job.objects.filter(name=name.value, status=JobStatus.PENDING).order_by("pk")
    return list(jobs.values_list("kwargs", flat=True))


def closed_collection() -> Collection:
    closed = Collection.get_first_root_node().add_child(name="登录可见（示例）")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    return closed


# ---- reading ------------------------------------------------------------------------------


def test_publication_plans_the_reading_of_what_has_words() -> None:
    document, film = make_document("a.pdf", PDF), make_document("film.mp4", b"film")
    policy_with(document)
    make_material(kind="video", file=film)
    linked = make_document("b.docx", files.sound("docx"))
    make_news(body=f'<p><a linktype="document" id="{linked.pk}">附件</a></p>')
    planned = [job["document_id"] for job in waiting(JobName.EXTRACT_ATTACHMENT)]
    assert planned == [document.pk, linked.pk]


def test_file_is_read_once_and_its_pages_are_kept() -> None:
    document = make_document("a.pdf", PDF)
    page = policy_with(document)
    Job.objects.all().delete()
    text = read(document)
    assert (text.status, text.page_count, text.blank_pages, text.problem) == ("done", 3, 1, "")
    assert list(text.pages.order_by("number").values_list("number", "label", "text")) == [
        (1, "第1页", "第一页写着选举工作。"),
        (3, "第3页", "第三页写着候鸟纪律。"),
    ]
    assert waiting(JobName.INDEX_PAGE) == [{"page_id": page.pk}]


def test_same_file_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_document("a.pdf", PDF)
    read(document)

    def refuse(*_: Any) -> Any:
        raise AssertionError("read again")

    monkeypatch.setattr(extracting, "extract_apart", refuse)
    read(document)
    extracting.read_failed_again()
    read(document)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.pdf", b"%PDF-1.4 cut off", "damaged"),
        ("a.docx", files.encrypted_office(), "encrypted"),
        ("a.doc", b"old", "unsupported"),
    ],
)
def test_problem_is_recorded_and_not_raised(name: str, content: bytes, problem: str) -> None:
    text = read(make_document(name, content))
    assert (text.status, text.problem, text.extracted_at) == ("failed", problem, NOW)


def test_pictures_of_paper_are_told() -> None:
    text = read(make_document("a.pdf", files.make_pdf("", "")))
    assert (text.status, text.blank_pages) == ("no_text", 2)


def test_file_that_is_not_there() -> None:
    document = make_document("a.pdf", PDF)
    document.file.storage.delete(document.file.name)
    assert read(document).problem == "missing"


def test_large_file_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_document("a.pdf", b"")
    with open(document.file.path, "wb") as file:
        file.truncate(500 * 1024 * 1024)
    monkeypatch.setattr(extracting, "_CHUNK", None)  # nothing may be read
    assert read(document).problem == "too_large"


def test_failed_files_are_read_again_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_document("a.pdf", b"%PDF-1.4 cut off")
    policy_with(document)
    read(document)
    Job.objects.all().delete()
    call_command("extract_attachments", "--failed", verbosity=0)
    assert waiting(JobName.EXTRACT_ATTACHMENT) == [{"document_id": document.pk}]
    assert AttachmentText.objects.get().status == "pending"


def test_job_whose_process_was_stopped_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_document("a.pdf", PDF)
    policy_with(document)
    Job.objects.exclude(name=JobName.EXTRACT_ATTACHMENT.value).delete()

    def stopped(*_: Any) -> Any:
        raise ExtractionStoppedError

    with monkeypatch.context() as patched:
        patched.setattr(extracting, "extract_apart", stopped)
        run_due_jobs()
    job = Job.objects.get()
    assert (job.status, job.attempts) == (JobStatus.PENDING, 1)
    assert not AttachmentText.objects.exists()
    Job.objects.update(not_before=NOW)
    run_due_jobs()
    assert AttachmentText.objects.get().status == "done"


def test_job_of_a_document_that_is_gone_ends() -> None:
    extracting.extract_document(document_id=0, at=NOW)


# ---- the index ----------------------------------------------------------------------------


def test_pages_of_a_file_follow_those_of_the_page_and_never_lead() -> None:
    document = make_document("a.pdf", PDF)
    page = policy_with(document)
    read(document)
    assert attached(page) == [
        (f"file-{document.pk}-1", "第1页", "附件：示例名单", f"{document.url}#page=1"),
        (f"file-{document.pk}-3", "第3页", "附件：示例名单", f"{document.url}#page=3"),
    ]
    found = indexing.get_indexable_page(page.pk)
    documents = build_documents(found, on=NOW.date())
    assert [each.leads for each in documents] == [True] + [False] * (len(documents) - 1)
    assert [each.order for each in documents] == list(range(len(documents)))


def test_long_page_comes_in_parts_that_open_the_same_page() -> None:
    """Of lines, or of one line without end; nothing is lost and no two have one key."""
    document = make_document("a.pdf", PDF)
    page = policy_with(document)
    read(document)
    lines = "\n".join(f"第{number}行候鸟名单。" for number in range(1_000))
    long = "鸟" * (2 * PART_CHARACTERS + 5)
    AttachmentPage.objects.filter(attachment__document=document, number=1).update(text=lines)
    AttachmentPage.objects.filter(attachment__document=document, number=3).update(text=long)
    found = indexing.get_indexable_page(page.pk).attached
    assert max(len(each.text) for each in found) <= PART_CHARACTERS
    assert len({each.eid for each in found}) == len(found)
    first = [each for each in found if each.label == "第1页"]
    third = [each for each in found if each.label == "第3页"]
    assert "\n".join(each.text for each in first) == lines
    assert "".join(each.text for each in third) == long
    assert {each.url for each in first} == {f"{document.url}#page=1"}
    assert [each.eid for each in third] == [f"file-{document.pk}-3{part}" for part in ("", "-2", "-3")]


def test_file_does_not_lead_a_page_without_words_of_its_own() -> None:
    document = make_document("a.pdf", PDF)
    page = make_material(kind="pdf", file=document, body="")
    read(document)
    leading, *others = build_documents(indexing.get_indexable_page(page.pk), on=NOW.date())
    assert (leading.leads, leading.eid, leading.url) == (True, "", page.url)
    assert [(each.leads, each.path) for each in others] == [(False, f"附件：{document.title}")] * 2


def test_name_of_a_sheet_is_no_article() -> None:
    document = make_document("a.xlsx", files.make_xlsx({"第五条": [["候鸟"]]}))
    page = policy_with(document, "第六条说明")
    read(document)
    assert attached(page) == [
        (f"file-{document.pk}-1", "第1个工作表", "附件：第六条说明 第五条", document.url)
    ]


def test_queries_do_not_grow_with_files() -> None:
    def cost() -> int:
        with memo.opened():
            return count_queries(lambda: indexing.list_indexable_pages(pks))

    def add() -> int:
        document = make_document("a.pdf", PDF)
        page = policy_with(document)
        attach(page, "又一份", make_document("b.txt", "候鸟".encode()))
        for each in Document.objects.all():
            read(each)
        return int(page.pk)

    pks = [add()]
    few = cost()
    pks += [add(), add()]
    assert cost() == few
    assert sum(len(page.attached) for page in indexing.list_indexable_pages(pks)) == 9


@pytest.mark.parametrize("kind", ["policy", "material", "link"])
def test_pages_that_offer_a_file_are_found(kind: str) -> None:
    document, other = make_document("a.pdf", PDF), make_document("b.pdf", PDF)
    link = f'<p><a linktype="document" id="{document.pk}">附件</a></p>'
    make = {
        "policy": lambda: policy_with(document),
        "material": lambda: make_material(kind="pdf", file=document),
        "link": lambda: make_news(body=link),
    }
    page = make[kind]()
    make_news(body=link.replace(f'id="{document.pk}"', f'id="{other.pk}"'))
    assert pages_using([document.pk]) == [page.pk]
    BasePage.objects.get(pk=page.pk).specific.unpublish()
    assert pages_using([document.pk]) == []


# ---- changes ------------------------------------------------------------------------------


def test_words_of_a_replaced_file_leave_at_once() -> None:
    document = make_document("a.pdf", PDF)
    page = policy_with(document)
    read(document)
    Job.objects.all().delete()
    document.file = ContentFile(files.make_pdf("新的文件"), name="a.pdf")
    document._set_document_file_metadata()  # as the admin's form does
    document.save()
    assert attached(page) == []
    assert waiting(JobName.INDEX_PAGE) == [{"page_id": page.pk}]
    assert waiting(JobName.EXTRACT_ATTACHMENT) == [{"document_id": document.pk}]
    assert read(document).pages.get().text == "新的文件"


def test_file_replaced_while_it_is_read_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_document("a.pdf", PDF)

    def replaced(*arguments: Any) -> Any:
        found = process.extract_apart(*arguments)
        other = Document.objects.get(pk=document.pk)
        other.file = ContentFile(files.make_pdf("新的文件"), name="other.pdf")
        other.save()
        return found

    monkeypatch.setattr(extracting, "extract_apart", replaced)
    extracting.extract_document(document_id=document.pk, at=NOW)
    assert not AttachmentPage.objects.exists()


def test_new_name_of_a_document_is_indexed_and_its_words_stay() -> None:
    document = make_document("a.pdf", PDF)
    page = make_material(kind="pdf", file=document)
    read(document)
    Job.objects.all().delete()
    document.title = "新的名称"
    document.save()
    assert waiting(JobName.INDEX_PAGE) == [{"page_id": page.pk}]
    assert {row[2] for row in attached(page)} == {"附件：新的名称"}


def test_deleted_document_takes_its_words_along() -> None:
    document = make_document("a.pdf", PDF)
    page = make_news(body=f'<p><a linktype="document" id="{document.pk}">附件</a></p>')
    read(document)
    assert len(attached(page)) == 2
    Job.objects.all().delete()
    document.delete()
    assert (attached(page), AttachmentPage.objects.count()) == ([], 0)
    assert waiting(JobName.INDEX_PAGE) == [{"page_id": page.pk}]


def test_words_are_no_use_of_a_document() -> None:
    document = make_document("a.pdf", PDF)
    ReferenceIndex.create_or_update_for_object(read(document))
    assert not ReferenceIndex.get_references_to(document).exists()


# ---- access -------------------------------------------------------------------------------


def test_file_in_a_closed_collection_is_not_in_the_index_for_anybody() -> None:
    document = make_document("a.pdf", PDF)
    page = policy_with(document)
    read(document)
    closed = closed_collection()
    Job.objects.all().delete()
    document.collection = closed
    document.save()
    assert attached(page) == []
    assert waiting(JobName.INDEX_PAGE) == [{"page_id": page.pk}]


def test_closing_opening_and_moving_a_collection_is_indexed() -> None:
    document = make_document("a.pdf", PDF)
    page = policy_with(document)
    read(document)
    collection = Collection.get_first_root_node().add_child(name="甲（示例）")
    below = collection.add_child(name="乙（示例）")
    Document.objects.update(collection=below)
    assert len(attached(page)) == 2

    def changed(change: Any) -> list[tuple[str, str, str, str]]:
        Job.objects.all().delete()
        change()
        assert waiting(JobName.INDEX_PAGE) == [{"page_id": page.pk}]
        return attached(page)

    restriction = CollectionViewRestriction(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    assert changed(restriction.save) == []
    assert len(changed(restriction.delete)) == 2


def test_collection_moved_below_a_closed_one_in_the_admin() -> None:
    portal = make_portal()
    document = make_document("a.pdf", PDF)
    page = policy_with(document)
    read(document)
    collection = Collection.get_first_root_node().add_child(name="甲（示例）")
    Document.objects.update(collection=collection)
    closed = closed_collection()
    Job.objects.all().delete()
    answer = client_of(portal.superuser).post(
        f"/admin/collections/{collection.pk}/", {"name": "甲（示例）", "parent": closed.pk}
    )
    assert answer.status_code == 302
    assert attached(page) == []
    assert waiting(JobName.INDEX_PAGE) == [{"page_id": page.pk}]


def test_documents_put_into_a_closed_collection_together_in_the_admin() -> None:
    portal = make_portal()
    document = make_document("a.pdf", PDF)
    page = policy_with(document)
    read(document)
    closed = closed_collection()
    Job.objects.all().delete()
    address = f"/admin/bulk/wagtaildocs/document/add_to_collection/?id={document.pk}&next=/admin/"
    connection.run_on_commit = []  # the mark of this test is given once in a transaction
    before = ContentGeneration.objects.values().first()
    answer = client_of(portal.superuser).post(address, {"collection": closed.pk})
    assert answer.status_code == 302
    document.refresh_from_db()
    assert document.collection == closed
    assert attached(page) == []
    assert waiting(JobName.INDEX_PAGE) == [{"page_id": page.pk}]
    assert ContentGeneration.objects.values().first() != before


def test_words_of_a_restricted_page_carry_its_access_key() -> None:
    document = make_document("a.pdf", PDF)
    page = policy_with(document)
    read(document)
    restrict(page)
    keys = {each.access_key for each in build_documents(indexing.get_indexable_page(page.pk), on=NOW.date())}
    assert len(keys) == 1
    assert "public" not in keys


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "unknown", "extracted_at": NOW},
        {"status": "failed", "extracted_at": NOW},
        {"status": "done", "problem": "damaged", "extracted_at": NOW},
        {"status": "failed", "problem": "unknown", "extracted_at": NOW},
        {"status": "done"},
        {"status": "pending", "extracted_at": NOW},
        {"status": "done", "extracted_at": NOW, "page_count": 1, "blank_pages": 2},
    ],
)
def test_impossible_state_is_refused(fields: dict[str, Any]) -> None:
    document = make_document()
    with pytest.raises(IntegrityError), transaction.atomic():
        AttachmentText.objects.create(document=document, **fields)


@pytest.mark.parametrize(("number", "text"), [(1, "又一次"), (0, "词"), (2, "")])
def test_impossible_page_is_refused(number: int, text: str) -> None:
    known = AttachmentText.objects.create(document=make_document())
    AttachmentPage.objects.create(attachment=known, number=1, text="词")
    with pytest.raises(IntegrityError), transaction.atomic():
        AttachmentPage.objects.create(attachment=known, number=number, text=text)


# ---- from end to end ----------------------------------------------------------------------


def test_word_on_page_three_is_found_and_opens_there() -> None:
    document = make_document("a.pdf", PDF)
    page = policy_with(document)
    run_due_jobs()
    answer = Client().get("/search/?q=候鸟纪律").content.decode()
    assert f'href="{document.url}#page=3"' in answer
    assert "附件：示例名单" in answer
    assert page.title in answer
    assert "#page=1" not in answer
    document.collection = closed_collection()
    document.save()
    run_due_jobs()
    assert "#page=3" not in Client().get("/search/?q=候鸟纪律").content.decode()
    assert get_index().count() > 0


# ---- editors ------------------------------------------------------------------------------


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def of_unit(page: Any, unit: Any) -> Any:
    BasePage.objects.filter(pk=page.pk).update(unit=unit)
    ReferenceIndex.create_or_update_for_object(type(page).objects.get(pk=page.pk))
    return page


ADDRESS = "/admin/reports/attachment-texts/"


def test_report_names_file_reason_and_page(portal: Portal) -> None:
    scan, whole = make_document("scan.pdf", files.make_pdf("")), make_document("whole.txt", "候鸟".encode())
    partly, broken = make_document("partly.pdf", PDF), make_document("broken.pdf", b"%PDF-")
    page = of_unit(make_policy("示例通知（示例）"), portal.city)
    for document in (scan, whole, partly, broken):
        attach(page, document.title, document)
        read(document)
    of_unit(page, portal.city)
    words = client_of(portal.editor).get(ADDRESS).content.decode()
    for said in (
        "无文字层",
        "可能是扫描件",
        "文件不完整或者已损坏",
        "其中 1 页没有文字层",
        "示例通知（示例）",
    ):
        assert said in words
    assert "whole.txt" not in words
    sheet = client_of(portal.editor).get(f"{ADDRESS}?export=csv")
    assert b"".join(sheet.streaming_content).decode("utf-8-sig").count("\n") == 4


def test_report_is_of_the_persons_own_pages(portal: Portal) -> None:
    document = make_document("scan.pdf", files.make_pdf(""))
    of_unit(policy_with(document), portal.city)
    read(document)
    words = client_of(portal.editor_a).get(ADDRESS).content.decode()
    assert "附件的文字都已提取" in words
    assert "scan.pdf" not in words


def test_report_asks_once_for_all_rows(portal: Portal) -> None:
    def add() -> None:
        document = make_document("scan.pdf", files.make_pdf(""))
        of_unit(policy_with(document), portal.city)
        read(document)

    client = client_of(portal.editor)
    add()
    few = count_queries(lambda: client.get(ADDRESS))
    add()
    add()
    assert count_queries(lambda: client.get(ADDRESS)) == few
