"""Paper sheets are printed in other languages too, so a keyed sheet says in which it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_tablet_counts")]

    operations = [
        migrations.AddField(
            model_name="papersheet",
            name="language",
            field=models.CharField(
                choices=[
                    ("en", "English"),
                    ("gd", "Gàidhlig"),
                    ("pl", "Polski"),
                    ("uk", "Українська"),
                ],
                default="en",
                max_length=2,
            ),
        )
    ]
