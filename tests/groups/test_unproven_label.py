"""The office sees which accounts have an address nobody confirmed."""

from allauth.account.models import EmailAddress

from people.models import ParentalAuthority

LIST = "/invitations/?show=all"
LABEL = "E-mailadres niet bevestigd"


def test_the_list_says_who_has_an_address_that_is_not_confirmed(sign_in, office, carla, emma):
    client = sign_in(office)
    assert LABEL not in client.get(LIST).content.decode()
    EmailAddress.objects.filter(user=carla).update(verified=False)
    assert client.get(LIST).content.decode().count(LABEL) == 1
    guardian = ParentalAuthority.objects.get(guardian=carla)
    page = client.get(f"/guardians/{guardian.pk}/").content.decode()
    assert LABEL in page
    assert f"Het account heeft het adres {carla.email}" in page
