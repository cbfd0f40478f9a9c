"""From files to posts: which documents there are, what Markdown says, what their text tells, what is wrong with it."""
