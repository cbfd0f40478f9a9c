#!/usr/bin/env python3
"""serve.py [--posts 15,1000] [--saves 50] [--peers hugo,autobuild] [--work DIR]: the time from a save to the screen.

Saves a sentence of a post in the middle of the blog, and measures the time until a real browser shows it. Each tool
serves the same posts with its own live preview, in turn. `autobuild` is sphinx-autobuild on the stock stack. A peer that
cannot be installed is skipped with a message. Prints the median and the 95th percentile in milliseconds. Needs Debian's
chromium, and what `make test` installs.
"""
from __future__ import annotations

import argparse, itertools, shutil, socket, statistics, subprocess, sys, tempfile, time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from benchmarks import bench, gen  # noqa: E402
from playwright.sync_api import Browser, Error, Page, TimeoutError, sync_playwright  # noqa: E402

bench.NEEDS["autobuild"] = [*bench.NEEDS["stock"], "sphinx-autobuild==2025.8.25"]
FLAVOUR = {"kawaraban": "kawaraban", "hugo": "hugo", "autobuild": "stock"}
ADDRESS = {"kawaraban": "{}.html", "hugo": "blog/{}/", "autobuild": "blog/{}.html"}
PATIENCE = 20_000  # milliseconds after which a save counts as lost
PAUSE = 0.3  # seconds between a sentence on the screen and the next save


def command(tool: str, work: Path, port: int) -> list[str]:
    bin_ = work / f"venv-{tool}" / "bin"
    return {"kawaraban": [sys.executable, "-m", "kawaraban", "serve", "--port", str(port)],
            "hugo": [str(bin_ / "hugo"), "server", "--bind", "127.0.0.1", "--port", str(port), "--quiet"],
            "autobuild": [str(bin_ / "python"), "-m", "sphinx_autobuild", "-q", "--port", str(port), ".", "out"]}[tool]


def lay_out(tool: str, posts: int, work: Path) -> Path:
    site = work / "serve" / f"{tool}-{posts}"
    shutil.rmtree(site, ignore_errors=True)
    if tool == "kawaraban":
        bench.copy_project(HERE.parent, site)
    else:
        shutil.copytree(HERE / "peers" / FLAVOUR[tool], site)
    bench.generate(FLAVOUR[tool], posts, site)
    return site


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def open_page(page: Page, address: str, server: subprocess.Popen[bytes]) -> None:
    """Open a page as soon as the first build has created it."""
    for _try in range(3000):
        if server.poll() is not None:
            sys.exit(f"the preview of {address} has ended")
        try:
            if (answer := page.goto(address)) and answer.ok:
                return
        except Error:
            pass
        time.sleep(0.2)
    sys.exit(f"{address} is not served")


def measure(tool: str, posts: int, saves: int, work: Path, browser: Browser) -> tuple[list[float], int]:
    """Return the milliseconds of each save, and the number of saves that were never shown."""
    site, port, post = lay_out(tool, posts, work), free_port(), posts // 2
    with open(site / "serve.log", "wb") as log:
        server = subprocess.Popen(command(tool, work, port), cwd=site, stdout=log, stderr=log)
    page, lost = browser.new_page(), 0
    seen: list[float] = []
    try:
        open_page(page, f"http://127.0.0.1:{port}/{ADDRESS[tool].format(gen.rel_of(post, posts))}", server)
        time.sleep(2)
        for turn in range(saves):
            path = gen.post_path(str(site), FLAVOUR[tool], post, posts)
            data = gen.text(FLAVOUR[tool], post, posts, f"追記の{turn}番目を書き足した。")
            begun = time.perf_counter()
            gen.put(path, data)
            try:
                page.get_by_text(f"追記の{turn}番目を").first.wait_for(timeout=PATIENCE)
            except TimeoutError:
                lost += 1
                page.reload()
            else:
                seen.append(1000 * (time.perf_counter() - begun))
            time.sleep(PAUSE)
    finally:
        page.close()
        server.terminate()
        server.wait()
    return seen, lost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", default="15,1000")
    parser.add_argument("--saves", type=int, default=50)
    parser.add_argument("--peers", default="hugo,autobuild")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "kawaraban-bench")
    ask = parser.parse_args()
    ask.work.mkdir(parents=True, exist_ok=True)
    tools = ["kawaraban"]
    for peer in filter(None, ask.peers.split(",")):
        try:
            bench.install(peer, ask.work)
            tools.append(peer)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{peer} is skipped: {error}", file=sys.stderr)
    print("| posts | preview | median, ms | 95 %, ms | lost |\n| --- | --- | --- | --- | --- |")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for posts, tool in itertools.product(map(int, ask.posts.split(",")), tools):
            seen, lost = measure(tool, posts, ask.saves, ask.work, browser)
            if len(seen) < 2:
                print(f"| {posts} | {tool} | – | – | {lost} |", flush=True)
                continue
            late = statistics.quantiles(seen, n=20)[-1]
            print(f"| {posts} | {tool} | {statistics.median(seen):.0f} | {late:.0f} | {lost} |", flush=True)


if __name__ == "__main__":
    main()
