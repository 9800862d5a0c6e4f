"""Addresses of delivery: a block for each noun."""

from django.urls import path

from delivery.views import (
    addresses,
    confirming,
    devices,
    newsletter_desk,
    newsletters,
    overviews,
    preferences,
    print_run,
    reach,
    stopping,
)

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
    path("delivery/reach/", reach.reach, name="reach"),
    path("delivery/reach/<uuid:post_id>/", reach.reach_detail, name="reach-detail"),
    path("delivery/reach/<uuid:post_id>/letters/", print_run.print_run, name="print-run"),
    #
    path("delivery/addresses/", addresses.address_list, name="address-list"),
    path("delivery/addresses/<uuid:guardian_id>/clear/", addresses.address_clear, name="address-clear"),
    #
    path("delivery/overview/", overviews.digest_preview, name="digest-preview"),
    path("delivery/confirm/<str:token>/", confirming.confirm, name="confirm"),
    #
    path("newsletters/", newsletters.newsletter_list, name="newsletter-list"),
    path("newsletters/new/", newsletter_desk.newsletter_create, name="newsletter-create"),
    path("newsletters/<uuid:pk>/", newsletters.newsletter_detail, name="newsletter-detail"),
    path("newsletters/<uuid:pk>/pdf/", newsletters.newsletter_pdf, name="newsletter-pdf"),
    path("newsletters/<uuid:pk>/edit/", newsletter_desk.newsletter_edit, name="newsletter-edit"),
    path("newsletters/<uuid:pk>/place/", newsletter_desk.newsletter_place, name="newsletter-place"),
    path("newsletters/<uuid:pk>/discard/", newsletter_desk.newsletter_discard, name="newsletter-discard"),
]
