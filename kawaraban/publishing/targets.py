"""What an author may write as the target of a publication, and which targets are refused."""

from __future__ import annotations

import re
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from sphinx.locale import get_translation

from kawaraban.publishing.errors import Refused

_ = get_translation("sphinx")


class Kind(Enum):
    """How a target is reached."""

    FOLDER = auto()
    RSYNC = auto()
    RCLONE = auto()


class Target(NamedTuple):
    """A target: its kind, its text for the program that reaches it, and how it is `shown`, without secrets."""

    kind: Kind
    text: str
    shown: str


def parse_target(text: str, root: Path) -> Target:
    """Return the target that a text names: a folder, `user@host:folder`, or `remote:path` of rclone.

    *root* is the folder of the blog. Raises Refused where it cannot be meant.
    """
    text = text.strip()
    if not text:
        raise Refused(
            _("say where to publish: make publish TO=…, or kawaraban_publish = … in conf.py (a folder, "
              "user@host:folder, or remote:path of rclone).")
        )  # fmt: skip
    if found := re.match(r"([A-Za-z]):[\\/]", text):
        raise Refused(_("%s is a folder of Windows; in WSL it is called /mnt/%s/….") % (text, found[1].lower()))
    if re.match(r"[a-z0-9+.-]+://", text, re.IGNORECASE):
        raise Refused(
            _("%s is an address; write a folder, user@host:folder (SSH), or remote:path (rclone).") % masked(text)
        )
    head = text.partition("/")[0]
    if text.startswith(":") or (":" in head and "@" not in head.partition(":")[0]):
        return Target(Kind.RCLONE, text, shown_remote(text))
    if "@" in head:
        return Target(Kind.RSYNC, _server(text), text)
    return Target(Kind.FOLDER, str(_folder(text, root)), text)


def _server(text: str) -> str:
    """Return the folder on a server without a final slash. Raises Refused."""
    found = re.fullmatch(r"([\w.+-]+@(?:[\w.-]+|\[[0-9a-fA-F:.%\w]+\])):(.*)", text)
    if not found or text.startswith("-") or "@-" in text:
        raise Refused(_("%s: a server is written as user@host:folder.") % text)
    folder = found[2].rstrip("/")
    if folder in ("", ".", "~") or ".." in folder.split("/"):
        raise Refused(
            _("%s: name the folder of the site, such as %s:public_html; a home folder or / is too much.")
            % (text, found[1])
        )
    return f"{found[1]}:{folder.removeprefix('~/')}"


def _folder(text: str, root: Path) -> Path:
    """Return a local folder as an absolute path. Raises Refused where publishing would do harm."""
    try:
        folder = (root / Path(text).expanduser()).resolve()
    except (OSError, RuntimeError, ValueError):
        raise Refused(_("%s: there is no such folder.") % text) from None
    root = root.resolve()
    build = (root / "_build").resolve()
    if folder in (Path("/"), Path.home().resolve()) or root.is_relative_to(folder):
        reason = _("the site would be mixed with everything else there")
    elif folder.is_relative_to(root) and not folder.is_relative_to(build):
        reason = _("files in the folder of the blog are read as its sources")
    elif folder == build or any(
        folder.is_relative_to(build / name) for name in ("html", "cache", "sources", "publications")
    ):
        reason = _("builds write there")
    elif folder.exists() and not folder.is_dir():
        reason = _("that is a file")
    else:
        return folder
    raise Refused(_("%s is no place to publish: %s. Choose a folder beside the blog, such as %s.") % (
        text, reason, "../site"))  # fmt: skip


def shown_remote(text: str) -> str:
    """Return a remote of rclone without the options in it: `:s3,secret_access_key=…:bucket` becomes `:s3:bucket`.

    See https://rclone.org/docs/#connection-strings for the syntax.
    """
    found = _REMOTE.match(text)
    return f"{found[1]}:{text[found.end() :]}" if found else text.partition(",")[0].partition(":")[0] + ":…"


_REMOTE = re.compile(r"(:?[^:,]+)((?:,[^=,:]+(?:=(?:\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[^,:]*))?)*):")
"""The name of a remote of rclone, and its options."""


def with_option(text: str, name: str, value: str) -> str:
    """Return a remote of rclone with one more option. Raises ValueError if the text has another form."""
    if not (found := _REMOTE.match(text)):
        raise ValueError(text)
    return f'{found[1]}{found[2]},{name}="{value}":{text[found.end() :]}'


def secrets_in(text: str) -> list[str]:
    """Return the values of the options in a remote of rclone, the longest first."""
    values = re.findall(r"=(\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[^,:]*)", text) if "," in text else []
    plain = {value.strip("\"'") for value in values}
    return sorted((value for value in {*values, *plain} if len(value) > 2), key=len, reverse=True)


def masked(text: str, secrets: tuple[str, ...] | list[str] = ()) -> str:
    """Return a text without *secrets*, passwords in addresses, and values of options that are secret by their name."""
    for secret in secrets:
        text = text.replace(secret, "***")
    text = re.sub(r"(//[^/@\s:]+:)[^/@\s]+@", r"\1***@", text)
    return re.sub(r"(?i)(\w*(?:secret|pass|token|key)\w*[\"']?\s*[=:]\s*)[^\s,&:]+", r"\1***", text)
