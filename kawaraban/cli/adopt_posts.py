"""Posts written for ABlog, with ours instead of its keys: what each key becomes, and `{post}` as front matter."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml
from sphinx.locale import get_translation

from kawaraban.cli.adopt_addresses import KINDS, Listed
from kawaraban.cli.adopt_names import address_under, date_of, language_tag, year_of
from kawaraban.model.config import place_tag
from kawaraban.model.frontmatter.editing import Block, add_label, remove_key, rename_key, scalar, set_text
from kawaraban.model.frontmatter.myst_keys import is_null
from kawaraban.model.frontmatter.values import as_texts
from kawaraban.model.frontmatter.yaml_nodes import compose, split_front_matter
from kawaraban.text.dates import parse_date
from kawaraban.text.edits import apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from zoneinfo import ZoneInfo

    from kawaraban.text.edits import Edit

_ = get_translation("sphinx")

NEEDLESS = ("blogpost", "nocomments", "exclude", "orphan", "tocdepth")
"""Keys of ABlog and Sphinx that have no use in a post."""
POST = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{post\}[ \t]*(?P<date>.*)\n(?P<inside>(?:.*\n)*?)(?P=fence)[ \t]*(?:\n|\Z)", re.MULTILINE
)
_OPTION = re.compile(r":([\w-]+):[ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of the blog: the settings by which ABlog reads posts, and the time zone of dates."""

    date_format: str
    places: Mapping[str, str]
    """Names in `blog_locations`, by key."""
    languages: Mapping[str, str]
    """Names in `blog_languages`, by key."""
    language: str
    timezone: ZoneInfo
    clean: bool
    """Whether the old addresses end in `/` (Sphinx's builder `dirhtml`) instead of `.html`."""


@dataclass(slots=True)
class AdoptedPost:
    """The text of a post, changed step by step; `done` are the messages on the changes, each with its line."""

    text: str
    origin: Origin
    done: list[tuple[int, str]] = field(default_factory=list)
    listed: Listed = field(default_factory=lambda: Listed({"author": []}, 0))
    lines: dict[str, int] = field(default_factory=dict)
    """The line of each key in the text as it was."""

    def values(self, key: str) -> list[str]:
        """Return the labels in the value of a key."""
        node = Block(self.text).node(key)
        try:
            return list(as_texts(node)) if node is not None else []
        except ValueError:
            return []

    def value(self, key: str) -> str | None:
        """Return the value of a key as a text; None if the post has no such key, or a list or a mapping there."""
        node = Block(self.text).node(key)
        return ("" if is_null(node) else str(node.value)) if isinstance(node, yaml.ScalarNode) else None

    def has(self, key: str) -> bool:
        """Return whether the post has a key."""
        return Block(self.text).node(key) is not None

    def change(self, edits: Iterable[Edit]) -> None:
        """Apply edits."""
        self.text = apply_edits(self.text, edits)

    def say(self, key: str, text: str) -> None:
        """Add a message at the line where a key was."""
        self.done.append((self.lines.get(key, 1), text))

    def drop(self, key: str, text: str) -> None:
        """Remove a key, with a message."""
        self.say(key, text)
        self.change(remove_key(self.text, key))


def adopt_post(text: str, origin: Origin) -> AdoptedPost:
    """Return a post with what ABlog calls otherwise replaced; what cannot be replaced for certain stays as it is."""
    lines = {str(name.value): name.start_mark.line + 2 for name, _value in Block(text).pairs}
    post = AdoptedPost(text, origin, lines=lines)
    _unfold_directive(post)
    if has_faults(post.text):
        return post
    labels = {kind: post.values(key) for kind, key in KINDS.items()}
    for step in STEPS:
        step(post)
    post.listed = Listed(labels, year_of(post.value("date") or ""))
    return post


def has_faults(text: str) -> bool:
    """Return whether front matter is missing or cannot be read."""
    block, _length, faults = split_front_matter(text)
    return bool(faults or compose(block)[1])


def _unfold_directive(post: AdoptedPost) -> None:
    """Turn the `{post}` directive into front matter; its content, an excerpt, stays in the text."""
    found = POST.search(post.text)
    if not found or found["inside"].startswith("---"):
        return
    lines = found["inside"].split("\n")
    options = [each for line in lines if (each := _OPTION.fullmatch(line.strip()))]
    count = next((at for at, line in enumerate(lines) if not _OPTION.fullmatch(line.strip())), len(lines))
    content = "\n".join(lines[count:]).strip()
    given = {option[1]: option[2].strip() for option in options[:count]}
    line = post.text[: found.start()].count("\n") + 1
    post.done.append((line, _("{post} becomes front matter.")))
    post.lines |= dict.fromkeys(["date", *given], line)
    hidden = given.pop("exclude", None) is not None
    if content and hidden:
        given["description"] = " ".join(content.split())
    kept = f"{content}\n" if content and not hidden else ""
    before, after = post.text[: found.start()], post.text[found.end() :]
    post.text = before + kept + (after if kept or not before.endswith("\n\n") else after.lstrip("\n"))
    if not re.match(r"---\s*\n", post.text):
        post.text = "---\n---\n" + post.text.lstrip("\n")
    when = date_of(found["date"].strip(), post.origin.date_format) or found["date"].strip()
    for key, value in {"date": when, **given}.items():
        if value or key not in ("date", "title"):
            post.change(set_text(post.text, key, value))


def _drop_needless(post: AdoptedPost) -> None:
    for key in NEEDLESS:
        if post.has(key):
            post.drop(key, _("“%s” has no use here; the line goes.") % key)
    if (post.value("excerpt") or "").isdecimal() or post.value("excerpt") == "":
        post.drop("excerpt", _("“excerpt” has no use here; the line goes."))
    if post.value("image") in ("0", "1"):
        post.drop("image", _("the first picture of a post is its picture; the line goes."))


def _name_places(post: AdoptedPost) -> None:
    if post.value("location") is None and not post.values("location"):  # absent, or a mapping
        return
    names = [place_tag(post.origin.places.get(key, key)) for key in post.values("location")]
    post.drop("location", _("“location” becomes a tag."))
    for name in names:
        post.change(add_label(post.text, "tags", name))


def _name_language(post: AdoptedPost) -> None:
    names = post.values("language")
    tags = [tag for name in names if (tag := language_tag(name, post.origin.languages))]
    if (post.value("language") is None and not names) or len(tags) != len(names) or len(names) > 1:
        return
    post.drop("language", _("“language” is “lang” here, for posts in another language than the blog's."))
    if tags and tags[0] != post.origin.language and not post.has("lang"):
        post.change(set_text(post.text, "lang", tags[0]))


def _rename_keys(post: AdoptedPost) -> None:
    for key, new in (("canonical_link", "canonical"), ("excerpt", "description")):
        if post.value(key) and not post.has(new):
            post.say(key, _("“%s” is “%s” here.") % (key, new))
            post.change(rename_key(post.text, key, new))
    if old := post.values("redirect"):
        post.drop("redirect", _("“%s” is “%s” here.") % ("redirect", "redirect_from"))
        written = ", ".join(scalar(address_under(each.strip("/"), clean=post.origin.clean)) for each in old)
        block = Block(post.text)
        line = f"redirect_from: [{written}]\n"
        post.text = post.text[: block.end] + line + post.text[block.end :]


def _write_link(post: AdoptedPost) -> None:
    url = post.value("external_link")
    if url is None:
        return
    post.drop("external_link", _("“external_link”: the post has its own page here, which ends with the link."))
    post.text = post.text.rstrip("\n") + (f"\n\n<{url}>\n" if url else "\n")


def _write_date(post: AdoptedPost) -> None:
    """Write the date as ABlog reads it; a post without a date is a draft for ABlog, and becomes one."""
    given = post.value("date")
    if given is None and post.has("date"):
        return
    if not given:
        if not post.has("draft"):
            post.say("title", _("a post without a date is a draft; “draft: true” says so."))
            block = Block(post.text)
            post.change(remove_key(post.text, "date"))
            block = Block(post.text)
            post.text = f"{post.text[: block.end]}draft: true\n{post.text[block.end :]}"
        return
    try:
        parse_date(given, post.origin.timezone)
    except ValueError:
        when = date_of(given, post.origin.date_format)
        if when:
            post.say("date", _("the date is written as year-month-day."))
            post.change(set_text(post.text, "date", when))


STEPS: tuple[Callable[[AdoptedPost], None], ...] = (
    _drop_needless, _name_places, _name_language, _rename_keys, _write_link, _write_date,
)  # fmt: skip
"""The steps, in order."""
