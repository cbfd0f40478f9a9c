#!/usr/bin/env python3
"""where.py [POSTS]: profile a clean build in one process; functions that take longest come first."""
from __future__ import annotations
import cProfile, os, pathlib, pstats, shutil, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))


def main(posts: str) -> None:
    from kawaraban.cli.application import build

    vars(os)["cpu_count"] = lambda: 1
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "src")
        shutil.copytree(HERE.parent, source, ignore=shutil.ignore_patterns("posts", "_build", ".*", "node_modules"))
        subprocess.run([sys.executable, HERE / "gen.py", posts, source, "kawaraban"], check=True)
        profile = cProfile.Profile()
        profile.runcall(build, source, source / "_build/html", source / "_build/cache")
        pstats.Stats(profile).sort_stats("cumulative").print_stats("kawaraban|sphinx|myst|docutils|jinja2", 40)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "200")
