"""Find likely mistakes in posts that cause no error: full-width marks, unclosed blocks, similar categories.

They may be intended, so `make check` shows them as notices with file and line. `make fix` corrects those that are
certain.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kawaraban.sources.proofreading.addresses import addresses
from kawaraban.sources.proofreading.anchors import dead_anchors
from kawaraban.sources.proofreading.blocks import blocks
from kawaraban.sources.proofreading.catalogue import catalogue
from kawaraban.sources.proofreading.comments import comments
from kawaraban.sources.proofreading.document import Document, parts_of
from kawaraban.sources.proofreading.files import unused
from kawaraban.sources.proofreading.finding import Finding
from kawaraban.sources.proofreading.formulas import formulas
from kawaraban.sources.proofreading.html import html
from kawaraban.sources.proofreading.letters import letters
from kawaraban.sources.proofreading.lists import lists, tables
from kawaraban.sources.proofreading.marks import headings, marks
from kawaraban.sources.proofreading.numbers import numbers
from kawaraban.sources.proofreading.pictures import picture_addresses, pictures
from kawaraban.sources.proofreading.readings import readings
from kawaraban.state import build_of
from kawaraban.text.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

    from kawaraban.sources.proofreading.document import Part

FAMILIES = (addresses, blocks, formulas, headings, html, lists, marks, picture_addresses, pictures, readings, tables)
"""Functions from a part of a document to findings of one kind."""


def proofread(text: str, path: str = "", root: Path | None = None) -> list[Finding]:
    """Return likely mistakes in a source, in order of lines.

    *text* is the whole source with Unix line ends, *path* its path relative to *root*, where its files are looked for.
    """
    document = Document(path, text.split("\n"), root)
    return _in_document(document, parts_of(document))


def _in_document(document: Document, parts: Iterable[Part]) -> list[Finding]:
    found = {
        *letters(document),
        *comments(document),
        *(each for part in parts for family in FAMILIES for each in family(part)),
    }
    return sorted(Finding(each.line, str(each.text), document.path, each.replacements) for each in found)


def notices_of(app: Sphinx) -> list[str]:
    """Return the notices about a finished build: documents, front matter, files, and finally its size."""
    build = build_of(app)
    root, site = Path(build.session.root), Path(build.session.staging.site)
    found: list[Finding] = [*catalogue(build), *unused(app)]
    for docname, path in build.sources.items():
        text, _faults = decode((root / path).read_bytes())
        document = Document(path, text.split("\n"), root)
        parts = list(parts_of(document))
        page = f"{build.site.post_folders.address_of(docname)}.html"
        found += _in_document(document, parts)
        found += dead_anchors(parts, page, site, build.site.base_url)
    findings = sorted(found, key=lambda each: (each.path, each.line, each.text))
    return [*map(str, findings), *numbers(build, str(site), len(app.env.images))]
