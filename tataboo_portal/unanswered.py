"""What a worker does when its answer to the broker does not get through: it connects anew instead of holding the message for ever.

Celery writes such an answer down and goes on. The message still counts as taken, so that a worker whose every place is taken asks for no
other: after a restart of Redis in the wrong moment it would live, do nothing, and no supervisor would notice.
"""

from celery.worker import request


class Request(request.Request):
    """One message in a worker; a failed answer is an error of the connection, which the worker ends and opens again."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._connection_errors = ()  # none of them is only written down
