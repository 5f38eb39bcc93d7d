"""Trainings and special meetings are kept in a ledger of their own from now on."""

from django.db import migrations, models

CODES = ("training", "special_meeting")


def give_ledger(apps, schema_editor):
    apps.get_model("campaigns", "Indicator").objects.filter(code__in=CODES, ledger="none").update(ledger="training")


class Migration(migrations.Migration):

    dependencies = [("campaigns", "0003_imports")]

    operations = [
        migrations.AlterField(
            model_name='indicator',
            name='group',
            field=models.CharField(choices=[('totals', '八项总账'), ('forms', '整治形式'), ('drives', '集中行动'), ('publicity', '宣传发动'), ('meetings', '会议培训'), ('civility', '文明创建')], max_length=12, verbose_name='分组'),
        ),
        migrations.AlterField(
            model_name='indicator',
            name='ledger',
            field=models.CharField(choices=[('work', '整治台账'), ('publicity', '宣传台账'), ('training', '培训会议'), ('document', '工作方案'), ('activity', '文化活动'), ('centre', '文化中心'), ('smoking', '控烟检查'), ('survey', '满意度调查'), ('praise', '表扬锦旗'), ('none', '只有历史数字')], max_length=12, verbose_name='台账'),
        ),
        migrations.RunPython(give_ledger, migrations.RunPython.noop),
    ]
