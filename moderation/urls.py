from django.urls import path

from moderation.views import handling, removing, reporting, restrictions

app_name = "moderation"

urlpatterns = [
    path("report/<str:kind>/<uuid:target_id>/", reporting.report, name="report"),
    path("reports/", handling.report_list, name="report-list"),
    path("reports/<uuid:incident_id>/", handling.incident_detail, name="incident"),
    path("reports/<uuid:incident_id>/hide/", handling.incident_hide, name="incident-hide"),
    path("reports/<uuid:incident_id>/restore/", handling.incident_restore, name="incident-restore"),
    path("reports/<uuid:incident_id>/dismiss/", handling.incident_dismiss, name="incident-dismiss"),
    path("reports/<uuid:incident_id>/archive/", removing.incident_archive, name="incident-archive"),
    path("reports/<uuid:incident_id>/remove/", removing.incident_remove, name="incident-remove"),
    path("dossier/<uuid:document_id>/document/", removing.document, name="document"),
    path("restrictions/", restrictions.restriction_list, name="restriction-list"),
    path("restrictions/person/", restrictions.restriction_person, name="restriction-person"),
    path("restrictions/group/", restrictions.restriction_group, name="restriction-group"),
    path("restrictions/school/", restrictions.restriction_school, name="restriction-school"),
    path("restrictions/<uuid:restriction_id>/lift/", restrictions.restriction_lift, name="restriction-lift"),
    path("posts/<uuid:post_id>/pause/", restrictions.thread_pause, name="thread-pause"),
    path("posts/<uuid:post_id>/resume/", restrictions.thread_resume, name="thread-resume"),
]
