"""`/` is the door of the house."""


def test_a_stranger_goes_to_the_sign_in(client, db):
    assert client.get("/").headers["Location"] == "/account/login/"


def test_somebody_signed_in_goes_to_the_feed(sign_in, carla):
    assert sign_in(carla).get("/").headers["Location"] == "/feed/"


def test_nobody_can_sign_up_without_the_school(client, db):
    assert client.get("/account/signup/").status_code == 404
    assert client.post("/account/signup/", {"email": "x@y.test"}).status_code == 404


def test_posting_to_the_door_is_refused(client, db):
    assert client.post("/").status_code == 405
