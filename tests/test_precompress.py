"""Compressed copies beside texts: what they contain, which files get one, and that an edit compresses one page."""

from __future__ import annotations

import gzip
from pathlib import Path
from random import Random
from threading import Barrier

import brotli
import pytest

from kawaraban.publishing import precompress
from kawaraban.publishing.precompress import compressed

PAGE = "<p>瓦版は江戸の一枚刷りの新聞である。</p>\n".encode() * 80


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A site: two pages, a drawing, a note that is too small, text that does not gain, a picture."""
    contents = {
        "index.html": PAGE, "a.html": PAGE + b"<p>a</p>", "_images/x.123456789abc.svg": b"<svg>" + b"<g/>" * 900,
        "robots.txt": b"User-agent: *\n", "noise.txt": Random(1).randbytes(4000), "p.webp": PAGE, "_headers": PAGE,
    }  # fmt: skip
    found = {}
    for path, data in contents.items():
        found[path] = tmp_path / "site" / path
        found[path].parent.mkdir(parents=True, exist_ok=True)
        found[path].write_bytes(data)
    return found


def test_texts_that_gain_get_copies_with_the_same_content(files: dict[str, Path], tmp_path: Path) -> None:
    found = compressed(files, tmp_path / "cache")
    with_copies = ("index.html", "a.html", "_images/x.123456789abc.svg")
    assert set(found) == {f"{path}.{suffix}" for path in with_copies for suffix in ("br", "gz")}
    for path in with_copies:
        assert brotli.decompress(found[f"{path}.br"].read_bytes()) == files[path].read_bytes()
        assert gzip.decompress(found[f"{path}.gz"].read_bytes()) == files[path].read_bytes()
    assert not list((tmp_path / "site").rglob("*.br"))


def test_the_copies_are_the_same_everywhere(files: dict[str, Path], tmp_path: Path) -> None:
    one, two = (compressed(files, tmp_path / name) for name in ("one", "two"))
    assert {path: copy.read_bytes() for path, copy in one.items()} == {p: copy.read_bytes() for p, copy in two.items()}


def test_an_edit_compresses_one_page(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    made: list[str] = []

    def count(data: bytes, path: str) -> bytes:
        made.append(path)
        return gzip.compress(data, mtime=0)

    monkeypatch.setattr(precompress, "WAYS", {"gz": count})
    before = compressed(files, tmp_path / "cache")
    made.clear()
    files["a.html"].write_bytes(PAGE + b"<p>b</p>")
    after = compressed(files, tmp_path / "cache")
    assert made == ["a.html"]
    assert {path for path in after if after[path] != before[path]} == {"a.html.gz"}
    assert not before["a.html.gz"].exists()


def test_files_of_the_same_content_are_compressed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both_written, replace = Barrier(2, timeout=10), Path.replace

    def wait(part: Path, target: Path) -> Path:
        both_written.wait()
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", wait)
    (tmp_path / "feed.xml").write_bytes(PAGE)
    found = compressed(dict.fromkeys(("atom.xml", "blog/atom.xml"), tmp_path / "feed.xml"), tmp_path / "cache")
    assert gzip.decompress(found["atom.xml.gz"].read_bytes()) == PAGE
    assert found["atom.xml.gz"] == found["blog/atom.xml.gz"]
    assert not list((tmp_path / "cache").rglob("*.part"))


def test_a_damaged_copy_is_made_again(files: dict[str, Path], tmp_path: Path) -> None:
    compressed(files, tmp_path / "cache")["index.html.gz"].write_bytes(b"damaged")
    again = compressed(files, tmp_path / "cache")["index.html.gz"]
    assert gzip.decompress(again.read_bytes()) == PAGE


def test_a_copy_of_the_authors_own_is_kept(files: dict[str, Path], tmp_path: Path) -> None:
    own = {**files, "index.html.gz": files["p.webp"]}
    assert "index.html.gz" not in compressed(own, tmp_path / "cache")
