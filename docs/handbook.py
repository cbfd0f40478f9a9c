"""The Sphinx extension of the handbook: examples that show source and result, and tables made from the code.

Each folder `docs/<language>/` is a site of its own; its `conf.py` takes the settings from here.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from tools import house  # noqa: E402

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = ROOT / "docs"
CHAPTERS = (
    "first-day", "writing", "pictures", "links", "backup", "publishing", "domain", "scheduled", "statistics", "moving",
    "settings", "frontmatter", "directives", "errors", "internals",
)  # fmt: skip
LANGUAGES = {"ja": "日本語", "en": "English"}
TITLES = {"ja": "瓦版の手引き", "en": "Kawaraban: the handbook"}
TAGLINES = {
    "ja": "ことばを書いて、自分のブログとして世に出すまで。",
    "en": "From writing to a blog of your own, published.",
}
WORDS = {
    "ja": {"result": "こう見えます", "same": "This chapter in English", "missing": "（この絵は Chromium で撮ります）"},
    "en": {"result": "It looks like this", "same": "この章を日本語で読む", "missing": "(taken with Chromium)"},
}
PICTURES = ROOT / "_build" / "handbook"
"""Where `pictures.py` lays its pictures, in a folder for each language."""


def chapters(language: str) -> list[tuple[str, str, str]]:
    """Return name, title and first paragraph of each chapter in a language."""
    found = []
    for name in CHAPTERS:
        parts = (HERE / language / f"{name}.md").read_text("utf-8").split("\n\n", maxsplit=2)
        found.append((name, parts[0].removeprefix("# ").strip(), " ".join(parts[1].replace("`", "").split())))
    return found


def settings(language: str) -> dict[str, Any]:
    """Return the settings of the handbook in a language, for its `conf.py`."""
    other = next(code for code in LANGUAGES if code != language)
    return {
        "extensions": ["kawaraban", "handbook"],
        "blog_title": TITLES[language],
        "blog_feed_subtitle": TAGLINES[language],
        "blog_baseurl": f"https://kawaraban.example/handbook/{language}/",
        "blog_authors": {"kawaraban": ("Kawaraban", None)},
        "blog_default_author": "kawaraban",
        "kawaraban_feed_authority": "kawaraban.example,2026",
        "kawaraban_folders": [str(HERE / "media"), str(HERE / "_static"), str(PICTURES)],
        "templates_path": ["../_templates"],
        "html_static_path": ["../_static"],
        "html_css_files": ["handbook.css"],
        "html_sidebars": {"**": ["sidebar/contents.html", "sidebar/search.html"]},
        "html_context": {"chapters": chapters(language)},
        "html_theme_options": {"external_links": [{"name": LANGUAGES[other], "url": f"../{other}/index.html"}]},
    }


class Example(SphinxDirective):
    """`{example}`: Markdown as it is typed, and below it what becomes of it."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the source as a code block, and the result in a frame."""
        text = "\n".join(self.content)
        source = nodes.literal_block(text, text, language="markdown")
        label = nodes.paragraph("", WORDS[self.config.language]["result"], classes=["handbook-label"])
        result = nodes.container("", *self.parse_content_to_nodes(), classes=["handbook-result"])
        self.set_source_info(source)
        return [source, label, result]


class Picture(SphinxDirective):
    """`{picture} name`: a picture that `pictures.py` takes; the content says what is to be seen in it."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the picture, or its description where it has not been taken."""
        words = " ".join(self.content)
        path = PICTURES / str(self.config.language) / f"{self.arguments[0]}.png"
        if not path.exists():
            return [nodes.paragraph("", f"{words} {WORDS[self.config.language]['missing']}")]
        uri = os.path.relpath(path, HERE / str(self.config.language)).replace(os.sep, "/")
        image = nodes.image(uri=uri, alt=words)
        self.set_source_info(image)
        return [nodes.figure("", image, classes=["handbook-picture"])]


class Generated(SphinxDirective):
    """A table made from the code, as Markdown."""

    def lines(self, language: str) -> list[str]:
        """Return the lines of the Markdown in a language."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """Return the parsed Markdown."""
        lines = StringList(self.lines(str(self.config.language)), str(self.env.doc2path(self.env.docname)))
        parent = nodes.container()
        self.state.nested_parse(lines, self.content_offset, parent)  # Sphinx's parse_text_to_nodes would replace tabs
        return list(parent.children)


class SettingsTable(Generated):
    """`{settings-table}`: every setting that begins with `kawaraban_`."""

    def lines(self, language: str) -> list[str]:
        """Return a table."""
        return house.settings(language)


class KeysTable(Generated):
    """`{keys-table}`: every key of front matter."""

    def lines(self, language: str) -> list[str]:
        """Return a table."""
        return house.keys(language)


class ModulesList(Generated):
    """`{modules-list}`: every module with its purpose."""

    def lines(self, _language: str) -> list[str]:
        """Return the modules as a list."""
        return house.tree()


class PipelineTable(Generated):
    """`{pipeline-table}`: the phases of a build."""

    def lines(self, _language: str) -> list[str]:
        """Return the phases as a table."""
        return house.pipeline()


class MistakesList(Generated):
    """`{mistakes} group`: what authors write wrongly, each with the message, from the list that the tests check."""

    required_arguments = 1
    final_argument_whitespace = True

    def lines(self, language: str) -> list[str]:
        """Return the mistakes of a group as Markdown."""
        listed = tomllib.loads((ROOT / "tests" / "mistakes.toml").read_text("utf-8"))["mistake"]
        found: list[str] = []
        for mistake in (each for each in listed if each["group"] == self.arguments[0]):
            text = str(mistake.get("body") or mistake["source"]).strip()
            fence = "`" * (3 + max(map(len, re.findall("`+", text)), default=0))
            found += [f"**{mistake['title'][language]}**", "", f"{fence}text", *text.split("\n"), fence, ""]
            says = f"{mistake['at']}: {mistake['says'][language]}"
            found += ["```{code-block} text", ":class: handbook-says", "", *says.split("\n"), "```", ""]
        return found


def add_translation(app: Sphinx, doctree: nodes.document) -> None:
    """Add a link to the same chapter in the other language below its title."""
    name, language = app.env.docname, str(app.config.language)
    other = next(code for code in LANGUAGES if code != language)
    if name in CHAPTERS:
        link = nodes.reference("", WORDS[language]["same"], refuri=f"../{other}/{name}.html")
        section = next(iter(doctree.findall(nodes.section)))
        section.insert(1, nodes.paragraph("", "", link, classes=["handbook-same"]))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    for name, directive in {
        "example": Example, "picture": Picture, "settings-table": SettingsTable, "keys-table": KeysTable,
        "modules-list": ModulesList, "pipeline-table": PipelineTable, "mistakes": MistakesList,
    }.items():  # fmt: skip
        app.add_directive(name, directive)
    app.connect("doctree-read", add_translation)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
