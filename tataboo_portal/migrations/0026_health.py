import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tataboo_portal', '0025_second_steps_and_old_passwords'),
    ]

    operations = [
        migrations.CreateModel(
            name='HealthState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='名称')),
                ('level', models.CharField(choices=[('well', '正常'), ('mind', '注意'), ('act', '要处理')], default='well', max_length=4, verbose_name='状态')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='从什么时候')),
            ],
            options={
                'verbose_name': '运行状况',
                'verbose_name_plural': '运行状况',
            },
        ),
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='名称')),
                ('at', models.DateTimeField(blank=True, null=True, verbose_name='最近一次')),
                ('facts', models.JSONField(blank=True, default=dict, verbose_name='结果')),
            ],
            options={
                'verbose_name': '脉搏',
                'verbose_name_plural': '脉搏',
            },
        ),
    ]
