"""What is covered equals what the promise says, for random families, days and photos.

The oracle below is written from the promise in words and calls nothing of consent or posts: who is unknown is
covered; one no covers; a yes counts from a guardian with authority who is not blocked, to the wording that counts,
until the deadline in the school year after it; the child's own no outranks all; the own child is open at home.
"""

import io
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from common.images import SIZES, Box, render_all
from consent.models import Decision, Objection, Purpose
from groups.models import Enrolment, Membership
from people.models import ParentalAuthority
from posts.models import Photo, PhotoObjection, Region
from posts.queries.masks import WHOLE, masks_for
from tests import make

PHOTO_DAY = date(2026, 10, 6)
DAYS = [date(2026, 8, 3), date(2026, 10, 31), date(2026, 11, 1), date(2027, 7, 31), date(2027, 8, 1)]
TODAYS = [*DAYS, date(2027, 10, 31), date(2027, 11, 1), date(2028, 11, 1)]
PURPOSES = ["group", "school", "event", "website"]
MODEST = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True)
class Answer:
    purpose: str
    answer: str
    day: date
    version: int


@dataclass(frozen=True)
class Guardian:
    authority: str
    is_blocked: bool
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Kid:
    guardians: tuple[Guardian, ...]
    has_left: bool
    always: str  # "", "standing" or "taken back"
    day: date | None
    photo: str


@dataclass(frozen=True)
class Adult:
    answers: tuple[Answer, ...]
    has_left: bool


@dataclass(frozen=True)
class Scene:
    kids: tuple[Kid, ...]
    adult: Adult
    faces: tuple[tuple[str, int], ...]  # (state or "adult", number of the kid; -1 for no name)
    is_checked: bool
    is_school_wide: bool
    has_event: bool
    event_ends: date
    is_retired: bool
    counts_from: int
    renewal: str
    deadline: str
    today: date
    outside: str
    viewer: int  # a guardian, or -1 for everybody else


def answers(purposes):
    built = st.builds(
        Answer, st.sampled_from(purposes), st.sampled_from(["yes", "yes", "no"]), st.sampled_from(DAYS),
        st.sampled_from([1, 2]),
    )  # fmt: skip
    return st.lists(built, max_size=5).map(tuple)


def mostly(usual, *others):
    """Three times out of four the usual: a scene in which everything is covered proves little."""
    return st.sampled_from([usual] * 3 * len(others) + list(others))


def yes_to_all(purposes):
    return st.sampled_from(DAYS).map(lambda day: tuple(Answer(what, "yes", day, 2) for what in purposes))


GUARDIANS = st.builds(
    Guardian,
    mostly("yes", "yes", "no", "unknown"),
    mostly(False, False, False, True),
    st.one_of(*[yes_to_all(PURPOSES)] * 4, answers(PURPOSES)),
)
KIDS = st.builds(
    Kid,
    st.lists(GUARDIANS, min_size=1, max_size=3).map(tuple),
    mostly(False, False, True),
    mostly("", "standing", "taken back"),
    mostly(None, PHOTO_DAY, PHOTO_DAY + timedelta(days=1)),
    mostly("", "open", "taken back"),
)
FACES = st.tuples(mostly("confirmed", "manual", "detected", "dismissed", "adult"), st.integers(-1, 2))
EVERY_KID = (("confirmed", 0), ("manual", 1), ("confirmed", 2))
ADULTS = ["school", "website"]
SCENES = st.builds(
    Scene,
    kids=st.tuples(KIDS, KIDS, KIDS),
    adult=st.builds(Adult, st.one_of(yes_to_all(ADULTS), answers(ADULTS)), mostly(False, True)),
    faces=st.lists(FACES, max_size=4).map(lambda more: (*EVERY_KID, *more)),
    is_checked=mostly(True, False),
    is_school_wide=st.booleans(),
    has_event=st.sampled_from([False, False, True]),
    event_ends=st.sampled_from(TODAYS),
    is_retired=mostly(False, True),
    counts_from=st.sampled_from([1, 1, 2]),
    renewal=st.sampled_from(["none", "reminder", "reconfirm", "reconfirm"]),
    deadline=st.sampled_from(["09-30", "10-31"]),
    today=st.sampled_from([*TODAYS, *TODAYS[-2:] * 3]),
    outside=mostly("", "website"),
    viewer=mostly(-1, 0, 1),
)


# The oracle: plain words, plain values.


def school_year(day):
    return day.year if (day.month, day.day) >= (8, 1) else day.year - 1


def has_expired(scene, day):
    if scene.renewal != "reconfirm":
        return False
    month, number = (int(part) for part in scene.deadline.split("-"))
    ends = next(
        date(year, month, number)
        for year in range(day.year, day.year + 3)
        if school_year(date(year, month, number)) == school_year(day) + 1
    )
    return scene.today > ends


def counts(scene, answer, purpose):
    """Does this yes still count? Only the purpose "group" has a second wording here."""
    is_old = purpose == "group" and answer.version < scene.counts_from
    return not is_old and not has_expired(scene, answer.day)


def is_asked(scene, purpose):
    if purpose == "event":
        return scene.event_ends >= scene.today
    return not (purpose == "group" and scene.is_retired)


def all_say_yes(scene, people, purpose):
    """`people` are (authority, is blocked, answers in the order they were given)."""
    last = [
        (authority, blocked, [answer for answer in given if answer.purpose == purpose][-1:])
        for authority, blocked, given in people
    ]
    if any(own and own[0].answer != "yes" and authority != "no" for authority, _blocked, own in last):
        return False
    return any(
        own
        and own[0].answer == "yes"
        and authority == "yes"
        and not blocked
        and counts(scene, own[0], purpose)
        for authority, blocked, own in last
    )


def asked_for(scene):
    if scene.outside:
        return [scene.outside]
    return ["school" if scene.is_school_wide else "group", *(["event"] if scene.has_event else [])]


def kid_is_open(scene, kid):
    objects = kid.always == "standing" or kid.day == PHOTO_DAY or kid.photo == "open"
    if objects or kid.has_left:
        return False
    people = [(one.authority, one.is_blocked, one.answers) for one in kid.guardians]
    return all(is_asked(scene, what) and all_say_yes(scene, people, what) for what in asked_for(scene))


def adult_is_open(scene):
    if scene.adult.has_left:
        return False
    purpose = "website" if scene.outside else "school"
    return all_say_yes(scene, [("yes", False, scene.adult.answers)], purpose)


def is_own(scene, kid):
    if not 0 <= scene.viewer < len(kid.guardians):
        return False
    own = kid.guardians[scene.viewer]
    return own.authority == "yes" and not own.is_blocked


def is_covered(scene, face):
    state, number = face
    if state == "dismissed":
        return False
    if state == "adult":
        return not adult_is_open(scene)
    if state == "detected" or number < 0:
        return True
    kid = scene.kids[number]
    return not (kid_is_open(scene, kid) or is_own(scene, kid))


def expected(scene):
    if not scene.is_checked:
        return {"everything"}
    return {index for index, face in enumerate(scene.faces) if is_covered(scene, face)}


# The same scene in the database, asked as the house asks.


@pytest.fixture
def stage(school, group_5b, school_group, anna, greet):
    guardians = [make.make_user(f"Ouder{number}") for number in range(3)]
    kids = [make.make_child(f"Kind{number}", group_5b) for number in range(3)]
    return school, group_5b, school_group, anna, greet, guardians, kids


def at_noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))


def build(scene, stage):
    """Write the scene down; returns the photo and the account that looks."""
    school, group_5b, school_group, anna, greet, guardians, kids = stage
    renewal = {"consent_renewal": scene.renewal, "consent_deadline": scene.deadline}
    changed = {
        name: value
        for name, value in renewal.items()
        if value != {"consent_renewal": "reconfirm", "consent_deadline": "10-31"}[name]
    }
    if changed:
        make.set_policy(school, greet, **changed)
    purposes = write_purposes(scene, school)
    post = make.make_post(school_group if scene.is_school_wide else group_5b, anna)
    post.event = purposes["event"] if scene.has_event else None
    post.save()
    photo = make.make_photo(post, checked=scene.is_checked, uploaded_at=at_noon(PHOTO_DAY))
    for kid, child in zip(scene.kids, kids, strict=True):
        write_kid(kid, child, photo, purposes, guardians, greet)
    for answer in scene.adult.answers:
        write_answer(answer, purposes["adult", answer.purpose], person=greet, by=greet)
    if scene.adult.has_left:
        Membership.objects.filter(user=greet).update(ends_on=date(2026, 8, 1))
    for index, face in enumerate(scene.faces):
        write_face(face, index, photo, kids, greet, anna)
    return photo, guardians[scene.viewer] if scene.viewer >= 0 else anna


def write_purposes(scene, school):
    about = Purpose.objects.about(Purpose.Subject.CHILD).filter(school=school)
    retired = at_noon(DAYS[0]) if scene.is_retired else None
    about.filter(audience="group").update(version=2, counts_from=scene.counts_from, retired_at=retired)
    words = {"title": "Kamp", "sentence": "", "yes_means": "", "no_means": ""}
    event = Purpose.objects.create(school=school, audience="event", ends_on=scene.event_ends, **words)
    found = {purpose.audience: purpose for purpose in about.exclude(audience="event")}
    adults = Purpose.objects.about(Purpose.Subject.ADULT).filter(school=school)
    return found | {"event": event} | {("adult", purpose.audience): purpose for purpose in adults}


def write_kid(kid, child, photo, purposes, guardians, greet):
    for guardian, user in zip(kid.guardians, guardians, strict=False):
        block = (
            {"blocked_at": make.NOW, "blocked_by": greet, "blocked_reason": "x"}
            if guardian.is_blocked
            else {}
        )
        row = ParentalAuthority.objects.create(
            child=child, guardian=user, authority=guardian.authority, **block
        )
        for answer in guardian.answers:
            write_answer(answer, purposes[answer.purpose], authority=row, by=user)
    if kid.has_left:
        Enrolment.objects.filter(child=child).update(ended_on=date(2026, 8, 2))
    over = {"taken_back_at": make.NOW, "taken_back_by": greet}
    if kid.always:
        back = over if kid.always == "taken back" else {}
        Objection.objects.create(child=child, kind="always", made_by=greet, **back)
    if kid.day:
        Objection.objects.create(child=child, kind="day", day=kid.day, made_by=greet)
    if kid.photo:
        back = over if kid.photo == "taken back" else {}
        PhotoObjection.objects.create(photo=photo, child=child, made_by=greet, **back)


def write_answer(answer, purpose, *, by, **whose):
    Decision.objects.create(
        purpose=purpose, answer=answer.answer, version=answer.version, wording="", decided_by=by,
        decided_at=at_noon(answer.day), **whose,
    )  # fmt: skip


def write_face(face, index, photo, kids, greet, anna):
    state, number = face
    place = {"x": index / 8, "y": 0.25, "width": 0.0625, "height": 0.125}
    child = kids[number] if number >= 0 else None
    if state == "adult":
        Region.objects.create(photo=photo, person=greet, drawn_by=anna, **place)
    elif state == "manual":
        make.make_region(photo, child, **place)
    else:
        make.make_found(photo, child if state == "confirmed" else None, state=state, **place)


def covered_now(scene, stage):
    """The numbers of the faces behind a leaf, as the house says; the database is as it was afterwards."""
    with transaction.atomic():
        photo, viewer = build(scene, stage)
        fresh = [Photo.objects.get(pk=photo.pk)]
        mask = masks_for(fresh, today=scene.today, viewer=viewer, outside=scene.outside)[photo.pk]
        transaction.set_rollback(True)
    if WHOLE in mask.boxes:
        return {"everything"}
    return {round(box.x * 8) for box in mask.boxes}


@MODEST
@given(SCENES)
def test_what_is_covered_is_what_the_promise_says(stage, scene):
    assert covered_now(scene, stage) == expected(scene)


@settings(parent=MODEST, max_examples=25)
@given(SCENES, st.integers(0, 2), st.integers(0, 2), st.sampled_from(PURPOSES), st.sampled_from(DAYS))
def test_one_more_no_never_uncovers_anything(stage, scene, number, who, purpose, day):
    kid = scene.kids[number]
    if who >= len(kid.guardians):
        return
    one = kid.guardians[who]
    refusing = replace(one, answers=(*one.answers, Answer(purpose, "no", day, 2)))
    guardians = tuple(refusing if guardian is one else guardian for guardian in kid.guardians)
    kids = tuple(replace(kid, guardians=guardians) if other is kid else other for other in scene.kids)
    assert covered_now(replace(scene, kids=kids), stage) >= covered_now(scene, stage)


@settings(parent=MODEST, max_examples=25)
@given(SCENES, st.sampled_from(TODAYS))
def test_time_that_passes_never_uncovers_anything(stage, scene, later):
    early, late = sorted([scene.today, later])
    before = covered_now(replace(scene, today=early), stage)
    assert covered_now(replace(scene, today=late), stage) >= before


@settings(parent=MODEST, max_examples=5)
@given(
    st.floats(0.05, 0.6), st.floats(0.1, 0.6), st.floats(0.18, 0.3), st.sampled_from(["ellipse", "rectangle"]),
    st.sampled_from(["webp", "jpeg"]), st.integers(0, 2**16),
)  # fmt: skip
def test_two_masters_give_the_same_pixels_behind_a_leaf(x, y, size, shape, image_format, seed):
    box = Box(x, y, size, size, shape)
    drawn = [render_all(noise(seed + number), [box], image_format) for number in range(2)]
    for size in SIZES:
        one, other = (core_of(files[size], box) for files in drawn)
        assert one.size > 100
        # WebP guesses a block from its neighbours, so a trace of the rest of the picture stays; JPEG keeps none.
        assert numpy.abs(one - other).max() <= (0 if image_format == "jpeg" else 24)
        assert numpy.abs(one - other).mean() <= 3


def noise(seed):
    pixels = numpy.random.default_rng(seed).integers(0, 256, (48, 64, 3), dtype=numpy.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).resize((640, 480), Image.Resampling.NEAREST).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def core_of(content, box):
    """The middle half of a box, as numbers; its edges belong to the blocks of the compression."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    width, height = image.size
    left, top = box.x + box.w / 4, box.y + box.h / 4
    edges = (left * width, top * height, (left + box.w / 2) * width, (top + box.h / 2) * height)
    return numpy.asarray(image.crop([round(edge) for edge in edges]), dtype=int)
