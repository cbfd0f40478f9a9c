"""The scripts: minified, and published with a hash in their names, so that they can be cached for ever.

Pages have one inline script, `mode.js`, and those that other extensions add for all pages; the policy (`csp`) allows
each by its hash.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import rjsmin
import sphinx
from markupsafe import Markup

from kawaraban.pages.assets.stylesheet import hashed
from kawaraban.state import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPTS = Path(__file__).parents[2] / "theme" / "kawaraban" / "scripts"
INLINE = "mode"
OPTIONS = "documentation_options.js"


@cache
def script(name: str) -> str:
    """Return one of our scripts, minified."""
    return str(rjsmin.jsmin((SCRIPTS / f"{name}.js").read_text("utf-8")))


def scripts() -> dict[str, str]:
    """Return the path of each published script relative to the root, by name."""
    names = sorted(path.stem for path in SCRIPTS.glob("*.js") if path.stem != INLINE)
    return {name: hashed(f"{name}.js", script(name)) for name in names}


def _write_options(app: Sphinx) -> None:
    """Write Sphinx's `documentation_options.js`, which scripts of other extensions expect."""
    source = Path(sphinx.__file__).parent / "themes" / "basic" / "static" / f"{OPTIONS}.jinja"
    template = app.builder.templates.environment.from_string(source.read_text("utf-8"))
    known = {"release": app.config.release, "language": app.config.language, "builder": "html"}
    known |= {"file_suffix": ".html", "link_suffix": ".html", "has_source": "false"}
    build_of(app).session.write(f"_static/{OPTIONS}", template.render(known))


def write_scripts(app: Sphinx) -> None:
    """Write the scripts, make their paths available to templates, and note the inline scripts of other extensions.

    Scripts that are registered later belong to single pages.
    """
    if app.builder.name != "html":
        return
    added = app.registry.js_files
    build_of(app).inline_scripts = tuple(str(given["body"]) for _file, given in added if given.get("body"))
    if added:
        _write_options(app)
    files = scripts()
    for name, file in files.items():
        build_of(app).session.write(file, script(name))
    app.builder.templates.environment.globals |= {"scripts": files, "inline_script": Markup(script(INLINE))}
