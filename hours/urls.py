from django.urls import path
from django.views.generic import RedirectView

from hours.views import calendar, exceptions, holidays, own

app_name = "hours"

urlpatterns = [
    path("hours/", own.week, name="week"),
    # It stands on the page that says how news comes; what was kept as a bookmark or in a mail still leads there.
    path(
        "hours/quiet/", RedirectView.as_view(pattern_name="delivery:preference", permanent=True), name="quiet"
    ),
    path("hours/absences/new/", own.absence_create, name="absence-create"),
    path("hours/absences/<uuid:pk>/end/", own.absence_end, name="absence-end"),
    path("hours/calendar/", calendar.calendar, name="calendar"),
    path("hours/calendar/days/new/", calendar.period_create, name="period-create"),
    path("hours/calendar/days/<uuid:pk>/", calendar.period_edit, name="period-edit"),
    path("hours/calendar/days/<uuid:pk>/remove/", calendar.period_remove, name="period-remove"),
    path("hours/calendar/lessons/", calendar.lesson_times, name="lesson-times"),
    path("hours/calendar/absences/new/", calendar.colleague_absence_create, name="colleague-absence-create"),
    path("hours/calendar/import/", holidays.holiday_import, name="holiday-import"),
    path("hours/exceptions/", exceptions.exception_list, name="exception-list"),
]
