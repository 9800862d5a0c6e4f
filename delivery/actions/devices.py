"""The browsers that show notifications.

The promise: a browser shows notifications of one account, the one that asked for them last.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from common.push import Target
from delivery.models import PushDevice
from delivery.models.devices import sign_in_mark
from people.models import User

MOST_DEVICES = 10
LONGEST_NAME = 60


@transaction.atomic
def add_device(*, target: Target, name: str, by: User, now: datetime) -> PushDevice:
    """Show notifications in one browser; one that was of another account leaves that one.

    Who has ten loses the oldest: that one is most likely not used any more. The caller checked the target.
    """
    User.objects.select_for_update().get(pk=by.pk)
    values = {"user": by, "name": name[:LONGEST_NAME], "p256dh": target.p256dh, "auth": target.auth}
    values["sign_in"] = sign_in_mark(by)
    device, _made = PushDevice.objects.update_or_create(
        endpoint=target.endpoint, defaults=values, create_defaults=values | {"created_at": now}
    )
    others = PushDevice.objects.filter(user=by).exclude(pk=device.pk).order_by("-created_at", "pk")
    too_many = list(others.values_list("pk", flat=True)[MOST_DEVICES - 1 :])
    PushDevice.objects.filter(pk__in=too_many).delete()
    return device


@transaction.atomic
def remove_device(*, device: PushDevice, by: User) -> None:
    """Show no notifications there any more. Raises PermissionDenied for the device of somebody else."""
    if device.user_id != by.pk:
        raise PermissionDenied
    PushDevice.objects.filter(pk=device.pk).delete()
