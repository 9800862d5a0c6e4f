from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_newsletters")]

    operations = [
        migrations.AddField(
            model_name="pushdevice",
            name="sign_in",
            # Whoever added a browser before this is asked for it again.
            field=models.CharField(default="", max_length=32),
            preserve_default=False,
        ),
    ]
