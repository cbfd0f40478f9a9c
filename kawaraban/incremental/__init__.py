"""What a build finds and leaves: the files of the blog, the record of the last build, the stage of the next one.

So that a build does what has changed and no more, and that what readers see is whole at every moment. `files` and
`record` need nothing but Python's own library: a blog in which nothing changed is known before Sphinx is imported.
"""
