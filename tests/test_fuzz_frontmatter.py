"""A hundred random front matters, one by one and in one blog."""

from __future__ import annotations

from tests.fuzz.frontmatter import run


def test_front_matter_is_right_or_told_with_its_line_whatever_it_is() -> None:
    run(seed=0, rounds=100)
