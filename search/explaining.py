"""Why a provision was found, where the marks in it do not say so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from search.analysis.articles import label_token
from search.analysis.folding import fold
from search.analysis.names import names_of
from search.analysis.numbers import own_number_tokens
from search.analysis.tokens import tokenize
from search.exchange import SearchDocument
from search.highlighting import LOOKED_AT
from search.queries import ParsedQuery, QueryTerm

_LONGEST = 20


def explain(document: SearchDocument, parsed: ParsedQuery, *, some: bool = False) -> tuple[str, ...]:
    """The reasons in words a reader understands; empty where the marks say enough.

    Args:
        document: the provision found.
        parsed: what was asked for.
        some: the answer is one with some of the words only (remark ANY_WORD).
    """
    found = _Found(document, parsed)
    return (*found.by_name(), *found.by_number(), *found.by_other_words(), *(found.by_some() if some else ()))


@dataclass(frozen=True)
class _Found:
    document: SearchDocument
    parsed: ParsedQuery

    @cached_property
    def _shown(self) -> _Words:
        document = self.document
        return _Words("\n".join((document.path, document.label, document.text)))

    @cached_property
    def _title(self) -> _Words:
        return _Words(self.document.title)

    @cached_property
    def _all(self) -> _Words:
        document = self.document
        return _Words("\n".join((document.title, document.path, document.label, document.text)))

    def by_name(self) -> list[str]:
        """The article or the rule that was asked for by its number or name."""
        asked = {term.tokens[0] for term in self.parsed.terms if term.kind == "article"}
        is_article = label_token(fold(self.document.label)) in asked
        called = {*self.parsed.names, *(term.text for term in self._words())}
        own = called & {*names_of(self.document.title)}
        other = called & {name for given in self.document.names for name in names_of(given)}
        if is_article and (own or other):
            return [_("规则名称和条号相符")]
        reasons = [_("条号相符")] if is_article else []
        if other and not own:  # the title does not show it
            reasons.append(_("规则简称“%(name)s”相符") % {"name": max(other, key=len)})
        return reasons

    def by_number(self) -> list[str]:
        """The document number it has, or names."""
        asked = {term.tokens[0] for term in self.parsed.terms if term.kind == "number"}
        if not asked:
            return []
        own = asked & {*own_number_tokens(self.document.document_number)}
        return [_("文号相符") if own else _("文中提到这个文号")]

    def by_other_words(self) -> list[str]:
        """Words that stand elsewhere, or stand for what was typed."""
        terms = self._words()
        missing = [term for term in terms if not self._shown.has(term)]
        in_title = [term for term in missing if self._title.has(term)]
        reasons = []
        if in_title and missing == terms:
            words = "”“".join(_short(term.text) for term in in_title)
            reasons.append(_("文件标题含“%(words)s”") % {"words": words})
        for term in missing:
            if term in in_title:
                continue
            if said := self._said_otherwise(term):
                reasons.append(_("按同义词“%(words)s”找到") % {"words": said})
            elif question := self._question(term):
                reasons.append(_("与常见问法“%(question)s”相符") % {"question": question})
        return reasons

    def by_some(self) -> list[str]:
        """How many of the words are there."""
        terms = self._words()
        held = [term for term in terms if self._all.has(term) or self._said_otherwise(term)]
        if len(held) == len(terms):
            return []
        if not held:
            return [_("只含其中部分文字")]
        values = {
            "all": len(terms),
            "some": len(held),
            "words": "、".join(_short(term.text) for term in held),
        }
        return [_("含 %(all)s 个词语中的 %(some)s 个：%(words)s") % values]

    def _words(self) -> list[QueryTerm]:
        return [term for term in self.parsed.terms if term.kind in {"word", "phrase"}]

    def _said_otherwise(self, term: QueryTerm) -> str:
        complete = (words for words in term.alternatives if all(word in self._all.folded for word in words))
        return "、".join(next(complete, ()))

    def _question(self, term: QueryTerm) -> str:
        return next((words for words in self.document.questions if _Words(words).has(term)), "")


class _Words:
    """The beginning of a text and its tokens."""

    def __init__(self, text: str) -> None:
        self.folded = fold(text[:LOOKED_AT])
        self._tokens: frozenset[str] | None = None

    def has(self, term: QueryTerm) -> bool:
        """Whether a word is there, whole or in all its pairs; a phrase only whole."""
        if term.text in self.folded:
            return True
        if self._tokens is None:
            self._tokens = frozenset(tokenize(self.folded, is_folded=True))
        return term.kind == "word" and self._tokens.issuperset(term.tokens)


def _short(word: str) -> str:
    return Truncator(word).chars(_LONGEST)
