"""`manage.py import_roster`: the same difference and the same rules, from the server."""

import io

import pytest
from django.core.management import CommandError, call_command

from groups.models import Enrolment
from people.models import Child, ParentalAuthority
from tests.groups.roster.fixtures import CLASSES, csv, document, pupil

PUPILS = (pupil("1", "Emma", "Jansen", place="K5B"), pupil("2", "Finn", "Jansen", place="K5A"))


@pytest.fixture
def run(tmp_path):
    def run(content, *options):
        file, said = tmp_path / "file", io.StringIO()
        file.write_bytes(content)
        call_command("import_roster", str(file), *options, stdout=said)
        return said.getvalue()

    return run


def export(*pupils):
    return document(*pupils, groups=CLASSES, brin="99ZZ", reference="", made="").encode()


def test_a_dry_run_only_shows(run, school):
    said = run(export(*PUPILS), "--dry-run")
    assert "Emma Jansen" in said
    assert not Child.objects.exists()


def test_reading_in_twice_is_reading_in_once(run, school):
    run(export(*PUPILS))
    run(export(*PUPILS))
    assert Child.objects.count() == 2


def test_many_gone_asks_for_an_option(run, school):
    run(export(*PUPILS))
    with pytest.raises(CommandError):
        run(export(PUPILS[0]))
    run(export(PUPILS[0]), "--confirm-gone")
    assert Enrolment.objects.current().filter(group__kind="school").count() == 1


def test_a_list_of_parents_is_read_in(run, school):
    run(export(*PUPILS))
    run(csv("Emma;;Jansen;04-03-2017;carla@voorbeeld.nl;"), "--guardians")
    assert ParentalAuthority.objects.get().email == "carla@voorbeeld.nl"


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (b"no xml", []),
        (export(*PUPILS), ["--school", "11AA"]),
        (b"a;b\n1;2\n", ["--guardians"]),
        (export(*PUPILS).replace(b"99ZZ", b"88XX"), []),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(run, school, content, options):
    with pytest.raises(CommandError):
        run(content, *options)


def test_several_schools_need_a_name(run, school, other_school):
    with pytest.raises(CommandError):
        run(export(*PUPILS).replace(b"<brincode>99ZZ</brincode>", b""))
    run(export(*PUPILS).replace(b"<brincode>99ZZ</brincode>", b""), "--school", "99ZZ")
    assert Enrolment.objects.current().filter(group__school=school).exists()
