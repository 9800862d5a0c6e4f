"""Every change to what people decided about pictures, one function per verb. See the modules for their promises."""

from consent.actions.decisions import record_decisions, withdraw_consent
from consent.actions.purposes import set_up_purposes

__all__ = [
    "record_decisions",
    "set_up_purposes",
    "withdraw_consent",
]
