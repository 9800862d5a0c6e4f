"""Nobody goes on before having accepted the house rules (R002)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from policies.actions import accept_document
from policies.middleware import EXEMPT, HouseRulesMiddleware
from tests.make import NOW, make_house_rules

GATE = reverse("policies:house-rules")


@pytest.fixture
def rules(school, greet):
    return make_house_rules(school, greet)


def test_every_page_leads_to_the_rules_with_the_way_back(sign_in, emma, carla, rules):
    wanted = reverse("consent:child", args=[emma.pk]) + "?from=x"
    response = sign_in(carla).get(wanted)
    assert response.status_code == 303
    place = urlsplit(response.headers["Location"])
    assert place.path == GATE
    assert parse_qs(place.query) == {"next": [wanted]}


def test_a_form_is_not_carried_out(sign_in, school, emma, carla, rules):
    purpose = school.purposes.get(audience="group")
    response = sign_in(carla).post(reverse("consent:child", args=[emma.pk]), {f"purpose_{purpose.pk}": "yes"})
    assert (response.status_code, response.headers["Location"]) == (303, GATE)
    assert not purpose.decisions.exists()


def test_a_part_of_a_page_makes_the_whole_page_go(sign_in, emma, carla, rules):
    response = sign_in(carla).get(reverse("consent:child", args=[emma.pk]), headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == GATE
    assert b"Emma" not in response.content


def test_after_accepting_the_door_is_open(sign_in, emma, carla, rules):
    accept_document(document=rules, by=carla, now=NOW)
    assert sign_in(carla).get(reverse("consent:child", args=[emma.pk])).status_code == 200


def test_the_rules_themselves_and_the_public_texts_can_be_read(sign_in, school, carla, rules):
    client = sign_in(carla)
    public = reverse("policies:document", kwargs={"slug": school.slug, "kind": "house-rules"})
    for address in (GATE, public):
        assert client.get(address).status_code == 200


def test_signing_out_is_always_possible(sign_in, carla, rules):
    client = sign_in(carla)
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_only_the_doors_are_exempt():
    assert {name for name in EXEMPT if name.partition(":")[0] not in {"policies"}} == {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "set_language",
        "healthz",
        "portal:manifest",
        "portal:worker",
        "portal:offline",
        "delivery:stop",
    }


def test_the_gate_asks_one_query(rf, carla, rules, django_assert_num_queries):
    request = rf.get("/")
    request.user = carla
    request.resolver_match = type("Match", (), {"view_name": "posts:feed"})()
    gate = HouseRulesMiddleware(lambda request: None)
    with django_assert_num_queries(1):
        assert gate.process_view(request, None, (), {}).status_code == 303


def test_the_gate_stands_in_the_settings(settings):
    assert "policies.middleware.HouseRulesMiddleware" in settings.MIDDLEWARE
