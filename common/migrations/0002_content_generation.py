from django.db import migrations, models


def make_the_row(apps, schema_editor):
    apps.get_model("common", "ContentGeneration").objects.get_or_create(pk=1, defaults={"mark": "first"})


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentGeneration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.CharField(max_length=32)),
            ],
            options={
                "verbose_name": "内容版本标记",
                "verbose_name_plural": "内容版本标记",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="generation_one_row")
                ],
            },
        ),
        migrations.RunPython(make_the_row, migrations.RunPython.noop),
    ]
