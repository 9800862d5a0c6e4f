"""Addresses of absence and leave."""

from django.urls import path

from agenda.views import absences, days, deciding, leave

app_name = "agenda"

urlpatterns = [
    path("absences/", absences.create, name="absence-create"),
    path("absences/day/", days.day, name="absence-day"),
    path("absences/office/", days.office_list, name="office-list"),
    path("absences/office/<uuid:child_id>/", days.office_report, name="office-report"),
    path("absences/<uuid:pk>/", absences.detail, name="absence-detail"),
    path("absences/<uuid:pk>/edit/", absences.correct, name="absence-correct"),
    path("absences/<uuid:pk>/recovered/", absences.recover, name="absence-recover"),
    path("absences/<uuid:pk>/withdraw/", absences.withdraw, name="absence-withdraw"),
    path("leave/", leave.create, name="leave-create"),
    path("leave/queue/", deciding.queue, name="leave-queue"),
    path("leave/<uuid:pk>/", leave.detail, name="leave-detail"),
    path("leave/<uuid:pk>/decide/", deciding.decide, name="leave-decide"),
    path("leave/<uuid:pk>/withdraw/", leave.withdraw, name="leave-withdraw"),
    path("leave/<uuid:pk>/document/", leave.document, name="leave-document"),
    path("leave/<uuid:pk>/letter/", leave.letter, name="leave-letter"),
]
