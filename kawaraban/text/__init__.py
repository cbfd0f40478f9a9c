"""Pure functions on text: letters, encodings, dates, addresses, HTML, CSS. They know nothing of a blog."""
