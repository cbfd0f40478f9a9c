"""What conf.py says, without Sphinx: it may ask the environment, the clock or any file, so its values are compared.

A conf.py that hands over code of its own may do anything later, while a build runs; of such a one nothing is known.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Hashable
from types import FunctionType, ModuleType

from kawaraban.incremental.files import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Tags(set[str]):
    """Stands in for Sphinx's tags, of which there are none while conf.py runs."""

    has = set.__contains__


def values_now(root: str) -> str:
    """Run conf.py, and return what stands for all that it says, an empty text where that cannot be told."""
    file, cwd, path = os.path.join(root, "conf.py"), os.getcwd(), sys.path[:]
    namespace: dict[str, Any] = {"__file__": file, "tags": Tags()}
    try:
        os.chdir(root)
        with open(file, "rb") as conf, contextlib.redirect_stdout(io.StringIO()):
            exec(compile(conf.read(), file, "exec"), namespace)  # noqa: S102 - as Sphinx does
    except (Exception, SystemExit):  # a build will tell
        return ""
    finally:
        os.chdir(cwd)
        sys.path[:] = path
    return values_of(namespace)


def values_of(namespace: Mapping[str, Any]) -> str:
    """Return what stands for the names that conf.py leaves, an empty text where it hands over code of its own."""
    said = {name: value for name, value in namespace.items() if name[:2] != "__" and name != "tags"}
    own = [value for value in said.values() if isinstance(value, FunctionType) and value.__globals__ is namespace]
    if own or "setup" in said:
        return ""
    plain_ones = (f"{name} {plain(value)}" for name, value in said.items() if not isinstance(value, ModuleType))
    return digest("\n".join(sorted(plain_ones)))


def plain(value: Any) -> str:
    """Return a value as a text that is the same in each process: sets in order, functions and objects by name."""
    if isinstance(value, dict):
        return "{" + ", ".join(sorted(f"{plain(key)}: {plain(of)}" for key, of in value.items())) + "}"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(plain, value))) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(plain, value)) + "]"
    text = repr(value) if isinstance(value, Hashable) else ""
    if text and " at 0x" not in text:
        return text
    return f"{type(value).__qualname__} {getattr(value, '__qualname__', '')}"
