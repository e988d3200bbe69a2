"""What is printed on a certificate, and the one way it is written down to be signed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Printed:
    """Every field a certificate shows. Days are ISO dates, hours a decimal number as text."""

    number: str
    name: str
    unit: str
    course: str
    version: int
    klass: str
    hours: str
    completed_on: str
    issued_on: str
    issuer: str

    def canonical(self) -> bytes:
        """The fields as UTF-8 JSON with sorted names and no spaces: the same certificate, the same bytes."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
