#!/usr/bin/env python3
"""publish.py [--posts 1000,10000] [--targets s3,folder] [--work DIR]: files, bytes and seconds of a publication.

Builds a synthetic blog, publishes it, edits a sentence of one post, builds again and publishes the edit. The same trees
go to the same kind of target with `rclone sync --checksum`, which knows nothing of a site. `s3` is `rclone serve s3` on
this machine, so there is no network in the figures. Only the publication is timed, not the build. Prints a Markdown
table. Needs what `make test` installs.
"""
from __future__ import annotations

import argparse, itertools, json, os, socket, subprocess, sys, tempfile, time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from benchmarks import bench  # noqa: E402
from kawaraban.incremental.manifest import Record  # noqa: E402
from kawaraban.publishing import publisher  # noqa: E402
from kawaraban.publishing.files import files_of  # noqa: E402
from kawaraban.publishing.memory import Memory  # noqa: E402
from kawaraban.publishing.job import Job  # noqa: E402
from kawaraban.publishing.remotes import connect  # noqa: E402
from kawaraban.publishing.targets import parse_target  # noqa: E402

RCLONE = str(Path(sys.executable).with_name("rclone"))


@contextmanager
def store(home: Path) -> Iterator[None]:
    """Run `rclone serve s3`; its remote is called `s3`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    for tool in TOOLS:
        (home / "s3" / tool).mkdir(parents=True)
    (home / "rclone.conf").write_text(
        f"[s3]\ntype = s3\nprovider = Rclone\nendpoint = http://127.0.0.1:{port}/\naccess_key_id = x\nsecret_access_key = x\n")
    os.environ["RCLONE_CONFIG"] = str(home / "rclone.conf")
    server = subprocess.Popen([RCLONE, "serve", "s3", "--addr", f"127.0.0.1:{port}", str(home / "s3")],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _try in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield
    server.terminate()
    server.wait()


def publish(root: Path, target: str) -> tuple[int, int, float]:
    """Publish the site of *root*; return files, bytes and seconds, with the time that it takes to compare."""
    began = time.monotonic()
    place = parse_target(target, root)
    with closing(connect(place)) as remote:
        job = Job("https://bench.example/", root, remote, Memory(root / "_build/publications", target), print)
        files = files_of(root / "_build/html", Record.load(str(root / "_build/cache")).outputs)
        report = publisher.publish(job, root / "_build/html", files)
    return len(report.sent), sum(file.size for file in report.sent.values()), time.monotonic() - began


def rclone_sync(root: Path, target: str) -> tuple[int, int, float]:
    """Publish with `rclone sync --checksum`."""
    began = time.monotonic()
    command = [RCLONE, "sync", "--checksum", "--transfers", "16", "--fast-list", "--use-json-log", "-v", "--stats", "0"]
    done = subprocess.run([*command, str(root / "_build/html"), target], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    copied = [line for line in lines if "Copied" in line["msg"]]
    return len(copied), sum(line.get("size", 0) for line in copied), time.monotonic() - began


def build(root: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    subprocess.run([sys.executable, "-m", "kawaraban", "html"], cwd=root, check=True, env=environ, stdout=sys.stderr)


TOOLS = {"kawaraban": publish, "rclone": rclone_sync}


def measure(posts: int, kinds: list[str], work: Path) -> Iterator[tuple[int, str, str, int, int, float]]:
    """Yield posts, step, tool and target, files, bytes, seconds."""
    root, home = work / f"blog-{posts}", work / f"targets-{posts}"
    home.mkdir()
    bench.copy_project(HERE.parent, root)
    bench.generate("kawaraban", posts, root)
    build(root)
    with store(home):
        for step in ("first", "nothing", "edit"):
            if step == "edit":
                bench.generate("kawaraban", posts, root, "--edit", str(posts // 2), "once")
                build(root)
            for kind, (name, tool) in itertools.product(kinds, TOOLS.items()):
                target = f"s3:{name}" if kind == "s3" else str(home / f"folder-{name}")
                yield posts, step, f"{name}, {kind}", *tool(root, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", default="1000")
    parser.add_argument("--targets", default="s3,folder")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        print("| posts | publication | with | files | MB | seconds |\n| --- | --- | --- | --- | --- | --- |")
        for number in map(int, options.posts.split(",")):
            for posts, step, tool, files, size, seconds in measure(number, options.targets.split(","), work):
                print(f"| {posts:,} | {step} | {tool} | {files:,} | {size / 1e6:.2f} | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
