"""A mail channel to a mailbox of a test, and a mail's two texts."""

from email.message import EmailMessage

from alerts.email import EmailChannel
from demo.inbox import Mailbox


def channel(box: Mailbox, *recipients: str, **settings: object) -> EmailChannel:
    return EmailChannel(
        "office",
        "127.0.0.1",
        box.port,
        "Вестник <news@vestnik.example>",
        recipients or ("Анна Петрова <anna@example.org>",),
        security="none",
        timeout=5,
        **settings,  # type: ignore[arg-type]
    )


def parts(message: EmailMessage) -> tuple[str, str]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    return text.get_content(), html.get_content()
