"""`make test-cluster`: three Elasticsearch nodes, the master killed while they are in use."""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import sys
import time

import elasticsearch_install
from cluster_use import Use, open_index
from elasticsearch_cluster import Cluster, Node, StartError
from elasticsearch_start import running

NODES = 3
LONGEST_ELECTION = 60
SECONDS_BEFORE, SECONDS_AFTER = 8, 20


def main() -> None:
    """Run the trial; end with 1 and the reason if something does not hold."""
    try:
        elasticsearch_install.fetch(install=True)
        began = time.monotonic()
        with running(NODES) as cluster:
            print(
                f"{NODES} nodes green after {time.monotonic() - began:.1f} s: {' '.join(cluster.urls)}",
                flush=True,
            )
            exercise(cluster)
    except (elasticsearch_install.UnavailableError, StartError) as error:
        sys.exit(str(error))
    print("Stopped.", flush=True)


def exercise(cluster: Cluster) -> None:
    """The portal's search goes on, and loses nothing, when the master is lost.

    Raises:
        StartError: the remaining nodes did not elect a new one, an answer failed or a document was lost.
    """
    use = Use(open_index(cluster.urls))
    cluster.wait_for("green", nodes=NODES)
    use.start()
    time.sleep(SECONDS_BEFORE)
    former, took = lose_master(cluster)
    new = cluster.master()
    print(
        f"{former.name} (master) killed; {new.name if new else '?'} is master after {took:.1f} s", flush=True
    )
    time.sleep(SECONDS_AFTER)
    use.stop()
    print(use.report(), flush=True)
    if not use.asked or not use.written or use.failed or use.wrong or use.lost():
        raise StartError("\n".join(["It does not hold:", *use.failed[:3], *use.wrong[:3]]))


def lose_master(cluster: Cluster) -> tuple[Node, float]:
    """Kill the master with SIGKILL and wait until the others have a new one.

    Returns:
        The killed node and the seconds until the new election was seen.
    """
    former = cluster.master()
    if former is None:
        raise StartError("The cluster has no master.")
    cluster.kill(former)
    began = time.monotonic()
    cluster.wait_for("yellow", nodes=NODES - 1, within=LONGEST_ELECTION)
    while cluster.master() in (None, former):
        if time.monotonic() - began > LONGEST_ELECTION:
            raise StartError(f"No new master after {LONGEST_ELECTION} s:\n{cluster.log()}")
        time.sleep(0.1)
    return former, time.monotonic() - began


if __name__ == "__main__":
    main()
