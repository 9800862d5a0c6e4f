"""A conversation below a post can be out of sight; nullable without default, for the guards of the table (decision 0004)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0005_pause")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="thread_hidden_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
