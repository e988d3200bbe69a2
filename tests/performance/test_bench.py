"""The benchmark runs from nothing to its tables; what it measures is not judged here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
SHORT = ["--pages", "200", "--rounds", "1", "--seconds", "0.3", "--connections", "2"]


@pytest.mark.slow
def test_bench_builds_serves_and_measures(tmp_path: Path) -> None:
    command = [sys.executable, "scripts/bench.py", *SHORT, "--data", str(tmp_path)]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr[-4000:]
    made = json.loads((tmp_path / "200" / "done.json").read_text())
    assert made["pages"] >= 180
    rows = [line.split("|")[1:-1] for line in done.stdout.splitlines() if line.startswith("| ")]
    figures = {row[0].strip(): row for row in rows if len(row) == 8 and row[-1].strip().isdigit()}
    assert {"hello", "home", "article", "case", "search", "404", "policy among 11,000"} <= set(figures)
    assert {name: row[-1].strip() for name, row in figures.items()} == dict.fromkeys(figures, "0")
    assert "errors at a cold start with 16 clients | 0.00" in done.stdout
