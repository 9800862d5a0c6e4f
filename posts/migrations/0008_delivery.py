"""What a post says about its own delivery; nullable without default, for the guards of the table (decision 0004)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0007_scheduled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="asks_confirmation",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="post",
            name="importance",
            field=models.CharField(
                blank=True,
                choices=[("important", "important"), ("emergency", "emergency")],
                max_length=10,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="is_delicate",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="post",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="ReadConfirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="posts.post",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("post", "user"), name="one_confirmation_per_person")
                ],
            },
        ),
    ]
