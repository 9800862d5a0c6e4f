"""The database itself refuses to change or delete a decision (R153), whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from consent.models import Decision
from tests.make import decide


@pytest.fixture
def decision(school, emma, carla):
    return decide(emma, carla, "no")


def save_changed(decision):
    decision.answer = "yes"
    decision.save()


def bulk_replace(decision):
    again = Decision(
        pk=decision.pk,
        authority=decision.authority,
        purpose=decision.purpose,
        answer="yes",
        wording="",
        decided_by=decision.decided_by,
    )
    Decision.objects.bulk_create(
        [again],
        update_conflicts=True,
        update_fields=["answer"],
        unique_fields=["id"],
    )


def run(sql):
    def statement(decision):
        with connection.cursor() as cursor:
            cursor.execute(sql, [decision.pk])

    return statement


ATTEMPTS = {
    "save": save_changed,
    "delete": lambda decision: decision.delete(),
    "queryset update": lambda decision: Decision.objects.filter(pk=decision.pk).update(answer="yes"),
    "queryset delete": lambda decision: Decision.objects.filter(pk=decision.pk).delete(),
    "bulk update": lambda decision: Decision.objects.bulk_update([decision], ["answer"]),
    "upsert": bulk_replace,
    "sql update": run("UPDATE consent_decision SET wording = '' WHERE id = %s"),
    "sql delete": run("DELETE FROM consent_decision WHERE id = %s"),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_a_decision_cannot_be_changed_or_deleted(decision, attempt):
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        attempt(decision)
    assert Decision.objects.get(pk=decision.pk).answer == "no"


def test_a_decision_cannot_be_replaced_either(decision):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is a word of SQLite only")
    columns = "authority_id, purpose_id, wording, via, decided_at, decided_by_id"
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        run(
            f"INSERT OR REPLACE INTO consent_decision (id, answer, {columns}) "
            f"SELECT id, 'yes', {columns} FROM consent_decision WHERE id = %s"
        )(decision)
    assert Decision.objects.get(pk=decision.pk).answer == "no"
