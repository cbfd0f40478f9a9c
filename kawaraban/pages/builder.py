"""The HTML builder of a blog: a post's address is its path below `posts/`, and only what has changed is written.

The text of a page (its article) is kept apart from what surrounds it: where only a neighbour or the frame changes,
the page is put together again from its article, and where only the sidebar does, that is stamped into it.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pydata_sphinx_theme
from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.osutil import relative_uri

from kawaraban.images.publish import PublishedNames
from kawaraban.model.post import FOLDER, address_of
from kawaraban.pages import sidebar, signatures
from kawaraban.pages.article import Article, article_of, keep_article
from kawaraban.pages.assets.csp import check_page
from kawaraban.pages.assets.stylesheet import needs_more
from kawaraban.pages.context import context_of, has_third_party
from kawaraban.pages.documents import DocumentBuilder
from kawaraban.pages.navigation import outline
from kawaraban.pages.rendering import render_page, sphinx_context
from kawaraban.pages.schema_org import works_in
from kawaraban.pages.translator import Translator
from kawaraban.sources.ablog import raise_problems
from kawaraban.sources.environment import install_environment
from kawaraban.sources.failures import failures_reported
from kawaraban.sources.outline import is_html
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


_ = get_translation("sphinx")


class BlogBuilder(DocumentBuilder):
    """Sphinx's HTML builder with the addresses of a blog, writing to the stage of the press."""

    name = "html"
    search = False  # `outputs.search` has an index of its own
    default_translator_class = Translator
    checked: set[str]
    """The templates of which a page has been looked at for what it loads."""

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        install_environment(app)  # before Sphinx looks for sources itself, and fails on files that were excluded
        self.session = build_of(app).session
        staging = self.session.staging
        folder = type(app.outdir)
        app.outdir, app.doctreedir = folder(staging.html), folder(staging.trees)
        env.doctreedir = app.doctreedir
        self.written, self.checked = set(), set()
        super().__init__(app, env)
        self.images = PublishedNames(self.session)

    def file_of(self, pagename: str) -> str:
        """Return the file that a page is written to, named from the root of the site."""
        return address_of(pagename) + self.out_suffix

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 - Sphinx's signature
        """Return a document's address below the root, percent-encoded."""
        return _quoted_address(docname) + self.link_suffix

    def get_output_path(self, page_name: str, /) -> Path:
        """Return the file that a page is written to."""
        return Path(self.outdir, self.file_of(page_name))

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Prepare to write; docutils need not look for its stylesheets at each document, none is linked."""
        super().prepare_writing(docnames)
        context_of(self._app)  # once for all processes
        self.docsettings.stylesheet_path = None

    def get_outdated_docs(self) -> Iterator[str]:
        """Return none: what is to be read and what is to be written, contents and signatures tell."""
        return iter(())

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the article of a document, and its page around it."""
        with failures_reported(docname):
            self._write_article(docname, doctree)

    def _write_article(self, docname: str, doctree: nodes.document) -> None:
        doctree.settings = self.docsettings
        self.secnumbers = self.env.toc_secnumbers.get(docname, {})
        self.fignumbers = self.env.toc_fignumbers.get(docname, {})
        self.imgpath = relative_uri(self.get_target_uri(docname), "_images")
        self.dlpath = relative_uri(self.get_target_uri(docname), "_downloads")
        self.current_docname = docname
        # before the translator puts its marks into titles
        works = () if docname.startswith(FOLDER) else works_in(doctree)
        pictures = {node["uri"] for node in doctree.findall(nodes.image)} & self.images.keys()
        has_raw = any(map(is_html, doctree.findall(nodes.raw)))
        visitor: Any = self.create_translator(doctree, self)
        doctree.walkabout(visitor)
        article = Article(
            title=self._title_of(docname),
            parts=visitor.parts,
            metatags="".join(visitor.meta[2:]),
            pictures=tuple(sorted(pictures)),
            contents=outline(self.env.tocs.get(docname)),
            works=works,
            has_raw=has_raw,
            needs_more=needs_more("".join(visitor.parts)),
        )
        keep_article(self.session, docname, article, build_of(self._app).site.base_url + self.get_target_uri(docname))
        self.write_page(docname, article, doctree)

    def _title_of(self, docname: str) -> str:
        """Return the title as HTML."""
        title = self.env.longtitles.get(docname)
        if title is None or all(isinstance(part, nodes.Text) for part in title.children):
            return escape(title.astext(), quote=False) if title is not None else ""
        return self.render_partial(title)["title"]

    def write_page(self, docname: str, article: Article, doctree: nodes.document | None = None) -> None:
        """Write the page of a document around its article; *doctree* is for listeners that ask for it."""
        context = self.get_doc_context(docname, "".join(article.parts), article.metatags)
        context |= {
            "parts": article.parts,
            "title": article.title,
            "contents": article.contents,
            "works": article.works,
            "pictures": article.pictures,
            "has_raw": article.has_raw,
            "needs_more": article.needs_more,
            "signature": signatures.signature_of(self._app, docname),
        }
        self.handle_page(docname, context, event_arg=doctree)

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Return what a page shows of its own document; our pages take the rest from `page`."""
        return {
            "parents": [], "prev": None, "next": None, "meta": self.env.metadata.get(docname), "body": body,
            "metatags": metatags, "sourcename": "", "page_source_suffix": ".md",
        }  # fmt: skip

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Write a page, and note how it was made; `signature` in *addctx* is the digest of all that it shows.

        Raises ThemeError if its template fails.
        """
        self._css_files[:], self._js_files[:] = self._orig_css_files, self._orig_js_files
        context = sphinx_context(self, pagename, addctx)
        self.update_page_context(pagename, templatename, context, event_arg)
        emitted = self.events.emit_firstresult("html-page-context", pagename, templatename, context, event_arg)
        page = render_page(self._app, emitted or templatename, context)
        file = self.file_of(pagename)
        if outfilename:
            outfilename.write_bytes(page.html)
        else:
            self.session.write(file, page.html)
        if self._may_load(emitted or templatename, addctx):
            check_page(build_of(self._app).site, page.html.decode(), pagename)
        if signature := addctx.get("signature"):
            pictures = addctx.get("pictures", ())
            self.session.note(file, sidebar.record_of(self._app, signature, pictures, page.slot, page.start))

    def _may_load(self, template: str, context: dict[str, Any]) -> bool:
        """Return whether a page may load what no other page does, and no document that has been read.

        That is the first page that a template makes; what all pages have in common is seen on it.
        """
        is_first = template not in self.checked
        self.checked.add(template)
        is_strange = build_of(self._app).has_own_code or context_of(self._app).own_templates
        return is_first or is_strange or context.get("has_raw", False)

    def finish(self) -> None:
        """Bring the pages up to date that were not written, then write everything else.

        Raises ProblemsFound where anything is wrong with a source.
        """
        raise_problems(self._app)
        self.session.reload_notes()
        self.spread(self.refresh, self.stale())
        self.session.reload_notes()
        super().finish()
        sidebar.stamp_sidebars(self._app)

    def stale(self) -> list[str]:
        """Return the documents whose pages were not written and cannot stay as they are."""
        return [
            docname
            for docname in sorted(self.env.all_docs.keys() - self.written)
            if not self.session.retain_if_current(self.file_of(docname), signatures.signature_of(self._app, docname))
        ]

    def refresh(self, docname: str) -> None:
        """Write a page again around the article that it had, or from its source where that is not enough."""
        if has_third_party(self._app):
            self._write_serial([docname])
        else:
            self.write_page(docname, article_of(self._app, docname))

    def gen_pages_from_extensions(self) -> None:
        """Write the pages that we and extensions make, those left out that would come out as they are.

        What such a page shows, its context says under `inputs`: a few texts that stand for all of it.
        """
        wanted = []
        for found in self.events.emit("html-collect-pages"):
            for pagename, context, template in found:
                if (inputs := context.pop("inputs", None)) is not None:
                    context["signature"] = signatures.signature(self._app, pagename, inputs)
                    if self.session.retain_if_current(self.file_of(pagename), context["signature"]):
                        continue
                wanted.append((pagename, context, template))
        self.spread(lambda page: self.handle_page(*page), wanted)


@cache
def _quoted_address(docname: str) -> str:
    return quote(address_of(docname))


def setup(app: Sphinx) -> None:
    """Take the place of Sphinx's builder; the theme below need not write colours that nobody asks for."""
    for listener in list(app.events.listeners["build-finished"]):
        if listener.handler is pydata_sphinx_theme.pygments.overwrite_pygments_css:
            app.disconnect(listener.id)
    app.add_builder(BlogBuilder, override=True)
