"""The data model of a blog: settings, front matter, posts, labels, lists, feeds, and problems."""
