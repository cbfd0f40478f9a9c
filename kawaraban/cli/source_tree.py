"""The sources of a blog, for commands that change them; nothing is built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sphinx.errors import ConfigError
from sphinx.locale import get_translation

from kawaraban.cli.application import Failed, read_conf
from kawaraban.cli.conf_errors import conf_error
from kawaraban.incremental.files import scan
from kawaraban.model import frontmatter
from kawaraban.model.config import authority_of, clock, problem_in_conf
from kawaraban.model.post import PostFolders
from kawaraban.model.problems import InvalidFile
from kawaraban.model.redirects import FILE as REDIRECTS
from kawaraban.model.redirects import read_redirects
from kawaraban.model.settings import SETTINGS
from kawaraban.sources.discovery import find_documents
from kawaraban.text.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from sphinx.config import Config

    from kawaraban.model.frontmatter import FrontMatter

_ = get_translation("sphinx")


@dataclass(frozen=True, slots=True)
class SourceTree:
    """The sources of a blog. `files` are the paths of all files below `root`, `documents` those of posts and pages."""

    root: Path
    timezone: ZoneInfo
    base_url: str
    feed_authority: str
    label_slugs: Mapping[str, str]
    post_folders: PostFolders
    now: datetime
    files: tuple[str, ...]
    documents: tuple[str, ...]

    @property
    def posts(self) -> list[str]:
        """Paths of all posts, including drafts."""
        return [path for path in self.documents if path in self.post_folders]

    def text(self, path: str) -> str:
        """Return the text of a document; empty if it cannot be read."""
        try:
            return decode((self.root / path).read_bytes())[0]
        except OSError:
            return ""

    def front_matters(self) -> Iterator[tuple[str, FrontMatter]]:
        """Yield the path and the front matter of each post; of invalid front matter, what can be read."""
        for path in self.posts:
            yield path, frontmatter.read(self.text(path), self.timezone)[0]

    def redirects(self) -> dict[str, str]:
        """Return the redirects in redirects.toml. Raises Failed if it is invalid."""
        try:
            return read_redirects(self.root)
        except InvalidFile as error:
            raise Failed(str(error)) from None

    def old_addresses(self) -> dict[str, str]:
        """Return every old address that is redirected, with the file that contains the redirect."""
        found = dict.fromkeys(self.redirects(), REDIRECTS)
        for path in self.posts:
            if "redirect_from" in (text := self.text(path)):
                matter, _faults = frontmatter.read(text, self.timezone)
                found |= dict.fromkeys(matter.redirect_from, path)
        return found

    def is_published(self, matter: FrontMatter) -> bool:
        """Return whether a post with this front matter is published."""
        return not matter.draft and matter.date is not None and matter.date <= self.now


def check_settings(config: Config, root: Path, names: Iterable[str]) -> None:
    """Add the settings with these names to what conf.py in *root* sets. Raises Failed if one is invalid."""
    for name in names:
        setting = SETTINGS[name]
        config.add(name, setting.default, "", ())
        if not setting.accepts(config[name]):
            text = _("%s should be %s; it is %r.") % (name, _(setting.expected), config[name])
            raise Failed(str(problem_in_conf(name, text, root)))


def read_source_tree(root: Path) -> SourceTree:
    """Return the sources of the blog in *root*. Raises Failed if conf.py is invalid."""
    config = read_conf(root)
    try:
        now = clock()
    except ConfigError as error:
        raise Failed(str(conf_error(error, root)[0])) from None
    check_settings(config, root, SETTINGS)
    config.add("blog_baseurl", "", "", ())
    return SourceTree(
        root=root,
        timezone=ZoneInfo(config.kawaraban_timezone),
        base_url=str(config.blog_baseurl).rstrip("/") + "/",
        feed_authority=authority_of(config),
        label_slugs=config.kawaraban_label_slugs,
        post_folders=PostFolders.of(config.kawaraban_posts),
        now=now.astimezone(ZoneInfo(config.kawaraban_timezone)),
        files=tuple(sorted(scan(str(root)))),
        documents=tuple(find_documents(root, config._raw_config)),
    )
