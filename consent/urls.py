"""Addresses of choosing, receipts and rounds."""

from django.urls import path

from consent.views import (
    children,
    director,
    export,
    objections,
    office,
    own,
    paper,
    purposes,
    receipts,
    rights,
)

app_name = "consent"

urlpatterns = [
    path("consent/me/", own.own, name="self"),
    path("consent/<uuid:child_id>/", children.child, name="child"),
    path("consent/<uuid:child_id>/history/", children.history, name="history"),
    path("consent/<uuid:child_id>/export/", export.export, name="export"),
    path("consent/receipts/check/", receipts.receipt_check, name="receipt-check"),
    path("consent/receipts/<uuid:receipt_id>/", receipts.receipt, name="receipt"),
    path("consent/", director.overview, name="overview"),
    path("consent/differences/", director.difference_list, name="difference-list"),
    path("consent/pupils/<uuid:child_id>/", director.pupil, name="pupil"),
    path("groups/<slug:slug>/recognisable/", objections.group_list, name="group-list"),
    path("consent/<uuid:child_id>/objection/", objections.objection_create, name="objection-create"),
    path("consent/objections/<uuid:pk>/end/", objections.objection_end, name="objection-end"),
    path("consent/purposes/", purposes.purpose_list, name="purpose-list"),
    path("consent/purposes/<int:pk>/", purposes.purpose_edit, name="purpose-edit"),
    path("consent/purposes/<int:pk>/retire/", purposes.purpose_retire, name="purpose-retire"),
    path("consent/purposes/<int:pk>/restore/", purposes.purpose_restore, name="purpose-restore"),
    path("consent/events/new/", purposes.event_create, name="event-create"),
    path("consent/rounds/", office.round_list, name="round-list"),
    path("consent/rounds/<uuid:pk>/", office.round_detail, name="round-detail"),
    path("consent/rounds/<uuid:pk>/remind/", office.round_remind, name="round-remind"),
    path("consent/rounds/<uuid:pk>/close/", office.round_close, name="round-close"),
    path("groups/<slug:slug>/picture-letters/", office.letters, name="letters"),
    path("consent/paper/", paper.paper_list, name="paper-list"),
    path("consent/paper/<uuid:pk>/", paper.paper_entry, name="paper-entry"),
    path("consent/paper-forms/<uuid:pk>/scan/", paper.paper_scan, name="paper-scan"),
    path("rights/", rights.rights, name="rights"),
    path("rights/<slug:kind>/", rights.ask, name="rights-ask"),
]
