"""Changing settings adds a version and loses none."""

import pytest

from policies.actions import change_policy
from policies.models import PolicyVersion
from policies.queries import SchoolPolicy, policy_for
from tests.make import NOW


def test_a_change_is_a_new_version_with_who_and_when(school, greet):
    change_policy(school=school, values={"hide_after_reports": 7}, by=greet, now=NOW)
    version = change_policy(school=school, values={"class_comments": False}, by=greet, now=NOW)
    assert (version.version, version.changed_by, version.changed_at) == (2, greet, NOW)
    assert version.values == {"hide_after_reports": 7, "class_comments": False}
    assert PolicyVersion.objects.filter(school=school).count() == 2
    assert policy_for(school) == SchoolPolicy(class_comments=False, hide_after_reports=7)


def test_only_what_differs_from_the_default_is_kept(school, greet):
    change_policy(school=school, values={"hide_after_reports": 7}, by=greet, now=NOW)
    assert change_policy(school=school, values={"hide_after_reports": 2}, by=greet, now=NOW).values == {}


def test_no_change_is_no_version(school, greet):
    assert change_policy(school=school, values={"hide_after_reports": 2}, by=greet, now=NOW) is None
    assert not PolicyVersion.objects.exists()


def test_each_school_counts_its_own_versions(school, other_school, greet):
    for place in (school, other_school):
        assert change_policy(school=place, values={"hide_after_reports": 7}, by=greet, now=NOW).version == 1


@pytest.mark.parametrize(
    "values",
    [{"hide_after_reports": 0}, {"class_comments": 1}, {"remove_without_archive": True}],
)
def test_an_impossible_value_or_an_unknown_setting_is_refused(school, greet, values):
    with pytest.raises(ValueError, match=next(iter(values))):
        change_policy(school=school, values=values, by=greet, now=NOW)
    assert not PolicyVersion.objects.exists()
