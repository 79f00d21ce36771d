"""Text messages: what a provider must be able to do, and the providers that Runway knows."""

from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from django.conf import settings
from django.utils.module_loading import import_string


class NotSent(Exception):
    """A message was not taken; ``permanent`` where trying again would change nothing."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        self.permanent = permanent
        super().__init__(reason)


class TextBackend(Protocol):
    """Whoever takes text messages."""

    def send(self, number: str, body: str) -> str:
        """Hand a message over; returns what the provider calls it. Raises ``NotSent``."""
        ...


class TextFiles:
    """Writes each message into a file of ``var/texts``: a trial sends nothing to anybody."""

    def send(self, number: str, body: str) -> str:
        folder = Path(settings.VAR_DIR) / "texts"
        folder.mkdir(mode=0o700, exist_ok=True)
        name = f"{uuid4().hex}.txt"
        (folder / name).write_text(f"To: {number}\n\n{body}\n", encoding="utf-8")
        return name


class Notify:
    """GOV.UK Notify, with a template whose whole text is ``((body))``."""

    def send(self, number: str, body: str) -> str:
        from notifications_python_client.errors import HTTPError
        from notifications_python_client.notifications import NotificationsAPIClient

        if not (settings.NOTIFY_KEY and settings.NOTIFY_TEMPLATE):
            raise NotSent("Set NOTIFY_KEY and NOTIFY_TEMPLATE.")
        client: Any = NotificationsAPIClient
        try:
            said = client(settings.NOTIFY_KEY, base_url=settings.NOTIFY_URL).send_sms_notification(
                phone_number=number,
                template_id=settings.NOTIFY_TEMPLATE,
                personalisation={"body": body},
            )
        except HTTPError as error:
            # 400 is about this message: a number that is none, a text that is too long.
            permanent = error.status_code == 400
            raise NotSent(f"{error.status_code} {error.message}", permanent=permanent) from error
        return str(said["id"])


_KNOWN: dict[str, type[TextBackend]] = {"file": TextFiles, "notify": Notify}


def text_backend() -> TextBackend:
    """The provider that the setting TEXTS names: "file", "notify", or the path of a class."""
    if not settings.TEXTS:
        raise NotSent("No provider of text messages is set.")
    backend: type[TextBackend] = _KNOWN.get(settings.TEXTS) or import_string(settings.TEXTS)
    return backend()
