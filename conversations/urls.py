"""Addresses of conversations."""

from django.urls import path

from conversations.views import arranging, files, reading, starting, writing

app_name = "conversations"

urlpatterns = [
    path("conversations/", reading.conversation_list, name="conversation-list"),
    path("conversations/new/", starting.conversation_create, name="conversation-create"),
    path("conversations/new/team/", starting.conversation_team, name="conversation-team"),
    path(
        "conversations/new/children/<uuid:child_id>/", starting.conversation_about, name="conversation-about"
    ),
    path("conversations/new/groups/<slug:slug>/", starting.conversation_parents, name="conversation-parents"),
    path(
        "conversations/children/<uuid:child_id>/guardians/",
        arranging.guardians_arrange,
        name="guardians-arrange",
    ),
    path(
        "conversations/groups/<slug:slug>/class-parents/",
        arranging.class_parent_list,
        name="class-parent-list",
    ),
    path("conversations/class-parents/<int:pk>/end/", arranging.class_parent_end, name="class-parent-end"),
    path("conversations/messages/<uuid:message_id>/edit/", writing.message_edit, name="message-edit"),
    path(
        "conversations/messages/<uuid:message_id>/take-back/",
        writing.message_take_back,
        name="message-take-back",
    ),
    path(
        "conversations/messages/<uuid:message_id>/confirm/", writing.message_confirm, name="message-confirm"
    ),
    path("conversations/<uuid:conversation_id>/", reading.conversation_detail, name="conversation-detail"),
    path("conversations/<uuid:conversation_id>/files/", files.file_add, name="file-add"),
    path("conversations/files/<uuid:file_id>/", files.file_check, name="file-check"),
    path("conversations/files/<uuid:file_id>/picture/", files.file_picture, name="file-picture"),
    path("conversations/files/<uuid:file_id>/open/", files.file_open, name="file-open"),
    path("conversations/files/<uuid:file_id>/document/", files.file_document, name="file-document"),
    path("conversations/<uuid:conversation_id>/messages/", writing.message_send, name="message-send"),
    path("conversations/<uuid:conversation_id>/draft/", writing.draft_save, name="draft-save"),
    path("conversations/<uuid:conversation_id>/seen/", reading.conversation_seen, name="conversation-seen"),
    path(
        "conversations/<uuid:conversation_id>/invite/",
        arranging.conversation_invite,
        name="conversation-invite",
    ),
    path(
        "conversations/<uuid:conversation_id>/leave/", arranging.conversation_leave, name="conversation-leave"
    ),
]
