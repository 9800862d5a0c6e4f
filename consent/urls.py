from django.urls import path

from consent import views

app_name = "consent"

urlpatterns = [
    path("consent/<uuid:child_id>/", views.child, name="child"),
    path("consent/<uuid:child_id>/history/", views.history, name="history"),
]
