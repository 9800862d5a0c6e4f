"""Questions about accounts and codes."""

from datetime import datetime

from people.codes import hash_code, read_code
from people.errors import CodeRefused
from people.models import Invitation


def usable_invitation(*, code: str, now: datetime, lock: bool = False) -> Invitation:
    """Return the invitation a typed code opens. Raises CodeRefused with the reason; `lock` needs a transaction."""
    invitations = Invitation.objects.select_related("authority__child")
    if lock:
        invitations = invitations.select_for_update(of=("self",))
    invitation = invitations.filter(code_hash=hash_code(code)).first() if read_code(code) else None
    if invitation is None:
        raise CodeRefused(CodeRefused.UNKNOWN)
    if invitation.redeemed_at is not None:
        raise CodeRefused(CodeRefused.USED)
    if invitation.revoked_at is not None or invitation.expires_at <= now:
        raise CodeRefused(CodeRefused.EXPIRED)
    return invitation
