"""The environment is installed within the constraints, and again when one of the files changes."""

from __future__ import annotations

import importlib.util
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

REPO = Path(__file__).resolve().parents[2]
FILES = ["requirements.txt", "requirements-dev.txt", "constraints.txt"]


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(REPO / "scripts"))
    spec = importlib.util.spec_from_file_location("bootstrap", REPO / "scripts" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.modules.pop("system_packages", None)


def test_pip_is_held_to_the_constraints(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def start(command: list[str], **_options: object) -> SimpleNamespace:
        commands.append(command)
        return SimpleNamespace(stdout=io.StringIO(""), wait=lambda: 0)

    monkeypatch.setattr(bootstrap.subprocess, "Popen", start)
    bootstrap._install("requirements.txt")
    assert " ".join(commands[0]).endswith("-r requirements.txt -c constraints.txt")


@pytest.mark.parametrize("changed", FILES)
def test_change_of_any_file_installs_again(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changed: str
) -> None:
    for name in FILES:
        (tmp_path / name).write_text("a==1\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    before = bootstrap._digest(bootstrap.ALL)
    (tmp_path / changed).write_text("a==2\n")
    assert bootstrap._digest(bootstrap.ALL) != before
