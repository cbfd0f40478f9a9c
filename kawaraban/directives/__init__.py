"""Directives and roles for authors: charts, maps, link cards, videos, galleries, lists of sources, ruby."""
