"""In how many ways can work fail, and who must act then?

TriageError
├── RetryLater      a dependency did not answer: the same call may succeed later
│   ├── Busy            it answers, and wants us later: no sign that it is out
│   └── Unavailable     it is out: no call would succeed now, so work waits until it answers again
│       └── AccountRefused  our account itself is refused: a person must mend that, and work waits
├── NeedsHuman      we know too little to go on: a person must look
├── Refused         what came in breaks a rule: the sender is told why, nothing is lost
└── Broken          our own bug: recorded, dead-lettered, never hidden
"""


class TriageError(Exception):
    """Base of every failure that this house raises on purpose.

    `reason` is safe to show and to log: it never holds a customer's words or a secret.
    """

    kind = "broken"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RetryLater(TriageError):
    """A dependency did not answer; `after_seconds` is its own wish, when it named one."""

    kind = "retry_later"

    def __init__(self, reason: str, *, after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.after_seconds = after_seconds


class Busy(RetryLater):
    """A dependency that answers asks us to come later; this says nothing about other calls."""


class Unavailable(RetryLater):
    """A dependency is out for every call; `dependency` is what work waits for."""

    kind = "unavailable"
    dependency = "odoo"


class AccountRefused(Unavailable):
    """A dependency refuses our account itself, so every call: the settings or the account must be mended."""

    kind = "account_refused"


class NeedsHuman(TriageError):
    """A person must decide before the work can go on."""

    kind = "needs_human"


class Refused(TriageError):
    """The input breaks a rule (not a message, too large, forbidden call)."""

    kind = "refused"


class TooLarge(Refused):
    """The input is over a size limit."""


class Broken(TriageError):
    """Something that cannot happen did: a bug of ours or a broken release file."""

    kind = "broken"
