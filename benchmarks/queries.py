#!/usr/bin/env python3
"""queries.py [--posts 1000] [--queries 200] [--words DIR] [--work DIR]: test search in a real browser on generated posts.

Substrings of random posts, 2 to 8 characters long, are typed into the search page, and all results are compared with the
posts that contain the substring. Prints the number of wrong results, and bytes (with headers) and ms of the first query
with an empty cache and of later ones. The text of the posts is that of gen.py, or, with --words, sentences from janome's
dictionary (`pip install --target DIR janome==0.5.1`): about 100,000 nouns and verbs, common ones more often. Needs Debian's chromium.
"""
from __future__ import annotations

import argparse, functools, gc, gzip, http.server, json, math, random, shutil, statistics, subprocess, sys, threading, time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from benchmarks import gen  # noqa: E402
from playwright.sync_api import Browser, Request, sync_playwright  # noqa: E402

from kawaraban.outputs.search import NEW
from kawaraban.outputs.search import keys_file
from kawaraban.outputs.search import new_file
from kawaraban.outputs.search import settled
from kawaraban.outputs.search import text_file  # noqa: E402
from kawaraban.outputs.search.documents import Document
from kawaraban.outputs.search.documents import deflate
from kawaraban.outputs.search.documents import pack  # noqa: E402
from kawaraban.outputs.search.fold import fold  # noqa: E402
from kawaraban.outputs.search.inverted import invert
from kawaraban.outputs.search.inverted import lines_of  # noqa: E402
from kawaraban.outputs.search.keys import keys_in  # noqa: E402
from kawaraban.outputs.search.shards import count_for  # noqa: E402

Words = tuple[list[str], list[float]]
"""Words, and the sums of their weights."""
LENGTH = 1600
PARTICLES = ["は", "が", "を", "に", "で", "と", "の", "から", "まで", "へ", "も", "より"]
ENDS = ["である。", "だった。", "と言われる。", "かもしれない。", "ではない。", "になった。", "をめぐる話。"]


def dictionary(folder: str) -> Words:
    """Return (words, cumulative weights): nouns and verbs; a word is e times as rare for every 1,000 points of cost."""
    words: dict[str, int] = {}
    for path in sorted(Path(folder, "janome/sysdic").glob("entries_compact[0-9].py")):
        data: dict[str, Any] = {}
        exec(path.read_text("utf-8"), data)
        for surface, left, _right, cost in data["DATA"].values():
            if (1283 <= left <= 1295 or 600 <= left <= 900) and len(surface) > 1:
                words[surface] = min(cost, words.get(surface, cost))
    total, sums = 0.0, []
    for cost in words.values():
        total += math.exp(-max(cost, 2000) / 1000)
        sums.append(total)
    return list(words), sums


def paragraph(r: random.Random, words: Words | None) -> str:
    if not words:
        return gen.para(r)
    text = ""
    while len(text) < 110:
        some = r.choices(words[0], cum_weights=words[1], k=r.randrange(3, 7))
        text += "".join(word + r.choice(PARTICLES) for word in some[:-1]) + some[-1] + r.choice(ENDS)
    return text


def document(number: int, posts: int, words: Words | None) -> Document:
    r = random.Random(f"post {number}")
    lines: list[str] = []
    while sum(map(len, lines)) < LENGTH:
        lines += [r.choice(gen.HEAD), paragraph(r, words), paragraph(r, words), paragraph(r, words)]
    date = gen.date_of(number, posts).date().isoformat()
    labels = (r.choice(gen.CATS), *r.sample(gen.TAGS, 3))
    title = gen.title_of(number) if not words else paragraph(r, words)[:20].rstrip("。") + f"（{number}）"
    return Document(title, f"{number}.html", date, labels, tuple(lines), tuple(range(0, len(lines), 4)))


def write(site: Path, documents: list[Document]) -> float:
    """Write the index of *documents*; return the time in ms per document."""
    shutil.rmtree(site / "search", ignore_errors=True)
    end = settled(len(documents))
    for file in (*map(text_file, range(len(documents))), *map(keys_file, range(count_for(end))), new_file(0)):
        (site / file).parent.mkdir(parents=True, exist_ok=True)
    gc.disable()  # as in the processes of a build
    start = time.process_time()
    for number, each in enumerate(documents):
        (site / text_file(number)).write_bytes(pack(each))
    shards = invert(0, map(keys_in, documents[:end]), count_for(end))
    for name, pieces in ((keys_file, shards), (new_file, invert(end, map(keys_in, documents[end:]), NEW))):
        for number, piece in enumerate(pieces):
            (site / name(number)).write_bytes(deflate("\n".join(lines_of([piece]))))
    about = {"format": 1, "build": "bench", "documents": len(documents), "settled": end, "shards": len(shards)}
    (site / "search/index.json").write_text(json.dumps(about))
    gc.enable()
    return (time.process_time() - start) / len(documents) * 1000


def pieces(documents: list[Document], count: int) -> Iterator[str]:
    r = random.Random(1)
    while count:
        line, size = r.choice(r.choice(documents).lines), r.randrange(2, 9)
        at = r.randrange(max(1, len(line) - size))
        piece = line[at : at + size]
        if len(piece) > 1 and not set(piece) & set(' "”“'):
            count -= 1
            yield piece


ASK = """async (piece) => {
  const start = performance.now();
  box.value = piece;
  await search();
  const ms = performance.now() - start, titles = () => [...list.querySelectorAll("a")].map((a) => a.getAttribute("href"));
  return { ms, first: titles(), status: status.textContent };
}"""
ALL = """async (piece) => {
  box.value = piece;
  await search();
  while (query.queue.length) await query.next();
  return query.hits.map((hit) => hit.post.url);
}"""


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass


class Meter:
    """A search page that counts the bytes loaded from the index."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.context = browser.new_context()
        self.page = self.context.new_page()
        self.done: list[Request] = []
        self.page.on("requestfinished", lambda request: self.done.append(request))
        self.page.goto(address + "/search.html")

    def ask(self, piece: str) -> tuple[dict[str, Any], int]:
        before = len(self.done)
        answer = self.page.evaluate(ASK, piece)
        sizes = [request.sizes() for request in self.done[before:] if "/search/" in request.url]
        return answer, sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


def middle(numbers: list[float]) -> dict[str, float]:
    ordered = sorted(numbers)
    return {"median": round(statistics.median(ordered), 1), "p95": round(ordered[int(len(ordered) * 0.95)], 1), "max": round(ordered[-1], 1)}


def measure(site: Path, documents: list[Document], queries: int) -> dict[str, Any]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    folded = ["\n".join(map(fold, (*each.lines, each.title, *each.labels))) for each in documents]
    first: list[float] = []
    later: list[float] = []
    slow: list[float] = []
    wrong = missed = 0
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        warm, whole = Meter(browser, address), browser.new_page()
        whole.goto(address + "/search.html")
        for piece in pieces(documents, queries):
            cold = Meter(browser, address)
            answer, size = cold.ask(piece)
            first.append(size / 1000)
            slow.append(answer["ms"])
            cold.context.close()
            found = whole.evaluate(ALL, piece)
            wrong += [name.removeprefix("./") for name in answer["first"]] != found[: len(answer["first"])]
            true = {each.url for each, text in zip(documents, folded, strict=True) if fold(piece) in text}
            missed += len(true - set(found))
            wrong += len(set(found) - true) + len(found) - len(set(found))
            later.append(warm.ask(piece)[1] / 1000)
        browser.close()
    server.shutdown()
    script = len(gzip.compress(next(site.glob("_static/search.*.js")).read_bytes(), 9)) / 1000
    return {"queries": queries, "missed": missed, "wrong": wrong, "first kB": middle(first), "later kB": middle(later[1:]),
            "first ms": middle(slow), "script kB": round(script, 1)}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--words")
    parser.add_argument("--work", type=Path, default=Path("_build/queries"))
    options = parser.parse_args()
    subprocess.run(["make", "html"], cwd=HERE.parent, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(options.work, ignore_errors=True)
    shutil.copytree(HERE.parent / "_build/html", options.work)
    words = dictionary(options.words) if options.words else None
    documents = [document(number, options.posts, words) for number in range(options.posts)]
    cost = write(options.work, documents)
    size = sum(path.stat().st_size for path in (options.work / "search/keys").rglob("*.bin")) / 1e6
    print(json.dumps({"posts": options.posts, "index ms a post": round(cost, 2), "keys MB": round(size, 2)} | measure(options.work, documents, options.queries)))


if __name__ == "__main__":
    main()
