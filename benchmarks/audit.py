#!/usr/bin/env python3
"""audit.py [--runs 5] [--pages post,home,category,search,works] [--peers stock,hugo] [--posts 12] [--work DIR]

Measure pages as readers get them: those of this site, and the same kinds of pages made by peers from posts of gen.py. For
each page: bytes and requests of a first visit (with headers, without pictures), Lighthouse on a phone (median of --runs),
violations found by axe at 390 and 1280 px in both colour schemes, errors of the Nu HTML checker, errors in the console,
and requests to other hosts. Sites are served on 127.0.0.1 with gzip. Needs Debian's chromium, Node with npm, and Java.
"""
from __future__ import annotations

import argparse, functools, gzip, http.server, json, os, shutil, statistics, subprocess, sys, tempfile, threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT)]
from benchmarks import bench  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

NEEDS = ["axe-core@4.14.1", "lighthouse@13.5.0", "vnu-jar@26.9.27"]
PAGES: dict[str, dict[str, str | None]] = {
    "kawaraban": {"post": "2025/10/rare-earths.html", "home": "index.html", "category": "blog/category/世界情勢など.html",
                  "search": "search.html", "works": "works.html"},
    "kawaraban, the peers' posts": {"post": None, "home": "index.html", "category": "blog/category/技術.html"},
    "stock": {"post": None, "home": "index.html", "category": "blog/category/技術.html"},
    "hugo": {"post": None, "home": "index.html", "category": "categories/技術/index.html"},
}
FORMS = {"kawaraban": "[0-9]*/p*.html", "stock": "blog/[0-9]*/p*.html", "hugo": "blog/[0-9]*/p*/index.html"}
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files, text with gzip."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".webmanifest": "application/manifest+json"}

    def log_message(self, *args: object) -> None: ...

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        data = path.read_bytes() if found else b"not found"
        kind = self.guess_type(str(path)) if found else "text/plain"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        if kind.split("/")[0] == "text" or kind.endswith(("javascript", "json", "xml")):
            data = gzip.compress(data, 9)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "public, max-age=31536000" if "." in path.stem else "no-cache")
        self.end_headers()
        self.wfile.write(data)


def serve(folder: Path) -> str:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def visit(browser: Browser, base: str, path: str) -> dict[str, float]:
    """Return the cost of a first visit: bytes without pictures, bytes of scripts, requests, requests to other hosts."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, tuple[str, str, int]] = {}
    lengths: dict[str, int] = {}
    session.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: (e["type"], e["response"]["url"], e["response"].get("encodedDataLength", 0))}))
    session.on("Network.loadingFinished", lambda e: lengths.update({e["requestId"]: e["encodedDataLength"]}))
    page.goto(f"{base}/{path}", wait_until="networkidle")
    page.wait_for_timeout(300)
    rows = []
    for key, (kind, url, _headers) in kinds.items():
        if not url.startswith("data:"):
            rows.append((kind, url, lengths.get(key, 0)))
    context.close()
    text = [(kind, length) for kind, url, length in rows if kind != "Image" or "favicon" in url]
    return {"kB": round(sum(length for _kind, length in text) / 1000, 1), "requests": len(text),
            "script kB": round(sum(length for kind, length in text if kind == "Script") / 1000, 1),
            "other hosts": sum(not url.startswith(base) for _kind, url, _length in rows), "console": len(told)}


def violations(browser: Browser, base: str, path: str, axe: str) -> list[str]:
    """Return the violations found by axe at two widths in both colour schemes, by rule."""
    found: set[str] = set()
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for width in (390, 1280):
        for scheme in schemes:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            page.goto(f"{base}/{path}", wait_until="networkidle")
            page.evaluate(axe)
            result = page.evaluate("axe.run()")
            found |= {f"{each['id']} ({width}, {scheme})" for each in result["violations"]}
            context.close()
    return sorted(found)


def lighthouse(node: Path, base: str, path: str, runs: int) -> str:
    """Return the medians of Lighthouse's four scores on a phone."""
    scores = []
    for _run in range(runs):
        done = subprocess.run(
            ["node", node / "lighthouse/cli/index.js", f"{base}/{path}", "--quiet", "--output=json",
             "--only-categories=performance,accessibility,best-practices,seo",
             f"--chrome-flags=--headless=new {' '.join(FLAGS)}"],
            capture_output=True, text=True, env={**os.environ, "CHROME_PATH": CHROMIUM or ""}, check=False, timeout=180)
        if done.returncode:
            sys.exit(done.stderr[-1500:])
        scores.append([round(100 * (each["score"] or 0)) for each in json.loads(done.stdout)["categories"].values()])
    return " / ".join(str(round(statistics.median(column))) for column in zip(*scores))


def html_errors(node: Path, file: Path) -> list[dict[str, Any]]:
    jar = node / "vnu-jar/build/dist/vnu.jar"
    done = subprocess.run(["java", "-jar", jar, "--format", "json", "--errors-only", file], capture_output=True, text=True, check=False)
    found: list[dict[str, Any]] = json.loads(done.stderr or '{"messages": []}')["messages"]
    return found


def sites(arguments: argparse.Namespace, work: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name, folder of the site)."""
    subprocess.run(["make", "html"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    yield "kawaraban", ROOT / "_build/html"
    for peer in filter(None, arguments.peers.split(",")):
        bench.install(peer, work)
        site = bench.lay_out(peer, arguments.posts, work, ROOT)
        bench.build(peer, work, site)
        yield peer, site / bench.OUTPUT[peer][0]
    if arguments.peers:
        site = bench.lay_out("kawaraban", arguments.posts, work, ROOT)
        yield "kawaraban, the peers' posts", site / "_build/html"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--pages", default="post,home,category,search,works")
    parser.add_argument("--peers", default="stock,hugo")
    parser.add_argument("--posts", type=int, default=12)
    parser.add_argument("--work", type=Path)
    arguments = parser.parse_args()
    work = arguments.work or Path(tempfile.mkdtemp(prefix="kawaraban-audit-"))
    work.mkdir(parents=True, exist_ok=True)
    for tool in ("node", "npm", "java"):
        if not shutil.which(tool):
            sys.exit(f"audit.py needs {tool}.")
    if not CHROMIUM:
        sys.exit("audit.py needs chromium.")
    subprocess.run(["npm", "install", "--silent", "--no-save", "--no-package-lock", "--prefix", work, *NEEDS], check=True)
    node, details = work / "node_modules", []
    axe = (node / "axe-core/axe.min.js").read_text("utf-8")
    print("| site | page | kB | of it scripts | requests | Lighthouse P / A / BP / SEO | axe | HTML | console | other hosts |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, folder in sites(arguments, work):
            base = serve(folder)
            for kind, path in PAGES[name].items():
                if kind not in arguments.pages.split(","):
                    continue
                if path is None:
                    found = sorted(folder.glob(FORMS[name.partition(",")[0]]))
                    path = found[len(found) // 2].relative_to(folder).as_posix()
                seen, wrong = visit(browser, base, path), violations(browser, base, path, axe)
                errors = html_errors(node, folder / path)
                scores = lighthouse(node, base, path, arguments.runs) if arguments.runs else "-"
                print(f"| {name} | {kind} | {seen['kB']} | {seen['script kB']} | {seen['requests']} | {scores} | {len(wrong)} | "
                      f"{len(errors)} | {seen['console']} | {seen['other hosts']} |", flush=True)
                details += [f"{name} {kind}: {each}" for each in [*wrong, *(error["message"] for error in errors)]]
        browser.close()
    print(*["", *details], sep="\n")


if __name__ == "__main__":
    main()
