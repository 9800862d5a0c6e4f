from django.urls import path

from policies import views

app_name = "policies"

urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/<slug:kind>/", views.document_edit, name="document-edit"),
    path("house-rules/", views.house_rules, name="house-rules"),
    path("schools/<slug:slug>/<slug:kind>/", views.document, name="document"),
]
