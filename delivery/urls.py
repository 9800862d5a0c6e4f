"""Addresses of delivery: a block for each noun."""

from django.urls import path

from delivery.views import confirming, devices, overviews, preferences, stopping

app_name = "delivery"

urlpatterns = [
    path("delivery/", preferences.preference, name="preference"),
    path("delivery/last-week/", preferences.last_week, name="last-week"),
    path("delivery/test/", preferences.test_create, name="test-create"),
    path("delivery/address/", preferences.address_retry, name="address-retry"),
    #
    path("delivery/devices/new/", devices.device_create, name="device-create"),
    path("delivery/devices/<uuid:pk>/remove/", devices.device_remove, name="device-remove"),
    #
    path("delivery/stop/<str:token>/", stopping.stop, name="stop"),
    #
    path("delivery/overview/", overviews.digest_preview, name="digest-preview"),
    path("delivery/confirm/<str:token>/", confirming.confirm, name="confirm"),
]
