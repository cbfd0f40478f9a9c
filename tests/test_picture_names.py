"""Pictures as authors paste them: whatever the camera, macOS or Windows calls them, they are shown or told with a remedy."""

from __future__ import annotations

import io
import unicodedata

import pytest
from PIL import Image

from tests.conftest import Blog

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
        *((name, name) for name in ("港の 写真.png", "港の　写真.png", "港 (1).png", "100% 増.png", "港 #1.png", "なに?.png")),
        (NFD, "ポスター/が.png"),
        (SCREENSHOT, SCREENSHOT),
        (SCREENSHOT, SCREENSHOT.replace("\u202f", " ")),
    ],
)
def test_a_picture_is_found_whatever_its_name(blog: Blog, name: str, written: str) -> None:
    blog.write(f"posts/{name}", png())
    show(blog, written)
    blog.press()
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
    assert all(each.startswith("posts/") and each.endswith(f"が見つかりません。こう書いてください：{name}") for each in said)


def test_a_picture_that_is_only_on_this_computer_is_told(blog: Blog) -> None:
    blog.post("a", "![港](file:///Users/elh/Desktop/港.png)\n")
    assert blog.fails().startswith("posts/a.md:5: 「file:///Users/elh/Desktop/港.png」は、あなたのパソコンの中だけ")
