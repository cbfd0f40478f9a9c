"""Draws charts as SVG with Vega-Lite (vl-convert): the same bytes on every machine.

Text is measured with the bundled font.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from subprocess import PIPE
from typing import TYPE_CHECKING, Any

from kawaraban.directives.charts.labels import add_labels
from kawaraban.directives.charts.postprocess import postprocessed
from kawaraban.images.typesetting import FONT

if TYPE_CHECKING:
    from collections.abc import Sequence

FEW = 6
"""The number of drawings that justifies another process."""


@cache
def _converter() -> Any:
    import vl_convert  # slow to import, and needed only for new charts

    vl_convert.register_font_directory(str(FONT.parent))
    return vl_convert


def render_svg(spec: dict[str, Any]) -> str:
    """Return the SVG of a Vega-Lite specification."""
    if "names" in spec.get("usermeta", {}):
        spec = add_labels(spec, _converter().vegalite_to_scenegraph(spec, vl_version="5.20"))
    return postprocessed(str(_converter().vegalite_to_svg(spec, vl_version="5.20")))


def render_in_processes(specs: Sequence[str]) -> list[str]:
    """Return the SVG of each specification (JSON), drawn in subprocesses.

    The library runs threads, which do not survive a fork. Raises OSError if it fails.
    """
    cores = max(1, min(os.cpu_count() or 1, len(specs) // FEW))
    shares = [specs[core::cores] for core in range(cores)]
    command = [sys.executable, "-m", __name__]
    workers = [subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) for _share in shares]  # noqa: S603
    with ThreadPoolExecutor(cores) as threads:
        answers = list(
            threads.map(lambda pair: pair[0].communicate(json.dumps(pair[1])), zip(workers, shares, strict=True))
        )
    found = [""] * len(specs)
    for core, (worker, (output, errors)) in enumerate(zip(workers, answers, strict=True)):
        if worker.returncode:
            raise OSError(f"vl-convert: {errors.strip()[-500:]}")
        found[core::cores] = json.loads(output)
    return found


if __name__ == "__main__":
    json.dump([render_svg(json.loads(spec)) for spec in json.load(sys.stdin)], sys.stdout)
