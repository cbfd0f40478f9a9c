"""One look at each of the answers of a hostile server."""

from __future__ import annotations

from tests.fuzz.links import run
from tests.hostile_server import ANSWERS


def test_every_link_ends_in_time_whatever_its_server_does() -> None:
    assert len(ANSWERS) >= 60
    run(seed=0, rounds=len(ANSWERS))
