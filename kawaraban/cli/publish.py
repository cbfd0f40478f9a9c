"""`make publish` and `make undo`: bring the site to where it is read, and bring back the publication before."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sphinx.locale import get_translation

from kawaraban.cli.application import CACHE, Failed, read_conf
from kawaraban.cli.source_tree import check_settings
from kawaraban.incremental.files import digest_of
from kawaraban.incremental.manifest import Record
from kawaraban.model.config import line_of, problem_in_conf
from kawaraban.model.problems import InvalidFile, os_error_message
from kawaraban.publishing import publisher
from kawaraban.publishing.errors import Interrupted, Refused
from kawaraban.publishing.files import File, files_of
from kawaraban.publishing.guards import faults_of
from kawaraban.publishing.job import Job, Report
from kawaraban.publishing.memory import Memory
from kawaraban.publishing.pings import Pings, news_of, ping, ping_later, ping_waiting
from kawaraban.publishing.progress import size_text
from kawaraban.publishing.remotes import connect
from kawaraban.publishing.targets import Kind, Target, parse_target, secrets_in
from kawaraban.text.urls import base_url_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_ = get_translation("sphinx")

SITE = Path("_build", "html")
MEMORY = Path("_build", "publications")


def publish_site(
    options: argparse.Namespace,
    html: Callable[[argparse.Namespace], str],
    check: Callable[[argparse.Namespace], str],
) -> str:
    """Build and check the site with *html* and *check*, publish it, and return a summary.

    Raises Failed where something is wrong with the site or the target, or where not everything arrived.
    """
    conf = _conf()
    target = _target(options.to, conf)
    summary = html(argparse.Namespace(verify=False)).splitlines()[:-1]
    print("\n".join(summary), flush=True)
    notices = check(argparse.Namespace(links=False)).splitlines()[:-1]
    notices = [line for line in notices if line not in summary] + _example_notice(conf)
    print("".join(f"{line}\n" for line in notices), end="", flush=True)
    record = Record.load(str(CACHE))
    files = files_of(SITE, record.outputs)
    beside = _compressed(files) if options.precompress else {}
    files |= {path: File(place.stat().st_size, digest_of(str(place))) for path, place in beside.items()}
    sizes = {path: file.size for path, file in files.items()}
    if not options.force and (faults := _faults(sizes, conf)):
        raise Failed("\n".join(faults))
    with _job(target, conf, options) as job:
        if options.dry:
            return _listed(publisher.preview(job, files), target)
        report = publisher.publish(job, SITE, files, beside)
    pings = _pings(conf)
    news = news_of(pings, [*report.sent, *report.deleted], SITE, record.pages, CACHE)
    told: list[str] = []
    if _is_read_at(target):
        told = ping(pings, news, record.pages, CACHE)
    else:
        ping_later(news, record.pages, CACHE)
    if report.sent or report.deleted:
        return "\n".join([*told, _summary(report, target)])
    return "\n".join([*told, _("%s: everything is there already; nothing was sent.") % target.shown])


def _example_notice(conf: dict[str, Any]) -> list[str]:
    """Return a notice if the blog's address is still an example: nobody can have one below `.example` (RFC 2606)."""
    base_url = base_url_of(conf.get("blog_baseurl"))
    if not (urlsplit(base_url).hostname or "").endswith(".example"):
        return []
    text = _("blog_baseurl is still an example, %s; feeds, link previews and the site map name it. Write your address.")
    return [str(problem_in_conf("blog_baseurl", text % base_url, Path.cwd()))]


def _is_read_at(target: Target) -> bool:
    """Return whether readers reach the site at a target now; a folder below `_build` is put elsewhere later."""
    return target.kind is not Kind.FOLDER or not Path(target.text).resolve().is_relative_to(SITE.parent.resolve())


def _faults(sizes: Mapping[str, int], conf: dict[str, Any]) -> list[str]:
    """Return what speaks against publishing the site. Raises Failed for files that cannot be read."""
    try:
        return faults_of(SITE, sizes, Path.cwd(), conf)
    except InvalidFile as error:
        raise Failed(str(error)) from None


def _compressed(files: Mapping[str, File]) -> dict[str, Path]:
    """Return compressed copies of texts. Raises Failed where Brotli is not installed."""
    from kawaraban.publishing.precompress import compressed  # only this option needs Brotli

    try:
        return compressed({path: SITE / path for path in files}, CACHE)
    except ModuleNotFoundError as error:
        raise Failed(_("PRECOMPRESS=1 needs %s: pip install 'kawaraban[publish]'") % error.name) from None


def undo_publication(options: argparse.Namespace) -> str:
    """Bring back the publication before the one that is there, and return a summary. Raises Failed."""
    conf = _conf()
    target = _target(options.to, conf)
    with _job(target, conf, options) as job:
        report = publisher.undo(job)
    print(_("The publication before is back; make undo once more takes this back. Your texts are as they were."))
    return _summary(report, target)


def ping_published() -> str:
    """Tell search engines and the hub what was published into a folder below `_build`; return what happened."""
    return "\n".join(ping_waiting(_pings(_conf()), CACHE) or [_("Nobody has to be told of anything.")])


def _pings(conf: dict[str, Any]) -> Pings:
    indexnow, websub = (str(conf.get(name) or "") for name in ("kawaraban_indexnow", "kawaraban_websub"))
    return Pings(base_url_of(conf.get("blog_baseurl")), indexnow, websub)


def _conf() -> dict[str, Any]:
    """Return what conf.py sets. Raises Failed for a setting that is needed before a build, or without one."""
    config = read_conf(Path.cwd())
    check_settings(config, Path.cwd(), ("kawaraban_publish", "kawaraban_timezone"))
    return config._raw_config


def _target(given: str, conf: dict[str, Any]) -> Target:
    """Return the target on the command line, or that of conf.py. Raises Failed."""
    setting = str(conf.get("kawaraban_publish") or "")
    if secrets_in(setting):
        line = line_of("kawaraban_publish", Path("conf.py").read_text("utf-8", "replace"))
        text = _("conf.py:%d: kawaraban_publish has options of rclone in it, which may be secrets. Keep them with "
                 "rclone config, and write remote:path here.")  # fmt: skip
        raise Failed(text % line)
    try:
        return parse_target(given or setting, Path.cwd())
    except Refused as refused:
        raise Failed(str(refused)) from None


@contextmanager
def _job(target: Target, conf: dict[str, Any], options: argparse.Namespace) -> Iterator[Job]:
    """Yield the job of a publication, and turn what goes wrong with it into Failed."""
    with closing(connect(target)) as remote:
        job = Job(
            blog=base_url_of(conf.get("blog_baseurl")),
            root=Path.cwd(),
            remote=remote,
            memory=Memory(MEMORY, target.text),
            tell=lambda text: print(text, file=sys.stderr, flush=True),
            zone=ZoneInfo(conf.get("kawaraban_timezone", "Asia/Tokyo")),
            is_first=getattr(options, "first", False),
            is_forced=getattr(options, "force", False),
        )
        try:
            yield job
        except Refused as refused:
            raise Failed(_("Not published to %s: %s") % (target.shown, refused)) from None
        except Interrupted as stopped:
            raise Failed(_("Publishing to %s stopped: %s") % (target.shown, stopped)) from None
        except OSError as error:
            raise Failed(_("Publishing to %s stopped: %s") % (target.shown, os_error_message(error))) from None


def _listed(report: Report, target: Target) -> str:
    """Return what would be sent, one file per line, and a summary."""
    width = max((len(size_text(file.size)) for file in report.sent.values()), default=0)
    sent = [f"  {size_text(file.size):>{width}}  {path}" for path, file in sorted(report.sent.items())]
    deleted = [_("  delete: %s") % path for path in report.deleted]
    total = size_text(sum(file.size for file in report.sent.values()))
    counted = (target.shown, len(report.sent), total, len(report.deleted))
    last = _("DRY=1: nothing was sent to %s. It would be: files %d (%s), deleted %d.") % counted
    return "\n".join([*sent, *deleted, last]).encode("utf-8", "replace").decode()


def _summary(report: Report, target: Target) -> str:
    """Return the last line: files, bytes, seconds, what was deleted, and where."""
    total = size_text(sum(file.size for file in report.sent.values()))
    text = _("Published to %s: files %d (%s) in %.1f s, deleted %d.")
    counted = (target.shown, len(report.sent), total, report.seconds, len(report.deleted))
    stay = _(" (Files that only old pages need, %d, stay for a week.)") % report.stay if report.stay else ""
    return text % counted + stay
