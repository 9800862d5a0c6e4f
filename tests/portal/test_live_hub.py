"""What a stream keeps is bounded, and what is for one account reaches no other."""

import asyncio
import json

import pytest

from portal.live import asgi, hub
from portal.live.hub import EVERYTHING, Full, Hub
from tests.streams import alone


def note(about: str, *accounts: str) -> bytes:
    return json.dumps({"to": accounts, "about": about}).encode()


def test_a_ring_reaches_all_streams_of_its_accounts_and_no_other():
    house = Hub()
    phone, laptop, other = house.open("carla"), house.open("carla"), house.open("dirk")
    house.pass_on(note("post", "carla", "nobody"))
    assert (phone.take(), laptop.take(), other.take()) == (["post"], ["post"], [])


def test_the_same_ring_twice_is_told_once():
    stream = Hub().open("carla")
    for about in ("post", "event", "post"):
        stream.tell(about)
    assert stream.take() == ["post", "event"]
    assert stream.take() == []


def test_too_many_rings_become_one():
    stream = Hub().open("carla")
    for number in range(10 * hub.MOST_NOTES):
        stream.tell(f"post-{number}")
        assert len(stream._notes) <= hub.MOST_NOTES + 1
    assert stream.take() == [EVERYTHING]


def test_the_oldest_stream_of_an_account_makes_place_for_the_newest():
    house = Hub()
    streams = [house.open("carla") for _ in range(hub.MOST_PER_ACCOUNT)]
    other, newest = house.open("dirk"), house.open("carla")
    assert [stream.last_word for stream in [*streams, other, newest]] == ["full", *[""] * 7]
    house.close(streams[0])
    assert house.count == hub.MOST_PER_ACCOUNT + 1
    assert len(house.everyone()) == house.count


def test_a_process_has_a_limit_of_its_own(monkeypatch):
    monkeypatch.setattr(hub, "MOST_STREAMS", 1)
    house = Hub()
    first = house.open("carla")
    with pytest.raises(Full):
        house.open("dirk")
    house.close(first)
    assert house.open("dirk")


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"to": ["carla"]}', b"\xff"])
def test_a_ring_that_is_none_is_left_out(data):
    house = Hub()
    stream = house.open("carla")
    house.pass_on(data)
    assert stream.take() == []


def test_a_reader_who_takes_nothing_is_left(monkeypatch):
    monkeypatch.setattr(asgi, "SLOWEST", 0.05)

    async def send(message):
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async def run():
        application = asgi.Application(Hub(), "http://kring.test")
        await asgi.tell(application.words(application.hub.open("carla"), 60), [], send)

    alone(asyncio.wait_for(run(), 5))


def test_without_redis_every_beat_says_to_look_for_oneself(monkeypatch):
    monkeypatch.setattr(asgi, "BEAT_EVERY", 0.01)
    house = Hub()

    async def second(deaf):
        house.is_deaf = deaf
        words = asgi.Application(house, "http://kring.test").words(house.open("carla"), 60)
        await anext(words)
        return await anext(words)

    assert b"ring" in alone(second(True))
    assert alone(second(False)) == asgi.event("beat")
