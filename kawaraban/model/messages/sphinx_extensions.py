"""Messages of Sphinx about its extensions."""

from __future__ import annotations

from kawaraban.model.messages.message import Message
from kawaraban.model.problems import N_

MESSAGES = (
    Message(
        "Handler {handler} for event {event} threw an exception",
        N_("a step of the build fails (%(event)s), in an extension or in Kawaraban."),
    ),
    Message(
        "Could not import extension {name}",
        N_("the extension “%(name)s” is not installed, or fails; delete it from extensions if you do not need it."),
        setting="extensions",
    ),
    Message(
        "extension {name} has no setup() function; is it really a Sphinx extension module?",
        N_("“%(name)s” is no extension of Sphinx; delete it from extensions."),
        setting="extensions",
    ),
    Message(
        "extension {name} returned an unsupported object from its setup() function; it should return "
        "None or a metadata dictionary",
        N_("the setup() of “%(name)s” should return nothing or a dict."),
        setting="extensions",
    ),
    Message(
        "the extension {name} was already merged with Sphinx since version {version}; this extension is ignored.",
        N_("the extension “%(name)s” is a part of Sphinx now; delete it from extensions."),
        setting="extensions",
    ),
    Message(
        "The {name} extension used by this project needs at least Sphinx v{version}; it therefore "
        "cannot be built with this version.",
        N_("the extension “%(name)s” needs Sphinx %(version)s."),
        setting="extensions",
    ),
    Message(
        "the {name} extension does not declare if it is safe for parallel reading, assuming it isn't "
        "- please ask the extension author to check and make it explicit",
        N_(
            "the extension “%(name)s” does not say that it can read posts in parallel; its author should "
            "add parallel_read_safe."
        ),
        setting="extensions",
    ),
    Message(
        "the {name} extension is not safe for parallel reading",
        N_("the extension “%(name)s” cannot read posts in parallel."),
        setting="extensions",
    ),
    Message(
        "the {name} extension is not safe for parallel writing",
        N_("the extension “%(name)s” cannot write pages in parallel."),
        setting="extensions",
    ),
    Message(
        "The {name} extension is required by needs_extensions settings, but it is not loaded.",
        N_("needs_extensions names “%(name)s”, which extensions lacks."),
        setting="needs_extensions",
    ),
    Message(
        "This project needs the extension {name} at least in version {version} and therefore cannot "
        "be built with the loaded version ({other}).",
        N_("needs_extensions asks for “%(name)s” %(version)s; installed is %(other)s."),
        setting="needs_extensions",
    ),
    Message(
        "This project needs at least Sphinx v{version} and therefore cannot be built with this version.",
        N_("needs_sphinx asks for Sphinx %(version)s, which is not installed; delete the line."),
        setting="needs_sphinx",
    ),
)
