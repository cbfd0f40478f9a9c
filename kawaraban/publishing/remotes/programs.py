"""Running rsync and rclone, and telling the author in plain words what went wrong."""

from __future__ import annotations

import re
import subprocess
import tempfile
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.model.problems import N_
from kawaraban.publishing.errors import Interrupted
from kawaraban.publishing.targets import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_ = get_translation("sphinx")

REASONS = (
    (r"REMOTE HOST IDENTIFICATION HAS CHANGED|Host key .*has changed",
     N_("the server shows another key than before. If your host has told you so, remove the old key with "
        "ssh-keygen -R HOST, and connect once with ssh to accept the new one.")),
    (r"Host key verification failed|No \w+ host key is known",
     N_("this computer does not know the server yet. Connect once with ssh USER@HOST, compare the key with the one "
        "that your host names, and answer yes.")),
    (r"Permission denied \((publickey|password|keyboard)|Too many authentication failures|no such identity",
     N_("the server does not let this computer in. Put your public key there (ssh-copy-id USER@HOST), and try "
        "ssh USER@HOST.")),
    (r"Could not resolve hostname|no such host|Name or service not known|server misbehaving",
     N_("there is no server of this name, or no network. Check the name and the connection.")),
    (r"[Nn]o space left on device|too big for remaining disk space|Disk quota exceeded|QuotaExceeded|"
     r"Insufficient ?Storage",
     N_("the disk of the target is full. Make room there, and run the command again.")),
    (r"rsync: (command )?not found|rsync: No such file or directory|not found: rsync",
     N_("there is no rsync on the server. Ask your host, or publish another way (rclone knows SFTP).")),
    (r"rsync: .*(unrecognized|unknown|invalid) option|--mkpath|--delete-missing-args",
     N_("rsync is too old, here or on the server: 3.2.3 or newer is needed (macOS: brew install rsync).")),
    (r"didn't find section in config file",
     N_("rclone knows no remote of this name. Set it up with rclone config, or, for a server by SSH, write "
        "user@host:folder.")),
    (r"is it obscured\?",
     N_("rclone takes no plain password here. Keep it with rclone config, and write remote:path.")),
    (r"InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|ExpiredToken|401 Unauthorized|status code: 401|"
     r"AuthFailure|invalid_grant",
     N_("the keys that rclone keeps for this remote are not accepted. Renew them with rclone config.")),
    (r"NoSuchBucket|bucket does not exist",
     N_("there is no such bucket. Create it at your host, or check its name.")),
    (r"AccessDenied|403 Forbidden|StatusCode: 403|Permission denied|permission denied|Operation not permitted",
     N_("this user may not read or write there. Check the folder, and the rights of the user or key.")),
    (r"(?i)read-only file system", N_("the file system can only be read.")),
    (r"Failed to exec .*: No such file",
     N_("ssh is not installed on this computer; install it (Debian and Ubuntu: sudo apt install openssh-client).")),
    (r"Not a directory", N_("there is a file where the folder should be. Check the name of the folder.")),
    (r"is your shell clean|account is currently not available|sftp connections only",
     N_("the server answers, but not with rsync. If it allows only SFTP, publish with rclone; else a file there such "
        "as ~/.bashrc prints a text: take that out.")),
    (r"[Cc]onnection (refused|timed out|reset|closed)|No route to host|Network is unreachable|i/o timeout|"
     r"broken pipe|connection unexpectedly closed|unexpected EOF|Broken pipe",
     N_("the connection was refused or broke off. Check the network, and run the command again: it goes on where it "
        "stopped.")),
)  # fmt: skip
"""What programs print when they fail, and what it means for the author; the first that is found counts.

A broken connection is often only what follows from another reason, so it comes last.
"""


def explain(program: str, printed: str, secrets: Sequence[str] = ()) -> Interrupted:
    """Return an error that says what a program's messages mean, followed by the last of them, without secrets."""
    plain = masked(printed, list(secrets)).strip()
    lines = [line for line in plain.splitlines() if line.strip()]
    reason = next((str(_(text)) for form, text in REASONS if re.search(form, printed)), "")
    last = [f"  {program}: {line[:300]}" for line in lines[-3:]]
    return Interrupted("\n".join([reason or _("%s has failed.") % program, *last]), printed)


def run(
    command: Sequence[str], *, given: bytes = b"", line: Callable[[str], None] | None = None,
    allowed: Sequence[int] = (0,), secrets: Sequence[str] = (), environ: Mapping[str, str] | None = None,
    missing: str = "",
) -> tuple[int, str]:  # fmt: skip
    """Run a program with *given* as its input; return its exit status and what it printed.

    *line* is called with each line instead. Raises Interrupted where the exit status is not *allowed*; with the text
    *missing* where there is no such program. What it prints as errors goes to a file, since a connection of ssh that
    stays open would keep a pipe open, too.
    """
    name = command[0].rpartition("/")[2]
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as source:
        source.write(given)
        source.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603
                command, stdin=source, stdout=subprocess.PIPE, stderr=errors, env=environ
            )
        except OSError:
            raise Interrupted(missing or _("%s is not installed.") % name) from None
        printed = []
        try:
            assert process.stdout
            for raw in process.stdout:
                text = raw.decode("utf-8", "surrogateescape").rstrip("\n")
                if line:
                    line(text)
                else:
                    printed.append(text)
            status = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
    if status not in allowed:
        raise explain(name, said or "\n".join(printed[-3:]), secrets)
    return status, "\n".join(printed)
