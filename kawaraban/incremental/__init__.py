"""Incremental builds: find what has changed since the last build, reuse the rest, and publish the result safely.

`noop` and all that it imports use only Python's standard library, so that a build with nothing to do ends before Sphinx
is imported.
"""
