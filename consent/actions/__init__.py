"""Every change to what people decided about pictures, one function per verb. See the modules for their promises."""

from consent.actions.decisions import record_decisions, record_own_decisions, withdraw_consent
from consent.actions.purposes import set_up_purposes
from consent.actions.receipts import finish_receipt, sweep_receipts
from consent.actions.requests import send_request

__all__ = [
    "finish_receipt",
    "record_decisions",
    "record_own_decisions",
    "send_request",
    "set_up_purposes",
    "sweep_receipts",
    "withdraw_consent",
]
