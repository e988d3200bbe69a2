"""The doors of pyproject.toml are shut: each library is imported where its contract says, nowhere else."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
PYPROJECT = REPO / "pyproject.toml"
PACKAGES = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["root_packages"]
# Library, contract, the modules where it may be imported, modules where it may not.
DOORS = [
    ("tantivy", "door-tantivy", {"search.index"}, {f"{name}.index" for name in PACKAGES if name != "search"}),
    (
        "elasticsearch",
        "door-elasticsearch",
        {"search.index"},
        {f"{name}.index" for name in PACKAGES if name != "search"},
    ),
    (
        "celery",
        "door-celery",
        {"portal.celery", "tasks.relay"},
        {
            "portal.views",
            "portal.apps",
            "search.apps",
            "content.receivers",
            "accounts.services",
            "common.jobs",
        },
    ),
    ("kombu", "door-celery", {"tasks.relay"}, {"portal.views", "common.jobs"}),
    (
        "import_export",
        "door-import-export",
        {"accounts.resources", "content.resources", "training.resources.other"},
        {"accounts.services", "accounts.management", "content.views", "portal.views", "common.models"},
    ),
]


def lint(folder: Path, contract: str, imports: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Check one contract in packages that hold nothing but these imports; those allowed anyway among them."""
    always = {
        "portal.celery": "celery",
        "accounts.resources": "import_export",
        "training.resources.lists": "import_export",
    }
    for package in [*PACKAGES, "training/resources"]:
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
    for module, library in [*always.items(), *imports.items()]:
        with (folder / f"{module.replace('.', '/')}.py").open("a") as written:
            written.write(f"import {library}\n")
    linter = Path(sys.executable).parent / "lint-imports"
    command = [linter, "--config", PYPROJECT, "--contract", contract, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("library", "contract", "module"),
    [(library, contract, module) for library, contract, open_to, _ in DOORS for module in sorted(open_to)],
)
def test_door_is_open(tmp_path: Path, library: str, contract: str, module: str) -> None:
    done = lint(tmp_path, contract, {module: library})
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("library", "contract", "module"),
    [(library, contract, module) for library, contract, _, shut_to in DOORS for module in sorted(shut_to)],
)
def test_door_is_shut(tmp_path: Path, library: str, contract: str, module: str) -> None:
    done = lint(tmp_path, contract, {module: library})
    assert done.returncode == 1, done.stdout
    assert f"{module} -> {library}" in done.stdout


def test_every_door_is_tested() -> None:
    settings = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]
    doors = {contract["id"] for contract in settings["contracts"] if contract["id"].startswith("door-")}
    assert doors == {contract for _library, contract, _open, _shut in DOORS}
