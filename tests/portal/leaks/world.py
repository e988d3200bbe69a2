"""A portal in which every kind of page stands hidden in every way beside a public one of its kind.

The public pages point to the hidden ones wherever a page can point to another: citation, chosen page, item
of a list, saved query, back-link.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from accounts.enums import Role
from accounts.models import OrgUnit, User
from common import clock
from common.models import Job
from content.enums import WithdrawalReason
from content.models import (
    AttachmentPage,
    AttachmentText,
    BasePage,
    ItemCorrespondence,
    MaterialPage,
    NewsPage,
    PolicyAttachment,
    PolicyPage,
    RulePage,
)
from content.services.withdrawing import withdraw
from search.enums import FollowEvent
from search.models import CommonQuestion, FollowedRule, FollowNotice, JudgedQuery, Judgement
from tests.factories.accounts import make_superuser, make_unit, make_user
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.materials import (
    attach,
    make_column,
    make_coming_event,
    make_document,
    make_image,
    make_material,
    make_news,
    make_topic,
)
from tests.factories.publishing import client_of
from tests.factories.training import make_course, make_lesson
from training.models import CoursePage, CoursePrerequisite

MARK = "金丝雀"  # begins the title and the words of everything hidden
SLUG = "canary"  # begins its address and the names of its files
WORD = "候鸟"  # in hidden and public words alike: what people search for
PINNED = "候鸟推荐"  # what everything is recommended for
GROUP = "示例专班"

RESTRICTED = ("login", "group")
OFFLINE = ("draft", "scheduled", "expired", "withdrawn")
HIDINGS = (*RESTRICTED, *OFFLINE)
VIEWERS = ("anonymous", "outsider", "reader", "member", "foreign_editor")
# Who may read on the site what is hidden in a way.
READS: dict[str, tuple[str, ...]] = {
    "login": ("outsider", "reader", "member", "foreign_editor"),
    "group": ("member",),
    **dict.fromkeys(OFFLINE, ()),
}
LATER = dt.timedelta(days=30)


@dataclass
class World:
    """``hidden`` by way of hiding and kind; ``clients`` are browsers by viewer, ``own_editor`` besides."""

    clients: dict[str, Client]
    hidden: dict[str, dict[str, Any]] = field(default_factory=dict)
    open: dict[str, Any] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def pages(self, *ways: str) -> Iterator[BasePage]:
        for way in ways:
            yield from self.hidden[way].values()


def mark_of(kind: str, way: str) -> str:
    return f"{MARK}·{kind}·{way}"


def make_world() -> World:
    """Everything, published and indexed."""
    make_structure()
    city = make_unit("示例市")
    own, foreign = make_unit("甲区", parent=city), make_unit("乙区", parent=OrgUnit.objects.get(pk=city.pk))
    world = World(_clients(own, foreign))
    world.open = open_pages()
    for way in HIDINGS:
        world.hidden[way] = {kind: _make(kind, way, world, own) for kind in MAKERS}
        for page in world.hidden[way].values():
            _hide(page, way)
    _point_to_hidden(world)
    for way in RESTRICTED:
        world.files[way] = _files(way)
    _use_files(world)
    _attach_words(world)
    _name_in_search(world)
    _follow_everything(world)
    index_anew()
    return world


def _name_in_search(world: World) -> None:
    """Everything hidden is recommended, has a common question and is what a judged query should find."""
    query, judged = Query.get(PINNED), JudgedQuery.objects.create(text=WORD)
    for page in world.pages(*HIDINGS):
        SearchPromotion.objects.create(query=query, page_id=page.pk)
        CommonQuestion.objects.create(page_id=page.pk, text=f"{page.title}怎么办")
        Judgement.objects.create(query=judged, page_id=page.pk)


def _follow_everything(world: World) -> None:
    """Everybody follows every rule, and was told of every page before it was hidden."""
    now = clock.now()
    pages = [*world.open.values(), *world.pages(*HIDINGS)]
    rules = list(RulePage.objects.order_by("pk").values_list("pk", flat=True))
    for person in User.objects.all():
        FollowedRule.objects.bulk_create(
            [FollowedRule(user=person, rule_id=pk, created_at=now) for pk in rules]
        )
        FollowNotice.objects.bulk_create(
            [
                FollowNotice(
                    user=person, event=FollowEvent.NEW_CASE, page_id=page.pk, about_id=1, created_at=now
                )
                for page in pages
            ]
        )


def index_anew() -> None:
    """The index as the jobs would leave it, in one commit instead of hundreds."""
    Job.objects.all().delete()
    call_command("rebuild_index", verbosity=0)


def _clients(own: OrgUnit, foreign: OrgUnit) -> dict[str, Client]:
    member = make_user(Role.READER, name="示例组员", unit=own)
    member.groups.add(Group.objects.create(name=GROUP))
    return {
        "anonymous": Client(),
        "outsider": client_of(make_user(name="示例外人")),
        "reader": client_of(make_user(Role.READER, name="示例读者", unit=own)),
        "member": client_of(member),
        "foreign_editor": client_of(make_user(Role.EDITOR, name="乙区编辑", unit=foreign)),
        "own_editor": client_of(make_user(Role.EDITOR, name="甲区编辑", unit=own)),
    }


# ---- pages ------------------------------------------------------------------------------

CITED = "《公开规定（示例）》第一条"


def _rule(words: str, **fields: Any) -> Any:
    article = f"{words}：{WORD}依照{CITED}处理。"
    short = fields.pop("short_names", ())
    made = make_rule(words, article, f"{WORD}应当公开。", short_names=short, **fields)
    return made.edition if fields.get("publish") is False else made.rule


def _text(words: str) -> str:
    return f"{words}\n\n一、{WORD}要求\n\n（一）{words}：依照{CITED}办理。\n"


def _lesson(words: str, **fields: Any) -> Any:
    """A lesson of the public course, unless another is named."""
    course = CoursePage.objects.get(slug=fields.pop("course", "open-course"))
    return make_lesson(course, words, summary=f"{words}{WORD}", basis=CITED, **fields)


MAKERS: dict[str, Callable[..., Any]] = {
    "rule": _rule,
    "policy": lambda words, **f: make_policy(words, text=_text(words), issuing_body=f"{words}机关", **f),
    "case": lambda words, **f: make_case(
        words, facts=f"{words}{WORD}。", region=f"{words}区", broken_rules=CITED, warning=words, **f
    ),
    "material": lambda words, **f: make_material(
        words, body=f"<p>{words}{WORD}</p>", summary=words, basis=CITED, **f
    ),
    "news": lambda words, **f: make_news(words, body=f"<p>{words}{WORD}</p>", summary=words, **f),
    "topic": lambda words, **f: make_topic(words, introduction=f"{words}{WORD}", **f),
    "column": lambda words, **f: make_column(
        words, introduction=f"{words}{WORD}", show_in_menus=True, kinds=["policy"], **f
    ),
    "event": lambda words, **f: make_coming_event(words, description=f"{words}{WORD}", **f),
    "course": lambda words, **f: make_course(
        words,
        lessons=1 if f.get("publish", True) else 0,
        body=f"<p>{words}{WORD}</p>",
        summary=words,
        basis=CITED,
        **f,
    ),
    "lesson": _lesson,
    "list": lambda words, **f: make_list(f"{words}{WORD}", title=words, show_in_menus=True, year=2000, **f),
}
_WITH_ITEMS = ("case", "material", "course", "lesson")


def _make(kind: str, way: str, world: World, unit: OrgUnit) -> Any:
    words = mark_of(kind, way)
    fields: dict[str, Any] = {"slug": f"{SLUG}-{kind}-{way}", "publish": way not in {"draft", "scheduled"}}
    if kind in _WITH_ITEMS:
        fields["items"] = [(world.open["list"], 1)]
    if kind == "lesson" and way in RESTRICTED:
        fields["course"] = f"{SLUG}-course-{way}"  # access is set on courses
    if kind == "rule":
        # A text that cites the rule says its name; the marker of the title must come from the rule alone.
        fields["short_names"] = (alias_of(way),)
    page = MAKERS[kind](words, **fields)
    for each in (page, page.get_parent()) if kind == "rule" and way == "draft" else (page,):
        BasePage.objects.filter(pk=each.pk).update(unit=unit)
    return type(page).objects.get(pk=page.pk)


def alias_of(way: str) -> str:
    return f"{WORD}{dict(zip(HIDINGS, '甲乙丙丁戊己', strict=True))[way]}法"


def open_pages() -> dict[str, Any]:
    """A public page of every kind but the topic; the column lists all there is."""
    made: dict[str, Any] = {}
    made["rule"] = make_rule(
        "公开规定（示例）", f"{WORD}应当公开。", f"{WORD}应当公平。", slug="open-rule"
    ).rule
    for kind in ("policy", "news", "event"):
        made[kind] = MAKERS[kind]("公开的示例", slug=f"open-{kind}")
    made["list"] = make_list(f"严禁{WORD}", title="公开清单（示例）", slug="open-list", show_in_menus=True)
    for kind in _WITH_ITEMS:  # the course before its lesson
        made[kind] = MAKERS[kind]("公开的示例", slug=f"open-{kind}", items=[(made["list"], 1)])
    made["column"] = make_column("公开栏目（示例）", slug="open-column")
    return made


def _point_to_hidden(world: World) -> None:
    aliases = "、".join(f"《{alias_of(way)}》第一条" for way in HIDINGS)
    chosen = list(world.pages(*HIDINGS))
    world.open["topic"] = make_topic(
        "公开专题（示例）",
        slug="open-topic",
        choices=chosen,
        kinds=["policy", "case", "material", "news", "rule"],
    )
    for kind, name in (
        ("policy", "text"),
        ("case", "broken_rules"),
        ("material", "basis"),
        ("course", "basis"),
        ("lesson", "basis"),
    ):
        page = type(world.open[kind]).objects.get(pk=world.open[kind].pk)
        more = f"\n二、依据\n\n（一）依照{aliases}。\n" if kind == "policy" else f"\n{aliases}"
        setattr(page, name, getattr(page, name) + more)
        if kind in _WITH_ITEMS:
            row = type(page.items.get())
            hidden = [world.hidden[way]["list"] for way in HIDINGS]
            page.items = [
                *page.items.all(),
                *(row(target_list=target, target_number=1) for target in hidden),
            ]
        if kind == "course":
            page.prerequisites = [CoursePrerequisite(required=world.hidden[way]["course"]) for way in HIDINGS]
        page.save_revision().publish()
    front = type(world.open["list"]).objects.get(pk=world.open["list"].pk)
    item = front.items.get(number=1)
    item.legal_basis = f"{CITED}\n" + aliases.replace("、", "\n")
    item.correspondences = [
        ItemCorrespondence(target_list=world.hidden[way]["list"], target_number=1) for way in HIDINGS
    ]
    front.items = [item]
    front.save_revision().publish()


def _hide(page: Any, way: str) -> None:
    if way in RESTRICTED:
        restrict_in(page, way)
    elif way == "scheduled":
        page.go_live_at = timezone.now() + LATER
        page.save_revision().publish()
    elif way == "expired":
        page.expire_at = timezone.now() - dt.timedelta(days=1)
        page.save()
        page.unpublish(set_expired=True)
    elif way == "withdrawn":
        withdraw(
            page=page,
            reason=WithdrawalReason.ERROR,
            by=_installer(),
            at=clock.now(),
            explanation="示例",
        )


def _installer() -> Any:
    from accounts.models import User  # noqa: PLC0415 - beside its only use

    return User.objects.filter(is_superuser=True).first() or make_superuser()


def restrict_in(page: BasePage, way: str) -> None:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=RESTRICTION[way])
    if way == "group":
        restriction.groups.add(Group.objects.get(name=GROUP))


RESTRICTION = {"login": PageViewRestriction.LOGIN, "group": PageViewRestriction.GROUPS}


# ---- files --------------------------------------------------------------------------------


def _files(way: str) -> dict[str, Any]:
    """A document and a picture in a collection closed in that way."""
    closed = Collection.get_first_root_node().add_child(name=f"示例集合{way}")
    restriction = CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=RESTRICTION[way]
    )
    if way == "group":
        restriction.groups.add(Group.objects.get(name=GROUP))
    document = make_document(f"{SLUG}-document-{way}.pdf", f"%PDF {mark_of('document', way)}".encode())
    image = make_image(mark_of("image", way), name=f"{SLUG}-image-{way}.png")
    for file, kind in ((document, "document"), (image, "image")):
        file.title = mark_of(kind, way)
        file.collection = closed
        file.save()
    image.description = mark_of("image", way)
    image.save()
    return {"document": document, "image": image}


def _use_files(world: World) -> None:
    """Public pages show and offer closed files: a picture of a report, an attachment, a file to study."""
    attach(
        type(world.open["policy"]).objects.get(pk=world.open["policy"].pk),
        "附件（示例）",
        world.files["group"]["document"],
    )
    for kind, model in (("news", NewsPage), ("material", MaterialPage)):
        page = model.objects.get(pk=world.open[kind].pk)
        if kind == "news":
            page.image = world.files["group"]["image"]
        else:
            page.kind, page.file = "pdf", world.files["group"]["document"]
        page.save_revision().publish()
    topic = type(world.open["topic"]).objects.get(pk=world.open["topic"].pk)
    topic.image = world.files["group"]["image"]
    topic.save_revision().publish()


def _attach_words(world: World) -> None:
    """Every hidden notice has an open file with its words; the closed files have words too."""
    for way in HIDINGS:
        page = PolicyPage.objects.get(pk=world.hidden[way]["policy"].pk)
        document = make_document(f"{SLUG}-attached-{way}.pdf")
        # Past the signals: the notice has to stay hidden as it is.
        PolicyAttachment.objects.create(page=page, title=mark_of("policy", way), file=document)
        _read_words(document, mark_of("policy", way))
    for way in RESTRICTED:
        _read_words(world.files[way]["document"], mark_of("document", way))


def _read_words(document: Any, words: str) -> None:
    text = AttachmentText.objects.create(
        document=document, status="done", page_count=2, blank_pages=1, extracted_at=clock.now()
    )
    AttachmentPage.objects.create(attachment=text, number=2, label="第2页", text=f"{words}：{WORD}附页")
