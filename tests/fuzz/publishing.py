"""Publications of random changes to every kind of target, some of them killed, while a reader reads the site.

`run` makes one publication a round; with `python -m tests.fuzz.publishing --publications 50 --kills 30`, each kind of
target gets so many.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.publications import KINDS, Place, is_whole, place_of, publish
from tests.site_trees import SiteTree
from tests.targets import Reader


def publish_and_kill(place: Place, site: SiteTree, seconds: float) -> float:
    """Publish in another process and kill it after some time; return the seconds it took if it had ended, else 0."""
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "tests.publications", place.text, str(site.folder)])
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return 0
    assert process.returncode == 0
    return time.monotonic() - began


def publications(kind: str, seed: int, rounds: int, kills: int) -> str:
    """Make random changes and publish them, and return what happened. Raises AssertionError where a reader notices."""
    chance = random.Random(seed)
    killed, takes = 0, 3.0
    with tempfile.TemporaryDirectory() as home, place_of(kind, Path(home), is_served=True) as place:
        site = SiteTree(Path(home, "html"))
        publish(place, site)
        began = time.monotonic()
        with Reader(place.address, lambda: site.pages, asks=50 if kind in ("s3", "webdav") else 1) as reader:
            for number in range(max(rounds, kills)):
                change = site.change(chance)
                if number < kills:
                    ended = publish_and_kill(place, site, chance.uniform(0.1, takes))
                    killed, takes = killed + (not ended), ended or takes * 1.1
                    if chance.random() < 0.5:  # the next publication may be another one
                        change += ", " + site.change(chance)
                if number < rounds:
                    publish(place, site, is_forced=True)
                    assert is_whole(place, site), (kind, seed, number, change)
                assert not reader.faults, (kind, seed, number, change, reader.faults[:5])
            publish(place, site, is_forced=True)
            assert is_whole(place, site), (kind, seed)
        assert not reader.faults, (kind, seed, reader.faults[:5])
        assert reader.pages
        seconds = time.monotonic() - began
    return f"{kind}: publications {rounds}, killed {killed} of {kills}, pages read {reader.pages}, {seconds:.0f} s"


def run(seed: int, rounds: int) -> None:
    publications(KINDS[seed % len(KINDS)], seed, rounds, rounds // 3)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.publishing")
    parser.add_argument("--publications", type=int, default=50)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", choices=KINDS)
    options = parser.parse_args()
    for kind in [options.only] if options.only else KINDS:
        sys.stdout.write(
            publications(kind, options.seed, options.publications, options.kills) + f" (seed {options.seed})\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
