"""What is handed out or played does not stay at its place."""

from django.db import migrations

HANDED_OUT = ("leaflet", "proposal_letter", "led_notice")


def mark_handed_out(apps, schema_editor):
    kinds = apps.get_model("publicity", "PublicityKind").objects
    kinds.filter(indicator__code__in=HANDED_OUT).update(stays=False)


class Migration(migrations.Migration):

    dependencies = [("publicity", "0003_publicity_in_full")]

    operations = [migrations.RunPython(mark_handed_out, migrations.RunPython.noop)]
