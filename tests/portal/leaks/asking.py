"""Every surface asked by every viewer, and what of the hidden pages is in the answers."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from content.models import BasePage, EditionPage
from tests.portal.leaks.surfaces import ADMIN, ADMIN_OF_PAGE, CHOOSERS, FILES, OWN, SITE
from tests.portal.leaks.world import (
    HIDINGS,
    MAKERS,
    OFFLINE,
    READS,
    RESTRICTED,
    SLUG,
    VIEWERS,
    World,
    index_anew,
    mark_of,
)

Found = frozenset[tuple[str, str]]  # way of hiding, kind
# Another in every answer: the token of a form, and that of a search that may be clicked.
_TOKEN = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|<div data-trace="[^"]*"[^>]*></div><script[^>]*></script>'
)
Table = dict[tuple[str, str], dict[str, str]]
# What is offline is offline for everybody alike.
OWN_VIEWERS = {
    way: VIEWERS if way in RESTRICTED else ("anonymous", "member", "foreign_editor") for way in HIDINGS
}
ADMIN_VIEWERS = ("anonymous", "outsider", "foreign_editor", "own_editor")
NAMES = (*MAKERS, "document", "image")
# Each viewer is asked again when everything they may not read has been deleted.
STAGES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (OFFLINE, ("member",)),
    (("group",), ("outsider", "reader", "foreign_editor")),
    (("login",), ("anonymous",)),
)


@dataclass
class Answers:
    """By surface, viewer and address. ``without``: what the viewer may not read is deleted."""

    before: Table = field(default_factory=dict)
    without: Table = field(default_factory=dict)
    own: Table = field(default_factory=dict)  # by way of hiding
    admin: Table = field(default_factory=dict)
    files: Table = field(default_factory=dict)


def ask(client: Client, address: str) -> str:
    """Status, place to go to, and words of an answer."""
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    # Where the sign-in page leads back to is what was asked for, not what was told.
    to = answer.headers.get("Location", "").partition("?")[0]
    words = _TOKEN.sub("", body.decode(errors="replace"))
    return f"{answer.status_code} {to}\n{words}"


def found_in(words: str) -> Found:
    """The hidden pages and files an answer names, by title, words or address."""
    plain = html.unescape(re.sub(r"<[^>]+>", "", words)) + html.unescape(words)
    return frozenset(
        (way, kind)
        for way in HIDINGS
        for kind in NAMES
        if mark_of(kind, way) in plain or re.search(rf"{SLUG}-{kind}-{way}\b", words)
    )


def readable(found: Found, viewer: str) -> Found:
    return frozenset(pair for pair in found if viewer in READS[pair[0]])


def fill(address: str, world: World) -> str:
    """An address of the table with numbers and names of this world."""
    if "{" not in address:
        return address
    columns = {name: BasePage.objects.get(slug=name).pk for name in ("policies", "rules", "cases")}
    return address.format(open=world.open["policy"].pk, **columns)


def ask_everything(world: World) -> Answers:
    """Ask, delete stage by stage, ask again."""
    answers = Answers()
    for viewer in VIEWERS:
        _ask_site(world, viewer, answers.before)
    _ask_own(world, answers)
    _ask_admin(world, answers)
    _ask_files(world, answers)
    for ways, viewers in STAGES:
        for page in list(world.pages(*ways)):
            # A lesson may have gone with its course.
            for there in BasePage.objects.filter(pk=top_of(page).pk):
                there.specific.delete()
        index_anew()
        for viewer in viewers:
            _ask_site(world, viewer, answers.without)
    return answers


def top_of(page: BasePage) -> BasePage:
    """The rule of an edition, else the page itself."""
    return page.get_parent() if isinstance(page, EditionPage) else page


def _ask_site(world: World, viewer: str, into: Table) -> None:
    cache.clear()
    for name, surface in SITE.items():
        addresses = [fill(address, world) for address in surface.addresses]
        into[name, viewer] = {address: ask(world.clients[viewer], address) for address in addresses}


def _ask_own(world: World, answers: Answers) -> None:
    """Every address of every hidden page, by way of hiding and viewer."""
    for way in HIDINGS:
        for kind, page in world.hidden[way].items():
            addresses = own_addresses(kind, page)
            for viewer in OWN_VIEWERS[way]:
                client = world.clients[viewer]
                asked = answers.own.setdefault((way, viewer), {})
                asked.update({address: ask(client, address) for address in addresses})


def own_addresses(kind: str, page: BasePage) -> list[str]:
    url = top_of(page).url
    patterns = (*OWN["page"], *OWN.get(kind, ()), *OWN["report"])
    return [pattern.format(url=url, pk=page.pk) for pattern in patterns]


def _ask_admin(world: World, answers: Answers) -> None:
    call_command("update_index", verbosity=0)
    for viewer in ADMIN_VIEWERS:
        client = world.clients[viewer]
        for name, surface in {**ADMIN, **CHOOSERS}.items():
            addresses = [fill(address, world) for address in surface.addresses]
            answers.admin[name, viewer] = {address: ask(client, address) for address in addresses}
        for name, patterns in ADMIN_OF_PAGE.items():
            asked = answers.admin[name, viewer] = {}
            for page in _looked_at(world, viewer):
                for pattern in patterns:
                    address = pattern.format(pk=page.pk, revision=page.latest_revision_id)
                    asked[address] = ask(client, address)


def _looked_at(world: World, viewer: str) -> list[BasePage]:
    """A page hidden in every way and one of every kind; one for who is let in nowhere or may see it."""
    if viewer != "foreign_editor":
        return [world.hidden["draft"]["policy"]]
    return [*(world.hidden[way]["policy"] for way in HIDINGS), *world.pages("group")]


def _ask_files(world: World, answers: Answers) -> None:
    for way in RESTRICTED:
        document, image = world.files[way]["document"], world.files[way]["image"]
        rendition = image.get_rendition("width-20").url
        places = {"document": document.url, "rendition": rendition, "original": image.file.url}
        for viewer in VIEWERS:
            for name, surface in FILES.items():
                asked = answers.files.setdefault((name, viewer), {})
                for pattern in surface.addresses:
                    address = pattern.format(**places)
                    asked[f"{way} {address}"] = ask(world.clients[viewer], address)


def together(answers: Iterable[str]) -> Found:
    return frozenset(pair for words in answers for pair in found_in(words))


def pieces_of(answers: Iterable[str]) -> Counter[str]:
    """What is answered beside the hits themselves, counts and choices among it, whatever the order."""
    bare = (
        re.sub(r'<li class="hit">.*?(?=<li class="hit">|</ol>)', "", words, flags=re.DOTALL)
        for words in answers
    )
    return Counter(
        re.sub(r"find-option-\d+", "", piece) for words in bare for piece in re.findall(r"[^<>]+", words)
    )
