"""The doors of signing in. No sign-up: an account begins with a coupling code from the school.

`account_login` itself is in portal/urls.py: how long a session lasts depends on the role, one floor up. So are
`account_contact` and `account_email`: which addresses will do depends on the school.
"""

from django.urls import path, re_path

from people import views

# The names are the ones allauth asks for.
urlpatterns = [
    path("account/logout/", views.logout, name="account_logout"),
    path("account/signup/", views.no_sign_up, name="account_signup"),
    path("account/inactive/", views.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", views.password_change, name="account_change_password"),
    path("account/password/reset/", views.password_reset, name="account_reset_password"),
    path("account/password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
