"""What the office puts into a report besides its sentences; and pledges signed before are counted from now on."""

from django.db import migrations, models

PLEDGES = "inspections.FivePledge"


def mark_pledges(apps, schema_editor):
    days = apps.get_model("inspections", "FivePledge").objects.order_by().values_list("signed_on", flat=True).distinct()
    marks = apps.get_model("tataboo_portal", "ChangedDay")
    marks.objects.bulk_create(marks(table=PLEDGES, day=day) for day in days)


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0009_score_intervals"),
        ("inspections", "0016_pledges_and_checks_by_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="weeklyreport",
            name="additions",
            field=models.JSONField(blank=True, default=dict, verbose_name="插入的内容"),
        ),
        migrations.RunPython(mark_pledges, migrations.RunPython.noop),
    ]
