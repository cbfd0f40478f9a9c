"""Parses the options of `{map}`: points, lines and regions."""

from __future__ import annotations

import re
from typing import NamedTuple

from sphinx.locale import get_translation

from kawaraban.model.problems import suggest

_ = get_translation("sphinx")

REGIONS = {
    "world": None,
    "asia": (60, -12, 150, 56),
    "east-asia": (95, 15, 152, 56),
    "europe": (-12, 34, 46, 70),
    "africa": (-20, -36, 54, 38),
    "north-america": (-170, 12, -50, 74),
    "south-america": (-84, -56, -33, 14),
    "oceania": (108, -48, 182, 4),
    "north-pacific": (125, 15, 240, 74),
}
"""West, south, east, north in degrees; an east beyond 180 crosses the antimeridian."""


class Point(NamedTuple):
    """A place: longitude, latitude in degrees, name."""

    longitude: float
    latitude: float
    name: str


class Line(NamedTuple):
    """A line through two or more places, its name, and the index of the place at which the name is written."""

    places: tuple[tuple[float, float], ...]
    name: str
    at: int = -1


def _place(text: str) -> tuple[tuple[float, float], str]:
    found = re.match(r"\s*(-?\d+(?:\.\d+)?)[\s]+(-?\d+(?:\.\d+)?)(?:\s+(.*))?$", text, re.DOTALL)
    if not found:
        raise ValueError(
            _("“%s” is no place; write longitude, latitude and a name: 153.98 24.29 南鳥島.") % text.strip()
        )
    longitude, latitude = float(found[1]), float(found[2])
    if not (-180 <= longitude <= 360 and -90 <= latitude <= 90):
        raise ValueError(_("“%s” is not on the earth: longitude comes first, then latitude.") % text.strip())
    return (longitude, latitude), (found[3] or "").strip()


def points_in(text: str) -> tuple[Point, ...]:
    """Return the points of “153.98 24.29 南鳥島; 139.7 35.7 東京”, also separated by newlines. Raises ValueError."""
    parts = [part for part in re.split(r"[;；\n]", text) if part.strip()]
    return tuple(Point(*place, name) for place, name in map(_place, parts))


def lines_in(text: str) -> tuple[Line, ...]:
    """Return the lines of “-168.0 65.6, -169.6 66.0 海峡トンネル; …”. Raises ValueError."""
    found = []
    for part in re.split(r"[;；\n]", text):
        places = [_place(each) for each in part.split(",") if each.strip()]
        if len(places) == 1:
            raise ValueError(_("a line needs two places, separated by a comma: “%s”.") % part.strip())
        if places:
            at = max((number for number, (_place, name) in enumerate(places) if name), default=-1)
            found.append(Line(tuple(place for place, _name in places), places[at][1], at))
    return tuple(found)


def bounds_of(region: str) -> tuple[float, float, float, float] | None:
    """Return the bounds of a region given by name or as “west south east north”. Raises ValueError."""
    if region in REGIONS:
        return REGIONS[region]
    numbers = re.findall(r"-?\d+(?:\.\d+)?", region)
    if len(numbers) == 4:
        west, south, east, north = map(float, numbers)
        if west < east and south < north and abs(south) < 85 and abs(north) < 85:
            return west, south, east, north
    text = _("“%s” is no region; write west, south, east and north in degrees, or one of: %s.")
    raise ValueError(text % (region, ", ".join(REGIONS)) + suggest(region, REGIONS))
