"""The live preview of `make serve`: a saved sentence is in the browser within a fraction of a second.

`watch` reports saved files, `builds` runs builds in a `worker` process that stays, `app` serves the site and adds a
script to its pages, which replaces what has changed (`client.js`) and shows mistakes over the page (`overlay`).
`guard` accepts requests from this machine only, `phone` also from those who know a token.
"""
