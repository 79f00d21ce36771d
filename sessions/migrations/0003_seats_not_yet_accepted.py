"""Count the seats that nobody has said yes to yet, beside each day."""

from django.db import migrations, models
from django.db.models import Count, Q


def count_asked(apps, schema_editor):
    """Seats from before coaches were asked hold: nobody was asked, so nobody need answer."""
    seats = apps.get_model("airfield_sessions", "CrewSeat").objects
    tallies = apps.get_model("airfield_sessions", "Tally").objects
    seats.filter(state="ASKED", asked_at=None).update(state="ACCEPTED")
    asked = seats.filter(state="ASKED").order_by().values("session")
    for row in asked.annotate(
        seats_asked=Count("id", filter=Q(role="CAR")),
        demonstration_asked=Count("id", filter=Q(role="DEMONSTRATION")),
        leads_asked=Count("id", filter=Q(role="LEAD")),
    ):
        tallies.filter(session=row.pop("session")).update(**row)


class Migration(migrations.Migration):
    dependencies = [
        ("airfield_sessions", "0002_asking_and_proposals"),
    ]

    operations = [
        migrations.AddField(
            model_name="tally",
            name="demonstration_asked",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="tally",
            name="leads_asked",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="tally",
            name="seats_asked",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="coaches in cars not yet accepted"
            ),
        ),
        migrations.RunPython(count_asked, migrations.RunPython.noop, elidable=True),
    ]
