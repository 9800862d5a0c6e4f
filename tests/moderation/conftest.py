import pytest

from groups.models import SchoolGroup
from moderation import actions
from moderation.models import Incident, Report
from people.models import User
from posts.models import Comment, Post
from tests import make


@pytest.fixture
def post(group_5b: SchoolGroup, anna: User) -> Post:
    return make.make_post(group_5b, anna)


@pytest.fixture
def comment(post: Post, dirk: User) -> Comment:
    return make.make_comment(post, dirk, "Wat een waardeloze school.")


@pytest.fixture
def incident(comment: Comment, carla: User) -> Incident:
    report = actions.report_content(target=comment, reason=Report.Reason.HURTFUL, by=carla, now=make.NOW)
    return report.incident
