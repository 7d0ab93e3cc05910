from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_cycle")]

    operations = [
        migrations.AddField(
            "membership",
            "resumed_at",
            models.DateTimeField(
                null=True, help_text="the end of their last pause: gold answered before it is not judged again"
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.UniqueConstraint(
                fields=["project", "pseudonym"], condition=~models.Q(pseudonym=""), name="a_pseudonym_once_per_project"
            ),
        ),
        migrations.AddIndex(
            "membership",
            models.Index(fields=["project"], name="members_paused", condition=models.Q(paused_at__isnull=False)),
        ),
    ]
