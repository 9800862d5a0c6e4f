"""One small school with one of everything, for the tests that try every address as everybody."""

import uuid
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from agenda.models import LeaveDecision
from common.storage import write_private
from consent import actions as consent
from consent.actions.objections import make_objection
from consent.actions.rounds import open_round
from consent.models import PaperForm, Purpose
from conversations import actions as conversations
from delivery.links import NEWS, confirm_token, stop_token
from delivery.models import AddressState
from groups import actions as groups
from groups.models import Membership, RosterUpload, School, SchoolGroup
from hours import actions as hours
from hours.rules import Span
from moderation import actions as moderation
from moderation.actions.measures import Terms
from moderation.actions.outside import Happening
from moderation.actions.reporting import open_incident
from moderation.models import DossierDocument, Incident
from people import actions as people
from people.codes import hash_token
from people.models import EmailChange, User
from policies import actions as policies
from posts.models import Post
from tests import make

Role = Membership.Role
CAST = ["anonymous", "carla", "farid", "wim", "anna", "bram", "henk", "olga", "greet", "vera", "ilse"]


@dataclass
class World:
    """The people by name, and for every word in an address the thing it stands for."""

    people: dict[str, User]
    things: dict[str, Any]


def build_world() -> World:
    school = make.make_school(email="kantoor@wilgenhof.kring.test")
    group_5b, group_6a = make.make_group(school, "5B"), make.make_group(school, "6A")
    people_by_name = make_people(school, group_5b, group_6a)
    policies.publish_document(
        school=school,
        kind="privacy",
        title="Privacy",
        text="Wij bewaren weinig.",
        place="Lindedorp",
        by=people_by_name["greet"],
        now=make.NOW,
    )
    return World(people_by_name, make_things(school, group_5b, people_by_name))


def make_people(school: School, group_5b: SchoolGroup, group_6a: SchoolGroup) -> dict[str, User]:
    everybody = school.groups.school_wide().get()
    other = make.make_school("De Eik", "11AA").groups.school_wide().get()
    cast = {
        "anna": make.make_staff("Anna", group_5b),
        "bram": make.make_staff("Bram", group_6a),
        "henk": make.make_staff("Henk", everybody, Role.STAFF),
        "olga": make.make_staff("Olga", everybody, Role.ADMINISTRATION),
        "greet": make.make_staff("Greet", everybody, Role.DIRECTOR),
        "vera": make.make_staff("Vera", other, Role.DIRECTOR),
        "carla": make.make_user("Carla"),
        "dirk": make.make_user("Dirk"),
        "farid": make.make_user("Farid"),
        "koen": make.make_user("Koen"),
        "wim": make.make_user("Wim"),
        "ilse": make.make_user("Ilse", is_active=False),
    }
    emma, finn = make.make_child("Emma", group_5b), make.make_child("Finn", group_6a)
    make.make_guardian(emma, cast["carla"])
    make.make_guardian(emma, cast["dirk"])
    make.make_guardian(emma, cast["wim"], "unknown")  # waits for the teacher
    make.make_guardian(finn, cast["farid"])
    make.make_guardian(make.make_child("Lotte", group_5b, last_name="Bakker"), cast["koen"])
    return cast


def make_things(school: School, group: SchoolGroup, cast: dict[str, User]) -> dict[str, Any]:
    emma = cast["carla"].memberships.filter(group=group)[0].child
    assert emma is not None
    post = make.make_post(group, cast["anna"])
    photo = make.make_photo(post)
    comment = make.make_comment(post, cast["dirk"], "Wat een waardeloze school.")
    report = moderation.report_content(target=comment, reason="hurtful", by=cast["carla"], now=make.NOW)
    authority = emma.authorities.get(guardian=cast["wim"])
    invitation, _code = people.invite_guardian(
        authority=authority, valid_days=14, by=cast["olga"], now=timezone.now()
    )
    dossier = make_dossier(group, cast)
    return {
        "dossier": dossier,
        "step": dossier.steps.get(),
        "measure": dossier.measures.get(),
        "group": group,
        "school": school,
        "emma": emma,
        "post": post,
        "photo": photo,
        "comment": comment,
        "region": make.make_region(photo, emma),
        "draft": make.make_post(group, cast["anna"], state=Post.State.DRAFT),
        "asking": make.make_post(group, cast["anna"], "Gelezen?", asks_confirmation=True),
        "incident": report.incident,
        "thread": open_incident(target=post, is_thread=True, now=make.NOW),
        "document": make_document(report.incident, cast["greet"]),
        "waiting": Membership.objects.get(user=cast["wim"], group=group),
        "member": Membership.objects.get(user=cast["carla"], group=group),
        "authority": authority,
        "invitation": invitation,
        "account": cast["bram"],
        "restriction": groups.close_comments(
            user=cast["wim"],
            school=school,
            ends_at=timezone.now() + timedelta(days=7),
            text="Bel de school.",
            by=cast["greet"],
            now=timezone.now(),
        ),
        "upload": RosterUpload.objects.create(
            school=school,
            kind="pupils",
            file_name="edex.xml",
            stored_as=write_private("roster/aa/edex.xml", b"<EDEX/>"),
            uploaded_by=cast["olga"],
        ),
        "website": Purpose.objects.about(Purpose.Subject.CHILD).get(school=school, audience="website"),
        "use": (use := make.make_outside_use(photo, emma, cast["greet"])),
        "take_down": make.make_take_down(use, emma, cast["greet"]),
        "hidden": make.make_post(
            group,
            cast["anna"],
            "Verborgen",
            state=Post.State.HIDDEN,
            published_at=make.NOW - timedelta(days=1),
        ),
        **make_unreached(group, cast),
        **make_asking(school, emma, cast),
        **make_talking(group, emma, cast),
        "receipt": make_receipt(emma, cast["carla"]),
        **make_hours(school, cast),
        **make_absences(school, emma, cast),
        **make_newsletters(school, cast),
        "phone": make.make_device(cast["carla"]),
        "stop": stop_token(cast["carla"].pk, NEWS),
        "confirm": confirm_token(
            cast["dirk"].pk, make.make_post(group, cast["anna"], asks_confirmation=True).pk
        ),
        "change": make_email_change(cast["koen"]),
        "nothing": type("Nothing", (), {"pk": uuid.UUID(int=7)})(),
    }


def make_email_change(user: User) -> str:
    """Somebody waits for a mail at another address; what is in the link."""
    link = "ander-adres"
    EmailChange.objects.create(
        user=user,
        address="koen@elders.kring.test",
        token_hash=hash_token(link),
        expires_at=timezone.now() + timedelta(days=1),
    )
    return link


def make_unreached(group: SchoolGroup, cast: dict[str, User]) -> dict[str, Any]:
    """An important post that reached nobody yet, and a parent whose mail comes back."""
    AddressState.objects.create(address=cast["dirk"].email, flagged_at=make.NOW)
    return {
        "urgent": make.make_post(group, cast["anna"], "Morgen vrij", importance=Post.Importance.IMPORTANT),
        "silent": cast["dirk"].authorities.get(),
    }


def make_newsletters(school: School, cast: dict[str, User]) -> dict[str, Any]:
    """One that was placed, with a post in it, and what the director is still making."""
    everybody = school.groups.school_wide().get()
    chosen = make.make_post(everybody, cast["greet"], "Plein opgeknapt")
    return {
        "newsletter": make.make_newsletter(everybody, cast["greet"], chosen),
        "unplaced": make.make_newsletter(everybody, cast["greet"], chosen, is_placed=False),
    }


def make_hours(school: School, cast: dict[str, User]) -> dict[str, Any]:
    """Next month a holiday, and Anna away with Bram in her place; lessons, and an evening that could not wait."""
    now = timezone.now()
    later = timezone.localdate(now) + timedelta(days=40)
    span = Span(time(8, 30), time(12))
    hours.set_lesson_times(school=school, week={1: [span], 2: [span]}, by=cast["olga"])
    hours.make_exception(
        school=school, about="post", subject=uuid.uuid4(), reason="safety", by=cast["anna"], now=now
    )
    return {
        "holiday": hours.add_free_period(
            school=school, name="Vakantie", kind="holiday", days=(later, later), by=cast["olga"], now=now
        ),
        "away": hours.report_away(
            user=cast["anna"],
            school=school,
            days=(later, None),
            stand_in=cast["bram"],
            by=cast["anna"],
            now=now,
        ),
    }


def make_dossier(group: SchoolGroup, cast: dict[str, User]) -> Incident:
    """Something on WhatsApp, by Dirk, with a step, a measure and his complaint."""
    dossier = moderation.record_outside_incident(
        incident_id=uuid.uuid4(),
        group=group,
        what=Happening(
            title="Scheldpartij op WhatsApp",
            text="In de groepsapp werd gescholden.",
            happened_on=make.NOW.date(),
            file=Incident.File.PARENT,
            category=Incident.Category.ABUSE,
            about=cast["dirk"],
        ),
        by=cast["greet"],
        now=make.NOW,
    )
    moderation.add_step(
        incident=dossier,
        title="Ouder bellen",
        owner=cast["anna"],
        due_on=make.NOW.date(),
        by=cast["greet"],
        now=make.NOW,
    )
    moderation.decide_measure(
        incident=dossier,
        kind="talk",
        about=cast["dirk"],
        terms=Terms(make.NOW.date()),
        by=cast["greet"],
        now=make.NOW,
    )
    moderation.complain(incident=dossier, text="Dat was ik niet.", by=cast["dirk"], now=make.NOW)
    return dossier


def make_document(incident: Any, by: User) -> DossierDocument:
    return DossierDocument.objects.create(
        school=incident.school,
        incident=incident,
        sequence=1,
        page_count=1,
        byte_count=5,
        sha256="a" * 64,
        frozen_sha256="b" * 64,
        previous_link="0" * 64,
        link="c" * 64,
        made_at=make.NOW,
        made_by=by,
        stored_as=write_private("dossier/aa/a.pdf", b"%PDF-"),
    )


def make_receipt(child: Any, guardian: User) -> Any:
    """What a guardian got of one choice; its file is still to be made."""
    purpose = Purpose.objects.about(Purpose.Subject.CHILD).get(
        school=child.enrolments.current()[0].group.school, audience="print"
    )
    authority = child.authorities.get(guardian=guardian)
    made = consent.record_decisions(authority=authority, answers={purpose: "yes"}, by=guardian, now=make.NOW)
    return made[0].receipt


def make_absences(school: School, emma: Any, cast: dict[str, User]) -> dict[str, Any]:
    """Emma is ill today; her mother asked leave with a document, and had an answer before."""
    leave = make.make_leave(emma, cast["carla"], days_ahead=30)
    leave.document_as, leave.document_type = write_private("leave/aa/a.pdf", b"%PDF-"), "application/pdf"
    leave.save()
    answered = make.make_leave(emma, cast["carla"], days_ahead=60)
    LeaveDecision.objects.create(
        request=answered,
        outcome=LeaveDecision.Outcome.REFUSED,
        school_days=1,
        text="Die dag is er een toets.",
        decided_by=cast["greet"],
    )
    return {"absence": make.make_absence(emma, cast["carla"]), "leave": leave, "answered": answered}


def make_asking(school: School, emma: Any, cast: dict[str, User]) -> dict[str, Any]:
    """An open round, a question, what Emma does not want one day, and a form her mother signed on paper."""
    signer = emma.authorities.get(guardian=cast["carla"])
    return {
        "purpose": school.purposes.get(subject="child", audience="website"),
        "round": open_round(
            school=school,
            closes_on=timezone.localdate() + timedelta(days=30),
            remind_on=[],
            by=cast["olga"],
            now=timezone.now() - timedelta(days=1),
        ),
        "objection": make_objection(child=emma, day=make.NOW.date(), by=cast["anna"], now=make.NOW),
        "signer": signer,
        "paper": PaperForm.objects.create(
            authority=signer,
            signed_on=make.NOW.date(),
            stored_as=write_private("paper/aa/a.pdf", b"%PDF-"),
            content_type="application/pdf",
            sha256="a" * 64,
            entered_by=cast["olga"],
        ),
    }


def make_talking(group: SchoolGroup, emma: Any, cast: dict[str, User]) -> dict[str, Any]:
    """A conversation of Emma's parents with her teacher, who asks to hear that it was read; and a class parent."""
    talk = make.make_conversation(emma, cast["carla"])
    make.make_message(talk, cast["carla"], "Emma leest niet graag.")
    rude = make.make_message(talk, cast["dirk"], "Jullie kunnen er niets van.")
    report = moderation.report_content(target=rude, reason="hurtful", by=cast["carla"], now=make.NOW)
    letter = make.make_message_document(talk, cast["carla"])
    return {
        "said_badly": report.incident,
        "letter": letter,
        "picture": make.make_message_photo(talk, cast["carla"]),
        "talk": talk,
        "said": make.make_message(talk, cast["anna"], "We oefenen samen.", asks_confirmation=True),
        "class_parent": conversations.name_class_parent(
            group=group, user=cast["koen"], ends_on=None, by=cast["anna"], now=make.NOW
        ),
    }
