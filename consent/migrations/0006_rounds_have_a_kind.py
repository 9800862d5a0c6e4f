"""A round is the yearly question, the yearly reminder, or the question of one event; who cannot be mailed is known."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0005_wordings_are_kept"),
        ("groups", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="consentround",
            name="one_open_round_per_school",
        ),
        migrations.AddField(
            model_name="consentround",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ask", "the yearly question"),
                    ("tell", "the yearly reminder of what counts"),
                    ("event", "the question of one event"),
                ],
                default="ask",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="consentround",
            name="purpose",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="consent.purpose",
            ),
        ),
        migrations.AddField(
            model_name="roundmail",
            name="is_refused",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="consentround",
            name="opened_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="consentround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None), ("purpose", None)),
                fields=("school", "kind"),
                name="one_open_round_per_school_and_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="consentround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("purpose",), name="one_open_round_per_event"
            ),
        ),
        migrations.AddConstraint(
            model_name="consentround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "event"), ("purpose__isnull", False)),
                    models.Q(models.Q(("kind", "event"), _negated=True), ("purpose", None)),
                    _connector="OR",
                ),
                name="round_of_an_event_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="consentround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "tell"), ("opened_by", None)),
                    models.Q(models.Q(("kind", "tell"), _negated=True), ("opened_by__isnull", False)),
                    _connector="OR",
                ),
                name="question_is_opened_by_somebody",
            ),
        ),
    ]
