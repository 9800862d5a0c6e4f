"""The worker of Kring with a clock that rings every second, so that a test need not wait for it."""

from portal.celery import app

ROUNDS = ("plan-news", "send-due")
app.conf.beat_schedule = {name: {**app.conf.beat_schedule[name], "schedule": 1.0} for name in ROUNDS}
