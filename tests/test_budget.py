"""The work of a build stays within its budget: counted, not timed, so that it is the same on every machine."""

import json
import subprocess
import sys

import pytest

from tests.budget import KEPT

KNOWN = json.loads(KEPT.read_text("utf-8"))
SLACK = 1.05


@pytest.fixture(scope="module")
def counts() -> dict[str, dict[str, int]]:
    """The counts of today, counted in a process in which nothing else has run."""
    if sys.version_info[:2] != (3, 11):
        pytest.skip("the budget is that of Python 3.11: others count comprehensions otherwise")
    done = subprocess.run([sys.executable, "-m", "tests.budget"], capture_output=True, text=True, check=True)
    found: dict[str, dict[str, int]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("change", KNOWN)
def test_a_build_does_no_more_than_its_budget_allows(counts: dict[str, dict[str, int]], change: str) -> None:
    sys.stdout.write(f"{change}: {counts[change]}, the budget: {KNOWN[change]}")
    over = {kind: count for kind, count in counts[change].items() if count > KNOWN[change][kind] * SLACK}
    assert not over, f"more than {KNOWN[change]}; if it is worth that: python -m tests.budget --keep"


def test_the_budget_names_every_change(counts: dict[str, dict[str, int]]) -> None:
    assert counts.keys() == KNOWN.keys()
