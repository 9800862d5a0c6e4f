"""Somebody joined with an address of which nobody knows whose it is: asked on the pages, confirmed with the mail."""

import re

from allauth.account.models import EmailAddress
from django.core import mail
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Live


def test_a_parent_confirms_the_address_without_scripts(live: Live) -> None:
    koen = live.people["koen"]
    EmailAddress.objects.filter(user=koen).update(verified=False)
    page = live.enter("koen", java_script_enabled=False, viewport=PHONE)
    page.goto("/family/")
    card = page.locator("#email-unproven")
    expect(card).to_contain_text(koen.email)
    card.get_by_role("button", name="Stuur de mail opnieuw").click()
    expect(page.locator("main")).to_contain_text("Er is een mail onderweg")
    link = re.findall(r"http://\S+(/account/email/\S+)", mail.outbox[-1].body)[-1]
    page.goto(link)
    page.get_by_role("button", name="Ja, dit is mijn adres").click()
    expect(page.locator("main")).to_contain_text("is bevestigd")
    page.goto("/family/")
    expect(card).to_have_count(0)
