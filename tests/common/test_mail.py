"""A mail has three parts, one reader, and no headers that its content made up."""

import pytest
from django.core.exceptions import ValidationError

from common import mail, tasks
from common.storage import delete_private, write_private

PARTS = {
    "emails/test/hello.subject.txt": "Welkom {{ name }}\n",
    "emails/test/hello.txt": "Dag {{ name|default:'' }} {{ site_url }}",
    "emails/test/hello.html": "<p>Dag {{ name }}</p>",
}


@pytest.fixture
def templates(settings):
    options = {"loaders": [("django.template.loaders.locmem.Loader", PARTS)]}
    backend = "django.template.backends.django.DjangoTemplates"
    settings.TEMPLATES = [{"BACKEND": backend, "OPTIONS": options}]


def send(name="Carla", to=("carla@demo.kring.test",)):
    mail.send_mail(template="test/hello", to=to, context={"name": name})


def test_a_mail_leaves_after_the_commit_in_two_forms(
    db, templates, mailoutbox, django_capture_on_commit_callbacks, settings
):
    with django_capture_on_commit_callbacks(execute=True):
        send()
        assert mailoutbox == []
    (letter,) = mailoutbox
    assert letter.subject == "Welkom Carla"
    assert settings.KRING_URL in letter.body
    assert letter.alternatives[0].mimetype == "text/html"


def test_nobody_sees_who_else_got_it(db, templates, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(to=["carla@demo.kring.test", "dirk@demo.kring.test"])
    assert [letter.to for letter in mailoutbox] == [["carla@demo.kring.test"], ["dirk@demo.kring.test"]]


def test_a_name_with_a_line_break_makes_no_header(
    db, templates, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(name="Carla\r\nBcc: all@demo.kring.test")
    (letter,) = mailoutbox
    assert letter.subject == "Welkom Carla Bcc: all@demo.kring.test"
    assert "Bcc" not in letter.message()


@pytest.mark.parametrize("address", ["", "no address", "a@b.test\nBcc: c@d.test", "a@b.test, c@d.test"])
def test_something_that_is_not_one_address_is_refused(db, templates, address):
    with pytest.raises(ValidationError):
        send(to=[address])


def test_html_in_a_name_is_escaped(db, templates):
    letter = mail.render_letter("test/hello", "a@b.test", {"name": "<b>x</b>"})
    assert "<b>" not in letter["html"]


def test_a_plain_text_is_not_escaped(db, templates):
    letter = mail.render_letter("test/hello", "a@b.test", {"name": "De Boer & Zn"})
    assert letter["subject"] == "Welkom De Boer & Zn"
    assert "De Boer & Zn" in letter["text"]


def test_without_a_broker_the_letter_leaves_at_once(
    db, templates, mailoutbox, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(mail, "ring", lambda task, letter: False)
    with django_capture_on_commit_callbacks(execute=True):
        send()
    assert len(mailoutbox) == 1


def test_a_mail_server_that_is_away_is_tried_again():
    assert OSError in tasks.deliver_mail.autoretry_for


def test_a_private_file_goes_along_from_where_it_is_stored(
    db, templates, mailoutbox, django_capture_on_commit_callbacks
):
    stored_as = write_private("receipts/aa/aa.pdf", b"%PDF-1")
    file = mail.Attachment(name="bewijs.pdf", stored_as=stored_as, content_type="application/pdf")
    letter = mail.render_letter("test/hello", "carla@demo.kring.test", {"name": "Carla"}, attachments=[file])
    assert "%PDF" not in str(letter)
    mail.deliver(letter)
    assert mailoutbox[0].attachments == [("bewijs.pdf", b"%PDF-1", "application/pdf")]
    delete_private(stored_as)
    with pytest.raises(FileNotFoundError):
        mail.deliver(letter)
