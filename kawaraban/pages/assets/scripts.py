"""The scripts: minified, and published with a hash in their names, so that they can be cached for ever.

Pages have one inline script, `mode.js`; the policy (`csp`) allows it by its hash.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import rjsmin
from markupsafe import Markup

from kawaraban.pages.assets.stylesheet import hashed
from kawaraban.state import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPTS = Path(__file__).parents[2] / "theme" / "kawaraban" / "scripts"
INLINE = "mode"


@cache
def script(name: str) -> str:
    """Return one of our scripts, minified."""
    return str(rjsmin.jsmin((SCRIPTS / f"{name}.js").read_text("utf-8")))


def scripts() -> dict[str, str]:
    """Return the path of each published script relative to the root, by name."""
    names = sorted(path.stem for path in SCRIPTS.glob("*.js") if path.stem != INLINE)
    return {name: hashed(f"{name}.js", script(name)) for name in names}


def write_scripts(app: Sphinx) -> None:
    """Write the scripts, and make their paths available to templates."""
    if app.builder.name != "html":
        return
    files = scripts()
    for name, file in files.items():
        build_of(app).session.write(file, script(name))
    app.builder.templates.environment.globals |= {"scripts": files, "inline_script": Markup(script(INLINE))}
