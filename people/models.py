"""Who there is: accounts, children, who has parental authority, and the codes that couple the two."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The operator of the server. A superuser reads no class: rights on groups come from memberships only."""
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Signs in with an e-mail address, in any spelling of upper and lower case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    first_name = models.CharField(_("first name"), max_length=64, blank=True)
    prefix = models.CharField(_("name prefix"), max_length=20, blank=True)
    last_name = models.CharField(_("last name"), max_length=200, blank=True)
    called = models.CharField(_("name as children say it"), max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    # Until then nobody signs in with this account and no session of it counts (R125).
    suspended_until = models.DateTimeField(null=True, blank=True)
    # When the owner last said that name and address are right (R172).
    contact_checked_at = models.DateTimeField(null=True, blank=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_is_unique_in_any_case")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def is_suspended(self, now: datetime) -> bool:
        return self.suspended_until is not None and self.suspended_until > now

    def get_full_name(self) -> str:
        return join_name(self.first_name, self.prefix, self.last_name)

    def get_short_name(self) -> str:
        """The name others read: "Juf Anna" for staff who chose one, the full name otherwise."""
        return self.called or self.get_full_name() or self.email.partition("@")[0]


class EmailChange(models.Model):
    """Another address for an account, asked for and not confirmed yet. An account has one at most (R173)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="email_change")
    # In small letters.
    address = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address


def join_name(first_name: str, prefix: str, last_name: str) -> str:
    return " ".join(part for part in (first_name, prefix, last_name) if part)


class ChildQuerySet(models.QuerySet["Child"]):
    def in_authority_of(self, user: User) -> "ChildQuerySet":
        """The children this account decides about: parental authority on record, account coupled, not blocked."""
        return self.filter(
            authorities__in=ParentalAuthority.objects.deciding().filter(guardian=user)
        ).distinct()


class Child(models.Model):
    """A pupil. Has no account; is shown as a coat-peg symbol, never as a picture."""

    class Symbol(models.TextChoices):
        SAILBOAT = "sailboat", _("sailing boat")
        BUTTERFLY = "butterfly", _("butterfly")
        TULIP = "flower-tulip", _("tulip")
        STAR = "star", _("star")
        FISH = "fish-simple", _("fish")
        ROCKET = "rocket", _("rocket")
        TREE = "tree-evergreen", _("tree")
        SUN = "sun", _("sun")
        BIRD = "bird", _("bird")
        CAT = "cat", _("cat")

    class Colour(models.TextChoices):
        SKY = "lucht", _("blue")
        PLUM = "pruim", _("purple")
        BOARD = "bord", _("green")
        PENCIL = "potlood", _("yellow")
        CLAY = "klei", _("red")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first_name = models.CharField(_("first name"), max_length=64, blank=True)
    prefix = models.CharField(_("name prefix"), max_length=20, blank=True)
    last_name = models.CharField(_("last name"), max_length=200, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    symbol = models.CharField(_("symbol"), max_length=20, choices=Symbol.choices, default=Symbol.STAR)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour.choices, default=Colour.BOARD)

    objects = ChildQuerySet.as_manager()

    class Meta:
        ordering = ["first_name", "last_name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(first_name="", last_name=""),
                name="child_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return join_name(self.first_name, self.prefix, self.last_name)

    @property
    def short_name(self) -> str:
        return self.first_name or self.last_name


class ParentalAuthorityQuerySet(models.QuerySet["ParentalAuthority"]):
    def unblocked(self) -> "ParentalAuthorityQuerySet":
        return self.filter(blocked_at=None)

    def coupled(self) -> "ParentalAuthorityQuerySet":
        return self.filter(guardian__isnull=False, guardian__is_active=True)

    def deciding(self) -> "ParentalAuthorityQuerySet":
        """Guardians who may decide in the portal: authority on record, coupled account, not blocked."""
        return self.unblocked().coupled().filter(authority=ParentalAuthority.Authority.YES)


class ParentalAuthority(models.Model):
    """One guardian of one child, as the school knows them; coupled to an account once a code was used.

    Contact data belong to this guardian alone: never show them to another guardian of the child.
    """

    class Relation(models.TextChoices):
        MOTHER = "mother", _("mother")
        FATHER = "father", _("father")
        PARENT = "parent", _("parent")
        LEGAL_GUARDIAN = "legal_guardian", _("legal guardian")
        FOSTER_PARENT = "foster_parent", _("foster parent")
        OTHER = "other", _("other")

    class Authority(models.TextChoices):
        YES = "yes", _("has parental authority")
        NO = "no", _("no parental authority")
        UNKNOWN = "unknown", _("not known yet")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="authorities")
    guardian = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="authorities"
    )
    name = models.CharField(_("name known to the school"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address known to the school"), max_length=254, blank=True)
    relation = models.CharField(
        _("relation"), max_length=20, choices=Relation.choices, default=Relation.PARENT
    )
    authority = models.CharField(
        _("parental authority"),
        max_length=10,
        choices=Authority.choices,
        default=Authority.UNKNOWN,
    )
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    blocked_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ParentalAuthorityQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["child", "guardian"], name="guardian_once_per_child"),
            models.CheckConstraint(
                condition=models.Q(blocked_at=None, blocked_by=None, blocked_reason="")
                | (
                    models.Q(blocked_at__isnull=False, blocked_by__isnull=False)
                    & ~models.Q(blocked_reason="")
                ),
                name="block_has_a_reason_and_an_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.display_name} – {self.child}"

    @property
    def display_name(self) -> str:
        if self.guardian is not None:
            return str(self.guardian)
        return self.name or self.email or str(self.get_relation_display())


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> "InvitationQuerySet":
        return self.filter(redeemed_at=None, revoked_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A coupling code for one guardian and one child (R167): hashed, single use, expiring, revocable."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(ParentalAuthority, on_delete=models.PROTECT, related_name="invitations")
    code_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True, blank=True)
    redeemed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority"],
                condition=models.Q(redeemed_at=None, revoked_at=None),
                name="one_usable_code_per_guardian_and_child",
            ),
            models.CheckConstraint(
                condition=models.Q(redeemed_at=None, redeemed_by=None)
                | models.Q(redeemed_at__isnull=False, redeemed_by__isnull=False, revoked_at=None),
                name="redeemed_code_names_its_account",
            ),
        ]

    def __str__(self) -> str:
        return str(self.authority)
