"""The settings of the benches; the tables are made at once, not migration by migration."""

from typing import Any

from benchmarks.settings import *  # noqa: F403 - a settings module is the sum of its parts


class NoMigrations(dict[str, Any]):
    """No app has any."""

    def __contains__(self, _app: object) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


MIGRATION_MODULES = NoMigrations()
