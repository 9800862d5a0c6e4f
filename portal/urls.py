"""All addresses. Each app writes its own paths in full; allauth gives only the doors named here."""

from allauth.account import views as account
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from portal.family import family
from portal.health import healthz
from portal.home import home, styleguide

# No sign-up: an account begins with a coupling code from the school. allauth still asks for the name.
account_urls = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

portal_urls = [
    path("", home, name="home"),
    path("family/", family, name="family"),
    path("styleguide/", styleguide, name="styleguide"),
]

urlpatterns = [
    path("", include((portal_urls, "portal"))),
    path("language/", set_language, name="set_language"),
    path("healthz", healthz, name="healthz"),
    path("account/", include(account_urls)),
    path("", include("people.urls")),
    path("", include("groups.urls")),
    path("", include("policies.urls")),
    path("", include("consent.urls")),
    path("", include("posts.urls")),
    path("", include("moderation.urls")),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.page_not_found"
handler429 = "portal.errors.too_many_requests"
handler500 = "portal.errors.server_error"
