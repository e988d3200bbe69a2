"""Run named commands one after another, show how long each took, and sum up."""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Step:
    """A command with a name and its extra environment."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def run(steps: list[Step]) -> bool:
    """Run every step, even after one failed.

    Returns:
        Whether all of them passed.
    """
    lines, passed = [], True
    for step in steps:
        print(f"── {step.name}", flush=True)
        started = time.monotonic()
        done = subprocess.run(step.command, cwd=ROOT, env={**os.environ, **step.environment}, check=False)
        verdict = "ok" if done.returncode == 0 else "FAILED"
        passed = passed and done.returncode == 0
        lines.append(f"{verdict:>6}  {time.monotonic() - started:6.1f} s  {step.name}")
    print("\n" + "\n".join(lines), flush=True)
    return passed
