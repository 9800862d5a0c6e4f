from django.urls import path

from moderation.views import (
    complaints,
    dossier_documents,
    dossier_work,
    dossiers,
    handling,
    keeping,
    removing,
    reporting,
    restrictions,
)

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
    path("dossier/<uuid:document_id>/document/", dossier_documents.document, name="document"),
    path("dossiers/", dossiers.dossier_list, name="dossier-list"),
    path("dossiers/new/", dossier_documents.dossier_create, name="dossier-create"),
    path("dossiers/statistics/", keeping.dossier_statistics, name="dossier-statistics"),
    path("dossiers/statistics/csv/", keeping.dossier_statistics_csv, name="dossier-statistics-csv"),
    path("dossiers/<str:key>/", dossiers.dossier_detail, name="dossier-detail"),
    path("dossiers/<uuid:incident_id>/kind/", dossier_work.dossier_file, name="dossier-file"),
    path("dossiers/<uuid:incident_id>/entries/new/", dossier_work.entry_create, name="entry-create"),
    path("dossiers/<uuid:incident_id>/steps/new/", dossier_work.step_create, name="step-create"),
    path("dossiers/<uuid:incident_id>/steps/<uuid:step_id>/", dossier_work.step_finish, name="step-finish"),
    path("dossiers/<uuid:incident_id>/measures/new/", dossier_work.measure_create, name="measure-create"),
    path(
        "dossiers/<uuid:incident_id>/measures/<uuid:measure_id>/lift/",
        dossier_work.measure_lift,
        name="measure-lift",
    ),
    path(
        "dossiers/<uuid:incident_id>/evidence/new/", dossier_documents.evidence_create, name="evidence-create"
    ),
    path(
        "dossiers/<uuid:incident_id>/letters/<str:kind>/",
        dossier_documents.letter_create,
        name="letter-create",
    ),
    path("dossiers/<uuid:incident_id>/finish/", dossier_work.dossier_finish, name="dossier-finish"),
    path("dossiers/<uuid:incident_id>/hold/", keeping.dossier_hold, name="dossier-hold"),
    path("dossiers/<uuid:incident_id>/release/", keeping.dossier_release, name="dossier-release"),
    path("dossiers/<uuid:incident_id>/police/", keeping.dossier_police, name="dossier-police"),
    path("dossiers/<uuid:incident_id>/destroy/", keeping.dossier_destroy, name="dossier-destroy"),
    path("dossiers/<uuid:incident_id>/answer/", complaints.complaint_answer, name="complaint-answer"),
    path("complaints/<uuid:incident_id>/", complaints.complaint, name="complaint"),
    path("complaints/<str:kind>/<uuid:target_id>/", complaints.complaint_about, name="complaint-about"),
    path("restrictions/", restrictions.restriction_list, name="restriction-list"),
    path("restrictions/person/", restrictions.restriction_person, name="restriction-person"),
    path("restrictions/group/", restrictions.restriction_group, name="restriction-group"),
    path("restrictions/school/", restrictions.restriction_school, name="restriction-school"),
    path("restrictions/<uuid:restriction_id>/lift/", restrictions.restriction_lift, name="restriction-lift"),
    path("posts/<uuid:post_id>/pause/", restrictions.thread_pause, name="thread-pause"),
    path("posts/<uuid:post_id>/resume/", restrictions.thread_resume, name="thread-resume"),
]
