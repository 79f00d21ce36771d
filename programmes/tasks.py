"""What the worker does for messages, apart from any request."""

from django_tasks import task


@task()
def deliver(message_pk: int) -> str:
    """Send one message, if it is still to be sent; returns its state after that."""
    # Actions queue this task, so that it cannot ask for them at the top.
    from core.dates import now
    from programmes.actions.sending import send_message

    return send_message(pk=message_pk, now=now())
