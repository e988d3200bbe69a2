"""The words every installation begins with; editors change them afterwards."""

from django.db import migrations

SYNONYMS = {
    "拉票贿选": ("贿选", "拉票", "贿赂 选民", "贿赂 选举", "贿赂 选票"),
    "贿选": ("贿赂 选民", "贿赂 选举", "贿赂 选票"),
    "买官卖官": ("买官", "卖官"),
    "跑官要官": ("跑官", "要官"),
    "打招呼": ("说情", "请托"),
    "说情": ("打招呼", "请托"),
    "九严禁": ("九个严禁", "严禁 换届"),
    "九个严禁": ("九严禁", "严禁 换届"),
}
# Words of questions, and of politeness, that no rule text answers with.
STOP_WORDS = (
    "怎么", "怎么办", "怎么样", "怎样", "如何", "什么", "什么样", "是什么", "为什么", "哪些", "哪个", "哪里",
    "多少", "多久", "是不是", "是否", "能不能", "可不可以", "可以吗", "算不算", "有没有", "要不要", "会不会",
    "请问", "请教", "想问", "我想知道",
)
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
    dependencies = [("search", "0001_curation")]

    operations = [migrations.RunPython(add, take_back)]
