"""Files that raw HTML shows or links are published with the page, and go with it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from urllib.parse import unquote, urljoin

import pytest
from PIL import Image

from tests.conftest import Blog, html_tree

BODY = """文。

<div>
<video src="clip.mp4#t=5" poster="港の 写真.png"></video>
<audio><source src="sound.mp3?x"></audio>
<picture><source srcset="港の%20写真.png 1x, ../data/big.jpg 2x"><img src="../data/big.jpg" alt=""></picture>
<p style="background: url(港の%20写真.png)"><a href="paper.pdf">論文</a> <a href="./x.svg">図</a></p>
</div>

<style>.x { background: image-set("../data/big.jpg" 1x) }</style>
"""


def picture(kind: str, **options: object) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (900, 600), "red").save(data, kind, **options)
    return data.getvalue()


@pytest.fixture
def full(blog: Blog) -> Blog:
    exif = Image.Exif()
    exif[0x010E] = "secret"
    blog.write("posts/2025/clip.mp4", b"film")
    blog.write("posts/2025/sound.mp3", b"sound")
    blog.write("posts/2025/paper.pdf", b"paper")
    blog.write("posts/2025/港の 写真.png", picture("PNG"))
    blog.write("posts/data/big.jpg", picture("JPEG", exif=exif))
    blog.write("posts/2025/x.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>evil()</script></svg>')
    blog.post("2025/a", BODY)
    return blog


def asked(blog: Blog, page: str = "2025/a.html") -> set[str]:
    """The files that an article asks for, by the last part of their names before the digest."""
    html = blog.read(page)
    article = html_tree(html).xpath("//article")[0]
    found = [*article.xpath(".//@src|.//@poster|.//a[not(starts-with(@href, '#'))]/@href")]
    found += [part.split()[0] for each in article.xpath(".//@srcset") for part in each.split(",")]
    found += re.findall(
        r"""(?:url|image-set)\(["']?([^"')]+)""",
        " ".join([*article.xpath(".//@style"), *article.xpath(".//style/text()")]),
    )
    names = {unquote(urljoin(f"/{page}", re.split("[?#]", address)[0])).lstrip("/") for address in found}
    return {name for name in names if not name.startswith("blog/")}


def media(blog: Blog) -> set[str]:
    return {name for name in blog.files() if re.match(r"_images/(?!card)|_downloads/", name)}


def test_each_file_is_published_and_found(full: Blog) -> None:
    full.build()
    files = full.files()
    assert asked(full) == media(full)
    assert len(asked(full)) == 6
    assert {name.rpartition("/")[2] for name in media(full) if "_downloads" in name} == {
        "clip.mp4",
        "sound.mp3",
        "paper.pdf",
    }
    assert "#t=5" in full.read("2025/a.html")
    assert not any(b"secret" in files[name] or b"evil" in files[name] for name in media(full))


def test_files_follow_their_sources(full: Blog, make_blog: Callable[[str], Blog]) -> None:
    full.build()
    full.write("posts/2025/clip.mp4", b"another film")
    full.build()
    assert b"another film" in full.files().values()
    assert b"film" not in full.files().values()
    assert asked(full) == media(full)
    full.post("2025/a", BODY.replace('<a href="paper.pdf">論文</a>', ""))
    full.build()
    assert b"paper" not in full.files().values()
    fresh = make_blog("fresh")
    (full.root / "src").rename(fresh.root / "moved")
    for path in (fresh.root / "moved").rglob("*"):
        if path.is_file():
            fresh.write(path.relative_to(fresh.root / "moved").as_posix(), path.read_bytes())
    fresh.build()
    assert fresh.files() == full.files()


def test_a_file_that_is_gone_is_an_error_at_its_line(full: Blog) -> None:
    full.build()
    (full.root / "src/posts/2025/sound.mp3").unlink()
    assert full.fails().startswith("posts/2025/a.md:9: ")
    full.write("posts/2025/sound.mp3", b"sound")
    full.build()


@pytest.mark.parametrize(
    ("html", "word"),
    [
        ('<video src="none.mp4"></video>', "none.mp4"),
        ('<a href="none.pdf">x</a>', "none.pdf"),
        ('<p style="background: url(none.png)">x</p>', "none.png"),
        ('<img src="broken.png"><b>x</b>', "broken.png"),
        ('<a href="b.md">x</a>', "b.md"),
        ('<video src="../../../../etc/hostname.mp4"></video>', "hostname"),
    ],
)
def test_what_cannot_be_published_is_an_error_at_its_line(blog: Blog, html: str, word: str) -> None:
    blog.write("posts/broken.png", b"no picture")
    blog.post("b", draft="true")
    blog.post("a", f"文。\n\n<div>\n{html}\n</div>\n")
    (error,) = blog.fails().splitlines()
    assert error.startswith("posts/a.md:8: ")
    assert word in error


def test_what_is_of_the_site_is_left_alone(blog: Blog) -> None:
    blog.conf('html_static_path = ["_static"]\nhtml_extra_path = ["extra"]')
    blog.write("_static/x.png", picture("PNG"))
    blog.write("extra/cv.pdf", b"cv")
    addresses = [
        "#x", "?q", "", "/blog.html", "../2025/10/x.html#y", "blog/", "mailto:a@b.example", "https://b.example/x.pdf",
        "/_static/x.png", "_static/x.png", "cv.pdf", "/cv.pdf", "atom.xml", "blog", "data:,x.png",
    ]  # fmt: skip
    blog.post("a", "".join(f'<p><a href="{address}">x</a></p>\n' for address in addresses))
    blog.build()
    article = html_tree(blog.read("a.html")).xpath("//article")[0]
    assert article.xpath(".//p/a[text()='x']/@href") == addresses
    assert not media(blog)


def test_a_picture_below_the_root_of_the_sources_is_published(blog: Blog) -> None:
    blog.write("images/x.png", picture("PNG"))
    blog.post("2025/a", '<div><img src="/images/x.png" alt=""></div>\n')
    blog.build()
    assert asked(blog) == media(blog)
