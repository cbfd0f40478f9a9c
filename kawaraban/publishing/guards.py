"""What must not be published: a site that shows unpublished posts, or passes a limit of its host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kawaraban.model.hosts import REDIRECTS, count_redirects, exceeded_limits, host_of
from kawaraban.model.problems import format_problems
from kawaraban.publishing.leaks import find_leaks
from kawaraban.publishing.unpublished import read_sources
from kawaraban.publishing.written import Written
from kawaraban.text.urls import base_url_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ = get_translation("sphinx")


def faults_of(
    site: Path, files: Mapping[str, int], root: Path, conf: Mapping[str, Any], host: str | None = None
) -> list[str]:  # fmt: skip
    """Return why a built site should not be published without being forced, in lines for the author.

    *files* are the sizes of all files to publish, *root* is the folder of the sources, *conf* is what conf.py sets.
    *host* is a name in `model.hosts`; by default the domain of the blog tells it, if it is one of the host's. Raises
    OSError, InvalidFile.
    """
    base_url = base_url_of(conf.get("blog_baseurl"))
    sources = read_sources(root, conf)
    leaks = find_leaks(site, sources, Written(root, conf, sources), base_url)
    own = site / REDIRECTS
    redirects = count_redirects(own.read_text("utf-8", "replace")) if own.is_file() else 0
    limits = exceeded_limits(files, host or host_of(base_url), redirects)
    hint = _("%s. Make the site smaller, choose another host, or write FORCE=1.")
    return [*format_problems(leaks).splitlines(), *(hint % line for line in limits)]
