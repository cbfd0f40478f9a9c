"""`make publish` and `make undo` as an author calls them: targets, refusals, what is printed, and no secrets in it."""

from __future__ import annotations

import contextlib
import http.server
import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kawaraban import cli
from kawaraban.publishing.errors import Interrupted, Refused
from kawaraban.publishing.remotes import connect
from kawaraban.publishing.targets import Kind, masked, parse_target, secrets_in, with_option
from tests.conftest import ROOT, Blog, files_below, running
from tests.publications import place_of


@pytest.mark.parametrize(
    ("text", "kind", "reached", "shown"),
    [
        ("../site", Kind.FOLDER, "/home/me/site", "../site"),
        ("/srv/a:b/site", Kind.FOLDER, "/srv/a:b/site", "/srv/a:b/site"),
        ("_build/site", Kind.FOLDER, "/home/me/blog/_build/site", "_build/site"),
        ("me@host.example:public_html/", Kind.RSYNC, "me@host.example:public_html", "me@host.example:public_html/"),
        ("me@host:~/site", Kind.RSYNC, "me@host:site", "me@host:~/site"),
        ("me@[::1]:/srv/www", Kind.RSYNC, "me@[::1]:/srv/www", "me@[::1]:/srv/www"),
        ("store:bucket/site", Kind.RCLONE, "store:bucket/site", "store:bucket/site"),
        ("host:folder", Kind.RCLONE, "host:folder", "host:folder"),
        (":s3,access_key_id=AK,secret_access_key='x,:y':b/s", Kind.RCLONE,
         ":s3,access_key_id=AK,secret_access_key='x,:y':b/s", ":s3:b/s"),
        ("dav,pass=geheim:site", Kind.RCLONE, "dav,pass=geheim:site", "dav:site"),
    ],
)  # fmt: skip
def test_targets_are_told_apart(text: str, kind: Kind, reached: str, shown: str) -> None:
    assert parse_target(text, Path("/home/me/blog")) == (kind, reached, shown)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "say where to publish"),
        ("/", "no place to publish"),
        ("~", "no place to publish"),
        (".", "no place to publish"),
        ("..", "no place to publish"),
        ("posts", "read as its sources"),
        ("public", "read as its sources"),
        ("_build", "builds write there"),
        ("_build/html", "builds write there"),
        ("_build/cache/x", "builds write there"),
        ("me@host", "written as user@host:folder"),
        ("me@host:", "name the folder"),
        ("me@host:/", "name the folder"),
        ("me@host:~", "name the folder"),
        ("me@host:../x", "name the folder"),
        ("me@-oProxyCommand=x:y", "written as user@host:folder"),
        (r"C:\site", "/mnt/c/"),
        ("https://host.example/site", "is an address"),
        ("sftp://me:geheim@host/site", "is an address"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        parse_target(text, tmp_path)
    assert why in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_the_folders_of_builds_are_no_targets_even_if_they_are_on_another_disk(tmp_path: Path) -> None:
    for folder in ("blog", "disk"):
        (tmp_path / folder).mkdir()
    (tmp_path / "blog/_build").symlink_to(tmp_path / "disk")
    with pytest.raises(Refused, match="builds write there"):
        parse_target("_build/html", tmp_path / "blog")


def test_names_that_rsync_would_take_for_comments_arrive(tmp_path: Path) -> None:
    for name in (names := ["#1.html", "100% 'a'.html", ";.html", "日本.html"]):
        (tmp_path / name).write_text(name)
    with (
        place_of("rsync", tmp_path) as place,
        contextlib.closing(connect(parse_target(place.text, tmp_path))) as remote,
    ):
        remote.send(tmp_path, names, (), lambda _path: None)
        assert sorted(remote.list()) == names
        remote.remove(names)
        assert not remote.list()


class Store(http.server.BaseHTTPRequestHandler):
    """An object store with two files, whose times are those of the upload. `asked` are the methods of its requests."""

    asked: list[str] = []

    def log_message(self, *args: object) -> None: ...

    def do_HEAD(self) -> None:
        self.asked.append("HEAD")
        self.send_error(404)

    def do_GET(self) -> None:
        self.asked.append("GET")
        files = "".join(
            f"<Contents><Key>{name}</Key><Size>4</Size><LastModified>2025-10-27T00:00:00Z</LastModified></Contents>"
            for name in ("a.html", "b/c.html")
        )
        body = f"<ListBucketResult><IsTruncated>false</IsTruncated>{files}</ListBucketResult>".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def test_a_store_is_not_asked_for_each_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.asked.clear()
    with running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Store)) as address:
        keys = "provider = Other\naccess_key_id = x\nsecret_access_key = x\n"
        (tmp_path / "conf").write_text(f"[store]\ntype = s3\n{keys}endpoint = {address}\n")
        monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "conf"))
        with contextlib.closing(connect(parse_target("store:bucket", tmp_path))) as remote:
            remote.send(tmp_path, [], (), lambda _path: None)  # asks what the remote can do
            assert {path: found.time for path, found in remote.list().items()} == dict.fromkeys(
                ("a.html", "b/c.html"), 1761523200.0
            )
    assert Store.asked == ["GET"]


@pytest.mark.parametrize(
    ("remote", "past"),
    [
        ("store:b/site", 'store,version_at="x:y":b/site'),
        (":s3,provider=Other,secret='a:b':b", ":s3,provider=Other,secret='a:b',version_at=\"x:y\":b"),
    ],
)
def test_options_are_added_to_remotes(remote: str, past: str) -> None:
    assert with_option(remote, "version_at", "x:y") == past


def test_secrets_are_masked() -> None:
    target = ":s3,access_key_id=AKIA1,secret_access_key='a,b':bucket"
    said = "GET http://me:word@host/ failed: AKIA1 'a,b' secret_access_key=other&token: third"
    shown = masked(said, secrets_in(target))
    assert not any(secret in shown for secret in ("AKIA1", "a,b", "word", "other", "third"))


@pytest.fixture
def run(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Run a command in the folder of the blog; return exit status, output and errors."""
    monkeypatch.chdir(blog.root / "src")
    blog.conf("exclude_patterns = []")

    def call(*arguments: str) -> tuple[int, str, str]:
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as errors:
            status = cli.main(list(arguments))
        return status, out.getvalue(), errors.getvalue()

    blog.write("conf.py", (blog.root / "src/conf.py").read_text().replace('language = "ja"', 'language = "en"'))
    for number in range(6):
        blog.post(f"post{number}", title=f"Title {number}")
    return call


Run = Callable[..., tuple[int, str, str]]


def test_a_blog_is_published_and_brought_back(blog: Blog, run: Run) -> None:
    target = blog.root / "site"
    status, out, _errors = run("publish", "--to", "../site", "--dry")
    assert status == 0
    assert "post0.html" in out
    assert out.splitlines()[-1].startswith("DRY=1: nothing was sent to ../site. It would be: files ")
    assert not target.exists()
    status, out, errors = run("publish", "--to", "../site")
    assert (status, errors) == (0, "")
    assert out.splitlines()[-1].startswith("Published to ../site: files ")
    first = files_below(target)
    assert first == files_below(blog.root / "src/_build/html")
    blog.post("post0", title="Another title")
    assert run("publish", "--to", "../site")[0] == 0
    assert "Another title" in (target / "post0.html").read_text("utf-8")
    status, out, _errors = run("undo", "--to", "../site")
    assert status == 0
    assert out.splitlines()[-1].startswith("Published to ../site: files ")
    assert {path: data for path, data in files_below(target).items() if path in first} == first
    assert "Another title" in (blog.root / "src/posts/post0.md").read_text("utf-8")


def test_the_workflow_publishes_a_blog_whose_address_has_changed(blog: Blog, run: Run) -> None:
    (line,) = re.findall(r"\n +make publish (.*)", (ROOT / ".github/workflows/publish.yml").read_text("utf-8"))
    given = dict(each.split("=") for each in line.split())
    options = ["--to", given["TO"], *(["--first"] if given.get("FIRST") else [])]
    assert run("publish", *options)[0] == 0
    conf = (blog.root / "src/conf.py").read_text("utf-8")
    blog.write("conf.py", conf.replace("https://blog.example/sub/", "https://own.example/"))
    assert run("publish", "--to", given["TO"])[2].count("write FIRST=1") == 1
    assert run("publish", *options)[0] == 0


def test_the_address_of_a_blog_is_the_same_without_its_last_slash(blog: Blog, run: Run) -> None:
    conf = (blog.root / "src/conf.py").read_text("utf-8")
    for address in ("https://blog.example/sub", "https://blog.example/sub/"):
        blog.write("conf.py", conf.replace("https://blog.example/sub/", address))
        assert run("publish", "--to", "../site")[0] == 0
    marker = blog.root / "site/.kawaraban.json"
    assert "https://blog.example/sub/" in marker.read_text()
    marker.write_text(marker.read_text().replace("sub/", "sub"))  # as markers were once written
    blog.post("new")
    assert run("publish", "--to", "../site")[0] == 0


def test_the_target_in_conf_is_the_default(blog: Blog, run: Run) -> None:
    with (blog.root / "src/conf.py").open("a") as conf:
        conf.write('kawaraban_publish = "../site"\n')
    assert run("publish")[0] == 0
    assert run("publish")[1].splitlines()[-1] == "../site: everything is there already; nothing was sent."
    with (blog.root / "src/conf.py").open("a") as conf:
        conf.write('kawaraban_publish = ":s3,secret_access_key=geheim:bucket"\n')
    status, out, errors = run("publish")
    assert status == 1
    assert "rclone config" in errors
    assert "geheim" not in out + errors


@pytest.mark.parametrize("line", ['kawaraban_publish = ["../site"]', 'kawaraban_timezone = "Mars/Base"'])
def test_a_wrong_setting_is_told_before_anything_is_asked_of_the_target(blog: Blog, run: Run, line: str) -> None:
    blog.conf(line)
    for command in ("publish", "undo"):
        status, _out, errors = run(command, "--to", "../site")
        assert status == 1
        assert errors.startswith(f"conf.py:9: {line.split()[0]}")


@pytest.mark.parametrize("command", [["links"], ["fix"], ["adopt"], ["rename", "--tag", "a", "--to", "b"]])
def test_a_setting_of_sphinx_of_a_wrong_type_is_told_by_every_command(blog: Blog, run: Run, command: list[str]) -> None:
    blog.conf('templates_path = None\nsource_suffix = ".md"')
    status, _out, errors = run(*command)
    assert (status, errors.count("\n")) == (1, 1)
    assert errors.startswith("conf.py:9: templates_path")


def test_a_blog_with_mistakes_is_not_published(blog: Blog, run: Run) -> None:
    run("publish", "--to", "../site")
    before = files_below(blog.root / "site")
    blog.post("post1", date="nonsense")
    status, _out, errors = run("publish", "--to", "../site")
    assert status == 1
    assert errors.startswith("posts/post1.md:")
    blog.post("post1")
    blog.post("draft", draft="true", title="Draft", author="nobody")  # only `check` looks at drafts
    status, _out, errors = run("publish", "--to", "../site")
    assert status == 1
    assert errors.startswith("posts/draft.md:")
    assert files_below(blog.root / "site") == before


@pytest.mark.parametrize(("address", "count"), [("https://blog.example/", 1), ("https://example.jp/", 0)])
def test_an_address_that_is_still_an_example_is_told(blog: Blog, run: Run, address: str, count: int) -> None:
    blog.conf(f'language = "en"\nblog_baseurl = "{address}"')
    status, out, _errors = run("publish", "--to", "../site")
    assert (status, out.count("conf.py:10: blog_baseurl is still an example")) == (0, count)


def test_a_site_that_shows_a_draft_is_not_published(blog: Blog, run: Run) -> None:
    blog.conf('html_static_path = ["_static"]')
    blog.post("draft", draft="true", title="A secret title")
    blog.write("_static/notes.txt", "A secret title")
    status, _out, errors = run("publish", "--to", "../site")
    assert status == 1
    assert "A secret title" in errors
    assert not (blog.root / "site").exists()
    status, _out, errors = run("publish", "--to", "../site", "--force", "--precompress")
    assert status == 0, errors
    assert (blog.root / "site/index.html.gz").exists()


def test_a_disk_that_cannot_be_written_is_told_plainly(blog: Blog, run: Run) -> None:
    (blog.root / "file").write_text("")
    status, _out, errors = run("publish", "--to", "../file/site")
    assert status == 1
    assert errors.startswith("Publishing to ../file/site stopped: ")
    assert "Traceback" not in errors


def failure(target: str, tmp_path: Path) -> str:
    remote = connect(parse_target(target, tmp_path))
    with contextlib.closing(remote), pytest.raises(Interrupted) as stopped:
        remote.list()
    return str(stopped.value)


def test_errors_of_ssh_are_told_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with place_of("rsync", tmp_path) as place:
        shell = os.environ["RSYNC_RSH"]
        (tmp_path / "empty").touch()
        monkeypatch.setenv("RSYNC_RSH", shell.replace("keys/known", "empty"))
        assert failure(place.text, tmp_path / "blog").startswith("this computer does not know the server yet.")
        monkeypatch.setenv("RSYNC_RSH", shell.replace("keys/own", "keys/host"))
        assert failure(place.text, tmp_path / "blog").startswith("the server does not let this computer in.")
        monkeypatch.setenv("RSYNC_RSH", shell)
    assert failure(place.text, tmp_path / "blog").startswith("the connection was refused")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert failure(place.text, tmp_path / "blog").startswith("rsync is not installed on this computer")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("rsync: No space left on device (28)", "the disk of the target is full."),
        ("bash: line 1: rsync: command not found", "there is no rsync on the server."),
        ('rsync: change_dir "/x" failed: Permission denied (13)', "this user may not read or write there."),
        ('rsync: change_dir "/x" failed: Not a directory (20)', "there is a file where the folder should be."),
        ("This account is currently not available.", "the server answers, but not with rsync."),
        ("", "the connection was refused or broke off."),
    ],
)
def test_why_a_server_hangs_up_is_told_rather_than_that_it_does(
    command: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = tmp_path / "ssh"
    shell.write_text(f"#!/bin/sh\necho '{command}' >&2\nexit 1\n")
    shell.chmod(0o755)
    monkeypatch.setenv("RSYNC_RSH", str(shell))
    assert failure("me@host.example:site", tmp_path).startswith(told)


def test_a_server_that_speaks_japanese_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = tmp_path / "ssh"
    english, japanese = "bash: rsync: command not found", "bash: rsync: コマンドが見つかりません"
    shell.write_text(f'#!/bin/sh\n[ "$LC_ALL" = C ] && echo "{english}" >&2 || echo "{japanese}" >&2\nexit 127\n')
    shell.chmod(0o755)
    monkeypatch.setenv("RSYNC_RSH", str(shell))
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert failure("me@host.example:site", tmp_path).startswith("there is no rsync on the server.")


@pytest.mark.parametrize(
    ("shell", "told"), [("/no/such/ssh", "ssh is not installed on this computer"), ("ssh -p '22", "rsync has failed.")]
)
def test_a_wrong_command_for_ssh_is_told(
    shell: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RSYNC_RSH", shell)
    assert failure("me@host.example:site", tmp_path).startswith(told)


def test_errors_of_rclone_are_told_plainly_and_without_secrets(tmp_path: Path) -> None:
    assert failure("nobody:bucket", tmp_path).startswith("rclone knows no remote of this name.")
    keys = "access_key_id=AKIDVERY,secret_access_key=geheimnis"
    told = failure(f":s3,provider=Other,endpoint='http://127.0.0.1:9/',{keys}:bucket/site", tmp_path)
    assert told.startswith("the connection was refused")
    assert "geheimnis" not in told
    assert "AKIDVERY" not in told


def test_what_the_workflow_publishes_is_told_by_another_command(
    blog: Blog, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr("kawaraban.publishing.pings._post", lambda url, *_arguments, **_options: sent.append(url))
    blog.conf('language = "en"\nkawaraban_indexnow = "a1b2c3d4"\nkawaraban_websub = "https://hub.example/"')
    blog.post("a")
    assert run("publish", "--to", "_build/pages")[0] == 0
    assert sent == []
    assert "IndexNow: " in run("ping")[1]
    assert sent == ["https://api.indexnow.org/indexnow", "https://hub.example/"]
    assert run("ping")[1] == "Nobody has to be told of anything.\n"
    assert run("publish", "--to", "_build/pages")[0] == 0
    assert run("ping")[1] == "Nobody has to be told of anything.\n"
