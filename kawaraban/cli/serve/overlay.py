"""Mistakes as an author sees them: laid over the last good page, or a page of its own where there is none yet.

All that is shown comes from sources and is escaped: `Markup.format` does that with every value.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from sphinx.locale import get_translation

from kawaraban.cli.serve.report import SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kawaraban.cli.serve.report import Mistake, Report

_ = get_translation("sphinx")

HERE = Path(__file__).parent
STYLE = (HERE / "overlay.css").read_text("utf-8")
DIALOG = Markup(
    '<section lang="{language}" role="alertdialog" aria-labelledby="title" aria-describedby="about list">'
    '<header><h1 id="title">{title}</h1><button type="button">{hide}</button></header>'
    '<p id="about">{about}</p><ol id="list">{items}</ol></section>'
    '<button type="button" class="again" hidden>{title}</button>'
)
LAID = Markup("<kw-preview><template shadowrootmode=open><style>{style}</style>{dialog}</template></kw-preview>")
PAGE = Markup(
    '<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    "<title>{title}</title><style>{style}</style></head><body>{body}</body></html>"
)


def dialog(report: Report | None, language: str, *, alone: bool = False) -> Markup:
    """Return what lies over the pages as HTML, empty where all is right. *alone*: there is no page below it."""
    if not report or not report.mistakes:
        return Markup()
    about = _("The page below is as it was when all was right. This closes by itself as soon as all is right again.")
    if alone:
        about = _("This closes by itself as soon as all is right.")
    items = Markup("").join(map(item, report.mistakes[:SHOWN]))
    if len(report.mistakes) > SHOWN:
        items += Markup("<li>{}</li>").format(_("… and %d more") % (len(report.mistakes) - SHOWN))
    return DIALOG.format(language=language, title=title(report.mistakes), about=about, hide=_("Hide"), items=items)


def title(mistakes: Sequence[Mistake]) -> str:
    """Return how much there is to do."""
    return _("One thing to put right") if len(mistakes) == 1 else _("%d things to put right") % len(mistakes)


def item(mistake: Mistake) -> Markup:
    """Return a mistake as an item of the list: where it is, what would be right, the lines around it."""
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


def page_alone(report: Report | None, language: str) -> str:
    """Return the page that is shown where no build was good yet: what is wrong, or that one has begun."""
    told = _("The first build is at work …")
    over = dialog(report, language, alone=True)
    body = LAID.format(style=Markup(STYLE), dialog=over) if over else Markup("<p>{}</p>").format(told)
    heading = title(report.mistakes) if report and report.mistakes else told
    return str(PAGE.format(language=language, style=Markup(STYLE), title=heading, body=body))
