"""From the source of a rule text to its tree."""

from __future__ import annotations

from content.grammar.articles import ArticleGrammar
from content.grammar.attachments import EndingGrammar
from content.grammar.builder import TreeBuilder
from content.grammar.ending import mark_enclosures
from content.grammar.front import FrontMatter
from content.grammar.outline import OutlineGrammar
from content.grammar.resolution import find_regions, has_articles, resolve_references
from content.grammar.scanner import Line, Shape, scan
from content.grammar.tree import ParsedText, WarningCode

GRAMMARS = ("auto", "articles", "outline")


def parse(source: str, *, grammar: str = "auto") -> ParsedText:
    """Recognize the structure of a rule text, notice or plan. Any text is accepted.

    Args:
        source: The whole text, any line ends.
        grammar: "articles" (第…条), "outline" (一、（一）1.（1）) or "auto" to choose by the text.

    Returns:
        The tree, whose ``print()`` gives ``source`` back, the grammar used and the warnings in line order.

    Raises:
        ValueError: Unknown grammar.
    """
    if grammar not in GRAMMARS:
        raise ValueError(f"unknown grammar {grammar!r}")
    lines = resolve_references(mark_enclosures(scan(source)))
    articles = grammar == "articles" or (grammar == "auto" and has_articles(lines))
    regions = find_regions(lines, articles=articles)
    builder = TreeBuilder(source)
    FrontMatter(builder, articles=articles).read(lines, regions)
    body = lines[regions.body : regions.ending]
    if articles:
        ArticleGrammar(builder, body).read()
    else:
        OutlineGrammar(builder, body).read()
    front = lines[regions.contents[1] : regions.body]
    EndingGrammar(builder, lines[regions.ending :], front=front).read()
    if not body:
        first = next((line for line in lines if line.shape), None) or Line(0, 0, 0, Shape.BLANK)
        builder.warn(WarningCode.NO_STRUCTURE, first, first.label)
    warnings = sorted(builder.warnings, key=lambda warning: warning.line)
    return ParsedText(builder.finish(), "articles" if articles else "outline", tuple(warnings))
