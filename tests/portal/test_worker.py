"""A real worker on a real Redis does the work; the other tests run tasks in their own process."""

import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from common import heartbeat
from portal.celery import app

pytestmark = pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="make test starts a Redis")
LETTER = {"subject": "Dag", "text": "Dag Carla", "html": "<p>Dag Carla</p>", "to": ["carla@demo.kring.test"]}


@pytest.fixture
def queue(tmp_path):
    """Run a worker of its own, as `make run` does but with a fresh directory; yields its queue."""
    name = f"test-{uuid4().hex}"
    program = [sys.executable, "-m", "celery", "--quiet", "-A", "portal", "worker"]
    options = ["--pool", "solo", "--queues", name, "--without-gossip", "--without-mingle"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings", "KRING_VAR": str(tmp_path)}
    worker = subprocess.Popen([*program, *options], env=environment)
    yield name
    worker.terminate()
    worker.wait(timeout=20)


def wait_for_mail(directory: Path) -> str:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for path in directory.glob("mail/*.log"):
            if "Dag Carla" in (content := path.read_text()):
                return content
        time.sleep(0.1)
    raise AssertionError("the worker sent nothing")


@pytest.mark.filterwarnings("ignore::celery.exceptions.AlwaysEagerIgnored")
def test_a_letter_on_the_queue_is_sent_by_the_worker(queue, tmp_path):
    assert app.conf.broker_url == settings.CELERY_BROKER_URL
    app.send_task("common.tasks.deliver_mail", [LETTER], queue=queue)
    assert "carla@demo.kring.test" in wait_for_mail(tmp_path)


def test_every_queue_of_the_house_gets_a_sign_on_its_own_way():
    rounds = [entry for name, entry in app.conf.beat_schedule.items() if name.startswith("give-sign-")]
    assert [(entry["args"], entry["options"]["queue"]) for entry in rounds] == [
        ([queue], queue) for queue in heartbeat.QUEUES
    ]


def test_every_task_of_the_clock_exists():
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
