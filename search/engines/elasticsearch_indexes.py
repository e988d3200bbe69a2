"""The indexes of an installation in Elasticsearch: which one answers, which is being built.

``<prefix>-<schema>`` is an alias of the index that answers, ``<prefix>-<schema>-building`` of the one being
built; after a change of the schema there is another alias, and an index made before is left alone. A concrete
index is written to by an alias of its own, so that no write makes an index where there is none any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from search.engines.elasticsearch_connection import ElasticsearchConfig
from search.engines.elasticsearch_mapping import (
    MAPPING,
    SCHEMA_NAME,
    needed_copies,
    ready_settings,
    settings,
)
from search.port import EngineUnavailableError

_COPYING_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Current:
    """The index that answers and the one being built, where they are there."""

    live: str | None
    building: str | None


class Indexes:
    """Makes, swaps and drops the indexes; errors are those of the client."""

    def __init__(self, client: Elasticsearch, config: ElasticsearchConfig) -> None:
        self._client = client
        self._config = config
        self.alias = f"{config.prefix}-{SCHEMA_NAME}"
        self._building = f"{self.alias}-building"

    def current(self) -> Current:
        """What is there now.

        Raises:
            EngineUnavailableError: one alias leads to several indexes, as it should never.
        """
        asking = self._client.options(ignore_status=404)
        found = asking.indices.get_alias(name=[self.alias, self._building]).body
        led: dict[str, list[str]] = {self.alias: [], self._building: []}
        for index, about in found.items():
            for alias in about["aliases"] if isinstance(about, dict) else ():
                led[alias].append(index)
        if any(len(names) > 1 for names in led.values()):
            raise EngineUnavailableError(f"{self.alias} leads to several indexes")
        live, building = (next(iter(names), None) for names in led.values())
        return Current(live, building)

    def make_first(self) -> None:
        """Make an empty index that answers, where there is none; only one of several writers makes it."""
        name = f"{self.alias}-first"
        try:
            self._create(name, self.alias, {**settings(shards=self._config.shards), **self._ready()})
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
            if self.current().live is None:  # of former days
                self._client.indices.delete(index=name)
            return
        try:
            self.current()
        except EngineUnavailableError:  # a rebuild was swapped in meanwhile
            self._client.indices.delete(index=name)

    def begin(self) -> str:
        """Make the index of a rebuild; whatever an earlier one left, or still builds, is dropped.

        Raises:
            EngineUnavailableError: another rebuild has begun at the same moment.
        """
        live = self.current().live
        for name in self._client.indices.get(index=f"{self.alias}-*", features="aliases").body:
            if name != live:
                self._client.options(ignore_status=404).indices.delete(index=name)
        name = f"{self.alias}-{uuid4().hex}"
        self._create(name, self._building, settings(shards=self._config.shards))
        try:
            self.current()
        except EngineUnavailableError:
            self.drop(name)
            raise
        return name

    def make_ready(self, name: str) -> None:
        """Bring an index that is full to disk and to as many nodes as it is to have.

        Raises:
            EngineUnavailableError: most of its copies are not there after five minutes.
        """
        self._client.indices.flush(index=name)
        self._client.indices.put_settings(index=name, settings=self._ready())
        copies = needed_copies(self._config.replicas)
        health = self._client.options(ignore_status=408, request_timeout=_COPYING_SECONDS + 10)
        state = health.cluster.health(
            index=name, wait_for_active_shards=copies * self._config.shards, timeout=f"{_COPYING_SECONDS}s"
        )
        if state["timed_out"]:
            raise EngineUnavailableError(f"the new index is not on {copies} nodes, as it has to be")

    def swap(self, name: str) -> None:
        """Let a built index answer from now on; the former one stays until the next rebuild.

        Raises:
            NotFoundError: another rebuild has begun since and dropped it.
        """
        self._client.indices.update_aliases(
            actions=[
                {"remove": {"index": name, "alias": self._building, "must_exist": True}},
                {"remove": {"index": f"{self.alias}-*", "alias": self.alias, "must_exist": False}},
                {"add": {"index": name, "alias": self.alias}},
            ]
        )

    def drop(self, name: str) -> None:
        """Delete an index, if it is there."""
        self._client.options(ignore_status=404).indices.delete(index=name)

    def drop_all(self) -> None:
        """Delete every index of the prefix, whatever its schema."""
        try:
            found = self._client.indices.get(index=f"{self._config.prefix}-*", features="aliases").body
        except NotFoundError:
            return
        for name in found:
            self.drop(name)

    def _ready(self) -> dict[str, object]:
        return ready_settings(replicas=self._config.replicas)

    def _create(self, name: str, alias: str, settings: dict[str, object]) -> None:
        made = self._client.indices.create(
            index=name, aliases={alias: {}, written_by(name): {}}, mappings=MAPPING, settings=settings
        )
        if not made["acknowledged"]:  # a node that has not heard of it would let a writer pass it by
            self.drop(name)
            raise EngineUnavailableError(f"not every node has heard of {name}")


def written_by(index: str) -> str:
    """The name by which an index is written to."""
    return f"{index}.write"
