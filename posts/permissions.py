"""Who may do what with posts and photos.

The promise: every right comes from a group, through groups.permissions; what is somebody's own is asked here.
"""

from django.utils import timezone

from consent.permissions import decides_about
from groups.models import SchoolGroup
from groups.permissions import may
from people.models import Child, User
from policies.queries import policy_for
from posts.models import Photo, PhotoObjection, Post
from posts.queries.confirming import is_asked


def may_write_post(user: User, group: SchoolGroup) -> bool:
    return group.closed_at is None and may(user, "post", group)


def may_send_emergency(user: User, group: SchoolGroup) -> bool:
    """Only the director, and only to the whole school (G14)."""
    return group.is_school_wide and may(user, "direct", group)


def may_edit_post(user: User, post: Post) -> bool:
    """Only the author, while the post is shown and the right to post is still there."""
    own = post.author_id == user.pk and post.state == Post.State.PUBLISHED
    return own and may_write_post(user, post.group) and may_write_in_thread(user, post)


def may_handle_draft(user: User, post: Post) -> bool:
    own = post.author_id == user.pk and post.is_on_desk
    return own and may_write_post(user, post.group)


def may_discard(user: User, post: Post) -> bool:
    """What was placed once is not thrown away, also when it was taken back (decision 0004)."""
    return may_handle_draft(user, post) and post.state == Post.State.DRAFT


def may_add_photo(user: User, post: Post) -> bool:
    return may_handle_draft(user, post) or may_edit_post(user, post)


def may_tag_photo(user: User, photo: Photo) -> bool:
    """Whoever may post in the group names the children, also for a colleague; a draft is its author's own."""
    if photo.hidden_at is not None:
        return False
    if photo.post.state == Post.State.PUBLISHED:
        return may_write_post(user, photo.post.group)
    return may_handle_draft(user, photo.post)


def may_open_comments(group: SchoolGroup) -> bool:
    return policy_for(group.school).comments_in(group)


def may_write_in_thread(user: User, post: Post) -> bool:
    """A paused conversation is open to who handles the group only (R124, R128)."""
    return not post.is_paused(timezone.now()) or may(user, "moderate", post.group)


def may_react(user: User, post: Post) -> bool:
    """Whoever may react in the group, to what is meant for that account."""
    there = post.state == Post.State.PUBLISHED and post.group.closed_at is None
    open_here = there and may(user, "react", post.group) and _is_meant_for(user, post)
    return open_here and may_write_in_thread(user, post)


def _is_meant_for(user: User, post: Post) -> bool:
    if post.readers is None:
        return True
    return Post.objects.filter(pk=post.pk).meant_for(user, timezone.localdate()).exists()


def may_comment(user: User, post: Post) -> bool:
    """Whoever may react may write, while the school and the writer of the post leave comments on (R014)."""
    is_open = post.comments_open and post.thread_hidden_at is None
    return is_open and may_react(user, post) and may_open_comments(post.group)


def may_confirm(user: User, post: Post) -> bool:
    """Whoever reads a post that asks for it, and is among those it asks."""
    now = timezone.now()
    readable = Post.objects.visible_to(user, now).filter(pk=post.pk, state=Post.State.PUBLISHED)
    return readable.exists() and is_asked(user, post, today=timezone.localdate(now))


def may_object(user: User, photo: Photo, child: Child) -> bool:
    """A guardian who decides about the child, or whoever names the children on the photo, for the child (R031)."""
    return decides_about(user, child) or may_tag_photo(user, photo)


def may_take_back(user: User, objection: PhotoObjection) -> bool:
    """Only who made it; what a teacher or somebody who decides no longer made, also whoever names the children."""
    if objection.made_by_id == user.pk:
        return may_object(user, objection.photo, objection.child)
    return not decides_about(objection.made_by, objection.child) and may_tag_photo(user, objection.photo)


def may_use_outside(user: User, photo: Photo) -> bool:
    """Outside the portal only the director brings a photo (R197), and only one that readers see already."""
    shown = photo.hidden_at is None and photo.post.state == Post.State.PUBLISHED
    return shown and may(user, "direct", photo.post.group)
