"""The settings of a school: defaults, versions, and values that cannot be."""

import pytest
from django.utils import timezone

from policies.models import PolicyVersion
from policies.queries import SchoolPolicy, history, policies_for, policy_for, read_policy


def write(school, by, version, values):
    return PolicyVersion.objects.create(
        school=school,
        version=version,
        values=values,
        changed_by=by,
        changed_at=timezone.now(),
    )


def test_a_school_starts_with_the_defaults(school, django_assert_num_queries):
    with django_assert_num_queries(1):
        policy = policy_for(school)
    assert policy == SchoolPolicy(
        class_comments=True,
        schoolwide_comments=False,
        hide_after_reports=2,
        find_faces=True,
    )


def test_the_newest_version_counts(school, greet):
    write(school, greet, 1, {"hide_after_reports": 7})
    write(school, greet, 2, {"hide_after_reports": 9, "class_comments": False})
    assert policy_for(school) == SchoolPolicy(class_comments=False, hide_after_reports=9)


def test_another_school_keeps_its_own(school, other_school, greet, django_assert_num_queries):
    write(school, greet, 1, {"hide_after_reports": 7})
    assert policy_for(other_school) == SchoolPolicy()
    with django_assert_num_queries(1):
        both = policies_for([school, other_school])
    assert both == {school.pk: SchoolPolicy(hide_after_reports=7), other_school.pk: SchoolPolicy()}


@pytest.mark.parametrize(
    "values",
    [
        {"hide_after_reports": 0},
        {"hide_after_reports": 11},
        {"hide_after_reports": "2"},
        {"hide_after_reports": True},
        {"hide_after_reports": 2.0},
        {"hide_after_reports": None},
        {"undo_minutes": 0},
        {"undo_minutes": 61},
        {"contact_check_months": 25},
        {"staff_mail_domain": "@wilgenhof.nl"},
        {"staff_mail_domain": "wilgenhof.nl\n"},
        {"class_comments": 1},
        {"class_comments": "no"},
        [],
        "text",
        None,
    ],
)
def test_a_value_that_cannot_be_is_logged_and_the_default_counts(values, caplog):
    assert read_policy(values) == SchoolPolicy()
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_post_waits_five_minutes_unless_the_school_says_otherwise(school, greet):
    assert policy_for(school).undo_minutes == 5
    write(school, greet, 1, {"undo_minutes": 60})
    assert policy_for(school).undo_minutes == 60


def test_a_setting_nobody_knows_is_ignored(caplog):
    assert read_policy({"something_new": 3, "hide_after_reports": 7}) == SchoolPolicy(hide_after_reports=7)
    assert not caplog.records


def test_the_history_tells_what_changed_newest_first(school, greet, django_assert_num_queries):
    write(school, greet, 1, {"hide_after_reports": 7})
    write(school, greet, 2, {"hide_after_reports": 7, "schoolwide_comments": True})
    with django_assert_num_queries(1):
        newest, oldest = history(school)
    assert [change.words for change in newest.changes] == [("uit", "aan")]
    assert [change.words for change in oldest.changes] == [("2", "7")]
    assert (newest.version.version, newest.version.changed_by) == (2, greet)
