"""All addresses. Each app writes its own paths in full."""

from django.urls import include, path
from django.views.i18n import set_language

from portal import account
from portal.family import family
from portal.health import healthz
from portal.home import home, styleguide
from portal.live import views as live
from portal.pwa import manifest, offline, worker
from portal.sign_in import login

portal_urls = [
    path("", home, name="home"),
    path("family/", family, name="family"),
    path("live/ticket/", live.ticket, name="live-ticket"),
    path("styleguide/", styleguide, name="styleguide"),
    # The worker stands at the root: it watches over what lies below its own address.
    path("sw.js", worker, name="worker"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("offline/", offline, name="offline"),
]

urlpatterns = [
    path("", include((portal_urls, "portal"))),
    path("language/", set_language, name="set_language"),
    path("healthz", healthz, name="healthz"),
    path("account/login/", login, name="account_login"),
    path("account/contact/", account.contact, name="account_contact"),
    path("account/contact/confirm/", account.contact_confirm, name="account_contact_confirm"),
    path("account/email/", account.email, name="account_email"),
    path("account/email/prove/", account.email_prove, name="account_email_prove"),
    path("account/email/<str:token>/", account.email_confirm, name="account_email_confirm"),
    path("", include("people.urls")),
    path("", include("groups.urls")),
    path("", include("policies.urls")),
    path("", include("hours.urls")),
    path("", include("consent.urls")),
    path("", include("agenda.urls")),
    path("", include("conversations.urls")),
    path("", include("posts.urls")),
    path("", include("moderation.urls")),
    path("", include("delivery.urls")),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.page_not_found"
handler429 = "portal.errors.too_many_requests"
handler500 = "portal.errors.server_error"
