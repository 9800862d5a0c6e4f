"""Addresses of posts and photos."""

from django.urls import path

from posts.views import (
    checking,
    compose,
    desk,
    downloads,
    interactions,
    outside,
    photos,
    reading,
    tagging,
    whereabouts,
)

app_name = "posts"

urlpatterns = [
    path("feed/", reading.feed, name="feed"),
    path("feed/seen/", interactions.feed_seen, name="feed-seen"),
    path("groups/<slug:slug>/", reading.group_feed, name="group-feed"),
    path("posts/<uuid:post_id>/", reading.post_detail, name="post-detail"),
    path("posts/<uuid:post_id>/photos/", reading.post_photos, name="post-photos"),
    path("posts/<uuid:post_id>/photos/<uuid:photo_id>/", reading.photo_show, name="photo-show"),
    path("posts/<uuid:post_id>/react/", interactions.post_react, name="post-react"),
    path("posts/<uuid:post_id>/comments/", interactions.comment_create, name="comment-create"),
    path("groups/<slug:slug>/posts/new/", compose.post_create, name="post-create"),
    path("posts/<uuid:post_id>/edit/", compose.post_edit, name="post-edit"),
    path("posts/<uuid:post_id>/take-back/", desk.post_take_back, name="takeback"),
    path("posts/<uuid:post_id>/read/", interactions.confirm_read, name="confirm-read"),
    path("posts/<uuid:post_id>/discard/", desk.post_discard, name="post-discard"),
    path("posts/<uuid:post_id>/unschedule/", desk.post_unschedule, name="post-unschedule"),
    path("groups/<slug:slug>/posts/<uuid:post_id>/photos/new/", photos.photo_create, name="photo-create"),
    path("photos/<uuid:photo_id>/open/<int:size>/", photos.photo_open, name="photo-open"),
    path("photos/<uuid:photo_id>/<slug:key>/<int:size>/", photos.photo_file, name="photo-file"),
    path("photos/<uuid:photo_id>/object/<uuid:child_id>/", whereabouts.photo_object, name="photo-object"),
    path("photos/<uuid:photo_id>/outside/", outside.photo_outside, name="photo-outside"),
    path(
        "photos/<uuid:photo_id>/outside/<int:purpose_id>/<int:size>/",
        outside.outside_file,
        name="outside-file",
    ),
    path("photos/<uuid:photo_id>/status/", photos.photo_status, name="photo-status"),
    path("photos/<uuid:photo_id>/delete/", photos.photo_delete, name="photo-delete"),
    path("photos/<uuid:photo_id>/move/", photos.photo_move, name="photo-move"),
    path("photos/<uuid:photo_id>/check/", checking.photo_check, name="photo-check"),
    path("photos/<uuid:photo_id>/undo/", checking.photo_undo, name="photo-undo"),
    path("photos/<uuid:photo_id>/search/", checking.photo_search, name="photo-search"),
    path("photos/<uuid:photo_id>/regions/", tagging.photo_regions, name="photo-regions"),
    path("photos/<uuid:photo_id>/regions/<uuid:region_id>/", tagging.region_change, name="region-change"),
    path(
        "photos/<uuid:photo_id>/regions/<uuid:region_id>/delete/", tagging.region_delete, name="region-delete"
    ),
    path("children/<uuid:child_id>/photos/", whereabouts.child_photos, name="child-photos"),
    path("children/<uuid:child_id>/photos/download/", downloads.child_download, name="child-download"),
    path("outside/", outside.outside_list, name="outside-list"),
    path("outside/<uuid:use_id>/download/", outside.outside_download, name="outside-download"),
    path("outside/<uuid:use_id>/children/<uuid:child_id>/ask/", outside.take_down_ask, name="take-down-ask"),
    path("take-downs/<uuid:take_down_id>/done/", outside.take_down_done, name="take-down-done"),
]
