"""The overlay that shows mistakes over the last good page, or on a page of its own if there is none yet.

`Markup.format` escapes every value, since all of them come from sources.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from sphinx.locale import get_translation

from kawaraban.cli.serve.report import MAX_SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kawaraban.cli.serve.report import Mistake, Report

_ = get_translation("sphinx")

HERE = Path(__file__).parent
STYLE = (HERE / "overlay.css").read_text("utf-8")
DIALOG = Markup(
    '<section class="{kind}" lang="{language}" role="alertdialog" aria-labelledby="title"'
    ' aria-describedby="about list">'
    '<header><h1 id="title">{title}</h1>{hide}</header><p id="about">{about}</p><ol id="list">{items}</ol></section>'
)
HIDE = Markup('<button type="button">{}</button>')
AGAIN = Markup('<button type="button" class="again" hidden>{}</button>')
OVERLAY = Markup("<kw-preview><template shadowrootmode=open><style>{style}</style>{dialog}</template></kw-preview>")
PAGE = Markup(
    '<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    "<title>{title}</title><style>{style}</style></head><body>{body}</body></html>"
)


def dialog(report: Report | None, language: str, *, alone: bool = False) -> Markup:
    """Return the HTML of the overlay, empty if there is no mistake. *alone*: there is no page below it."""
    if not report or not report.mistakes:
        return Markup()
    heading, about = title(report.mistakes), _("This message closes when everything is corrected.")
    hide, again = Markup(), Markup()
    if not alone:
        about = _("The page below is the last correct one. This message closes when everything is corrected.")
        hide, again = HIDE.format(_("Hide")), AGAIN.format(heading)
    items = Markup("").join(map(item, report.mistakes[:MAX_SHOWN]))
    if len(report.mistakes) > MAX_SHOWN:
        items += Markup("<li>{}</li>").format(_("… and %d more") % (len(report.mistakes) - MAX_SHOWN))
    kind = "alone" if alone else "over"
    return DIALOG.format(kind=kind, language=language, title=heading, about=about, hide=hide, items=items) + again


def title(mistakes: Sequence[Mistake]) -> str:
    """Return the heading of the overlay, with the number of mistakes."""
    return _("One mistake to correct") if len(mistakes) == 1 else _("%d mistakes to correct") % len(mistakes)


def item(mistake: Mistake) -> Markup:
    """Return a list item with the location, the message and the source lines of a mistake."""
    parts = []
    if mistake.path:
        parts.append(Markup("<p class=where>{}<wbr><b>:{}</b></p>").format(mistake.path, mistake.line))
    parts += [Markup("<p>{}</p>").format(line) for line in mistake.text.splitlines() if line.strip()]
    if mistake.excerpt:
        rows = [
            Markup("<tr{}><th scope=row>{}</th><td>{}</td></tr>").format(
                Markup(" class=here") if number == mistake.line else "", number, text or "\u200b"
            )
            for number, text in mistake.excerpt
        ]
        parts.append(Markup("<div class=lines><table>{}</table></div>").format(Markup("").join(rows)))
    return Markup("<li>{}</li>").format(Markup("").join(parts))


def standalone_page(report: Report | None, language: str) -> str:
    """Return the page that is shown before any build has succeeded: the mistakes, or a notice."""
    running = _("The first build is running …")
    over = dialog(report, language, alone=True)
    body = OVERLAY.format(style=Markup(STYLE), dialog=over) if over else Markup("<p>{}</p>").format(running)
    heading = title(report.mistakes) if report and report.mistakes else running
    return str(PAGE.format(language=language, style=Markup(STYLE), title=heading, body=body))
