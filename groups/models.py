"""Where everybody belongs: boards, schools, years, groups, places of children, memberships of adults."""

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from people.models import Child


class Board(models.Model):
    """The board (bestuur) above one or more schools."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="schools")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(unique=True)
    brin = models.CharField(_("BRIN number"), max_length=6, unique=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)

    def __str__(self) -> str:
        return self.name


class SchoolYear(models.Model):
    """A school year of a school: 1 August to 31 July unless the school says otherwise."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="years")
    name = models.CharField(_("name"), max_length=9)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="school_year_once_per_school"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")), name="school_year_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolGroupQuerySet(models.QuerySet["SchoolGroup"]):
    def school_wide(self) -> "SchoolGroupQuerySet":
        return self.filter(kind=SchoolGroup.Kind.SCHOOL)

    def classes(self) -> "SchoolGroupQuerySet":
        return self.filter(kind=SchoolGroup.Kind.CLASS)

    def running(self) -> "SchoolGroupQuerySet":
        return self.filter(closed_at=None)


class SchoolGroup(models.Model):
    """A closed group of people who read the same posts. Object permissions exist on this model only."""

    class Kind(models.TextChoices):
        CLASS = "class", _("class")
        CLUSTER = "cluster", _("cluster group")
        SCHOOL = "school", _("whole school")
        TEAM = "team", _("team")
        COUNCIL = "council", _("council")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="groups")
    year = models.ForeignKey(
        SchoolYear, on_delete=models.PROTECT, null=True, blank=True, related_name="groups"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=64)
    slug = models.SlugField(max_length=80, unique=True)
    roster_key = models.CharField(max_length=256, blank=True)
    year_group = models.CharField(_("year group"), max_length=4, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SchoolGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        default_permissions = ()
        permissions = [
            ("view", "Read what is posted"),
            ("react", "React and comment"),
            ("post", "Post"),
            ("manage", "Administer the members"),
            ("moderate", "Handle reports"),
            ("register", "Keep the roster and the invitations"),
            ("direct", "Lead the school"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["school"],
                condition=Q(kind="school"),
                name="one_school_wide_group_per_school",
            ),
            models.UniqueConstraint(
                fields=["school", "year", "roster_key"],
                condition=~Q(roster_key=""),
                name="roster_key_once_per_year",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["class", "cluster"]) | Q(year__isnull=False),
                name="class_belongs_to_a_year",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_school_wide(self) -> bool:
        return self.kind == self.Kind.SCHOOL


class SchoolGroupUserPermission(UserObjectPermissionBase):
    """django-guardian's row for (user, verb, group): an index derived from memberships by groups.permissions."""

    content_object = models.ForeignKey(SchoolGroup, on_delete=models.CASCADE, related_name="user_permissions")

    class Meta(UserObjectPermissionBase.Meta):
        indexes = [models.Index(fields=["user", "permission", "content_object"])]


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def current(self) -> "EnrolmentQuerySet":
        return self.filter(ended_on=None)


class Enrolment(models.Model):
    """A child's place in a group. The place in the school-wide group is the child's registration at the school."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="enrolments")
    group = models.ForeignKey(SchoolGroup, on_delete=models.PROTECT, related_name="enrolments")
    roster_key = models.CharField(max_length=256, blank=True)
    year_group = models.CharField(_("year group"), max_length=4, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["child__first_name", "child__last_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "group"],
                condition=Q(ended_on=None),
                name="one_current_place_per_child_and_group",
            ),
            models.UniqueConstraint(
                fields=["group", "roster_key"],
                condition=~Q(roster_key="") & Q(ended_on=None),
                name="roster_key_names_one_pupil",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("started_on")),
                name="place_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child}, {self.group}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def open(self) -> "MembershipQuerySet":
        """Not ended and not declined: waiting, parked or active."""
        return self.filter(state__in=Membership.OPEN_STATES)

    def waiting(self) -> "MembershipQuerySet":
        return self.filter(state__in=Membership.WAITING_STATES)

    def active(self, today: date) -> "MembershipQuerySet":
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=today), state=Membership.State.ACTIVE, user__is_active=True
        )


class Membership(models.Model):
    """An adult in a group, in one role; a parent once for each child there. The facts behind every permission."""

    class Role(models.TextChoices):
        TEACHER = "teacher", _("teacher")
        STAFF = "staff", _("staff member")
        COUNSELLOR = "counsellor", _("internal counsellor")
        ADMINISTRATION = "administration", _("administration")
        DIRECTOR = "director", _("director")
        COUNCIL = "council", _("parent representative")
        TRAINEE = "trainee", _("trainee")
        EXTERNAL = "external", _("external expert")
        PARENT = "parent", _("parent")

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for the teacher")
        PARKED = "parked", _("waiting for the director")
        ACTIVE = "active", _("member")
        DECLINED = "declined", _("declined")
        ENDED = "ended", _("ended")

    WAITING_STATES = [State.PENDING, State.PARKED]
    OPEN_STATES = [*WAITING_STATES, State.ACTIVE]
    TEMPORARY_ROLES = [Role.TRAINEE, Role.EXTERNAL]
    FAMILY_ROLES = [Role.PARENT, Role.COUNCIL]
    # Who got no mail address from the organisation.
    OUTSIDE_ROLES = [*FAMILY_ROLES, Role.EXTERNAL]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    group = models.ForeignKey(SchoolGroup, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    child = models.ForeignKey(
        Child, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    note = models.CharField(_("note"), max_length=500, blank=True)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(_("end date"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group", "role"],
                condition=Q(child=None) & Q(state__in=["pending", "parked", "active"]),
                name="adult_once_per_group_and_role",
            ),
            models.UniqueConstraint(
                fields=["user", "group", "child"],
                condition=Q(child__isnull=False) & Q(state__in=["pending", "parked", "active"]),
                name="parent_once_per_group_and_child",
            ),
            models.CheckConstraint(
                condition=Q(role="parent", child__isnull=False) | (~Q(role="parent") & Q(child=None)),
                name="parent_membership_names_the_child",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["trainee", "external"]) | Q(ends_on__isnull=False),
                name="temporary_role_has_an_end_date",
            ),
        ]
        indexes = [models.Index(fields=["group", "state"])]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.group}"


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def active(self, now: datetime) -> "RestrictionQuerySet":
        """Not over and not lifted. The end date decides, so nothing has to run for a measure to end.

        It begins by being there: the clock of another server may be a second behind the one it was placed by.
        """
        return self.filter(ends_at__gt=now, lifted_at=None)


class Restriction(models.Model):
    """Who or what may not write in a school until a date (R124, R125). Kept when it is over: what was done counts.

    `groups.permissions` asks for it in the same statement as the right itself.
    """

    class Kind(models.TextChoices):
        COMMENTS_OFF = "comments_off", _("reads along, does not write")
        ACCOUNT_SUSPENDED = "account_suspended", _("account stands still")
        GROUP_FROZEN = "group_frozen", _("group is for reading only")
        SCHOOL_STOPPED = "school_stopped", _("everything is for reading only")

    ABOUT_A_PERSON = [Kind.COMMENTS_OFF, Kind.ACCOUNT_SUSPENDED]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="restrictions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="restrictions"
    )
    group = models.ForeignKey(
        SchoolGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="restrictions"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    neutral_text = models.CharField(_("what is shown"), max_length=300)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="restriction_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["comments_off", "account_suspended"], user__isnull=False, group=None)
                | Q(kind="group_frozen", user=None, group__isnull=False)
                | Q(kind="school_stopped", user=None, group=None),
                name="restriction_names_what_it_holds",
            ),
            models.CheckConstraint(condition=~Q(neutral_text=""), name="restriction_says_something"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="restriction_is_lifted_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["school", "-ends_at"], name="standing_in_a_school")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user or self.group or self.school}"


class RosterUpload(models.Model):
    """A roster file between looking at its differences and applying them; swept after a day."""

    class Kind(models.TextChoices):
        PUPILS = "pupils", _("pupils (EDEXML)")
        GUARDIANS = "guardians", _("guardians (spreadsheet)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="roster_uploads")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name
