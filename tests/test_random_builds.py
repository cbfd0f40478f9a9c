"""Random sequences of changes, posts and pages of every kind: after each, a build of the old tree equals a fresh one."""

from __future__ import annotations

import pytest

from tests.fuzz.builds import run


@pytest.mark.parametrize("seed", range(40))
def test_a_sequence_of_steps_leaves_nothing_stale(seed: int) -> None:
    run(seed, 5)
