"""The settings a school can choose: each with its default, its words and what it can be."""

import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.models import SchoolGroup
from policies.models import HoursMode, Region, Renewal

# A time of the day as it is stored: 08:00, never 8:00 or 24:00.
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
# What stands behind the @ of an address, in small letters: wilgenhof.nl.
DOMAIN = re.compile(r"(?=.{1,190}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")

# Monday is 1, as ISO 8601 counts; a setting with choices is a word.
WORKDAYS = [
    ("1", pgettext_lazy("weekday", "Monday")),
    ("2", pgettext_lazy("weekday", "Tuesday")),
    ("3", pgettext_lazy("weekday", "Wednesday")),
    ("4", pgettext_lazy("weekday", "Thursday")),
    ("5", pgettext_lazy("weekday", "Friday")),
]

# What a setting can be: on or off, a number, one of a list of choices, a time, an e-mail address or its domain.
Setting = bool | int | str


@dataclass(frozen=True)
class SchoolPolicy:
    """The settings of one school. The defaults are those of the policies the portal was made for."""

    # R014: parents react to what happens in the class of their child.
    class_comments: bool = field(
        default=True,
        metadata={
            "label": pgettext_lazy("staff", "Comments under posts in a class"),
            "help": pgettext_lazy(
                "staff",
                "Parents can write under posts of their child's group. Per post you can switch it off.",
            ),
        },
    )
    schoolwide_comments: bool = field(
        default=False,
        metadata={
            "label": pgettext_lazy("staff", "Comments under posts for the whole school"),
            "help": pgettext_lazy("staff", "All parents of the school read these comments."),
        },
    )
    hide_after_reports: int = field(
        default=2,
        metadata={
            "label": pgettext_lazy("staff", "Hide after so many reports"),
            "help": pgettext_lazy(
                "staff",
                "Do so many people report a comment? Then nobody sees it until someone has looked.",
            ),
            "low": 1,
            "high": 10,
        },
    )
    # R128, R180: two people who go on answering each other.
    brake_after_turns: int = field(
        default=6,
        metadata={
            "label": pgettext_lazy("staff", "Offer to step in after so many turns"),
            "help": pgettext_lazy(
                "staff",
                "Do two people answer each other so often within an hour? Then Kring offers the teacher to pause "
                "the conversation. It never does so by itself. 0 is never.",
            ),
            "low": 0,
            "high": 50,
        },
    )
    # R081: a report about the only director reaches somebody as well.
    confidential_email: str = field(
        default="",
        metadata={
            "label": pgettext_lazy("staff", "E-mail address of the confidential adviser"),
            "help": pgettext_lazy(
                "staff", "Gets a mail when somebody reports what the only director wrote. May stay empty."
            ),
            "email": True,
        },
    )
    find_faces: bool = field(
        default=True,
        metadata={
            "label": pgettext_lazy("staff", "Find faces on photos"),
            "help": pgettext_lazy(
                "staff",
                "Kring puts a frame around each face and never looks whose it is. Without it, you draw all frames.",
            ),
        },
    )

    keep_masters_years: int = field(
        default=1,
        metadata={
            "label": pgettext_lazy("staff", "Keep photos without leaves"),
            "help": pgettext_lazy(
                "staff",
                "So many school years after the year they came in. Then leaves on photos stay for ever.",
            ),
            "low": 0,
            "high": 5,
        },
    )
    keep_pupil_dossiers: int = field(
        default=2,
        metadata={
            "label": pgettext_lazy("staff", "Keep a pupil dossier, in years"),
            "help": pgettext_lazy("staff", "Counted from the end of the school year in which it was closed."),
            "low": 1,
            "high": 20,
        },
    )
    keep_parent_dossiers: int = field(
        default=2,
        metadata={
            "label": pgettext_lazy("staff", "Keep an incident with a parent, in years"),
            "help": pgettext_lazy("staff", "Counted from the end of the school year in which it was closed."),
            "low": 1,
            "high": 20,
        },
    )
    keep_staff_dossiers: int = field(
        default=2,
        metadata={
            "label": pgettext_lazy("staff", "Keep a staff dossier, in years"),
            "help": pgettext_lazy("staff", "Counted from the end of the school year in which it was closed."),
            "low": 1,
            "high": 20,
        },
    )
    consent_renewal: str = field(
        default=Renewal.RECONFIRM.value,
        metadata={
            "label": pgettext_lazy("staff", "Picture choices of an earlier school year"),
            "help": pgettext_lazy(
                "staff", "A no always keeps counting. Parents can change their choice on any day."
            ),
            "choices": Renewal.choices,
        },
    )
    consent_deadline: str = field(
        default="10-31",
        metadata={
            "label": pgettext_lazy("staff", "An old yes counts until and including"),
            "help": pgettext_lazy("staff", "After this day of the new school year, no answer means no."),
            "choices": [
                ("09-30", _("30 September")),
                ("10-31", _("31 October")),
                ("11-30", _("30 November")),
                ("12-31", _("31 December")),
            ],
        },
    )

    # R045: what is written outside hours waits for the next window of who receives it.
    hours_mode: str = field(
        default=HoursMode.HOLD.value,
        metadata={
            "label": pgettext_lazy("staff", "Outside working hours"),
            "help": pgettext_lazy(
                "staff",
                "Held is delivered by itself at the next moment that suits who receives it. "
                "Staff can make an exception with a reason; you see how often.",
            ),
            "choices": HoursMode.choices,
        },
    )
    work_starts: str = field(
        default="08:00",
        metadata={
            "label": pgettext_lazy("staff", "The school's working day begins at"),
            "help": pgettext_lazy("staff", "Counts for everybody who has not filled in a working week."),
            "time": True,
        },
    )
    work_ends: str = field(
        default="16:30",
        metadata={
            "label": pgettext_lazy("staff", "The school's working day ends at"),
            "help": pgettext_lazy("staff", "What arrives later is delivered on the next working day."),
            "time": True,
            "after": "work_starts",
        },
    )
    parents_from: str = field(
        default="07:30",
        metadata={
            "label": pgettext_lazy("staff", "Parents get messages from"),
            "help": pgettext_lazy("staff", "Parents can ask for more quiet for themselves, never for less."),
            "time": True,
        },
    )
    parents_until: str = field(
        default="20:00",
        metadata={
            "label": pgettext_lazy("staff", "Parents get messages until"),
            "help": pgettext_lazy("staff", "What is sent later is delivered the next morning."),
            "time": True,
            "after": "parents_from",
        },
    )
    # R189: as little as can be in weekends and holidays.
    quiet_weekends: bool = field(
        default=True,
        metadata={
            "label": pgettext_lazy("staff", "Quiet weekends for parents"),
            "help": pgettext_lazy("staff", "What is sent in the weekend is delivered on Monday."),
        },
    )
    # R117: not during lessons.
    lesson_hours_mute: bool = field(
        default=True,
        metadata={
            "label": pgettext_lazy("staff", "No notifications during lessons"),
            "help": pgettext_lazy(
                "staff",
                "The telephone of staff stays silent. You set the lesson times in the school calendar.",
            ),
        },
    )
    holiday_region: str = field(
        default=Region.MIDDEN.value,
        metadata={
            "label": pgettext_lazy("staff", "Holiday region"),
            "help": pgettext_lazy("staff", "Which dates are taken from the list of the government."),
            "choices": Region.choices,
        },
    )
    parents_may_start_conversations: bool = field(
        default=True,
        metadata={
            "label": pgettext_lazy("staff", "Parents may start a conversation"),
            "help": pgettext_lazy("staff", "Without it, only staff start one; parents can always answer."),
        },
    )
    conversations_per_hour: int = field(
        default=40,
        metadata={
            "label": pgettext_lazy("staff", "New conversations by one person in an hour"),
            "help": pgettext_lazy("staff", "So nobody writes to all parents at once by mistake."),
            "low": 1,
            "high": 500,
        },
    )
    absence_before: str = field(
        default="08:30",
        metadata={
            "label": pgettext_lazy("staff", "Report a child absent before"),
            "help": pgettext_lazy("staff", "Parents read this time where they report their child ill."),
            "time": True,
        },
    )
    keep_absence_years: int = field(
        default=0,
        metadata={
            "label": pgettext_lazy("staff", "Keep why a child was absent, in years"),
            "help": pgettext_lazy(
                "staff",
                "So many school years after the year it happened. Then only the days stay. "
                "0 is until the end of the school year.",
            ),
            "low": 0,
            "high": 5,
        },
    )

    # R140: we think twice; what was placed can be taken back as long as nothing has left.
    undo_minutes: int = field(
        default=5,
        metadata={
            "label": pgettext_lazy("staff", "Wait before sending, in minutes"),
            "help": pgettext_lazy(
                "staff",
                "So long a post can be taken back: no mail and no notification has left. An emergency leaves at once.",
            ),
            "low": 1,
            "high": 60,
        },
    )
    # R066, R090: everybody's overview of the week leaves at one moment.
    digest_day: str = field(
        default="5",
        metadata={
            "label": pgettext_lazy("staff", "The weekly overview leaves on"),
            "help": pgettext_lazy("staff", "Who chose an overview of the week gets one mail on this day."),
            "choices": WORKDAYS,
        },
    )
    digest_at: str = field(
        default="16:00",
        metadata={
            "label": pgettext_lazy("staff", "Overviews leave at"),
            "help": pgettext_lazy("staff", "The daily and the weekly one. Nothing happened is no mail."),
            "time": True,
        },
    )
    # R037: parents hear something of every class in every week of school.
    posts_per_week: int = field(
        default=1,
        metadata={
            "label": pgettext_lazy("staff", "Posts of a class in a week, at least"),
            "help": pgettext_lazy(
                "staff",
                "Is there less a day before the weekly overview? Then the teacher gets a reminder. "
                "0 is no reminder.",
            ),
            "low": 0,
            "high": 5,
        },
    )

    # R172: what the school knows of people stays right when somebody is asked.
    contact_check_months: int = field(
        default=6,
        metadata={
            "label": pgettext_lazy("staff", "Ask whether name and address are right, every so many months"),
            "help": pgettext_lazy("staff", "Everybody sees it once in Kring and says yes. 0 is never."),
            "low": 0,
            "high": 24,
        },
    )
    # R187: staff use the address they got from the organisation.
    staff_mail_domain: str = field(
        default="",
        metadata={
            "label": pgettext_lazy("staff", "Mail addresses of colleagues end in"),
            "help": pgettext_lazy(
                "staff",
                "What stands behind the @, such as wilgenhof.nl. New colleagues need such an address; who is in "
                "Kring already stays. Empty is any address.",
            ),
            "domain": True,
        },
    )

    @property
    def consent_ends(self) -> tuple[int, int]:
        """Month and day on which a yes of an earlier school year ends (R021)."""
        month, day = self.consent_deadline.split("-")
        return int(month), int(day)

    def years_kept(self, kind: str) -> int:
        """How many whole school years a closed dossier of this kind (pupil, parent, staff) is kept (R191)."""
        return int(getattr(self, f"keep_{kind}_dossiers"))

    def comments_in(self, group: SchoolGroup) -> bool:
        """Does the school let parents comment in this kind of group (R014)?"""
        return self.schoolwide_comments if group.is_school_wide else self.class_comments

    def changed(self, values: Mapping[str, Setting]) -> "SchoolPolicy":
        """These settings with other values. Raises ValueError for an unknown name or an impossible value."""
        known = {setting.name: setting for setting in fields(self)}
        for name, value in values.items():
            if name not in known or not is_possible(known[name], value):
                raise ValueError(f"setting {name} cannot be {value!r}")
        wanted: dict[str, Any] = dict(values)
        return replace(self, **wanted)


def is_possible(setting: "Field[Any]", value: Any) -> bool:
    """Of the right type (True is no number), and one of the choices or within the bounds of the setting."""
    if type(value) is not type(setting.default):
        return False
    if "choices" in setting.metadata:
        return value in dict(setting.metadata["choices"])
    if "email" in setting.metadata:
        return not value or is_address(str(value))
    if "domain" in setting.metadata:
        return not value or DOMAIN.fullmatch(str(value)) is not None
    if "time" in setting.metadata:
        return CLOCK.fullmatch(str(value)) is not None
    return "low" not in setting.metadata or bool(setting.metadata["low"] <= value <= setting.metadata["high"])


def is_address(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True
