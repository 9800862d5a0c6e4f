"""How people want to hear of news, what was sent to whom, and what came back."""

from delivery.models.addresses import AddressState
from delivery.models.devices import PushDevice
from delivery.models.ledger import Delivery, DeliveryQuerySet, Digest, DigestQuerySet, Notice, Watermark
from delivery.models.newsletters import Newsletter, NewsletterEntry, NewsletterQuerySet
from delivery.models.preferences import Channel, Preference, PreferenceException

__all__ = [
    "AddressState",
    "Channel",
    "Delivery",
    "DeliveryQuerySet",
    "Digest",
    "DigestQuerySet",
    "Newsletter",
    "NewsletterEntry",
    "NewsletterQuerySet",
    "Notice",
    "Preference",
    "PreferenceException",
    "PushDevice",
    "Watermark",
]
