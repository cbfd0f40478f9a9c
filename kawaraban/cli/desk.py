"""The blog as it lies on disk, for commands that change its sources; nothing is built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.locale import get_translation
from sphinx.util.tags import Tags

from kawaraban.cli.application import Failed, explained
from kawaraban.incremental.files import scan
from kawaraban.model import frontmatter
from kawaraban.model.config import authority_of, clock, problem_in_conf
from kawaraban.model.post import FOLDER
from kawaraban.model.problems import Faulty
from kawaraban.model.redirects import FILE as REDIRECTS
from kawaraban.model.redirects import read_redirects
from kawaraban.model.settings import SETTINGS
from kawaraban.sources.discovery import documents_of
from kawaraban.text.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from kawaraban.model.frontmatter import FrontMatter

_ = get_translation("sphinx")


@dataclass(frozen=True, slots=True)
class Desk:
    """A blog on disk. `files` are the paths of all files below `root`, `documents` those of posts and pages."""

    root: Path
    timezone: ZoneInfo
    base_url: str
    feed_authority: str
    label_slugs: Mapping[str, str]
    now: datetime
    files: tuple[str, ...]
    documents: tuple[str, ...]

    @property
    def posts(self) -> list[str]:
        """The paths of all posts, drafts too."""
        return [path for path in self.documents if path.startswith(FOLDER)]

    def text(self, path: str) -> str:
        """Return a document's text, empty where it cannot be read."""
        try:
            return decode((self.root / path).read_bytes())[0]
        except OSError:
            return ""

    def matters(self) -> Iterator[tuple[str, FrontMatter]]:
        """Yield the path and the front matter of each post; of one with faults, what can be read of it."""
        for path in self.posts:
            yield path, frontmatter.read(self.text(path), self.timezone)[0]

    def redirects(self) -> dict[str, str]:
        """Return where old addresses of lists and pages lead. Raises Failed."""
        try:
            return read_redirects(self.root)
        except Faulty as error:
            raise Failed(str(error)) from None

    def old_addresses(self) -> dict[str, str]:
        """Return every old address that leads somewhere, with the file that says so."""
        found = dict.fromkeys(self.redirects(), REDIRECTS)
        for path in self.posts:
            if "redirect_from" in (text := self.text(path)):
                matter, _faults = frontmatter.read(text, self.timezone)
                found |= dict.fromkeys(matter.redirect_from, path)
        return found

    def is_published(self, matter: FrontMatter) -> bool:
        """Return whether a post of this front matter may have readers by now."""
        return not matter.draft and matter.date is not None and matter.date <= self.now


def open_desk(root: Path) -> Desk:
    """Return the blog in *root*. Raises Failed where conf.py cannot be read, or is wrong in what is needed here."""
    try:
        config = Config.read(root, overrides={}, tags=Tags())
        now = clock()
    except ConfigError as error:
        raise Failed(explained(error, root)) from None
    for name, setting in SETTINGS.items():
        config.add(name, setting.default, "", ())
        if not setting.holds(config[name]):
            text = _("%s should be %s; it is %r.") % (name, _(setting.expected), config[name])
            raise Failed(str(problem_in_conf(name, text, root)))
    for name in ("html_static_path", "html_extra_path"):
        config.add(name, [], "", ())
    config.add("blog_baseurl", "", "", ())
    if "source_suffix" not in config._raw_config:
        config.source_suffix = {".md": "markdown"}
    files = sorted(scan(str(root)))
    return Desk(
        root=root,
        timezone=ZoneInfo(config.kawaraban_timezone),
        base_url=config.blog_baseurl.rstrip("/") + "/",
        feed_authority=authority_of(config),
        label_slugs=config.kawaraban_label_slugs,
        now=now.astimezone(ZoneInfo(config.kawaraban_timezone)),
        files=tuple(files),
        documents=tuple(sorted(documents_of(files, config).values())),
    )
