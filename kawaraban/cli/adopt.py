"""`kawaraban adopt`: turn a blog made for ABlog into one of ours, after showing every change.

Only what is certain is changed: settings that conf.py writes at its top level, keys in front matter. The rest is listed
with what to write. Addresses that the blog had on the web keep answering, and feeds keep the ids of posts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx.locale import get_translation

from kawaraban.cli.adopt_addresses import (
    Listed,
    OldSite,
    find_builder,
    list_redirects,
    listed_in_rst,
    old_site,
    page_redirects,
)
from kawaraban.cli.adopt_layout import Layout, plan_layout
from kawaraban.cli.adopt_names import address_under, year_of
from kawaraban.cli.adopt_posts import POST, AdoptedPost, Origin, adopt_post
from kawaraban.cli.adopt_settings import adopt_conf
from kawaraban.cli.application import read_conf
from kawaraban.cli.change_set import ChangeSet
from kawaraban.cli.rename_posts import moved_reference
from kawaraban.cli.source_tree import SourceTree, read_source_tree
from kawaraban.cli.terminal import is_terminal
from kawaraban.model import frontmatter
from kawaraban.model.file_checks import in_markdown, post_in_rst
from kawaraban.model.frontmatter.editing import Block, replace_redirect, set_text
from kawaraban.model.problems import Problem, merge_problems
from kawaraban.model.redirects import FILE as REDIRECTS
from kawaraban.model.redirects import add_redirects, format_redirects, redirect_file
from kawaraban.sources.references import Paths, references
from kawaraban.text.edits import Edit, apply_edits
from kawaraban.text.encoding import decode

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from typing import Any

_ = get_translation("sphinx")


def adopt(options: argparse.Namespace) -> str:
    """Adopt the blog in the working directory, and return a summary.

    Raises Failed if conf.py cannot be read, or two posts would become one file.
    """
    adoption = Adoption(Path.cwd(), options.address)
    changes = adoption.changes()
    changes.check_moves()
    if not changes.after and not changes.moved:
        print("\n".join(changes.notices), flush=True)
        return _("Nothing has to be changed.")
    if options.dry_run:
        print("\n".join(changes.diff()), flush=True)
        return _("Files that “kawaraban adopt” changes: %d.") % len(changes.after.keys() | changes.moved.keys())
    if not options.yes and not is_terminal():
        print("\n".join(changes.diff()), flush=True)
        return _("Nothing was changed; “kawaraban adopt --yes” writes this.")
    return changes.apply(agreed=options.yes)


@dataclass
class Adoption:
    """The adoption of one blog; *address* is that of the blog, if conf.py does not say it."""

    root: Path
    address: str = ""
    done: list[Problem] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)

    @cached_property
    def tree(self) -> SourceTree:
        """The sources of the blog."""
        return read_source_tree(self.root)

    @cached_property
    def values(self) -> dict[str, Any]:
        """What conf.py sets."""
        return read_conf(self.root)._raw_config

    @cached_property
    def layout(self) -> Layout:
        """Where posts and pages stand, and where they shall."""
        return plan_layout(self.tree, self.values)

    @cached_property
    def site(self) -> OldSite:
        """The old site; the first use adds a message that says what its addresses end in, and why."""
        builder = find_builder(self.root)
        if builder.is_clean and self.layout.posts:
            text = _("the old site was built with dirhtml, so that its addresses end in “/”; they are kept.")
            self.done.append(Problem(builder.path, 1, text))
        elif not builder.path and self.layout.posts:
            text = _(
                "nothing tells how the old site was built; its addresses are taken to end in “.html”. "
                'If they end in “/”, write ablog_builder = "dirhtml" first.'
            )
            self.done.append(Problem("conf.py", 1, text))
        return old_site(self.values, is_clean=builder.is_clean)

    def changes(self) -> ChangeSet:
        """Return all changes, with the list of what they do and of what is left to the author."""
        changes = ChangeSet(self.tree, moved=dict(self.layout.moved))
        posts = {path: adopt_post(text, self._origin()) for path, text in self._readable()}
        listed = [post.listed.by_default(self.site.usual["author"]) for post in posts.values()]
        keys = dict.fromkeys(key for each in listed for key in each.labels["author"])
        conf = adopt_conf(self.root, read_conf(self.root), self.layout, self.address, [*keys])
        self.address = conf.base_url
        self.done += conf.done
        self.left += conf.left
        for path, post in posts.items():
            self.done += [Problem(path, line, text, shared=True) for line, text in post.done]
            self._keep_address(path, post)
            self._edit(changes, path, post.text)
        for path in (*self.layout.pages, *self.layout.adopted):
            self._edit(changes, path, self.tree.text(path))
        changes.edit("conf.py", _whole(conf.original, conf.file.result))
        self._write_redirects(changes, [*listed, *self._listed_elsewhere()])
        self._write_index(changes)
        changes.notices += self._report()
        return changes

    def _readable(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the text of each post of ABlog whose encoding is right; report the faults of others."""
        for path in (*self.layout.posts, *self.layout.adopted):
            text, faults = decode((self.root / path).read_bytes())
            if not faults and path in self.layout.posts:
                yield path, text
            elif not faults:
                _matter, faults = frontmatter.read(text, self.tree.timezone)
            self.left += [Problem(path, fault.line, fault.text) for fault in faults]

    def _origin(self) -> Origin:
        form = self.values.get("post_date_format")
        return Origin(
            date_format=form if isinstance(form, str) else "%d %B %Y",
            places=self.site.places, languages=self.site.languages, language=self.site.language,
            timezone=self.tree.timezone, clean=self.site.is_clean,
        )  # fmt: skip

    def _keep_address(self, path: str, post: AdoptedPost) -> None:
        """Redirect the old address of a post, and keep the id that ABlog's feed gives it."""
        docname = path.removesuffix(".md")
        old, new = self._old_address(path), f"{self.layout.address_of(path)}.html"
        if second := POST.search(post.text):
            line = post.text[: second.start()].count("\n") + 1
            self.left.append(Problem(path, line, _("a file is one post; write this one into a file of its own.")))
        matter, faults = frontmatter.read(post.text, self.tree.timezone)
        if not (matter.date or matter.draft) or not Block(post.text).pairs:
            self.left += [Problem(path, fault.line, fault.text) for fault in faults]
            return
        if not matter.date or matter.draft or matter.date > datetime.now(UTC):
            text = _("ABlog shows this unpublished post at %s; here it has no page until it is published.") % old
            self.done.append(Problem(path, 1, text))
        if matter.date and not matter.id and self.address:
            uri = quote(docname) + "/" if self.site.is_clean else quote(docname) + ".html"
            uri = uri.removesuffix("index/") if uri.endswith("/index/") else uri
            post.change(set_text(post.text, "id", f"{self.address.rstrip('/')}/{uri}"))
        if redirect_file(old) != new and old not in self.tree.redirects():
            post.change(replace_redirect(post.text, old, ""))
        _matter, faults = frontmatter.read(post.text, self.tree.timezone)
        self.left += [Problem(path, fault.line, fault.text) for fault in faults]

    def _old_address(self, path: str) -> str:
        return address_under(path.removesuffix(".md"), clean=self.site.is_clean)

    def _edit(self, changes: ChangeSet, path: str, text: str) -> None:
        """Add a document's new text, with links to moved files changed."""
        moved = self.layout.moved
        folder = path.rpartition("/")[0]
        edits = []
        if moved:
            for reference in references(text):
                target = self._paths.target(reference, folder) if reference.path else ""
                if target and (changed := moved_reference(moved, reference, path, target)):
                    edits.append(Edit(reference.start, reference.end, changed))
        changes.edit(path, _whole(self.tree.text(path), apply_edits(text, edits)))

    @cached_property
    def _paths(self) -> Paths:
        return Paths({path: path for path in self.tree.files})

    def _listed_elsewhere(self) -> Iterator[Listed]:
        """Yield what the blog's other posts are listed under: those not in Markdown yet, and the authors of ours."""
        form, usual = self._origin().date_format, self.site.usual["author"]
        for path in self.layout.others:
            yield listed_in_rst(self.tree.text(path), form).by_default(usual)
        for path in self.layout.adopted:
            post = AdoptedPost(self.tree.text(path), self._origin())
            yield Listed({"author": post.values("author") or usual}, year_of(post.value("date") or ""))

    def _write_redirects(self, changes: ChangeSet, listed: list[Listed]) -> None:
        if not self.layout.posts and not self.layout.others:  # the blog has been adopted
            return
        rst = self.layout.others
        pages = [path.rpartition(".")[0] for path in (*self.layout.pages, *rst)]
        moved = {path.rpartition(".")[0]: self.layout.address_of(path) for path in (*self.layout.moved, *rst)}
        found = list_redirects(listed, self.site, self.tree.label_slugs)
        found |= page_redirects(pages, moved, self.site)
        taken = {"genindex.html"} if self.values.get("html_use_index") else set()
        taken |= {f"{self.layout.address_of(path)}.html" for path in (*self.layout.posts, *self.layout.pages)}
        taken |= {redirect_file(self._old_address(path)) for path in self.layout.posts}  # in front matter
        known = self.tree.redirects()
        wanted = {old: new for old, new in found.items() if redirect_file(old) not in taken and old not in known}
        if wanted:
            changes.write(REDIRECTS, format_redirects(add_redirects(known, wanted)))
            text = _("old addresses of pages and lists are redirected: %d.") % len(wanted)
            self.done.append(Problem(REDIRECTS, 1, text))

    def _write_index(self, changes: ChangeSet) -> None:
        name = self.values.get("root_doc") or self.values.get("master_doc") or "index"
        if not any((self.root / f"{name}{suffix}").exists() for suffix in (".md", ".rst", ".ipynb")):
            changes.write(f"{name}.md", f"# {self.values.get('blog_title') or 'Blog'}\n")
            self.done.append(Problem(f"{name}.md", 1, _("the front page is written.")))

    def _report(self) -> Iterator[str]:
        """Yield what is changed, and what is left to the author."""
        yield from map(str, merge_problems(self.done))
        for path in self.layout.others:
            line = post_in_rst(self.tree.text(path)) or 1
            self.left.append(Problem(path, line, in_markdown(path)))
        if self.left:
            yield _("Left to you:")
            yield from map(str, merge_problems(self.left))


def _whole(before: str, after: str) -> list[Edit]:
    """Return the edit that turns one text into another."""
    return [] if before == after else [Edit(0, len(before), after)]
