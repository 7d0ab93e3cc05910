from django.db import migrations, models


def from_switch(apps, schema_editor):
    apps.get_model("projects", "Project").objects.filter(show_suggestions=False).update(suggestion_share=0.0)


def to_switch(apps, schema_editor):
    apps.get_model("projects", "Project").objects.filter(suggestion_share=0.0).update(show_suggestions=False)


class Migration(migrations.Migration):
    # A table that was written is not altered in the same transaction on PostgreSQL.
    atomic = False

    dependencies = [("projects", "0003_resumed")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="suggestion_share",
            field=models.FloatField(
                default=1.0, help_text="of seats that see what a model suggests: 0 none, 1 all, between them by chance"
            ),
        ),
        migrations.RunPython(from_switch, to_switch),
        migrations.RemoveField(model_name="project", name="show_suggestions"),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(suggestion_share__range=(0.0, 1.0)), name="suggestion_share_is_a_share"
            ),
        ),
    ]
