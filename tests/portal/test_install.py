"""How to put Kring on a telephone: words for everybody, buttons only where a script can keep their promise."""

import re


def test_a_guardian_reads_how_without_any_script(sign_in, carla):
    page = sign_in(carla).get("/family/").text
    part = page[page.index('id="install"') :].partition("</section>")[0]
    assert "Kies Deel en dan Zet op beginscherm." in part
    assert all(" hidden" in button for button in re.findall(r"<button[^>]*>", part))


def test_only_who_is_signed_in_gets_the_script_of_the_app(client, sign_in, carla):
    assert 'data-worker="/sw.js" data-sign-out="/account/logout/"' in sign_in(carla).get("/family/").text
    assert "js/app.js" not in client.get("/account/login/").text
