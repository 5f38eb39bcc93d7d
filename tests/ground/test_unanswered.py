"""A worker whose answer does not reach the broker connects anew; Celery alone would hold the message for ever."""

import json
import logging

import pytest
from celery.utils.imports import symbol_by_name
from celery.worker import request
from kombu import Message

from tataboo_portal.celery import app
from tataboo_portal.unanswered import Request

TASK = "tataboo_portal.process_photo"


class Gone:
    """A channel whose broker was restarted."""

    no_ack_consumers = ()
    message_to_python = None

    def basic_ack(self, *_, **__):
        raise ConnectionResetError


@pytest.fixture
def received():
    """A message of ours, taken and done."""
    app.loader.import_default_modules()
    told = {"id": "1", "task": TASK, "argsrepr": "", "kwargsrepr": ""}
    body = json.dumps([[], {"job_id": 1}, {}])
    return Message(
        body, channel=Gone(), delivery_tag="1", headers=told, content_type="application/json", content_encoding="utf-8"
    )


def of(kind, message):
    return kind(
        message,
        on_ack=message.ack_log_error,
        app=app,
        task=app.tasks[TASK],
        connection_errors=(ConnectionError,),
    )


def test_an_answer_that_does_not_get_through_is_an_error_of_the_connection(received, caplog):
    with caplog.at_level(logging.CRITICAL):
        of(request.Request, received).acknowledge()
    assert "Couldn't ack" in caplog.text
    with pytest.raises(ConnectionResetError):
        of(Request, received).acknowledge()


def test_every_task_is_received_that_way():
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert ours
    assert {symbol_by_name(task.Request) for task in ours} == {Request}
