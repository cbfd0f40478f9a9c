"""The image of a post in link previews: its own picture, or a card drawn with its title, date and author.

Cards are 1200 by 630 pixels (https://ogp.me). Their file names contain a digest of all that they show, so that
published cards are not drawn again.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageColor, ImageDraw

from kawaraban.images.favicon import INK, PAPER, VERMILION, load_square, site_icon
from kawaraban.images.raster import encoded
from kawaraban.images.thumbnails import for_sharing
from kawaraban.images.typesetting import FONT, fitted, font, settable
from kawaraban.incremental.files import digest
from kawaraban.state import build_of, workers_of
from kawaraban.text.dates import long_date
from kawaraban.text.urls import readable_url

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.model.config import Site
    from kawaraban.model.post import Post

WIDTH, HEIGHT, MARGIN = 1200, 630, 80
MUTED, RULE = "#665f56", "#e0d9cc"
LARGE = 600
"""Link previews show an image large from this width on."""


class ShareImage(NamedTuple):
    """An image for link previews: file relative to the root, width and height in pixels, alternative text."""

    file: str
    width: int
    height: int
    alt: str


class Card(NamedTuple):
    """The texts on a card: title, date, author's name."""

    title: str
    date: str
    author: str


def share_card(site: Site, post: Post | None) -> Card:
    """Return the card of a post, or that of the blog."""
    if post is None:
        return Card(site.tagline or site.title, "", "")
    return Card(post.title, long_date(post.date, site.language), "、".join(label.name for label in post.authors))


def design_of(app: Sphinx) -> str:
    """Return a digest of everything on a card besides its texts."""
    build = build_of(app)
    given = [str(app.config.html_favicon or ""), str(build.site.profile.get("portrait", ""))]
    files = [build.session.digest(path) for path in given]
    return digest("\n".join([build.site.title, build.site.base_url, *given, *files, _drawing()]))


@cache
def _drawing() -> str:
    """Return a digest of the font and of the code that draws cards; neither changes while a process runs."""
    names = ("share_card.py", "typesetting.py", "favicon.py", "raster.py")
    here = [FONT, *(Path(__file__).with_name(name) for name in names)]
    return digest("\n".join(digest(path.read_bytes()) for path in here))


def card_file(card: Card, design: str) -> str:
    """Return the file of a card, relative to the root."""
    return f"_images/card.{digest(f'{design}{card!r}')[:12]}.png"


def frame(app: Sphinx) -> Image.Image:
    """Return the common background of all cards: paper, rules, the blog's name and icon, the portrait, the address."""
    site, paper = build_of(app).site, Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw, right = ImageDraw.Draw(paper), WIDTH - MARGIN
    sign = site_icon(app, 64)
    paper.paste(sign, (MARGIN, 56), sign)
    size, name = fitted(settable(site.title), 640, (40, 34, 28), 1)
    draw.text((MARGIN + 84, 88), name[0], INK, font(size), anchor="lm")
    for top, thickness in ((142, 3), (149, 1)):
        draw.rectangle((MARGIN, top, right, top + thickness - 1), INK)
    draw.rectangle((MARGIN, 504, right, 505), RULE)
    draw.text((right, 562), settable(readable_url(site.base_url)).rstrip("/"), MUTED, font(28), anchor="rm")
    portrait = str(site.profile.get("portrait", ""))
    if portrait and "://" not in portrait and (face := load_square(Path(app.confdir, portrait), 144)):
        face = Image.alpha_composite(Image.new("RGBA", face.size, PAPER), face).resize((72, 72))
        mask = Image.new("L", (288, 288))
        ImageDraw.Draw(mask).ellipse((0, 0, 287, 287), 255)
        paper.paste(face, (MARGIN, 526), mask.resize((72, 72)))
    else:
        draw.rectangle((MARGIN, 544, MARGIN + 7, 580), VERMILION)
    return paper


def colours_of(frame: Image.Image) -> Image.Image:
    """Return the palette of cards with this frame; a palette saves three quarters of the bytes."""
    signs = Image.new("RGB", (72, 144), PAPER)
    signs.paste(frame.crop((MARGIN, 56, MARGIN + 72, 128)), (0, 0))
    signs.paste(frame.crop((MARGIN, 526, MARGIN + 72, 598)), (0, 72))
    found = signs.quantize(40, dither=Image.Dither.NONE).getpalette() or []
    for tint, steps in ((INK, 16), (MUTED, 8)):
        ends = [ImageColor.getrgb(each) for each in (PAPER, tint)]
        for step in range(steps):
            found += [round(a + (b - a) * step / (steps - 1)) for a, b in zip(*ends, strict=True)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*found[: 3 * 64], *ImageColor.getrgb(RULE)])
    return palette


def draw(card: Card, frame: Image.Image, colours: Image.Image) -> bytes:
    """Return a card as PNG."""
    paper = frame.copy()
    pen, right = ImageDraw.Draw(paper), WIDTH - MARGIN
    size, lines = fitted(settable(card.title) or "・", right - MARGIN, (76, 68, 60, 52), 3)
    leading = round(size * 1.45)
    top = 328 - leading * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        pen.text((MARGIN, top + number * leading), line, INK, font(size), anchor="lm")
    pen.text((right, 88), settable(card.date), MUTED, font(30), anchor="rm")
    pen.text((MARGIN + 92, 562), settable(card.author), INK, font(32), anchor="lm")
    return encoded(paper.quantize(palette=colours, dither=Image.Dither.NONE), "PNG")


def share_image(app: Sphinx, post: Post | None, design: str) -> ShareImage:
    """Return the image with which a post, or another page of the blog, is shared."""
    if post and (own := for_sharing(app, post)):
        return ShareImage(f"_images/{own.name}", own.width, own.height, post.image_alt or post.title)
    card = share_card(build_of(app).site, post)
    return ShareImage(card_file(card, design), WIDTH, HEIGHT, card.title)


def publish_cards(app: Sphinx) -> None:
    """Draw the cards that are not published yet."""
    build, design = build_of(app), design_of(app)
    bare = (post for post in build.posts if not for_sharing(app, post))
    cards = {card_file(card, design): card for card in (share_card(build.site, post) for post in (None, *bare))}
    wanted = [pair for pair in cards.items() if not build.session.retain(pair[0])]
    common = cache(partial(_common, app))  # each process draws what all cards have in common once

    def publish(wanted: tuple[str, Card]) -> None:
        file, card = wanted
        build.session.write(file, draw(card, *common()))

    workers_of(app).defer(publish, wanted)


def _common(app: Sphinx) -> tuple[Image.Image, Image.Image]:
    paper = frame(app)
    return paper, colours_of(paper)
