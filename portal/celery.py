"""Background work: the Celery app and everything that happens by the clock.

A row in the database says what must happen; a message only rings the bell. So each sweep below repairs
what a stopped worker or a lost message left lying, and every task may run twice.
"""

import os

from celery import Celery
from celery.schedules import crontab

from common.heartbeat import QUEUES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("kring")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=200,
    worker_hijack_root_logger=False,
    task_soft_time_limit=240,
    task_time_limit=300,
    # Longer than the hardest time limit, or a task that still runs is handed out a second time.
    # Who rings while Redis is away does not wait for it: a page would hang six seconds on every bell.
    broker_transport_options={
        "visibility_timeout": 900,
        "socket_connect_timeout": 2,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.2,
        "interval_max": 0.2,
    },
    broker_connection_retry_on_startup=True,
    task_default_queue="kring",
    # Photos are slow: their own queue, so that a letter never waits behind an album.
    task_routes={
        "posts.tasks.*": {"queue": "media"},
        "posts.tasks.place_due_posts": {"queue": "kring"},
        "conversations.tasks.prepare_file": {"queue": "media"},
        # A slow mail server keeps its own worker waiting, and nobody else.
        "delivery.tasks.send_due": {"queue": "delivery"},
        # Nor does what has to leave wait for a mailbox that is read.
        "delivery.tasks.read_bounces": {"queue": "kring"},
    },
    timezone="Europe/Amsterdam",
)

# A sweep nobody came to do expires before the next one: a worker that was away finds one, not hundreds.
app.conf.beat_schedule = {
    # /healthz sees that the clock rings and that each queue has a worker.
    **{
        f"give-sign-{queue}": {
            "task": "common.tasks.give_sign",
            "schedule": 60.0,
            "args": [queue],
            "options": {"queue": queue, "expires": 300},
        }
        for queue in QUEUES
    },
    # Photos whose rendition for today's consent is missing are drawn again.
    "sweep-renditions": {
        "task": "posts.tasks.sweep_renditions",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    # A new no or objection nobody looked at yet: its photos are drawn anew, and whoever chose hears what was done.
    "sweep-reworks": {
        "task": "posts.tasks.sweep_reworks",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    # Who may no longer be recognised outside the portal is on the list of the school, also by a date that passed.
    "open-take-downs": {"task": "posts.tasks.open_take_downs", "schedule": crontab(hour=4, minute=10)},
    # Drawn photos that nobody may see since a date passed or a child left.
    "sweep-stale": {"task": "posts.tasks.sweep_stale", "schedule": crontab(hour=3, minute=50)},
    # Photo files that no row names any more, an hour after the fact, are removed.
    "sweep-files": {
        "task": "posts.tasks.sweep_files",
        "schedule": crontab(minute=40),
        "options": {"expires": 3000},
    },
    # Posts that were placed outside hours are there in the next window.
    "place-due-posts": {
        "task": "posts.tasks.place_due_posts",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    # Masters past the term of their school make place for what everybody may see.
    "retire-masters": {"task": "posts.tasks.retire_masters", "schedule": crontab(hour=3, minute=10)},
    # Hidden posts and comments whose dossier document is not there yet get it.
    "sweep-archives": {
        "task": "moderation.tasks.sweep_archives",
        "schedule": 120.0,
        "options": {"expires": 110},
    },
    # Rounds of picture choices: mails on their days, in working hours; what is past is closed.
    "sweep-consent-rounds": {
        "task": "consent.tasks.sweep_rounds",
        "schedule": crontab(minute="*/15", hour="8-18"),
        "options": {"expires": 800},
    },
    # Receipts of picture choices that have no file or were not mailed yet.
    "sweep-receipts": {
        "task": "consent.tasks.sweep_receipts",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    # Answers to requests for leave without their letter get it.
    "sweep-leave-letters": {
        "task": "agenda.tasks.sweep_letters",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    # Why a child was absent goes with its school year; the days stay.
    "blank-old-absences": {"task": "agenda.tasks.blank_old_words", "schedule": crontab(hour=4, minute=40)},
    # Closed dossiers get their date; the director hears once what may be destroyed.
    "keep-dossiers": {"task": "moderation.tasks.keep_dossiers", "schedule": crontab(hour=5, minute=10)},
    # Trainees, externals and leavers lose access in the hour their date passes…
    "end-memberships-hourly": {
        "task": "groups.tasks.end_expired_memberships",
        "schedule": crontab(minute=5),
    },
    # …and at the turn of the day at once, because end dates are days.
    "end-memberships-nightly": {
        "task": "groups.tasks.end_expired_memberships",
        "schedule": crontab(hour=0, minute=0),
    },
    # Roster files that nobody applied within a day are removed.
    "sweep-roster-uploads": {"task": "groups.tasks.sweep_roster_uploads", "schedule": crontab(minute=25)},
    # The last link of each school's chain goes to its directors, once a week; asked daily, so no week is missed.
    "mail-chain-heads": {"task": "moderation.tasks.mail_chain_heads", "schedule": crontab(hour=7, minute=10)},
    # The newest link gets a stamp of the outside time stamp authority, where the school uses one.
    "stamp-chains": {
        "task": "moderation.tasks.stamp_chains",
        "schedule": crontab(minute=50),
        "options": {"expires": 3000},
    },
    # Files in the dossier that no row names, a day after the fact, are removed.
    "sweep-dossier-files": {
        "task": "moderation.tasks.sweep_dossier_files",
        "schedule": crontab(hour=4, minute=20),
        "options": {"expires": 3600},
    },
    # The same for roster files whose line is gone.
    "sweep-roster-files": {
        "task": "groups.tasks.sweep_roster_files",
        "schedule": crontab(hour=4, minute=25),
        "options": {"expires": 3600},
    },
    # Who came into a class or left it comes into the conversations or leaves them; access never waits for this.
    "refresh-participants": {
        "task": "conversations.tasks.refresh_all_participants",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 590},
    },
    # Messages that wait for hours are planned again: the calendar may have changed.
    "plan-held-messages": {
        "task": "conversations.tasks.plan_held_messages",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 290},
    },
    # Open pages hear of what hours let through.
    "ring-arrived": {
        "task": "conversations.tasks.ring_arrived",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    # Photos beside messages that were missed are asked for again; files that no row points at go.
    "sweep-message-files": {
        "task": "conversations.tasks.sweep_files",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    # What came in since the last look is written down for everybody who should hear of it…
    "plan-news": {"task": "delivery.tasks.plan_news", "schedule": 15.0, "options": {"expires": 14}},
    # …and what is due goes.
    "send-due": {"task": "delivery.tasks.send_due", "schedule": 15.0, "options": {"expires": 14}},
    # What was out of sight when the others went, and is there again.
    "plan-missed": {
        "task": "delivery.tasks.plan_missed",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 800},
    },
    # What mail servers gave back, where there is a mailbox for it.
    "read-bounces": {
        "task": "delivery.tasks.read_bounces",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    # Newsletters get a PDF of what they say now; what is not there any more has none.
    "sweep-newsletters": {
        "task": "delivery.tasks.sweep_newsletters",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    # What went where is forgotten after a school year and a bit.
    "forget-old-deliveries": {"task": "delivery.tasks.forget_old", "schedule": crontab(hour=4, minute=50)},
    # Addresses that nobody confirmed are forgotten.
    "forget-email-changes": {"task": "people.tasks.forget_email_changes", "schedule": crontab(minute=35)},
    # Sessions that ended leave the database.
    "clear-sessions": {"task": "common.tasks.clear_sessions", "schedule": crontab(hour=3, minute=30)},
}
