"""How news reaches the families of the demo school: their choices, two important posts, and what came back.

What was placed before the demo was loaded has been sent by then: the first run of the sender finds no old mail to send.
"""

from datetime import datetime, time, timedelta

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from common.smtp import Answer, Outcome
from delivery.actions import noticing, planning
from delivery.actions.addresses import HARD_LIMIT
from delivery.actions.preferences import set_preference
from delivery.actions.settling import settle
from delivery.models import Channel, Delivery, Preference
from delivery.queries.choices import Exceptions
from delivery.queries.reach import Family, reach_of
from delivery.rules import FAMILY_DEFAULT, Choices
from groups.models import Membership
from people.models import Child, User
from policies.queries import policy_for
from portal.demo.ids import address, chance, demo_id, read_data
from portal.demo.school import CAST, Demo
from posts import actions
from posts.actions import interactions
from posts.models import Post

NO_SUCH_BOX = Answer(Outcome.REFUSED, 550, "5.1.1 User unknown")
BOX_IS_FULL = Answer(Outcome.REFUSED, 552, "5.2.2 Mailbox full")
# Of the families of the whole school: enough to be told as a number; of a class few, which are not told.
COME_BACK = {"school": 6, "5B": 2}
WAYS = (None, Channel.APP, Channel.MAIL, Channel.DAILY, Channel.WEEKLY, Channel.WEB)
WEIGHTS = (40, 12, 12, 12, 18, 6)


def place_important_posts(demo: Demo) -> None:
    for entry in read_data("important")["posts"]:
        actions.publish_post(
            post_id=demo_id("important", entry["title"]),
            group=demo.groups[entry["group"]],
            title=entry["title"],
            text=entry["text"],
            comments_open=False,
            meant={"importance": Post.Importance.IMPORTANT, "asks_confirmation": entry.get("asks", False)},
            by=demo.people[address(entry["by"])],
            now=_school_day(demo, entry["days"], time.fromisoformat(entry["at"])),
        )


def choose_ways(demo: Demo) -> None:
    """Carla reads an overview, and of Emma at once; Dirk wants the app; of the others most chose nothing."""
    carla, dirk = demo.people[address("carla")], demo.people[address("dirk")]
    emma = Child.objects.in_authority_of(dirk).get()
    choices = Choices(Channel.WEEKLY, Channel.MAIL)
    at = demo.now - timedelta(days=20)
    set_preference(by=carla, choices=choices, exceptions=Exceptions({emma.pk: Channel.MAIL}), now=at)
    set_preference(by=dirk, choices=Choices(Channel.APP, Channel.APP), exceptions=Exceptions(), now=at)
    chosen = [(parent, _way(parent)) for parent in _parents(demo)]
    Preference.objects.bulk_create(
        Preference(user=parent, news=way, talks=FAMILY_DEFAULT.talks, changed_at=at)
        for parent, way in chosen
        if way
    )


def deliver(demo: Demo) -> None:
    """Write the ledger as if the sender was at work until now, and let some of it come back."""
    planning.lock_planner(demo.school, demo.now)
    undo = timedelta(minutes=policy_for(demo.school).undo_minutes)
    important = Post.objects.filter(school=demo.school, importance__isnull=False).order_by("published_at")
    for post in important:
        planning.plan_post(post=post, now=(post.published_at or demo.now) + undo)
        send_back(demo, post)
    for plan in (planning.plan_posts, planning.plan_messages, noticing.plan_notices):
        plan(school=demo.school, now=demo.now)
    mark_as_sent(demo)
    for post in important.filter(asks_confirmation=True):
        say_read(demo, post)


def send_back(demo: Demo, post: Post) -> None:
    """Refuse the mails of some families; one of them so often that the office hears of it."""
    families = _families_to_choose(demo, post)
    group = "school" if post.group == demo.wide else post.group.name
    often = HARD_LIMIT if post.group == demo.wide else 1
    for number, family in enumerate(chance("came back", group).sample(families, COME_BACK[group])):
        answer = BOX_IS_FULL if number % 3 == 2 else NO_SUCH_BOX
        rows = Delivery.objects.queued().filter(post=post, user__in=family.guardians)
        for row in rows.select_related("user"):
            for _time in range(often if number == 0 else 1):
                settle(row, answer, address=row.user.email, now=row.created_at)


def mark_as_sent(demo: Demo) -> None:
    """Rows, not actions: hundreds of mails that a mail server took. What waits for an overview goes on waiting."""
    gone = Q(channel__in=[Channel.MAIL, Channel.APP]) | Q(due_at__lte=demo.now)
    email = User.objects.filter(pk=OuterRef("user")).values("email")
    waiting = Delivery.objects.queued().filter(gone, school=demo.school)
    waiting.update(state=Delivery.State.SENT, sent_at=F("created_at"), address=Subquery(email))


def say_read(demo: Demo, post: Post) -> None:
    """About half of the families that were asked pressed "Read"; Carla and Dirk still can."""
    for family in _families_to_choose(demo, post)[::2]:
        for guardian in User.objects.filter(pk__in=sorted(family.guardians)[:1]):
            interactions.confirm_read(post=post, by=guardian)


def _families_to_choose(demo: Demo, post: Post) -> list[Family]:
    """The families with an account outside the cast, in an order that is the same every time."""
    cast = {demo.people[address(name)].pk for name in CAST}
    families = reach_of(post, now=demo.now).families
    return [family for family in families if family.guardians and not family.guardians & cast]


def _parents(demo: Demo) -> list[User]:
    cast = [demo.people[address(name)].pk for name in CAST]
    seats = Membership.objects.active(timezone.localdate(demo.now)).filter(group=demo.wide)
    parents = seats.filter(role=Membership.Role.PARENT).exclude(user__in=cast)
    return list(User.objects.filter(pk__in=parents.values("user")).order_by("pk"))


def _way(parent: User) -> Channel | None:
    return chance("way", parent.pk).choices(WAYS, WEIGHTS)[0]


def _school_day(demo: Demo, days: int, clock: time) -> datetime:
    """The time of day so many days ago; on a Friday when that is in a weekend."""
    day = timezone.localdate(demo.now) - timedelta(days=days)
    day -= timedelta(days=max(0, day.isoweekday() - 5))
    return timezone.make_aware(datetime.combine(day, clock))
