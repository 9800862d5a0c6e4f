"""A browser that wants to show notifications, as its own script says it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from common.push import Target, is_target


class DeviceForm(forms.Form):
    """What `PushSubscription` of a browser holds, and a name for the list. Nobody types this."""

    endpoint = forms.CharField(widget=forms.HiddenInput, required=False)
    p256dh = forms.CharField(widget=forms.HiddenInput, required=False)
    auth = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def target(self) -> Target:
        sent = self.cleaned_data
        return Target(sent.get("endpoint", ""), sent.get("p256dh", ""), sent.get("auth", ""))

    @property
    def device_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split()) or _("A browser")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not is_target(self.target):
            raise forms.ValidationError(_("This browser cannot show notifications."))
        return cleaned
