"""Posts that ask to be confirmed are few: found without reading the others. An index leaves the guarded table as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0008_delivery")]

    operations = [
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("asks_confirmation", True)),
                fields=["group", "-published_at"],
                name="asking_in_a_group",
            ),
        ),
    ]
