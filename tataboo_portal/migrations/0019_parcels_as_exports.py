from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tataboo_portal', '0018_kept_rows'),
    ]

    operations = [
        migrations.AlterField(
            model_name='exportfile',
            name='kind',
            field=models.CharField(choices=[('xlsx', 'Excel 表'), ('csv', 'CSV 文本'), ('zip', '资料包')], default='xlsx', max_length=8, verbose_name='格式'),
        ),
    ]
