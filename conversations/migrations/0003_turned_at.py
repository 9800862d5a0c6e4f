"""When the school hid, showed or removed a message. Nullable, so that SQLite does not rebuild a guarded table (0004)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_files")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="turned_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
