"""No uploaded file reaches anybody who may not see it, by whatever address it is asked for."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction, GroupCollectionPermission

from accounts.enums import Role
from accounts.models import User
from tests.factories.accounts import make_user
from tests.factories.content import make_structure
from tests.factories.publishing import client_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4 " + b"0123456789" * 10
SECRETS = ("closed", "group", "below")


@dataclass
class Files:
    """A picture and a document in each of four collections."""

    images: dict[str, Image]
    documents: dict[str, Document]

    def rendition(self, name: str) -> str:
        return self.images[name].get_rendition("width-20").url

    def addresses(self, name: str) -> tuple[str, str]:
        return self.rendition(name), self.documents[name].url


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    make_structure()


@pytest.fixture
def files() -> Files:
    root = Collection.get_first_root_node()
    assert root is not None
    closed = root.add_child(name="登录可见（示例）")
    for_group = Collection.objects.get(pk=root.pk).add_child(name="指定人员（示例）")
    below = Collection.objects.get(pk=closed.pk).add_child(name="登录可见之下（示例）")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    restriction = CollectionViewRestriction.objects.create(
        collection=for_group, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.create(name="示例组"))
    collections = {"open": root, "closed": closed, "group": for_group, "below": below}
    return Files(
        {name: make_image(name, collection) for name, collection in collections.items()},
        {name: make_document(name, collection) for name, collection in collections.items()},
    )


def make_image(name: str, collection: Collection) -> Image:
    drawn = BytesIO()
    Picture.new("RGB", (40, 30), "white").save(drawn, "PNG")
    file = ImageFile(BytesIO(drawn.getvalue()), name=f"{name}.png")
    return Image.objects.create(title=name, file=file, collection=collection)


def make_document(name: str, collection: Collection) -> Document:
    file = ContentFile(PDF, name=f"{name}.pdf")
    return Document.objects.create(title=name, file=file, collection=collection)


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    member = make_user(Role.READER, name="示例组员")
    return {
        "anonymous": Client(),
        "outsider": client_of(make_user(name="示例外人")),
        "reader": client_of(make_user(Role.READER, name="示例读者")),
        "member": client_of(member),
    }


@pytest.fixture
def in_group(clients: dict[str, Client], files: Files) -> None:
    User.objects.get(name="示例组员").groups.add(Group.objects.get(name="示例组"))


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.usefixtures("in_group")
def test_each_sees_what_the_collection_allows(files: Files, clients: dict[str, Client]) -> None:
    pictures = {
        name: {who: client.get(files.rendition(name)).status_code for who, client in clients.items()}
        for name in files.images
    }
    signed_in = {"anonymous": 404, "outsider": 200, "reader": 200, "member": 200}
    members = {"anonymous": 404, "outsider": 404, "reader": 404, "member": 200}
    assert pictures == {
        "open": dict.fromkeys(clients, 200),
        "closed": signed_in,
        "below": signed_in,
        "group": members,
    }
    documents = {
        name: {who: client.get(files.documents[name].url).status_code for who, client in clients.items()}
        for name in files.documents
    }
    # A visitor who follows a link is led to the sign-in page, as on pages.
    assert documents == {
        "open": dict.fromkeys(clients, 200),
        "closed": {**signed_in, "anonymous": 302},
        "below": {**signed_in, "anonymous": 302},
        "group": {**members, "anonymous": 302},
    }


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-3"},
        {"Range": "bytes=-5"},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If-None-Match": "*"},
    ],
)
def test_no_header_gets_round_the_check(files: Files, name: str, headers: dict[str, str]) -> None:
    for address in files.addresses(name):
        answer = Client().get(address, headers=headers)
        assert answer.status_code in {302, 404}, address
        assert b"%PDF" not in body(answer)
        assert "Content-Range" not in answer
    assert Client().head(files.rendition(name), headers=headers).status_code == 404


def test_shared_passwords_open_nothing(files: Files, clients: dict[str, Client]) -> None:
    restriction = CollectionViewRestriction.objects.get(collection=files.images["closed"].collection)
    restriction.restriction_type = CollectionViewRestriction.PASSWORD
    restriction.password = "示例"
    restriction.save()
    for address in files.addresses("closed"):
        assert {client.get(address).status_code for client in clients.values()} == {404}


def test_paths_on_the_disk_lead_nowhere(files: Files, clients: dict[str, Client]) -> None:
    document, image = files.documents["open"].file.name, files.images["open"].file.name
    rendition = files.rendition("open").removeprefix("/media/")
    ways = [
        document,
        image,
        f"images/../{document}",
        f"images/../{image}",
        "images/../../etc/passwd",
        "images/%2e%2e/" + document,
        f"/{rendition}",
        f"./{rendition}",
        f"{rendition}/",
        f"{rendition}\x00.png",
        rendition.upper(),
        "images/nothing.png",
        "images/",
        "images",
        "original_images/",
        "",
    ]
    for client in clients.values():
        assert {way: client.get(f"/media/{way}").status_code for way in ways} == dict.fromkeys(ways, 404)


def test_documents_need_their_own_name(files: Files) -> None:
    document = files.documents["open"]
    for filename in ("other.pdf", "closed.pdf", "open.PDF", "documents/open.pdf", ".."):
        assert Client().get(f"/documents/{document.pk}/{filename}").status_code == 404, filename
    assert Client().get(f"/documents/{10**25}/open.pdf").status_code == 404


def test_deleted_picture_is_gone(files: Files, clients: dict[str, Client]) -> None:
    address = files.rendition("open")
    files.images["open"].delete()
    assert {client.get(address).status_code for client in clients.values()} == {404}


def test_file_missing_on_the_disk_is_not_found(files: Files, tmp_path: Path) -> None:
    address, name = files.rendition("open"), files.images["open"].get_rendition("width-20").file.name
    (tmp_path / name).unlink()
    (tmp_path / files.documents["open"].file.name).unlink()
    assert Client().get(address).status_code == 404
    assert Client().get(files.documents["open"].url).status_code == 404


def test_originals_open_in_the_admin_only(files: Files, clients: dict[str, Client]) -> None:
    address = files.images["open"].file.url
    assert {client.get(address).status_code for client in clients.values()} == {404}
    keeper = make_user(Role.EDITOR, name="示例图片管理")
    group = Group.objects.create(name="示例图片组")
    GroupCollectionPermission.objects.create(
        group=group,
        collection=files.images["open"].collection,
        permission=Permission.objects.get(codename="choose_image"),
    )
    keeper.groups.add(group)
    answer = client_of(keeper).get(address)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    # Who picks pictures for pages has to see those of closed collections too.
    assert client_of(keeper).get(files.rendition("group")).status_code == 200


def test_closing_a_collection_takes_effect_at_once(files: Files) -> None:
    addresses = files.addresses("open")
    assert [Client().get(address).status_code for address in addresses] == [200, 200]
    CollectionViewRestriction.objects.create(
        collection=files.images["open"].collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    assert [Client().get(address).status_code for address in addresses] == [404, 302]


def test_caches_keep_what_is_public_only(files: Files, clients: dict[str, Client]) -> None:
    picture, document = (Client().get(address) for address in files.addresses("open"))
    assert picture["Cache-Control"] == "public, max-age=86400, immutable"
    assert document["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in picture.get("Vary", "")
    for address in files.addresses("closed"):
        answer = clients["reader"].get(address)
        assert answer["Cache-Control"] == "private, no-store"
        assert "Cookie" in answer["Vary"]


def test_answers_say_what_they_are(files: Files) -> None:
    picture, document = (Client().get(address) for address in files.addresses("open"))
    assert picture["Content-Type"] == "image/png"
    assert document["Content-Type"] == "application/pdf"
    assert document["Content-Disposition"].startswith("inline")
    for answer in (picture, document):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    page = make_document("page", files.documents["open"].collection)
    page.file.save("page.html", ContentFile(b"<script>alert(1)</script>"))
    answer = Client().get(page.url)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, PDF[:4]),
        ("bytes=4-", 206, PDF[4:]),
        ("bytes=-5", 206, PDF[-5:]),
        ("bytes=0-99999", 206, PDF),
        ("bytes=99999-", 416, b""),
        ("Bytes=0-3", 206, PDF[:4]),
        ("bytes=5-4", 200, PDF),  # no range at all
        ("bytes=-0", 416, b""),
        ("bytes=-", 200, PDF),
        ("bytes=0-1,4-5", 200, PDF),
        ("lines=0-1", 200, PDF),
    ],
)
def test_parts_of_a_document(files: Files, asked: str, status: int, part: bytes) -> None:
    answer = Client().get(files.documents["open"].url, headers={"Range": asked})
    assert (answer.status_code, body(answer)) == (status, part)
    if status != 416:
        assert int(answer["Content-Length"]) == len(part)


def document_of_yesterday(files: Files) -> str:
    """The address of a document that has not changed for a day."""
    path = files.documents["open"].file.path
    yesterday = Path(path).stat().st_mtime - 86_400
    os.utime(path, (yesterday, yesterday))
    return str(files.documents["open"].url)


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_rest_of_an_unchanged_document_is_sent(files: Files, header: str) -> None:
    address = document_of_yesterday(files)
    known = Client().get(address)[header]
    answer = Client().get(address, headers={"Range": "bytes=4-", "If-Range": known})
    assert (answer.status_code, body(answer)) == (206, PDF[4:])


@pytest.mark.parametrize("known", ['"another"', "W/{etag}", "Thu, 01 Jan 2026 00:00:00 GMT", "nonsense"])
def test_changed_document_is_sent_whole(files: Files, known: str) -> None:
    address = document_of_yesterday(files)
    known = known.replace("{etag}", Client().get(address)["ETag"])
    answer = Client().get(address, headers={"Range": "bytes=4-", "If-Range": known})
    assert (answer.status_code, body(answer)) == (200, PDF)


def test_date_of_this_very_second_proves_nothing(files: Files) -> None:
    address, path = files.documents["open"].url, files.documents["open"].file.path
    now = time.time()
    os.utime(path, (now, now))
    known = Client().get(address)["Last-Modified"]
    answer = Client().get(address, headers={"Range": "bytes=4-", "If-Range": known})
    assert answer.status_code == 200


def test_range_is_for_get_alone(files: Files) -> None:
    answer = Client().head(files.documents["open"].url, headers={"Range": "bytes=0-3"})
    assert answer.status_code == 200
    assert int(answer["Content-Length"]) == len(PDF)


def test_replaced_document_has_another_tag(files: Files) -> None:
    address, path = files.documents["open"].url, Path(files.documents["open"].file.path)
    known = Client().get(address)["ETag"]
    assert Client().get(address, headers={"If-None-Match": known}).status_code == 304
    path.write_bytes(PDF + b" ")
    assert Client().get(address, headers={"If-None-Match": known}).status_code == 200


def test_unchanged_document_is_not_sent_again(files: Files) -> None:
    address = files.documents["open"].url
    changed = Client().get(address)["Last-Modified"]
    assert Client().get(address, headers={"If-Modified-Since": changed}).status_code == 304


def test_nginx_is_told_to_send_the_file(files: Files, settings: Any) -> None:
    settings.MEDIA_ACCEL_PREFIX = "/uploads/"
    for address, name in (
        (files.rendition("open"), files.images["open"].get_rendition("width-20").file.name),
        (files.documents["open"].url, files.documents["open"].file.name),
    ):
        answer = Client().get(address)
        assert answer["X-Accel-Redirect"] == f"/uploads/{name}"
        assert answer.content == b""
    for address in files.addresses("closed"):
        assert "X-Accel-Redirect" not in Client().get(address)


def test_public_picture_costs_one_query_over_an_index(files: Files) -> None:
    address = files.rendition("open")
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(address).status_code == 200
    assert len(queries) == 1, [query["sql"] for query in queries]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + queries[0]["sql"])
            plan = " ".join(str(row) for row in cursor.fetchall())
        assert "content_rendition_file" in plan


def test_changing_methods_are_refused(files: Files) -> None:
    for address in files.addresses("open"):
        assert Client().post(address).status_code == 405
        assert Client().put(address).status_code == 405
