"""The words every installation begins with; editors change them afterwards."""

from django.db import migrations

from search.analysis.initial_words import STOP_WORDS, SYNONYMS

NOTE = "系统初始"


def add(apps, _schema_editor):
    Synonym, StopWord = apps.get_model("search", "Synonym"), apps.get_model("search", "StopWord")
    Synonym.objects.bulk_create(
        (Synonym(word=word, alternatives="\n".join(lines), note=NOTE) for word, lines in SYNONYMS.items()),
        ignore_conflicts=True,
    )
    StopWord.objects.bulk_create(
        (StopWord(word=word, note=NOTE) for word in STOP_WORDS), ignore_conflicts=True
    )


def take_back(apps, _schema_editor):
    """Those nobody changed."""
    Synonym, StopWord = apps.get_model("search", "Synonym"), apps.get_model("search", "StopWord")
    for word, lines in SYNONYMS.items():
        Synonym.objects.filter(word=word, alternatives="\n".join(lines), note=NOTE).delete()
    StopWord.objects.filter(word__in=STOP_WORDS, note=NOTE).delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0002_curation")]

    operations = [migrations.RunPython(add, take_back)]
