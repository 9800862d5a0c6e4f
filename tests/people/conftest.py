"""What the tests of accounts share."""

import pytest


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Do something and let its mails leave."""

    def run(what, *args, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return what(*args, **more)

    return run
