"""An author at work: whatever is done in whatever order, the next build equals a fresh one.

`python -m tests.fuzz.builds SEED ROUNDS` runs one sequence; `run` is what the tests and `make fuzz` call.
"""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from PIL import Image
from sphinx import locale

from kawaraban.cli.application import Failed, build
from kawaraban.incremental.look import Look, keep
from kawaraban.incremental.noop import known_summary
from tests.conftest import Blog, files_below

T = TypeVar("T")
NOW = 1_736_000_000  # 2025-01-04
DAY = 86_400
POSTS = ("2024/a", "2024/b", "2025/a", "c", "d")
PAGES = ("about", "list", "neu")
WORDS = ("一", "二", "三")
DATES = ("2023-05-06", "2025-01-01", "2025-01-03 12:00", "2025-01-06")
LABELS = ("x", "y", "z")
PICTURES = ("i.svg", "p.png", "posts/p.png")
SHM = Path("/dev/shm")


def svg(width: int) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="4"/>'


def png(colour: str, width: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, 40), colour).save(data, "PNG")
    return data.getvalue()


class Author:
    """A blog, and what can be done to it; each step of `STEPS` is a method that returns what it did, for the log."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.pick = random.Random(seed)
        self.folder = folder
        self.blog = Blog(folder)
        self.source = folder / "src"
        self.snapshots: list[Path] = []
        self.disk: Path | None = None
        self.clock = NOW
        self.failures = 0
        os.environ["WORT"] = "eins"
        for name in POSTS[:3]:
            self._post(name, "文。\n")
        for name in PICTURES:
            self._picture(name, 8)
        shutil.copytree(self.source, folder / "good")

    # --- what is there
    def documents(self) -> list[str]:
        return sorted(path.relative_to(self.source).as_posix()[:-3] for path in self.source.rglob("*.md"))

    def files(self) -> list[Path]:
        return sorted(path for path in self.blog.out.resolve().rglob("*") if path.is_file())

    def one(self, among: Sequence[T]) -> T:
        return self.pick.choice(among)

    # --- sources
    def _post(self, name: str, body: str, **matter: str) -> None:
        self.blog.post(name, body, **{"title": name.replace("/", " "), "date": "2025-01-02"} | matter)

    def _picture(self, name: str, size: int) -> None:
        self.blog.write(name, svg(size) if name.endswith("svg") else png("#070" if size % 2 else "#700", size * 100))

    def _piece(self) -> str:
        """A piece of a body; most references lead to what some document says."""
        label, word = self.one(LABELS), self.one(WORDS)
        said = "\n".join(path.read_text("utf-8") for path in self.source.rglob("*.md"))
        pieces = [
            f"{word}。\n", f"## {word}\n\n{word}。\n", f"### *{word}* 節\n", f"({label})=\n## 節{word}\n", f"![絵](/{self.one(PICTURES)})\n",
            f"```{{glossary}}\n語{label}\n  {word}の意味。\n```\n", f"$$\na={len(word)}\n$$ (e{label})\n",
            f"```{{figure}} /i.svg\n:alt: 絵\n:name: f{label}\n\n図{word}\n```\n", f"文[^1]\n\n[^1]: 注{word}\n",
            "```{include} /teil.txt\n```\n", f"{{sub-ref}}`today` {word}\n", f"{{download}}`資料 </teil.txt>` {word}\n",
        ]  # fmt: skip
        if not (self.source / "teil.txt").exists():
            self.blog.write("teil.txt", f"部分{word}。\n")
        for there, ref in (
            (f"({label})=", f"{{ref}}`{label}`\n"),
            (f"語{label}", f"{{term}}`語{label}`\n"),
            (f"(e{label})", f"{{eq}}`e{label}`\n"),
            (f":name: f{label}", f"{{ref}}`f{label}`\n"),
        ):
            if there in said or self.pick.random() < 0.05:
                pieces += [ref, ref]
        target = self.one(self.documents())
        pieces += [f"[](/{target}.md)\n", f"{{doc}}`/{target}`\n"]
        return self.one(pieces)

    def _body(self) -> str:
        return "\n".join(self._piece() for _n in range(self.pick.randint(1, 4)))

    def write_post(self) -> str:
        name = self.one(POSTS)
        matter = {
            "title": self.one(WORDS),
            "date": self.one(DATES),
            "category": self.one(WORDS),
            "tags": f"[{self.one(WORDS)}]",
        }
        if self.pick.random() < 0.3:
            matter["image"] = "/" + self.one(PICTURES)
        if self.pick.random() < 0.2:
            matter["draft"] = "true"
        if self.pick.random() < 0.1:
            matter["redirect_from"] = f"/alt/{self.one(WORDS)}.html"
        self._post(name, self._body(), **matter)
        return name

    def write_page(self) -> str:
        name = self.one(PAGES)
        lists = f"```{{postlist}} {self.pick.randint(1, 3)}\n```\n" if self.pick.random() < 0.3 else ""
        self.blog.write(f"{name}.md", f"# {self.one(WORDS)}\n\n{self._body()}\n{lists}")
        return name

    def add(self) -> str:
        name = self.one(self.documents())
        path = self.source / f"{name}.md"
        path.write_text(path.read_text("utf-8") + "\n" + self._piece(), "utf-8")
        return name

    def arrange_contents(self) -> tuple[str, list[str], str]:
        name = self.one(("index", "index", "about"))
        entries = self.pick.sample(self.documents(), min(2, len(self.documents())))
        options = self.one(("", ":hidden:\n", ":numbered:\n", ":maxdepth: 1\n", ":titlesonly:\n"))
        if self.pick.random() < 0.2:
            entries, options = ["posts/*/*"], ":glob:\n"
        entries = [entry for entry in entries if entry not in ("index", name)] + (
            ["self"] if self.pick.random() < 0.2 else []
        )
        body = f"```{{toctree}}\n{options}{chr(10).join(entries)}\n```\n" if entries else ""
        self.blog.write(f"{name}.md", f"# {self.one(WORDS)}\n\n{body}")
        return name, entries, options

    def move_piece(self) -> tuple[str, str]:
        """Move the text from the last heading of a document to another one: labels, terms, equations go with it."""
        one, other = (self.source / f"{self.one(self.documents())}.md" for _n in range(2))
        text = one.read_text("utf-8")
        at = max(text.rfind(mark) for mark in ("\n(", "\n## ", "\n```{glossary}", "\n$$\na", "\n```{figure}"))
        if at > 0 and one != other and "---" not in text[at:]:
            one.write_text(text[: at + 1], "utf-8")
            other.write_text(other.read_text("utf-8") + text[at:], "utf-8")
        return one.name, other.name

    def delete(self) -> str:
        name = self.one([name for name in self.documents() if name != "index"] or ["nope"])
        (self.source / f"{name}.md").unlink(missing_ok=True)
        return name

    def rename(self) -> tuple[str, str] | None:
        names = [name for name in self.documents() if name.startswith("posts/")]
        if not names:
            return None
        name, other = self.one(names), f"posts/{self.one(POSTS)}"
        (self.source / f"{other}.md").parent.mkdir(parents=True, exist_ok=True)
        (self.source / f"{name}.md").rename(self.source / f"{other}.md")
        return name, other

    def draw(self) -> tuple[str, int]:
        name, size = self.one(PICTURES), self.one((4, 5, 7, 9))
        self._picture(name, size)
        return name, size

    def write_part(self) -> None:
        self.blog.write("teil.txt", f"部分{self.one(WORDS)}。\n")

    # --- the blog
    def set_up(self) -> list[str]:
        lines = self.pick.sample(
            ['blog_feed_subtitle = "言葉"', "numfig = True", "kawaraban_page_size = 2", 'language = "en"', 'html_favicon = "i.svg"',
             "import os\nblog_feed_subtitle = os.environ['WORT']", "kawaraban_feed_length = 1", "html_show_sphinx = False",
             "def setup(app):\n    pass", 'blog_title = "改題"', "# 注", 'copyright = "人"', 'html_logo = "i.svg"',
             'html_theme_options = {"announcement": "知", "external_links": [{"name": "外", "url": "https://x.example/"}]}',
             'html_theme_options = {"logo": {"text": "字"}}', 'html_sidebars = {"posts/**": ["sidebar/search.html"]}',
             'kawaraban_profile = {"text": "文", "portrait": "p.png", "portrait_alt": "絵"}'],
            self.pick.randint(0, 2),
        )  # fmt: skip
        self.blog.conf("\n".join(lines))
        return lines

    def change_surroundings(self) -> tuple[str, int]:
        os.environ["WORT"] = self.one(("eins", "zwei"))
        self.clock = NOW + self.one((0, 3600, DAY, 5 * DAY))
        return os.environ["WORT"], self.clock

    def change_template(self) -> str:
        word, name = self.one(("", *WORDS)), self.one(("sidebar/feeds.html", "sidebar/feeds.html", "footer.html"))
        path = self.source / "_templates" / name
        if word:
            self.blog.write(f"_templates/{name}", f"<p>{word} {{{{ posts|length }}}}</p>")
        else:
            path.unlink(missing_ok=True)
        return word

    def change_style(self) -> None:
        self.blog.write("_static/own.css", f"p::before{{content:'{self.one(WORDS)}'}}")

    def remember(self) -> None:
        if len(self.snapshots) < 3:
            self.snapshots.append(self.folder / f"kept{len(self.snapshots)}")
            shutil.copytree(self.source, self.snapshots[-1])

    def take_back(self) -> None:
        if self.snapshots:
            shutil.rmtree(self.source)
            shutil.copytree(self.one(self.snapshots), self.source)

    # --- what lies outside the sources
    def damage_output(self) -> tuple[Path, str] | None:
        if not self.files():
            return None
        path, way = self.one(self.files()), self.one(("delete", "alter", "folder", "link", "more", "empty"))
        if way == "alter":
            path.write_bytes(b"x")
        elif way == "more":
            (path.parent / "fremd.html").write_text("x")
        elif way == "empty":
            (path.parent / "leer").mkdir(exist_ok=True)
        elif way == "link" and path.parent != self.blog.out.resolve():
            shutil.rmtree(self.folder / "fern", ignore_errors=True)
            shutil.move(path.parent, self.folder / "fern")
            path.parent.symlink_to(self.folder / "fern")
        else:
            path.unlink()
        if way == "folder":
            (path / "x").mkdir(parents=True)
        return path, way

    def damage_cache(self) -> tuple[Path, str] | None:
        files = sorted(path for path in (self.folder / "cache").rglob("*") if path.is_file() and path.name != "lock")
        if not files:
            return None
        path, way = self.one(files), self.one(("delete", "alter", "cut"))
        if way == "delete":
            path.unlink()
        else:
            data = path.read_bytes()
            path.write_bytes(data[: len(data) // 2] + (b"" if way == "cut" else b"xyz"))
        return path, way

    def change_disk(self) -> None:
        """Put the site on another file system, or back."""
        if not os.access(SHM, os.W_OK) or not self.blog.out.exists():
            return
        if self.disk:
            self.blog.out.unlink()
            shutil.move(self.disk, self.blog.out)
            self.disk.parent.rmdir()
            self.disk = None
        else:
            self.disk = Path(tempfile.mkdtemp(dir=SHM, prefix="kawaraban-")) / "site"
            shutil.move(self.blog.out, self.disk)
            self.blog.out.symlink_to(self.disk)

    def nothing(self) -> None:
        pass

    # --- the builds
    def outcome(self, out: Path, cache: Path) -> dict[str, bytes] | str:
        os.environ["SOURCE_DATE_EPOCH"] = str(self.clock)
        locale.translators.clear()
        look = Look(str(self.source), str(out), str(cache))
        if known_summary(look):
            return files_below(out)
        look.look_beside()
        keep(look)
        try:
            build(self.source, out, cache, alone=True)
        except Failed as failed:
            return str(failed)
        return files_below(out)

    def compare(self) -> str:
        """Build, and build anew; return what differs."""
        before = files_below(self.blog.out)
        found = self.outcome(self.blog.out, self.folder / "cache")
        wanted = self.outcome(self.folder / "fresh", self.folder / "fresh-cache")
        shutil.rmtree(self.folder / "fresh", ignore_errors=True)
        for path in (self.folder / "fresh-cache").iterdir():
            if path.name != "templates":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.failures = self.failures + 1 if isinstance(found, str) else 0
        if isinstance(found, str) or isinstance(wanted, str):
            if alike(found) != alike(wanted):
                return f"said {found if isinstance(found, str) else 'nothing'}\nshould say {wanted if isinstance(wanted, str) else 'nothing'}"
            return "" if files_below(self.blog.out) == before else "a build that failed changed the site"
        return ", ".join(name for name in sorted(found.keys() | wanted.keys()) if found.get(name) != wanted.get(name))

    def mend(self) -> None:
        """Take back what was done since the last build that went well, when several have failed."""
        good = self.folder / "good"
        if self.failures > 2:
            shutil.rmtree(self.source)
            shutil.copytree(good, self.source)
        elif not self.failures:
            shutil.rmtree(good, ignore_errors=True)
            shutil.copytree(self.source, good)

    def close(self) -> None:
        if self.disk:
            shutil.rmtree(self.disk.parent, ignore_errors=True)


def alike(said: object) -> object:
    """What a build says is wrong; which of two documents with the same label is blamed depends on which is read last."""
    if not isinstance(said, str):
        return None
    twice = re.compile(r"^\S+ (.*?)(?:, other instance.*|はすでに.*)")
    return {twice.sub(r"\1", line) for line in said.splitlines()}


STEPS = (
    *[Author.write_post] * 6, *[Author.write_page] * 3, *[Author.add] * 5, *[Author.arrange_contents] * 4, *[Author.move_piece] * 5,
    *[Author.delete] * 2, *[Author.rename] * 2, *[Author.draw] * 2, Author.write_part, *[Author.set_up] * 2, Author.change_surroundings,
    Author.change_template, Author.change_style, Author.remember, *[Author.take_back] * 3, *[Author.damage_output] * 2, Author.damage_cache,
    Author.change_disk, Author.nothing,
)  # fmt: skip


def run(seed: int, rounds: int) -> None:
    """Do *rounds* random steps, and build after each. Raises AssertionError with all that was done."""
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="kawaraban-fuzz-") as folder:
        author, done = Author(Path(folder), seed), []
        try:
            for number in range(rounds):
                step = author.pick.choice(STEPS)
                done.append(f"{number}: {step.__name__} {step(author)}")
                if difference := author.compare():
                    raise AssertionError(f"seed {seed}, step {number}: {difference}\n" + "\n".join(done))
                author.mend()
        finally:
            author.close()
            os.environ.clear()
            os.environ.update(kept)


if __name__ == "__main__":
    run(*map(int, sys.argv[1:3]))
