"""The mail server that these tests speak to, and the worker that carries messages to it."""

import pytest

from idp.mail.queue import Queue
from idp.wiring import Provider
from idp.worker import Worker
from tests.mail_server import MailServer, mail_server
from tests.workers import new_queue, new_worker

__all__ = ["mail_server"]


@pytest.fixture
def worker(provider: Provider, mail_server: MailServer) -> Worker:
    return new_worker(provider, mail_server.settings(provider.settings))


@pytest.fixture
def queue(provider: Provider, mail_server: MailServer) -> Queue:
    return new_queue(provider, mail_server.settings(provider.settings))
