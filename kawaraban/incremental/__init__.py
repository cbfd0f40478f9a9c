"""Incremental builds: what has changed since the last one, what can stay, and how a build is brought over as a whole.

So that a build does what has changed and no more, and that what readers see is whole at every moment. `files` and
`record` need nothing but Python's own library: a blog in which nothing changed is known before Sphinx is imported.
"""
