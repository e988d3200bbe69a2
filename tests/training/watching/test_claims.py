"""Heartbeats that are none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.watching.claims import BadClaimError, read_claim

GOOD: dict[str, Any] = {"token": "t", "seq": 1, "segments": [[0, 20.9], [30, 31]], "position": 31.5}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


def test_heartbeat_is_read_with_whole_seconds():
    claim = read_claim(json.dumps(GOOD).encode())
    assert (claim.sequence, claim.segments, claim.position) == (1, [(0, 20), (30, 31)], 31)


@pytest.mark.parametrize("field", GOOD)
def test_heartbeat_without_a_field_is_refused(field):
    body = {name: value for name, value in GOOD.items() if name != field}
    with pytest.raises(BadClaimError):
        read_claim(json.dumps(body).encode())


@pytest.mark.parametrize(
    "change",
    [
        {"more": 1},
        {"token": 5},
        {"seq": 0},
        {"seq": True},
        {"seq": 1.5},
        {"seq": 2**31},
        {"segments": {}},
        {"segments": [[5, 1]]},
        {"segments": [[1]]},
        {"segments": [[0, "9"]]},
        {"segments": [[0, True]]},
        {"segments": [[-1, 9]]},
        {"segments": [[0, 1e300]]},
        {"segments": [[0, 1]] * 61},
        {"position": None},
        {"position": -1},
        {"position": 10**400},
    ],
)
def test_heartbeat_with_a_value_that_cannot_be_is_refused(change):
    with pytest.raises(BadClaimError):
        read_claim(json.dumps(GOOD | change).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b'{"token":"t","seq":1,"segments":[[0,NaN]],"position":0}',
        b'{"token":"t","seq":1,"segments":[[0,Infinity]],"position":0}',
        b"[" * 2_000,
        b" " * 2_049,
    ],
)
def test_what_is_no_heartbeat_is_refused(body):
    with pytest.raises(BadClaimError):
        read_claim(body)


@given(JSON, JSON)
def test_any_other_value_is_refused_or_read(segments, position):
    body = json.dumps({**GOOD, "segments": segments, "position": position}).encode()
    try:
        claim = read_claim(body)
    except BadClaimError:
        return
    assert all(isinstance(bound, int) for pair in claim.segments for bound in pair)
