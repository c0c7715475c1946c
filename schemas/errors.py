"""The errors that a user can mend; each message says what is wrong and what to do."""

from __future__ import annotations


class LinewatchError(Exception):
    """Something outside the code is wrong and a person can mend it; the command line prints it without a traceback."""


class DeclarationError(LinewatchError):
    """A declaration (source file, vocabulary, lexicon) breaks its form; the message begins with `file:line:`."""


class UnknownNameError(LinewatchError):
    """A publisher, carrier, region or code that nothing declares was asked for."""


class ArchiveError(LinewatchError):
    """The archive is damaged or not what was expected; nothing was changed."""


class BuildError(LinewatchError):
    """The warehouse could not be built or published; the published warehouse is untouched."""


class BusyError(BuildError):
    """Another build is at work; waiting helps."""
