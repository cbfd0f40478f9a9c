"""The values that conf.py sets, found without Sphinx; builds depend on these instead of its text.

conf.py may read environment variables, the clock or files, so it is run. Functions that it defines are compared by
their compiled code. If one of them may read such things when it is called later, the result is unknown.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Hashable
from types import CodeType, FunctionType, ModuleType

from kawaraban.incremental.files import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

IMPURE_NAMES = {
    "open", "read_text", "read_bytes", "environ", "getenv", "now", "today", "time", "time_ns", "localtime", "gmtime",
    "glob", "rglob", "iterdir", "listdir", "scandir", "walk", "exists", "is_file", "is_dir", "stat", "random",
    "urandom", "uuid4", "urlopen", "run", "Popen", "call", "check_output", "system", "popen", "getoutput", "exec",
    "eval", "import_module", "__import__", "socket", "input",
}  # fmt: skip
"""Names whose use in a function may read the environment, the clock, a file or the network."""


class Tags(set[str]):
    """Stand-in for Sphinx's tags, which are empty while conf.py runs."""

    has = set.__contains__


def run_conf(root: str) -> str:
    """Run the conf.py in *root*; return the digest of its values, or an empty text if they cannot be known."""
    file, cwd, path = os.path.join(root, "conf.py"), os.getcwd(), sys.path[:]
    namespace: dict[str, Any] = {"__file__": file, "tags": Tags()}
    try:
        os.chdir(root)
        with open(file, "rb") as conf, contextlib.redirect_stdout(io.StringIO()):
            exec(compile(conf.read(), file, "exec"), namespace)  # noqa: S102 - as Sphinx does
    except (Exception, SystemExit):  # the build will report it
        return ""
    finally:
        os.chdir(cwd)
        sys.path[:] = path
    return digest_of_values(namespace)


def digest_of_values(namespace: Mapping[str, Any]) -> str:
    """Return the digest of conf.py's names; an empty text if its functions may read other things."""
    values = {name: value for name, value in namespace.items() if name[:2] != "__" and name != "tags"}
    codes = [code for function in _own_functions(namespace).values() for code in _codes(function.__code__)]
    classes = [value for value in values.values() if isinstance(value, type) and value.__module__ == "builtins"]
    if any(not IMPURE_NAMES.isdisjoint((*code.co_names, *code.co_freevars)) for code in codes) or any(
        map(_has_code, classes)
    ):
        return ""
    if "setup" in values and "setup" not in _own_functions(namespace):
        return ""
    lines = (f"{name} {canonical(value)}" for name, value in values.items() if not isinstance(value, ModuleType))
    return digest("\n".join(sorted(lines)))


def own_code(namespace: Mapping[str, Any]) -> list[str]:
    """Return the functions that conf.py defines, and its `setup`, each in the form of `canonical`."""
    own = dict(_own_functions(namespace)) | {name: value for name, value in namespace.items() if name == "setup"}
    return [f"{name} {canonical(value)}" for name, value in sorted(own.items())]


def _own_functions(namespace: Mapping[str, Any]) -> dict[str, FunctionType]:
    return {
        name: value
        for name, value in namespace.items()
        if isinstance(value, FunctionType) and value.__globals__ is namespace
    }


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a code object and those nested in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _has_code(own_class: type) -> bool:
    return any(isinstance(value, FunctionType) for value in vars(own_class).values())


def canonical(value: Any) -> str:
    """Return a text for a value that is the same in every process.

    Sets are sorted; functions are given by their compiled code, without line numbers; other objects by their type.
    """
    if isinstance(value, dict):
        return "{" + ", ".join(sorted(f"{canonical(key)}: {canonical(of)}" for key, of in value.items())) + "}"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(canonical, value))) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(canonical, value)) + "]"
    if isinstance(value, FunctionType):
        parts = (value.__code__, value.__defaults__, value.__kwdefaults__)
        return " ".join([value.__qualname__, *map(canonical, parts)])
    if isinstance(value, CodeType):
        return canonical((value.co_code.hex(), value.co_names, value.co_varnames, value.co_freevars, value.co_consts))
    text = repr(value) if isinstance(value, Hashable) else ""
    if text and " at 0x" not in text:
        return text
    return f"{type(value).__qualname__} {getattr(value, '__qualname__', '')}"
