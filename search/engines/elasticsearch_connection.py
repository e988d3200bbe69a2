"""The connection to an Elasticsearch: who is asked, how long is waited, what becomes of its errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from elastic_transport import SerializationError
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError

from search.port import EngineUnavailableError, QueryRefusedError

# A reader waits for an answer twice at most: the second time another node is asked, where there is one.
READ_RETRIES = 1
# What is written can be written again, and a job has time.
WRITE_SECONDS, WRITE_RETRIES = 30.0, 3


@dataclass(frozen=True, slots=True)
class ElasticsearchConfig:
    """The cluster of an installation (setting SEARCH_ELASTICSEARCH)."""

    urls: Sequence[str]
    prefix: str = "qingfeng"
    user: str = ""
    password: str = ""
    ca_certs: str = ""
    replicas: int = 0
    shards: int = 1
    timeout: float = 1.0  # seconds one node has for an answer to a reader


def connect(config: ElasticsearchConfig) -> Elasticsearch:
    """A client of the cluster, which it asks nothing yet; for one process and all its threads."""
    options: dict[str, Any] = {}
    if config.user:
        options["basic_auth"] = (config.user, config.password)
    if config.ca_certs:
        options["ca_certs"] = config.ca_certs
    # Sniffing stays off: the nodes may know each other by addresses that cannot be reached from here.
    return Elasticsearch(
        list(config.urls),
        request_timeout=config.timeout,
        max_retries=READ_RETRIES if len(config.urls) > 1 else 0,
        retry_on_timeout=True,
        **options,
    )


def for_writing(client: Elasticsearch) -> Elasticsearch:
    """The same connections, with the patience of a job."""
    return client.options(request_timeout=WRITE_SECONDS, max_retries=WRITE_RETRIES)


def failure(status: int, message: str) -> EngineUnavailableError:
    """What to raise for an answer of the server that is an error.

    Of the errors of the 400s only these are the question's own; the others are a missing index, a wrong
    password, a server with too much to do.
    """
    refused = status in {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
    return (QueryRefusedError if refused else EngineUnavailableError)(message[:500])


@contextmanager
def engine_failures() -> Iterator[None]:
    """Turn what goes wrong in the cluster or on the way to it into one exception."""
    try:
        yield
    except ApiError as error:
        raise failure(error.status_code, str(error)) from error
    except (TransportError, SerializationError, BulkIndexError) as error:
        raise EngineUnavailableError(str(error)[:500]) from error
