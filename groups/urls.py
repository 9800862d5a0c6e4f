"""The addresses of groups."""

from django.urls import path

from groups.views import guardians, invitations, join, members, overview, requests, roster

app_name = "groups"
urlpatterns = [
    path("groups/", overview.group_list, name="group-list"),
    path("groups/<slug:slug>/members/", members.member_list, name="member-list"),
    path("members/<uuid:pk>/admit/", members.member_admit, name="member-admit"),
    path("members/<uuid:pk>/decline/", members.member_decline, name="member-decline"),
    path("members/<uuid:pk>/park/", members.member_park, name="member-park"),
    path("members/<uuid:pk>/end/", members.member_end, name="member-end"),
    path("requests/", requests.request_list, name="request-list"),
    path("staff/new/", requests.staff_create, name="staff-create"),
    path("accounts/<uuid:pk>/deactivate/", requests.account_deactivate, name="account-deactivate"),
    path("children/<uuid:child_id>/guardians/", guardians.guardian_create, name="guardian-create"),
    path("guardians/<uuid:pk>/", guardians.guardian_detail, name="guardian-detail"),
    path("guardians/<uuid:pk>/authority/", guardians.guardian_authority, name="guardian-authority"),
    path("guardians/<uuid:pk>/block/", guardians.guardian_block, name="guardian-block"),
    path("guardians/<uuid:pk>/unblock/", guardians.guardian_unblock, name="guardian-unblock"),
    path("invitations/", invitations.invitation_list, name="invitation-list"),
    path("invitations/letters/", invitations.invitation_letters, name="invitation-letters"),
    path("invitations/<uuid:pk>/revoke/", invitations.invitation_revoke, name="invitation-revoke"),
    path("roster/", roster.roster_import, name="roster-import"),
    path("roster/<uuid:pk>/", roster.roster_check, name="roster-check"),
    path("roster/<uuid:pk>/discard/", roster.roster_discard, name="roster-discard"),
    path("join/", join.join, name="join"),
    path("join/account/", join.join_account, name="join-account"),
    path("join/add/", join.join_add, name="join-add"),
]
