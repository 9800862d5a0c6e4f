"""`/offline/`: the one page a device keeps. It says nothing about whoever uses that device."""

from tests import make


def test_it_says_what_happens_and_has_a_way_on(client, db):
    page = client.get("/offline/").text
    assert "U hebt nu geen internet" in page
    assert '<a class="btn btn-primary" href="/" data-retry="/offline/">' in page


def test_one_school_on_this_server_gives_its_number(client, db):
    make.make_school()
    page = client.get("/offline/").text
    assert "De Wilgenhof" in page
    assert 'href="tel:0101234567"' in page


def test_of_more_schools_none_is_named_also_to_somebody_signed_in(client, sign_in, carla):
    make.make_school(name="De Esdoorn", brin="98ZZ")
    page = sign_in(carla).get("/offline/").text
    assert "tel:" not in page
    assert "Wilgenhof" not in page
    assert "Bel de school." in page


def test_it_is_the_same_for_everybody(client, sign_in, carla):
    mine = sign_in(carla).get("/offline/").text
    assert mine == client.get("/offline/").text
    assert carla.first_name not in mine
    assert "csrfmiddlewaretoken" not in mine


def test_sending_to_it_is_refused(client, db):
    assert client.post("/offline/").status_code == 405
