"""Every error that may leave a layer. Each says what went wrong, where, and what to do about it."""


class TrackerError(Exception):
    """Base of all errors that a user may see; `str()` of it is one clear sentence."""


class ConfigError(TrackerError):
    """A setting is missing or cannot be used."""


class FetchError(TrackerError):
    """A feed could not be read from the network.

    kind: `dns`, `connect`, `tls`, `timeout`, `status`, `too_large`, `refused`, `redirect`;
    retry_after: seconds or None.
    """

    def __init__(self, message: str, *, kind: str, status: int | None = None, retry_after: int | None = None):
        super().__init__(message)
        self.kind = kind
        self.status = status
        self.retry_after = retry_after


class ParseError(TrackerError):
    """Bytes are not what their source promised. Nothing out of them may be stored."""


class RuleError(TrackerError):
    """A tagging rule is wrong; names the file and the rule."""


class StorageError(TrackerError):
    """The database cannot be opened, is newer than the program, or refuses a write."""


class NotFoundError(TrackerError):
    """An id that names nothing."""


class PublishError(TrackerError):
    """The site could not be written as files. What was published before stays as it was."""


class MailError(TrackerError):
    """A message could not be handed over. `permanent`: trying again will not help."""

    def __init__(self, message: str, *, permanent: bool = False):
        super().__init__(message)
        self.permanent = permanent


class RegisterError(TrackerError):
    """One or more register files are wrong; `problems` are `file:line: message` lines."""

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


class InboxError(TrackerError):
    """A mailbox could not be read or marked. The sentence repeats nothing that a message or a server said."""
