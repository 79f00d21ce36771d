import datetime

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0002_availability_and_messages'),
    ]

    operations = [
        migrations.AddField(
            model_name='shiftcalendar',
            name='others_free',
            field=models.BooleanField(default=False, verbose_name='all other days are free'),
        ),
        migrations.AddField(
            model_name='shiftcalendar',
            name='said',
            field=models.TextField(blank=True, max_length=800),
        ),
        migrations.AddField(
            model_name='shiftcalendar',
            name='starts_on',
            field=models.DateField(default=datetime.date(2026, 8, 1)),
            preserve_default=False,
        ),
    ]
