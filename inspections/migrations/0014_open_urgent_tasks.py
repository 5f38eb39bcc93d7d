from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspections", "0013_withdrawn_requests")]

    operations = [
        migrations.RemoveIndex(model_name="remediationtask", name="task_urgent"),
        migrations.AddIndex(
            model_name="remediationtask",
            index=models.Index(
                fields=["-id"],
                name="task_open_urgent",
                condition=models.Q(
                    ("is_urgent", True),
                    (
                        "state__in",
                        ("reported", "accepted", "dispatched", "processing", "rework", "resolved", "suspended"),
                    ),
                ),
            ),
        ),
    ]
