"""How an indicator is told in the meeting's material: its verb, and whether it belongs to 市场整治."""

from django.db import migrations, models

VERBS = {
    "cleanup_event": "开展",
    "special_meeting": "举行",
    "training": "组织",
    "public_ad": "设置",
    "no_smoking_sign": "设置",
    "smoking_check": "开展",
    "survey_response": "收回",
}
OF_MARKETS = ("signboard", "street_vendor")


def tell(apps, schema_editor):
    indicators = apps.get_model("campaigns", "Indicator").objects
    for code, verb in VERBS.items():
        indicators.filter(code=code).update(verb=verb)
    indicators.filter(code__in=OF_MARKETS).update(is_market=True)


class Migration(migrations.Migration):

    dependencies = [("campaigns", "0006_goals")]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="verb",
            field=models.CharField(blank=True, default="", help_text="例会材料写在名称前，比如：开展。", max_length=6, verbose_name="动词"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="indicator",
            name="is_market",
            field=models.BooleanField(default=False, help_text="例会材料写进“市场整治”，不再写进“环境整治”。", verbose_name="市场整治"),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
