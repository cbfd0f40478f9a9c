"""Built sites as a folder of files, made without a build: pages that load styles and pictures named by their content."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from kawaraban.incremental.files import digest


class SiteTree:
    """A site in a folder, and random changes of it. `posts` maps the address of each page to its text."""

    def __init__(self, folder: Path, posts: int = 20) -> None:
        self.folder, self.style = folder, 0
        self.posts = {f"2025/{number % 12 + 1:02}/post-{number}.html": f"text {number}" for number in range(posts)}
        self.write()

    def write(self) -> None:
        """Write the whole site anew."""
        new = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        style = f"/* style {self.style} */" + "x" * 3000
        css = f"_static/site.{digest(style)[:8]}.css"
        files = {css: style}
        for path, text in self.posts.items():
            picture = f"<svg>{text}</svg>" + "p" * 5000
            image = f"_images/drawing.{digest(picture)[:12]}.svg"
            files[image] = picture
            files[path] = self.page("../../", css, f'<img src="../../{image}"><p>{text}</p>' + "<p>x</p>" * 3000)
        links = "".join(f'<a href="{path}">x</a>' for path in self.posts)
        files["index.html"] = files["404.html"] = self.page("", css, links)
        files["blog/atom.xml"] = f"<feed>{links}</feed>"
        files["feeds/posts/default"] = files["blog/atom.xml"]
        files["search/index.json"] = f'{{"build":"{digest(links)}"}}'
        files["blog/category/世界情勢など.html"] = self.page("../../", css, "list")
        files["sitemap.xml"] = f"<urlset>{links}</urlset>"
        for path, text in files.items():
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            (new / path).write_text(text, "utf-8")
        shutil.rmtree(self.folder, ignore_errors=True)
        new.rename(self.folder)

    def page(self, root: str, css: str, body: str) -> str:
        head = f'<link rel="stylesheet" href="{root}{css}">'
        return f'<!DOCTYPE html><html data-style="style {self.style} "><head>{head}</head><body>{body}</body></html>\n'

    def change(self, chance: random.Random) -> str:
        """Make one random change, and say which."""
        kind = chance.choice(["edit", "edit", "edit", "new", "rename", "delete", "theme"])
        path = chance.choice(sorted(self.posts))
        number = chance.randrange(1000, 9999)
        if kind == "edit":
            self.posts[path] = f"text {number}"
        elif kind == "new":
            self.posts[f"2026/{number % 12 + 1:02}/post-{number}.html"] = f"text {number}"
        elif kind == "rename":
            self.posts[f"2027/01/post-{number}.html"] = self.posts.pop(path)
        elif kind == "delete" and len(self.posts) > 12:
            del self.posts[path]
        else:
            self.style = number
        self.write()
        return kind

    @property
    def pages(self) -> list[str]:
        return ["index.html", *self.posts]
