from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0002_cycle'),
        ('queue', '0004_cycle'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='roundperson',
            name='taken',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='where there is a most: seats they hold or have finished'),
        ),
        migrations.AddConstraint(
            model_name='roundperson',
            constraint=models.CheckConstraint(
                condition=Q(at_most__isnull=True) | Q(taken__lte=F('at_most')), name='nobody_takes_more_than_their_most'
            ),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['annotator', 'project', 'created_at'], name='assignment_day'),
        ),
    ]
