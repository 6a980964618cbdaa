"""The one base error: a line that names the place and the next step, fit to print as it is."""


class PolgraphError(Exception):
    """Something the user can act on. `str(error)` is one line: what, where, what to do."""

    exit_code = 1


class UsageError(PolgraphError):
    """Asked for in a way that cannot be done (unknown option value, malformed manifest)."""

    exit_code = 2


class UnreadableFile(PolgraphError):
    """A source file that cannot be read. The other files of the run go on."""


class DataError(PolgraphError):
    """A file under data/ (or a manifest) that breaks its own rules; names file and entry."""


class QueryRefused(PolgraphError):
    """A user's query that would write, read files or the network, or run too long."""


class StoreUnavailable(PolgraphError):
    """The store cannot be opened or reached."""

    exit_code = 3
