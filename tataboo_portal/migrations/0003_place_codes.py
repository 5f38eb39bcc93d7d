"""Give every place a short code of its own before the code must be unique."""

from django.db import migrations

from tataboo_portal.models.places import new_place_code


def give_codes(apps, schema_editor):
    """Draw codes until no two places share one."""
    places = apps.get_model("tataboo_portal", "Place").objects
    taken = set()
    for place in places.order_by("pk").iterator():
        code = new_place_code()
        while code in taken:
            code = new_place_code()
        taken.add(code)
        places.filter(pk=place.pk).update(code=code)


class Migration(migrations.Migration):
    dependencies = [("tataboo_portal", "0002_deadlines_notices_patrols")]
    operations = [migrations.RunPython(give_codes, migrations.RunPython.noop, elidable=True)]
