"""Pure functions on text: characters, encodings, dates, URLs, HTML, CSS. They are independent of the blog."""
