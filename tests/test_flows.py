"""The three promises, end to end through the pages: a post with a photo, a no that works backwards, a removal.

Each is the flow of docs/decisions: nothing is called directly, everything goes through an address as its user does it.
"""

import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image

from consent.models import Purpose
from groups.models import SchoolGroup
from moderation.models import DossierDocument, Incident
from people.models import Child, User
from posts.models import Comment, Photo, Post
from tests import make
from tests.conftest import SignIn

WEBP = {"HTTP_ACCEPT": "image/webp"}


class Flow:
    """A browser of one person, in a world where the worker always keeps up."""

    def __init__(self, client: Client, commit: Any) -> None:
        self.client, self.commit = client, commit

    def get(self, url: str, **headers: Any) -> Any:
        with self.commit(execute=True):
            return self.client.get(url, **headers)

    def post(self, url: str, data: dict[str, Any] | None = None) -> Any:
        with self.commit(execute=True):
            return self.client.post(url, data or {})


@pytest.fixture
def visit(sign_in: SignIn, django_capture_on_commit_callbacks: Any) -> Any:
    return lambda user: Flow(sign_in(user), django_capture_on_commit_callbacks)


def a_picture() -> io.BytesIO:
    """A drawn "face" in pure red in the middle of a grey picture."""
    picture = Image.new("RGB", (1200, 900), (120, 120, 120))
    picture.paste((255, 0, 0), (540, 390, 660, 510))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=92)
    file.name = "boom.jpg"
    file.seek(0)
    return file


def addresses_in(page: Any) -> set[str]:
    return set(re.findall(r"/photos/[0-9a-f-]{36}/[0-9a-f]{24}/\d+/", page.content.decode()))


def middle(flow: Flow, address: str) -> tuple[int, int, int]:
    """The colour in the middle of the picture as it is served; the first to ask may get the placeholder."""
    response = flow.get(address, **WEBP)
    assert response["Cache-Control"] == "private, no-store"
    if response["Content-Type"] == "image/svg+xml":
        response = flow.get(address, **WEBP)
    picture = Image.open(io.BytesIO(b"".join(response.streaming_content))).convert("RGB")
    colour = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(colour, tuple)
    return colour[0], colour[1], colour[2]


def is_red(colour: tuple[int, int, int]) -> bool:
    return colour[0] > 200 and max(colour[1:]) < 80


def publish(flow: Flow, group: SchoolGroup, child: Child) -> Photo:
    """Anna writes, adds a photo, places it, draws one frame, names the child, and says the photo is checked."""
    new = f"/groups/{group.slug}/posts/new/"
    post_id = str(uuid4())
    words = {"id": post_id, "title": "Naar het bos", "text": "Wat een **dag**."}
    assert (
        flow.post(f"/groups/{group.slug}/posts/{post_id}/photos/new/", {"photo": a_picture()}).status_code
        == 302
    )
    assert flow.post(new, {**words, "then": "publish"}).status_code == 302
    photo = Photo.objects.get(post=post_id)
    frame = {
        "child": str(child.pk),
        "left": "45",
        "top": "43",
        "width": "10",
        "height": "14",
        "shape": "ellipse",
    }
    assert flow.post(f"/photos/{photo.pk}/regions/", frame).status_code == 302
    assert (
        flow.post(f"/photos/{photo.pk}/check/", {"alt_text": "Een boom", "then": "check"}).status_code == 302
    )
    return photo


def test_a_post_with_a_photo_shows_each_child_as_its_parents_chose(
    visit: Any, anna: User, carla: User, koen: User, emma: Child, group_5b: SchoolGroup, farid: User
) -> None:
    publish(visit(anna), group_5b, emma)
    reader = visit(koen)
    covered = addresses_in(reader.get("/feed/"))
    assert covered
    assert not any(is_red(middle(reader, address)) for address in covered), "no answer is no"
    own = addresses_in(visit(carla).get("/feed/"))
    assert all(is_red(middle(visit(carla), address)) for address in own), "her own child is open for her"
    assert all(reader.get(address).status_code == 404 for address in own), "and only for her"
    make.decide(emma, carla, "yes")
    shown = addresses_in(reader.get("/feed/"))
    assert shown.isdisjoint(covered)
    assert all(is_red(middle(reader, address)) for address in shown)
    assert all(visit(farid).get(address).status_code == 404 for address in shown), (
        "another class sees nothing"
    )


def test_a_no_works_backwards_at_the_next_request(
    visit: Any, anna: User, carla: User, koen: User, dirk: User, emma: Child, group_5b: SchoolGroup
) -> None:
    make.decide(emma, carla, "yes")
    publish(visit(anna), group_5b, emma)
    reader, refuser = visit(koen), visit(dirk)
    shown = addresses_in(reader.get("/feed/"))
    assert all(is_red(middle(reader, address)) for address in shown)
    about = Purpose.objects.about(Purpose.Subject.CHILD)
    purpose = about.get(school=group_5b.school, audience=Purpose.Audience.GROUP)
    form = refuser.get(f"/consent/{emma.pk}/").content.decode()
    name = re.search(rf'name="([^"]*{purpose.pk})"', form)
    read = re.search(rf'name="([^"]*{purpose.pk}_version)" value="(\d+)"', form)
    assert name is not None
    assert read is not None
    sent = {name[1]: "no", read[1]: read[2]}
    assert refuser.post(f"/consent/{emma.pk}/", sent).status_code == 303
    for address in shown:
        for method in (reader.client.get, reader.client.head):
            assert method(address, HTTP_IF_NONE_MATCH="*", HTTP_RANGE="bytes=0-9", **WEBP).status_code == 404
    after = addresses_in(reader.get("/feed/"))
    assert not any(is_red(middle(reader, address)) for address in after)
    own = addresses_in(refuser.get("/feed/"))
    assert all(is_red(middle(refuser, address)) for address in own), "her own parents see her still"


def test_an_offensive_comment_goes_only_after_its_hard_copy(
    visit: Any, anna: User, carla: User, dirk: User, greet: User, group_5b: SchoolGroup
) -> None:
    post = make.make_post(group_5b, anna)
    words = "Wat een waardeloze school."
    assert visit(dirk).post(
        f"/posts/{post.pk}/comments/", {"id": str(uuid4()), "text": words}
    ).status_code in (302, 303)
    comment = Comment.objects.get()
    assert words in visit(carla).get("/feed/").content.decode()
    assert visit(carla).post(f"/report/comment/{comment.pk}/", {"reason": "hurtful"}).status_code == 302
    incident, handler = Incident.objects.get(), visit(greet)
    page = f"/reports/{incident.pk}/"
    assert handler.post(f"{page}remove/", {"agreement": "abuse"}).status_code == 422
    handler.post(f"{page}archive/")
    assert words not in visit(carla).get("/feed/").content.decode(), "hidden at once"
    assert handler.post(f"{page}remove/", {"agreement": "abuse"}).status_code == 302
    comment.refresh_from_db()
    assert (comment.state, comment.text) == (Comment.State.REMOVED, "")
    assert "verwijderd door de school" in visit(carla).get(f"/posts/{post.pk}/").content.decode()
    assert DossierDocument.objects.get(incident=incident).page_count


def test_placing_twice_gives_one_post(visit: Any, anna: User, group_5b: SchoolGroup) -> None:
    words = {"id": str(uuid4()), "title": "Gymles", "text": "Gymtas mee.", "then": "publish"}
    for _click in range(2):
        assert visit(anna).post(f"/groups/{group_5b.slug}/posts/new/", words).status_code == 302
    assert Post.objects.count() == 1
