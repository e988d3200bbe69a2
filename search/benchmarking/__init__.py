"""Measuring the search on corpora of articles and judged questions."""
