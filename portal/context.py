"""What every page needs to draw its frame: whose school, whose name, which menu."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agenda.models import LeaveRequest, groups_taught
from conversations.queries.lists import unseen_by
from groups.models import Membership, School, SchoolGroup
from moderation.models import Incident
from people.models import User
from people.queries import is_proven, proof_of

Role = Membership.Role
HANDLING_ROLES = {Role.TEACHER, Role.DIRECTOR}
ASKING_ROLES = {Role.TEACHER, Role.DIRECTOR, Role.ADMINISTRATION}
DOSSIER_ROLES = HANDLING_ROLES | {Role.COUNSELLOR}
KEEPING_ROLES = {Role.DIRECTOR, Role.ADMINISTRATION}
GUEST_ROLES = set(Membership.TEMPORARY_ROLES)


@dataclass(frozen=True)
class Item:
    """One entry of a menu."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Frame:
    """The frame around a page; an empty one for somebody who is not signed in."""

    template: str = "frames/parent.html"
    school: School | None = None
    is_staff: bool = False
    # No mail goes to an address nobody showed to be theirs.
    is_proven: bool = True
    user_name: str = ""
    user_role: str = ""
    nav: list[Item] = field(default_factory=list)
    groups: list[Item] = field(default_factory=list)

    @property
    def tabs(self) -> list[Item]:
        return self.nav[:4]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame`, worked out only when a template asks for it."""
    return {"frame": SimpleLazyObject(lambda: build_frame(request))}


def build_frame(request: HttpRequest) -> Frame:
    user = request.user
    if not isinstance(user, User):
        return door_frame()
    memberships: list[Any] = list(
        Membership.objects.active(timezone.localdate())
        .filter(user=user, group__closed_at=None)
        .select_related("group__school")
        .annotate(unseen=unseen_by(user, now=timezone.now()), is_proven=Exists(proof_of(OuterRef("user"))))
        .order_by("group__kind", "group__name", "pk")
    )
    unseen = memberships[0].unseen or 0 if memberships else 0
    roles = {membership.role for membership in memberships}
    is_staff = bool(roles.difference(Membership.FAMILY_ROLES))
    menu = staff_menu(user, memberships, roles, unseen) if is_staff else parent_menu(unseen)
    return Frame(
        template="frames/staff.html" if is_staff else "frames/parent.html",
        school=memberships[0].group.school if memberships else None,
        is_staff=is_staff,
        is_proven=memberships[0].is_proven if memberships else is_proven(user),
        user_name=user.get_full_name() or user.get_short_name(),
        user_role=leading_role(memberships),
        nav=marked(menu, request.path),
        groups=marked(group_menu(memberships), request.path) if is_staff else [],
    )


def door_frame() -> Frame:
    """The frame before sign-in: the name of the one school here; a board with more schools shows none."""
    schools = School.objects.all()[:2]
    return Frame(school=schools[0] if len(schools) == 1 else None)


def parent_menu(unseen: int) -> list[Item]:
    return [
        Item(_("News"), reverse("posts:feed"), "newspaper"),
        conversations_item(unseen),
        Item(pgettext("menu", "Report absent"), reverse("agenda:absence-create"), "thermometer-simple"),
        Item(_("My family"), reverse("portal:family"), "users-three"),
    ]


def conversations_item(unseen: int) -> Item:
    """The entry that says in how many conversations something is new."""
    return Item(_("Conversations"), reverse("conversations:conversation-list"), "chats", count=unseen)


def staff_menu(user: User, memberships: list[Membership], roles: set[str], unseen: int) -> list[Item]:
    """The menu by role; what a role may do is asked again by each page."""
    taught = [m.group for m in memberships if m.role == Role.TEACHER]
    led = [m.group for m in memberships if m.role == Role.DIRECTOR]
    items = [Item(_("Posts"), reverse("posts:feed"), "newspaper")]
    if group := next(iter(taught + led), None):
        items.insert(
            0, Item(_("New post"), reverse("posts:post-create", args=[group.slug]), "pencil-simple-line")
        )
    items.append(conversations_item(unseen))
    if roles & ASKING_ROLES or stands_in(user, roles):
        items.append(Item(pgettext("menu", "Absent"), reverse("agenda:absence-day"), "thermometer-simple"))
    if taught:
        items.append(Item(_("Pupils"), reverse("groups:member-list", args=[taught[0].slug]), "student"))
    waiting = waiting_for(user, roles)
    if roles & HANDLING_ROLES:
        count = waiting["reports"]
        items.append(Item(_("Reports"), reverse("moderation:report-list"), "flag", count=count))
    if roles & DOSSIER_ROLES:
        items.append(Item(_("Dossiers"), reverse("moderation:dossier-list"), "archive"))
    items += leading_menu(roles, waiting)
    if roles & ASKING_ROLES:
        items.append(Item(_("Picture preferences"), reverse("consent:overview"), "leaf"))
    if roles.difference(GUEST_ROLES, Membership.FAMILY_ROLES):
        items.append(Item(_("My working hours"), reverse("hours:week"), "clock"))
    items += keeping_menu(roles)
    if Role.PARENT in roles:
        items.append(
            Item(pgettext("menu", "Report absent"), reverse("agenda:absence-create"), "thermometer-simple")
        )
        items.append(Item(_("My family"), reverse("portal:family"), "users-three"))
    return items


def stands_in(user: User, roles: set[str]) -> bool:
    """On the team, and the list of the day of a colleague who is away is theirs to read; one query."""
    on_team = roles.difference(GUEST_ROLES, Membership.FAMILY_ROLES)
    return bool(on_team) and groups_taught(user).exists()


def keeping_menu(roles: set[str]) -> list[Item]:
    """What who leads a school and its office keep."""
    if not roles & KEEPING_ROLES:
        return []
    items = [
        Item(_("School calendar"), reverse("hours:calendar"), "calendar-blank"),
        Item(_("Groups"), reverse("groups:group-list"), "users-three"),
        Item(_("Read in a roster"), reverse("groups:roster-import"), "file-arrow-up"),
        Item(_("Invitations"), reverse("groups:invitation-list"), "envelope-simple"),
    ]
    if Role.DIRECTOR in roles:
        items.insert(1, Item(_("Settings"), reverse("policies:settings"), "gear-six"))
        items.insert(0, Item(pgettext("menu", "Delivery"), reverse("delivery:reach"), "tray"))
    else:
        items.append(Item(pgettext("menu", "Delivery"), reverse("delivery:address-list"), "warning-circle"))
    return items


def waiting_for(user: User, roles: set[str]) -> Counter[str]:
    """How much waits for who handles reports and who leads a school; one query, at every page."""
    if not roles & HANDLING_ROLES:
        return Counter()
    rows = Incident.objects.visible_to(user).unfinished().order_by().values_list(Value("reports"))
    if Role.DIRECTOR in roles:
        leave = LeaveRequest.objects.led_by(user).waiting().order_by()
        rows = rows.union(leave.values_list(Value("leave")), all=True)
    return Counter(kind for (kind,) in rows)


def leading_menu(roles: set[str], waiting: Counter[str]) -> list[Item]:
    """What is for who leads a school."""
    if Role.DIRECTOR not in roles:
        return []
    return [
        Item(_("Newsletters"), reverse("delivery:newsletter-list"), "newspaper"),
        Item(_("Outside Kring"), reverse("posts:outside-list"), "images"),
        Item(_("Requests"), reverse("groups:request-list"), "users"),
        Item(_("Leave"), reverse("agenda:leave-queue"), "calendar-blank", count=waiting["leave"]),
    ]


def group_menu(memberships: list[Membership]) -> list[Item]:
    """The groups somebody works in; the page Groups has those a role reaches without being in them."""
    groups: dict[int, SchoolGroup] = {
        m.group_id: m.group for m in memberships if m.role not in Membership.FAMILY_ROLES
    }
    return [
        Item(group.name, reverse("posts:group-feed", args=[group.slug]), icon_of(group))
        for group in groups.values()
    ]


def icon_of(group: SchoolGroup) -> str:
    return "house-line" if group.is_school_wide else "users-three"


def leading_role(memberships: list[Membership]) -> str:
    """The role under somebody's name: the one of a class before the one of the whole school, work before family."""
    ranked = sorted(memberships, key=lambda m: (m.role in Membership.FAMILY_ROLES, m.role == Role.STAFF))
    if not ranked:
        return ""
    role = str(ranked[0].get_role_display()).capitalize()
    return role if ranked[0].group.is_school_wide else f"{role} {ranked[0].group.name}"


def marked(items: list[Item], path: str) -> list[Item]:
    """Mark the entry of the page that is open; one conversation belongs to the list of them."""
    if path.startswith(section := reverse("conversations:conversation-list")):
        path = section
    return [replace(item, current=item.url == path) for item in items]
