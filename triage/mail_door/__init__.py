"""How does a gateway hand a mail over? The LMTP and SMTP doors: an answer only after the mail is on disk."""

from triage.mail_door.door import DoorOptions, MailDoor, MailServices

__all__ = ["DoorOptions", "MailDoor", "MailServices"]
