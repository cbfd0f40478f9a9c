"""Pictures as authors paste them: whatever the camera, macOS or Windows calls them, they are shown or told with a remedy."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from pillow_heif import from_pillow

from tests.conftest import ROOT, Blog

WAYS = {
    "Markdown": "![港](%s)",
    "figure": "```{figure} %s\n:alt: 港\n```",
    "image": "```{image} %s\n:alt: 港\n```",
    "gallery": "```{gallery}\n![港](%s)\n```",
    "HTML": '<img src="%s" alt="港">',
}
NFD = unicodedata.normalize("NFD", "ポスター/が.png")
SCREENSHOT = "Screenshot 2025-11-04 at 9.15.02\u202fAM.png"


def png() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (90, 60), "red").save(data, "PNG")
    return data.getvalue()


def show(blog: Blog, written: str) -> None:
    """Name a picture in all ways: in front matter, in posts and in a page."""
    blog.post("front", image=f"'{written}'")
    for way, form in WAYS.items():
        blog.post(way, form % written)
    blog.write("about.md", f"# 私\n\n{WAYS['Markdown'] % f'posts/{written}'}\n")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        *(
            (name, name)
            for name in ("港の 写真.png", "港の　写真.png", "港 (1).png", "100% 増.png", "港 #1.png", "なに?.png")
        ),
        (NFD, "ポスター/が.png"),
        (SCREENSHOT, SCREENSHOT),
        (SCREENSHOT, SCREENSHOT.replace("\u202f", " ")),
    ],
)
def test_a_picture_is_found_whatever_its_name(blog: Blog, name: str, written: str) -> None:
    blog.write(f"posts/{name}", png())
    show(blog, written)
    blog.build()
    for page in (*WAYS, "about"):
        assert "_images/" in blog.read(f"{page}.html").split("<article")[1].split("</article")[0], page
    assert "_images/card." not in blog.read("front.html").split("og:image")[1][:90]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("images/港.png", "images\\港.png"),
        ("港.JPG", "港.jpg"),
        ("images/港.png", "港.png"),
        ("港.png", "港.png?raw=true"),
        ("港.png", "C:\\Users\\elh\\港.png"),
        ("港.png", "file:///C:/Users/elh/港.png"),
        ("港.png", "/Users/elh/港.png"),
    ],
)
def test_a_name_that_cannot_be_published_is_told_with_what_to_write(blog: Blog, name: str, written: str) -> None:
    blog.write(f"posts/{name}", png())
    show(blog, written)
    (blog.root / "src/about.md").unlink()
    said = blog.fails().splitlines()
    assert len(said) == len(WAYS) + 1
    assert all(
        each.startswith("posts/") and each.endswith(f"が見つかりません。こう書いてください：{name}") for each in said
    )


def test_a_picture_that_is_only_on_this_computer_is_told(blog: Blog) -> None:
    blog.post("a", "![港](file:///Users/elh/Desktop/港.png)\n")
    assert blog.fails().startswith("posts/a.md:5: 「file:///Users/elh/Desktop/港.png」は、あなたのパソコンの中だけ")


def test_a_name_with_a_space_at_its_end_is_told(blog: Blog) -> None:
    blog.write("posts/港.png ", png())
    assert "名前の終わりに空白があります" in blog.fails()


def test_notes_of_windows_are_not_published(blog: Blog) -> None:
    for name in ("Thumbs.db", "desktop.ini"):
        blog.write(f"_static/{name}", "x")
        blog.write(f"_static/n/{name}", "x")
        blog.write(f"posts/{name}", "x")
    blog.conf('html_static_path = ["_static"]')
    blog.post("a")
    blog.build()
    assert not [name for name in blog.files() if name.endswith(("Thumbs.db", "desktop.ini"))]


def heic(size: tuple[int, int] = (900, 600), mode: str = "RGB", **options: object) -> bytes:
    """A photograph as an iPhone stores it: stored on its side, with its place, and the colours of its screen."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "secret words", 6
    data = io.BytesIO()
    from_pillow(Image.effect_noise(size, 60).convert(mode)).save(data, exif=exif.tobytes(), **options)
    return data.getvalue()


def copies(blog: Blog, stem: str) -> dict[str, Image.Image]:
    """The published pictures with this name, opened without HEIF."""
    found = {name: data for name, data in blog.files().items() if name.startswith(f"_images/{stem}.")}
    return {name: Image.open(io.BytesIO(data), formats=["JPEG", "WEBP"]) for name, data in found.items()}


def test_a_photograph_of_an_iphone_is_published_as_browsers_show_it(blog: Blog) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    blog.write("posts/IMG_1.HEIC", heic(icc_profile=profile))
    blog.post("a", "\n\n".join(form % "IMG_1.HEIC" for form in WAYS.values()))
    blog.post("b", '<div><img src="IMG_1.HEIC" alt="港"></div>\n', image="IMG_1.HEIC")
    blog.build()
    found = copies(blog, "IMG_1")
    kinds = {name.partition(".")[2].partition(".")[0][12:] + name.rpartition(".")[2] for name in found}
    assert kinds == {"jpg", "-480wwebp", "-600wwebp", "-640webp", "-160webp", "-1200jpg"}
    for name, copy in found.items():
        assert copy.height > copy.width, name
        assert not copy.getexif() and copy.info["icc_profile"], name
    assert all(b"secret words" not in data for name, data in blog.files().items() if name.startswith("_images/"))
    assert "HEIC" not in blog.read("a.html") + blog.read("blog/atom.xml")
    assert blog.read("a.html").count("-480w.webp 480w") == len(WAYS)
    assert re.search(r'<img src="_images/IMG_1\.\w+\.jpg"', blog.read("b.html"))
    for page in "ab":
        assert "-1200.jpg" in blog.read(f"{page}.html").split("og:image")[1][:120]


def test_a_photograph_is_known_by_its_content(blog: Blog) -> None:
    blog.write("posts/small.heic", heic((90, 60)))
    blog.write("posts/a.jpg", heic())
    blog.write("posts/clear.heic", heic(mode="RGBA"))
    blog.post("a", "![一](small.heic)\n\n![二](a.jpg)\n\n![三](clear.heic)\n")
    blog.build()
    for stem in ("small", "a", "clear"):
        assert {copy.format for copy in copies(blog, stem).values()} == {"JPEG", "WEBP"}


@pytest.mark.parametrize("length", [30, 300, 5000])
def test_a_damaged_photograph_is_told_with_its_line(blog: Blog, length: int) -> None:
    blog.write("posts/a.heic", heic()[:length])
    blog.post("a", "文。\n\n![一](a.heic)\n")
    blog.post("b", image="a.heic")
    said = blog.fails().splitlines()
    assert [each.partition("」")[0] for each in said] == ["posts/a.md:7: 「a.heic", "posts/b.md:4: 「a.heic"]


def test_the_decoder_is_imported_only_for_a_photograph(tmp_path: Path) -> None:
    blog = Blog(tmp_path)
    blog.write("posts/a.png", png())
    blog.post("a", "![一](a.png)\n")
    build = "import sys; from tests.conftest import Blog; from pathlib import Path; blog = Blog(Path(sys.argv[1])); blog.build()"
    done = [sys.executable, "-c", f"{build}; sys.exit('pillow_heif' in sys.modules)", str(tmp_path)]
    assert subprocess.run(done, cwd=ROOT, check=False).returncode == 0
