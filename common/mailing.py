"""Handing a mail to the server when what it tells must be told once at most."""

from __future__ import annotations

import smtplib
from collections.abc import Callable

from django.core.mail import EmailMessage, get_connection

# The server, once reached, had not taken the mail when these were raised; after others it may have.
_REFUSED = (
    smtplib.SMTPDataError,
    smtplib.SMTPHeloError,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
)


def hand_over(message: EmailMessage, *, free: Callable[[], object]) -> int:
    """Send a mail whose contents were marked as sent, and the mark committed, before.

    A worker killed in between sends nothing, and nothing is ever sent twice.

    Args:
        free: takes the mark off again; called where the mail has certainly not left.

    Returns:
        The number of mails sent.

    Raises:
        OSError: the mail server did not take it.
    """
    message.connection = connection = get_connection()
    try:
        connection.open()
    except OSError:  # whatever it was, no mail has left
        free()
        raise
    try:
        return message.send()
    except _REFUSED:
        free()
        raise
    finally:
        connection.close()
