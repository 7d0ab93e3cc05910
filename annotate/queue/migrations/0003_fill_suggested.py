from django.db import migrations

# Of suggestions that stand already: the first choice of the first answer. What is no text of 1 to 500 characters groups with nothing.
_FIRST = {
    "postgresql": (
        "UPDATE {table} SET suggested = suggestion #>> '{{result,0,value,choices,0}}' "
        "WHERE jsonb_typeof(suggestion #> '{{result,0,value,choices,0}}') = 'string' "
        "AND length(suggestion #>> '{{result,0,value,choices,0}}') BETWEEN 1 AND 500"
    ),
    "sqlite": (
        "UPDATE {table} SET suggested = json_extract(suggestion, '$.result[0].value.choices[0]') "
        "WHERE json_type(suggestion, '$.result[0].value.choices[0]') = 'text' "
        "AND length(json_extract(suggestion, '$.result[0].value.choices[0]')) BETWEEN 1 AND 500"
    ),
}


def fill(apps, schema_editor):
    task = apps.get_model("queue", "Task")
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute(_FIRST[connection.vendor].format(table=task._meta.db_table))


class Migration(migrations.Migration):
    dependencies = [("queue", "0002_suggested")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
