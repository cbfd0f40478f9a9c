"""Where an author wrote a text: in published documents, in conf.py, in templates and other files that are published."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.mofile import read_mo

from kawaraban.incremental.files import scan
from kawaraban.model.http_headers import is_text
from kawaraban.model.post import PostFolders
from kawaraban.model.redirects import FILE as REDIRECTS
from kawaraban.model.settings import SETTINGS
from kawaraban.publishing.unpublished import weight
from kawaraban.text.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kawaraban.publishing.unpublished import Sources

CATALOGUES = Path(__file__).parents[1] / "locale"
LONG = 8
"""A title that says less (see `weight`) may stand in a text by chance."""
OTHERS = ("links.toml", REDIRECTS)


class Written:
    """The texts of a blog in the folder *root*, read on first use; *conf* are the values of conf.py."""

    def __init__(self, root: Path, conf: Mapping[str, Any], sources: Sources) -> None:
        self._root, self._sources = root, sources
        folders = [conf.get("templates_path", ["_templates"]), conf.get("html_static_path", ["_static"])]
        named = [str(folder).rstrip("/") for each in (*folders, conf.get("html_extra_path", [])) for folder in each]
        posts = PostFolders.of(conf.get("kawaraban_posts", SETTINGS["kawaraban_posts"].default))
        self._folders = (*posts.names, *(f"{folder}/" for folder in named))

    def is_common(self, title: str) -> bool:
        """Return whether a title is so short that published documents or the interface contain it by chance."""
        return weight(title) < LONG and (self.in_documents(title) or title in self._interface)

    def in_documents(self, text: str) -> bool:
        """Return whether a published document contains a text."""
        return any(text in each for each in self._documents.values())

    def place_of(self, text: str) -> tuple[str, int] | None:
        """Return file and line where the author wrote a text in something that is published; None if nowhere."""
        for path, content in (*self._documents.items(), *self._others.items()):
            if (start := content.find(text)) >= 0:
                return path, content.count("\n", 0, start) + 1
        return None

    @cached_property
    def _documents(self) -> dict[str, str]:
        return self._read([*self._sources.published, "conf.py"])

    @cached_property
    def _others(self) -> dict[str, str]:
        known = {*self._sources.published, *(post.path for post in self._sources.unpublished)}
        paths = sorted(scan(str(self._root)).keys() - known)
        return self._read(
            path for path in paths if path in OTHERS or (path.startswith(self._folders) and is_text(path))
        )

    def _read(self, paths: Iterable[str]) -> dict[str, str]:
        found = {}
        for path in paths:
            if (self._root / path).is_file():
                found[path], _faults = decode((self._root / path).read_bytes())
        return found

    @cached_property
    def _interface(self) -> str:
        """All texts of the interface, in all languages."""
        texts = []
        for path in CATALOGUES.rglob("*.mo"):
            with path.open("rb") as file:
                texts += [f"{message.id}\n{message.string}" for message in read_mo(file)]
        return "\n".join(texts)
