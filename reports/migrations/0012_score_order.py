from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_burden_lists")]

    operations = [
        migrations.AlterModelOptions(
            name="unitscore",
            options={
                "ordering": ("unit__position", "id"),
                "verbose_name": "单位得分",
                "verbose_name_plural": "单位得分",
            },
        ),
    ]
