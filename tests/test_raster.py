"""Raster images: opened within limits, upright, and what is wrong with one is told in one way."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from kawaraban.images import raster
from tests import hostile_pictures


def picture(mode: str = "RGB", size: tuple[int, int] = (60, 40), kind: str = "PNG", **options: object) -> bytes:
    data = io.BytesIO()
    Image.new(mode, size, 1).save(data, kind, **options)
    return data.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", hostile_pictures.EPS, hostile_pictures.picture("PNG")[:-900], picture(kind="PPM")]
)
def test_what_is_no_picture_is_unusable(data: bytes) -> None:
    with pytest.raises(raster.Unusable) as error:
        raster.load(data)
    assert error.value.pixels == 0


def test_a_picture_of_too_many_pixels_is_unusable() -> None:
    with pytest.raises(raster.Unusable) as error:
        raster.load(picture(), most_pixels=2399)
    assert error.value.pixels == 2400
    assert raster.load(picture(), most_pixels=2400).size == (60, 40)


def test_an_error_of_the_disk_is_no_fault_of_the_picture(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        raster.load(tmp_path / "none.png")


def test_an_error_of_pillow_in_the_block_is_the_pictures() -> None:
    with pytest.raises(raster.Unusable), raster.opened(picture()):
        raise SyntaxError


@pytest.mark.parametrize(
    ("mode", "loaded"), [("1", "RGB"), ("P", "RGB"), ("I;16", "RGB"), ("L", "L"), ("LA", "RGBA"), ("RGBA", "RGBA")]
)
def test_a_picture_is_loaded_in_one_of_three_modes(mode: str, loaded: str) -> None:
    assert raster.load(picture(mode)).mode == loaded


def test_a_picture_is_loaded_upright() -> None:
    exif = Image.Exif()
    exif[raster.ORIENTATION] = 6
    assert raster.load(picture(kind="JPEG", exif=exif)).size == (40, 60)


def test_a_picture_of_another_site_is_of_a_format_of_the_web() -> None:
    assert raster.load(picture(kind="BMP")).size == raster.load_foreign(picture()).size
    with pytest.raises(raster.Unusable):
        raster.load_foreign(picture(kind="BMP"))


def test_sizes() -> None:
    whole = raster.load(picture("RGBA"))
    assert raster.cropped(whole, 16).size == (16, 16)
    assert raster.resized(whole, 10, 30).size == (10, 30)
    assert raster.on_background(whole, "white").mode == "RGB"
    raster.shrink(whole, 30, 30)
    assert whole.size == (30, 20)
    raster.shrink(whole, 90, 90)
    assert whole.size == (30, 20)
