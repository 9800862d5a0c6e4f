"""Who decides about the rules of a school.

The promise: only who leads the school changes its settings and its texts (R030, R036).
"""

from django.contrib.auth.models import AnonymousUser

from groups.models import School
from groups.permissions import groups_where
from people.models import User


def may_change_policy(user: User | AnonymousUser, school: School) -> bool:
    return groups_where(user, "direct").school_wide().filter(school=school).exists()


def may_publish_document(user: User | AnonymousUser, school: School) -> bool:
    return groups_where(user, "direct").school_wide().filter(school=school).exists()
