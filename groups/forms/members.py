"""What is asked about members, guardians and colleagues."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.errors import ADDRESS_UNPROVEN
from groups.models import Membership, SchoolGroup, SchoolGroupQuerySet
from groups.queries import staff_domains
from people.models import ParentalAuthority, User
from people.queries import belongs_to_address, is_of

Role = Membership.Role


class NoteForm(forms.Form):
    """A decision with room for a word of explanation."""

    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ParkForm(NoteForm):
    note = forms.CharField(
        label=_("Why should the director decide?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write down why the director should decide.")},
    )


class BlockForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is access blocked?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("This is kept. The guardian does not see it."),
        error_messages={"required": _("Write down why access is blocked.")},
    )


class AuthorityForm(forms.Form):
    authority = forms.ChoiceField(
        label=_("Parental authority"),
        choices=ParentalAuthority.Authority.choices,
        widget=forms.RadioSelect,
    )


class ContactForm(forms.Form):
    """What the school knows of a guardian."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Fill in the name.")},
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    relation = forms.ChoiceField(label=_("Relation"), choices=ParentalAuthority.Relation.choices)


class GuardianForm(ContactForm):
    """A new guardian; whether they have authority is asked, never assumed."""

    authority = forms.ChoiceField(
        label=_("Parental authority"),
        choices=ParentalAuthority.Authority.choices,
        initial=ParentalAuthority.Authority.UNKNOWN,
    )


class ColleagueForm(forms.Form):
    """A new colleague. Leading the school or its office is given by who leads the school only."""

    HIGH_ROLES = (Role.DIRECTOR, Role.ADMINISTRATION, Role.COUNSELLOR, Role.COUNCIL)
    LOW_ROLES = (Role.TEACHER, Role.STAFF, Role.TRAINEE, Role.EXTERNAL)

    first_name = forms.CharField(
        label=_("First name"),
        max_length=64,
        error_messages={"required": _("Fill in the first name.")},
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=200,
        error_messages={"required": _("Fill in the last name.")},
    )
    email = forms.EmailField(
        label=_("E-mail address at school"),
        max_length=254,
        error_messages={
            "required": _("Fill in the e-mail address."),
            "invalid": _("This e-mail address is not right."),
        },
    )
    role = forms.ChoiceField(label=_("Role"))
    group = forms.ModelChoiceField(label=_("Group"), queryset=SchoolGroup.objects.none(), empty_label=None)
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Needed for a trainee or an external expert."),
    )

    def __init__(
        self, *args: Any, groups: SchoolGroupQuerySet, leads: bool, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        roles = (*self.LOW_ROLES, *self.HIGH_ROLES) if leads else self.LOW_ROLES
        self.today = today
        cast(forms.ChoiceField, self.fields["role"]).choices = [(role.value, role.label) for role in roles]
        cast(forms.ModelChoiceField, self.fields["group"]).queryset = groups

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role, group, ends_on = data.get("role"), data.get("group"), data.get("ends_on")
        if role in Membership.TEMPORARY_ROLES and not ends_on:
            self.add_error("ends_on", _("Fill in the last day."))
        if ends_on and ends_on < self.today:
            self.add_error("ends_on", _("Choose a day that is still to come."))
        if role in self.HIGH_ROLES and group and not group.is_school_wide:
            self.add_error("group", _("This role is for the whole school. Choose that group."))
        self._check_address(data)
        return data

    def _check_address(self, data: dict[str, Any]) -> None:
        """Staff use the address they got from the organisation (R187)."""
        role, group, email = data.get("role"), data.get("group"), data.get("email")
        known = User.objects.filter(email__iexact=email.strip()).first() if email else None
        if known is not None and not belongs_to_address(known):
            self.add_error("email", ADDRESS_UNPROVEN)
        if not (role and group and email) or role in Membership.OUTSIDE_ROLES:
            return
        if not is_of(email, domains := staff_domains([group.school_id])):
            say = _("Colleagues use an address of the school, ending in @%(domain)s.")
            self.add_error("email", say % {"domain": min(domains)})
