"""`/healthz`: does this machine have what it needs? Says which part fails, never why."""

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common import heartbeat
from common.faces import is_available
from portal.middleware import current_request_id

log = logging.getLogger(__name__)


def check_database() -> None:
    """Ask the database for an answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def check_broker() -> None:
    """Ask Redis for an answer, within two seconds."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        client.ping()
    finally:
        client.close()


def check_storage() -> None:
    """Write and remove a file: a full or read-only disk shows here first."""
    name = default_storage.save(f"health/{current_request_id()}", ContentFile(b"ok"))
    default_storage.delete(name)


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "broker": check_broker,
    "storage": check_storage,
}


def faces_state() -> str:
    """Can new photos be searched for faces? Without it the portal runs, and people draw every frame."""
    return "ok" if is_available() else "missing"


def background_states() -> dict[str, str]:
    """Does each queue have a worker, and a clock that rings for it? Without one, pages go on and work waits."""
    try:
        late = heartbeat.late_queues(now=timezone.now())
    except redis.RedisError as error:
        log.error("Signs of life cannot be read: %s", error)
        late = list(heartbeat.QUEUES)
    return {f"background-{queue}": "late" if queue in late else "ok" for queue in heartbeat.QUEUES}


def is_healthy(name: str) -> bool:
    """Run one check; the reason of a failure goes to the log, not to the visitor."""
    try:
        CHECKS[name]()
    except (DatabaseError, redis.RedisError, OSError) as error:
        log.error("Health check %s failed: %s", name, error)
        return False
    return True


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages work, 503 when a part they need does not.

    Background work that stands still is "degraded": this machine need not be replaced, somebody must look.
    A missing face model is told, and is no failure.
    """
    checks = {name: "ok" if is_healthy(name) else "failed" for name in CHECKS}
    background = background_states()
    status = "degraded" if "late" in background.values() else "ok"
    if "failed" in checks.values():
        status = "failed"
    return JsonResponse(
        {"status": status, "checks": checks | background | {"faces": faces_state()}},
        status=503 if status == "failed" else 200,
    )
