"""Count the work of builds of a small blog, in a process of its own: `python -m tests.budget` prints it as JSON.

The counts are the same on every machine with the same Python: calls of Python functions, files opened, documents read,
pages rendered. They are kept in budget.json; `python -m tests.budget --keep` writes them there.
"""

from __future__ import annotations

import cProfile
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kawaraban.cli.application import build
from kawaraban.incremental import files
from kawaraban.incremental.look import Look
from kawaraban.incremental.noop import known_summary
from kawaraban.pages.builder import BlogBuilder

KEPT = Path(__file__).with_name("budget.json")
GENERATE = Path(__file__).parent.parent / "benchmarks" / "gen.py"
POSTS = "60"
CONF = """
extensions = ["kawaraban"]
blog_title = "数える"
blog_baseurl = "https://blog.example/"
blog_authors = {"elh": ("エル", None)}
blog_default_author = "elh"
kawaraban_profile = {"text": "書く人"}
"""
Counts = dict[str, dict[str, int]]
_opened = 0


def note_opening(event: str, arguments: tuple[Any, ...]) -> None:
    """Count the files that are opened; *arguments* of the event are the path, the mode, the flags."""
    global _opened
    if event == "open" and isinstance(arguments[0], str) and not arguments[0].endswith(".pyc"):
        _opened += 1


def counted(work: Callable[[], object]) -> dict[str, int]:
    """Do a piece of work; return how much of each kind it took."""
    made, before, profile = Counter[str](), _opened, cProfile.Profile(builtins=False)
    methods = {"read_doc": "documents read", "handle_page": "pages rendered"}
    originals = {name: getattr(BlogBuilder, name) for name in methods}

    def noting(name: str) -> Callable[..., Any]:
        def note(*arguments: Any, **options: Any) -> Any:
            made[methods[name]] += 1
            return originals[name](*arguments, **options)

        return note

    for name in methods:
        setattr(BlogBuilder, name, noting(name))
    try:
        profile.runcall(work)
    finally:
        for name, original in originals.items():
            setattr(BlogBuilder, name, original)
    calls = sum(entry.callcount for entry in profile.getstats())
    return {"calls": calls, "files opened": _opened - before} | {kind: made[kind] for kind in methods.values()}


def count() -> Counts:
    """Return the counts of each kind of change to a blog of 60 posts."""
    with tempfile.TemporaryDirectory() as folder:
        source, site, cache = Path(folder, "src"), Path(folder, "html"), Path(folder, "cache")
        source.mkdir()
        (source / "index.md").write_text("# 数える\n", "utf-8")
        generate = [sys.executable, str(GENERATE), POSTS, str(source), "kawaraban"]
        subprocess.run(generate, check=True)
        conf = source / "conf.py"

        def run_build() -> None:
            if not known_summary(Look(str(source), str(site), str(cache))):
                build(source, site, cache, alone=True)

        conf.write_text(CONF, "utf-8")
        build(source, Path(folder, "first"), Path(folder, "first-cache"))  # imports and compiles what there is
        found = {"clean": counted(run_build), "nothing": counted(run_build)}
        subprocess.run([*generate, "--edit", "30", "語"], check=True)
        found["edit"] = counted(run_build)
        subprocess.run([*generate, "--only-add"], check=True)
        found["add"] = counted(run_build)
        conf.write_text(CONF.replace("書く人", "読む人"), "utf-8")
        found["profile"] = counted(run_build)
        conf.write_text(conf.read_text("utf-8").replace("数える", "読む"), "utf-8")
        found["title"] = counted(run_build)
        conf.write_text(conf.read_text("utf-8") + "# 注\n", "utf-8")
        found["comment"] = counted(run_build)
        return found


def main() -> None:
    """Print the counts, and keep them if that is asked for."""
    os.environ["SOURCE_DATE_EPOCH"] = "1767225600"
    vars(os)["cpu_count"] = lambda: 1
    sys.dont_write_bytecode = True  # else what has run before decides whether templates are compiled
    files.UNCERTAIN_NS = 0  # else files that were written a moment ago are read again, as many as the machine is fast
    sys.addaudithook(note_opening)
    text = json.dumps(count(), indent=1) + "\n"
    sys.stdout.write(text)
    if "--keep" in sys.argv:
        KEPT.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
