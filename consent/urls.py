"""Addresses of choosing, receipts and rounds."""

from django.urls import path

from consent.views import children, export, own, receipts, rights

app_name = "consent"

urlpatterns = [
    path("consent/me/", own.own, name="self"),
    path("consent/<uuid:child_id>/", children.child, name="child"),
    path("consent/<uuid:child_id>/history/", children.history, name="history"),
    path("consent/<uuid:child_id>/export/", export.export, name="export"),
    path("consent/receipts/check/", receipts.receipt_check, name="receipt-check"),
    path("consent/receipts/<uuid:receipt_id>/", receipts.receipt, name="receipt"),
    path("rights/", rights.rights, name="rights"),
    path("rights/<slug:kind>/", rights.ask, name="rights-ask"),
]
