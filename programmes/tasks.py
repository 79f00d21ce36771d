"""What the worker does for messages, apart from any request."""

from django_tasks import task


@task()
def deliver(message_pk: int) -> None:
    """Send one message, if it is due; after a failure comes back by itself where it can wait."""
    # Actions queue this task, so that it cannot ask for them at the top.
    from core.dates import now
    from programmes.actions.sending import send_message

    again = send_message(pk=message_pk, now=now())
    if again is not None and deliver.get_backend().supports_defer:
        deliver.using(run_after=again).enqueue(message_pk)
