"""Messages of docutils."""

from __future__ import annotations

from kawaraban.model.messages.message import Message
from kawaraban.model.problems import N_

MESSAGES = (
    # Directives
    Message('Content block expected for the "{name}" directive; none found.', N_("{%(name)s} has no content.")),
    Message(
        'Invalid context: the "{name}" directive can only be used within a substitution definition.',
        N_("{%(name)s} works within a substitution of reStructuredText only."),
    ),
    Message(
        'The "{name}" directive may not be used within topics or body elements.',
        N_("{%(name)s} cannot stand within another block; put it between paragraphs."),
    ),
    Message(
        'The "{name}" directive may not be used within a sidebar element.',
        N_("{%(name)s} cannot stand within another block; put it between paragraphs."),
    ),
    Message(
        'The "subtitle" option may not be used without a title.',
        N_("“:subtitle:” needs a title, on the first line of the block."),
    ),
    Message(
        'Invalid class attribute value for "{name}" directive: "{value}".',
        N_("“%(value)s” is no name of a class; use Latin letters, figures and “-”."),
    ),
    Message(
        'No suitable element following "{name}" directive',
        N_("below {%(name)s} stands the block that it is for; here is none."),
    ),
    Message(
        'Error in "{name}" directive: "{value}" is not a valid value for the "align" option. Valid '
        'values for "align" are: "{all}".',
        N_("“:align:” should be left, center or right; it is “%(value)s”."),
    ),
    Message(
        "Figure caption must be a paragraph or empty comment.",
        N_("the first thing in {figure} is its caption, a paragraph; lists and tables stand below it."),
    ),
    Message('Error in "{name}" directive: may contain a single paragraph only.', N_("{%(name)s} holds one paragraph.")),
    # Files
    Message('Problems with "{name}" directive path: {reason}.', N_("{%(name)s} cannot read its file: %(reason)s")),
    Message('Problem with "{name}" directive: {reason}', N_("{%(name)s} cannot read its file: %(reason)s")),
    Message(
        '"{name}" directive may not both specify an external file and have content.',
        N_("{%(name)s} has either “:file:” or content, not both."),
    ),
    Message(
        'The "{name}" directive requires content; none supplied.', N_("{%(name)s} has neither “:file:” nor content.")
    ),
    Message('circular inclusion in "{name}" directive: {chain}', N_("the file includes itself: %(chain)s.")),
    # Tables
    Message(
        'Error parsing content block for the "{name}" directive: exactly one table expected.',
        N_("{%(name)s} holds exactly one table."),
    ),
    Message('The "{name}" directive is empty; content required.', N_("{%(name)s} has no content.")),
    Message(
        'Error parsing content block for the "{name}" directive: exactly one bullet list expected.',
        N_("{%(name)s} is one list of rows, “* -”, without other text."),
    ),
    Message(
        'Error parsing content block for the "{name}" directive: two-level bullet list expected, but '
        "row {row} does not contain a second-level bullet list.",
        N_("row %(row)s of {%(name)s} has no cells; a row is “* - first cell”, and “  - next cell” below it."),
    ),
    Message(
        'Error parsing content block for the "{name}" directive: uniform two-level bullet list '
        "expected, but row {row} does not contain the same number of items as row 1 ({number} vs "
        "{first}).",
        N_("row %(row)s of {%(name)s} has %(number)s cells, the first row %(first)s; write an empty one as “  -”."),
    ),
    Message(
        'Error with CSV data in "{name}" directive: {reason}',
        N_("the table of {%(name)s} is no CSV; is a quotation mark open?"),
    ),
    Message("No table data detected in CSV file.", N_("the CSV file has no rows.")),
    Message(
        '"{name}" widths do not match the number of columns in table ({number}).',
        N_("the table has %(number)s columns; give as many numbers behind “:widths:”."),
    ),
    Message(
        '{header} header row(s) specified but only {number} row(s) of data supplied ("{name}" directive).',
        N_("“:header-rows: %(header)s”, but the table has only %(number)s rows."),
    ),
    Message(
        "Insufficient data supplied ({number} row(s)); no data remaining for table body, required by "
        '"{name}" directive.',
        N_("all rows of the table are headings; make “:header-rows:” smaller, or add a row."),
    ),
    Message(
        '{stub} stub column(s) specified but only {number} columns(s) of data supplied ("{name}" directive).',
        N_("“:stub-columns: %(stub)s”, but a row has only %(number)s cells."),
    ),
    Message(
        "Insufficient data supplied ({number} columns(s)); no data remaining for table body, "
        'required by "{name}" directive.',
        N_("all columns of the table are headings; make “:stub-columns:” smaller."),
    ),
    # Names and footnotes
    Message(
        'Unknown target name: "{name}".',
        N_("there is no footnote “%(name)s”; write “[^%(name)s]: …” on a line of its own."),
    ),
    Message(
        'Duplicate explicit target name: "{name}".',
        N_("the name “%(name)s” is given twice in this file; change one of them."),
    ),
    Message(
        'Duplicate target name, cannot be used as a unique reference: "{name}".',
        N_("the name “%(name)s” is given twice in this file; change one of them."),
    ),
    Message(
        'Duplicate ID: "{name}" used by {one} and {other}',
        N_("the name “%(name)s” is given twice in this file; change one of them."),
    ),
    Message(
        "Too many autonumbered footnote references: only {number} corresponding footnote{plural} available.",
        N_("there are more references than footnotes (%(number)s)."),
    ),
    Message('Undefined substitution referenced: "{name}".', N_("nothing defines |%(name)s|.")),
    Message("Document may not end with a transition.", N_("the file ends with “---”; delete that line.")),
    Message(
        'Problem with "start-after" option of "{name}" directive: Text not found.',
        N_("the file does not contain the text behind “:start-after:”."),
    ),
    Message(
        'Problem with "end-before" option of "{name}" directive: Text not found.',
        N_("the file does not contain the text behind “:end-before:”."),
    ),
    Message(
        'The "file" and "url" options may not be simultaneously specified for the "{name}" directive.',
        N_("{%(name)s} has either “:file:” or “:url:”, not both."),
    ),
    Message('Invalid argument for "{name}" directive: {reason}.', N_("{%(name)s} cannot be read: %(reason)s")),
    # Text within eval-rst
    Message('Unknown directive type "{name}".', N_("there is no block {%(name)s}."), suggests="directive"),
    Message('No role entry for "{name}" in module "{module}".', N_("there is no mark {%(name)s}`…`."), suggests="role"),
    Message("Inline {mark} start-string without end-string.", N_("a mark (%(mark)s) is opened and not closed.")),
    Message(
        "Inline interpreted text or phrase reference start-string without end-string.",
        N_("a mark (`) is opened and not closed."),
    ),
    Message("Unexpected indentation.", N_("this line is indented more than those around it.")),
    Message("{kind} ends without a blank line; unexpected unindent.", N_("an empty line is missing before this one.")),
    Message("Title underline too short.", N_("the line under the heading is too short.")),
    Message("Title overline too short.", N_("the line under the heading is too short.")),
    Message("Malformed table.", N_("the lines of the table do not fit together.")),
    Message('Error in "{name}" directive: {reason}.', N_("{%(name)s} cannot be read: %(reason)s")),
    Message('"{name}" directive disabled.', N_("{%(name)s} is not allowed here.")),
    Message("Line {line} exceeds the line-length-limit.", N_("this line is too long.")),
    Message("Line block ends without a blank line.", N_("an empty line is missing before this one.")),
    Message("Blank line required after table.", N_("an empty line is missing before this one.")),
    Message(
        "Literal block expected; none found.", N_("behind “::” stands an empty line, and below it the text, indented.")
    ),
    Message("Title level inconsistent:", N_("the line under this heading is another one than those of its level.")),
    Message("Inconsistent title style: skip from level {one} to {other}.", N_("this heading skips a level.")),
    Message("Unexpected section title.", N_("a heading cannot stand within a block.")),
    Message("Unexpected section title or transition.", N_("a heading or a line cannot stand within a block.")),
    Message(
        "Invalid section title or transition marker.",
        N_("this line is neither a heading nor a rule; write at least four equal signs."),
    ),
    Message("Missing matching underline for section title overline.", N_("the line under the heading is missing.")),
    Message("Title overline & underline mismatch.", N_("the lines over and under the heading differ.")),
    Message("Incomplete section title.", N_("the line under the heading is missing.")),
    Message("malformed hyperlink target.", N_("this target cannot be read; write “.. _name:”.")),
    Message('Circular substitution definition referenced: "{name}".', N_("|%(name)s| stands for itself.")),
    Message('Duplicate substitution definition name: "{name}".', N_("|%(name)s| is defined twice.")),
)

REASONS = (
    Message('"{value}" is no valid measure.', N_("write a length, such as “50%%” or “300px”.")),
    Message(
        "not a positive number or measure of one of the following units: {all}",
        N_("write a length, such as “50%%” or “300px”."),
    ),
    Message("must supply an argument; choose from {all}", N_("write one of %(all)s.")),
    Message('"{value}" unknown; choose from {all}', N_("write one of %(all)s.")),
    Message("negative value; must be positive or zero", N_("write a number from 0.")),
    Message("negative or zero value; must be positive", N_("write a number from 1.")),
    Message("argument required but none supplied", N_("write a value.")),
    Message('no argument is allowed; "{value}" supplied', N_("it has no value; delete that.")),
    Message('cannot make "{value}" into a class name', N_("write a name in Latin letters, such as “my-class”.")),
    Message('unknown encoding: "{value}"', N_("write “utf-8”, and save the file so.")),
    Message("{value} invalid; must be a single character or a Unicode code", N_("write a single character.")),
    Message("no content permitted", N_("it has no content.")),
    Message("code too large ({detail})", N_("write a single character.")),
    Message('"{value}" is no proportional measure.', N_("write a length, such as “50%%” or “300px”.")),
)
"""Why a value cannot stand in an option."""
