"""The server tests run against does what the search engine will ask of any Elasticsearch."""

from __future__ import annotations

import pytest
from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.dsl import Document, Keyword, Search, Text, mapped_field

pytestmark = pytest.mark.elasticsearch


class Article(Document):
    """An article as the engine will send it: its tokens, separated by spaces."""

    tokens: str = mapped_field(Text(analyzer="whitespace"))
    eid: str = mapped_field(Keyword())


def fill(client: Elasticsearch, name: str, texts: list[str]) -> None:
    """Make an index with one article per text."""
    index = Article._index.clone(name=name, using=client)
    index.settings(number_of_shards=1, number_of_replicas=0)
    index.create()
    for number, tokens in enumerate(texts, start=1):
        Article(tokens=tokens, eid=f"art-{number}").save(using=client, index=name)
    index.refresh()


def found(client: Elasticsearch, name: str, tokens: str) -> list[str]:
    search = Search(using=client, index=name).query("match_phrase", tokens=tokens)
    return [hit.eid for hit in search.execute()]


def test_tokens_are_found_as_they_were_sent(elasticsearch_client, elasticsearch_prefix):
    name = f"{elasticsearch_prefix}articles"
    fill(elasticsearch_client, name, ["党员 员干 干部", "干部 部公 公款", "公款 党员"])
    assert found(elasticsearch_client, name, "员干 干部") == ["art-1"]
    assert found(elasticsearch_client, name, "干部 员干") == []
    assert found(elasticsearch_client, name, "干") == []


def test_alias_is_swapped_in_one_call(elasticsearch_client, elasticsearch_prefix):
    old, new, alias = (elasticsearch_prefix + name for name in ("old", "new", "live"))
    fill(elasticsearch_client, old, ["旧 文"])
    fill(elasticsearch_client, new, ["新 文", "新 篇"])
    elasticsearch_client.indices.put_alias(index=old, name=alias)
    assert found(elasticsearch_client, alias, "旧 文") == ["art-1"]
    actions = [{"remove_index": {"index": old}}, {"add": {"index": new, "alias": alias}}]
    elasticsearch_client.indices.update_aliases(actions=actions)
    assert found(elasticsearch_client, alias, "旧 文") == []
    assert found(elasticsearch_client, alias, "新 篇") == ["art-2"]
    with pytest.raises(NotFoundError):
        found(elasticsearch_client, old, "旧 文")
