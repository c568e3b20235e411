"""Is it true, and how much hangs on it? Every claim checked against the books, with arithmetic and proof.

What `Finding.amount` means: *supported*: what the books say would be credited, was paid, is promised …, with tax,
in the document's currency; *refuted*: the contested sum where the books know it (the credit note already given, the
discount taken off), else nothing; *undecided*: the most that hangs on it where the document is known. Never more than
the document's total.
"""

from triage.verify.verification import verify

__all__ = ["verify"]
