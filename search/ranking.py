"""The ranking formula, declared once for every engine.

score = (BM25 of the words over the field ``body`` + the constants below) × prior of the document

The prior is that of the level of effect, times that of a text in force (``search.documents``). Common
questions (常见问法) stand in ``body``.

BM25 has k1 = 1.2 and b = 0.75, what both engines do unless told otherwise. ``body`` is one field of title,
headings, number and text: measured better than fields apart, where a name repeated in every article swamps
what the article says (docs/search.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

# The article asked for stands above every other, whatever its words; the rule asked for above other rules.
ARTICLE_SCORE = 100.0
NAME_WITH_ARTICLE_SCORE = 100.0
NAME_SCORE = 5.0
NUMBER_SCORE = 100.0
# News: within so many days, so much, both added up; enough to part what is nearly alike.
RECENT_NEWS = ((30, 0.2), (180, 0.1))
ALTERNATIVE_BOOST = 0.5  # what was typed counts more than another word for it

# Suggestions: the article asked for, then what begins as was typed, then what has it somewhere in its title;
# among those, what is in force.
SUGGESTED_ARTICLE_SCORE = 3_000.0
SAME_NAME_SCORE = 1_000.0
BEGINNING_SCORE = 1_000.0
IN_FORCE_SCORE = 500.0
SOUND_SCORE = 10.0  # for each way in which a part of a name sounds as was typed

# Equal scores would leave the order to the engine, and change between two pages of results.
TIE_BREAK = 1e-4


def stored_prior(prior: float, page_id: int, order: int) -> float:
    """The factor, at least 1, of an engine's score; moved by less than 0.01 % to part ties."""
    place = (page_id * 7919 + order * 104_729) % 10_007
    return max(prior, 1.0) * (1 + TIE_BREAK * place / 10_007)


# Where not every word is found, a provision gains from others of its page that answer too.
PAGE_WEIGHT = 0.3
PAGE_HITS = 10


def raise_by_page(scores: Sequence[float], page_ids: Sequence[int]) -> list[tuple[float, int]]:
    """Scores raised by what their pages answer as a whole: a part of the mean of the page's ten best.

    Args:
        scores: of the best provisions, best first.
        page_ids: the page of each.

    Returns:
        The new scores with the place each had, best first.
    """
    own: defaultdict[int, list[float]] = defaultdict(list)
    for score, page_id in zip(scores, page_ids, strict=True):
        if len(own[page_id]) < PAGE_HITS:
            own[page_id].append(score)
    raised = {page_id: PAGE_WEIGHT * sum(best) / PAGE_HITS for page_id, best in own.items()}
    ranked = [
        (score + raised[page_id], place)
        for place, (score, page_id) in enumerate(zip(scores, page_ids, strict=True))
    ]
    return sorted(ranked, key=lambda found: (-found[0], found[1]))


def day_order(published_on: int, page_id: int, order: int) -> int:
    """A number that sorts documents by day, then page, then place from last to first; below 2^63."""
    return published_on * 10**11 + page_id % 10**8 * 1_000 + 999 - min(order, 999)
