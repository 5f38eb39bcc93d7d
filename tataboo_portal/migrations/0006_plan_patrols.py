"""Give every place with a patrol interval the day by which somebody has to look again."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone


def plan_patrols(apps, schema_editor):
    """From the last visit; a place never seen is due today."""
    places = apps.get_model("tataboo_portal", "Place").objects
    for place in places.filter(patrol_days__isnull=False, is_active=True).iterator():
        seen = place.last_seen_on
        day = seen + timedelta(days=place.patrol_days) if seen else timezone.localdate()
        places.filter(pk=place.pk).update(next_patrol_on=day)


class Migration(migrations.Migration):
    dependencies = [("tataboo_portal", "0005_next_patrol_day")]
    operations = [migrations.RunPython(plan_patrols, migrations.RunPython.noop, elidable=True)]
