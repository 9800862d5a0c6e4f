"""Reading goes on while Redis is away; ending a session never pretends to have worked."""

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from redis import RedisError


@pytest.fixture
def away(db, settings):
    """A session that was made before Redis went away."""
    store = SessionStore()
    store["who"] = "Carla"
    store.create()
    nowhere = {"BACKEND": "common.cache.SessionCache", "LOCATION": "unix:///nowhere/redis.sock"}
    settings.CACHES = settings.CACHES | {"sessions": nowhere}
    return store.session_key


def test_a_session_is_read_from_the_database(away):
    assert SessionStore(away)["who"] == "Carla"


def test_a_session_that_cannot_be_ended_everywhere_says_so(away):
    with pytest.raises(RedisError):
        SessionStore(away).delete()
