"""The tables of hours every installation begins with; the training office replaces them by versions of its own."""

import datetime as dt
from decimal import Decimal as D

from django.db import migrations

NOTE = "系统初始"
LEADERS = "县处级以上、四级调研员以上"
OTHERS = "乡科级以下、一级主任科员以下"

# 干部教育培训工作条例 (revised 2023) article 14 has two groups of ranks.
GROUPS = {
    LEADERS: (
        "省部级、厅局级、县处级党政领导干部和四级调研员及相当层次职级以上公务员（条例第十四条）。",
        "省部级正职 省部级副职 厅局级正职 厅局级副职 县处级正职 县处级副职 省部级 厅局级 县处级 正厅级 副厅级 正局级 副局级 正处级 副处级"
        " 一级巡视员 二级巡视员 一级调研员 二级调研员 三级调研员 四级调研员",
    ),
    OTHERS: (
        "乡科级党政领导干部和一级主任科员及相当层次职级以下公务员（条例第十四条）。",
        "乡科级正职 乡科级副职 乡科级 正科级 副科级 股级 科员 办事员"
        " 一级主任科员 二级主任科员 三级主任科员 四级主任科员 一级科员 二级科员",
    ),
}

REGULATIONS = "中共中央"
REGULATIONS_DOCUMENT = "干部教育培训工作条例（2023年修订）"
PUBLISHED = dt.date(2023, 10, 17)  # day of the text in 共产党员网

# (label, source, lesson kind, category, basis, minutes from, minutes to, hours, extra)
RULE_TABLES = [
    (
        dict(
            name="网络课程学时标准",
            issuer="云南省干部在线学习学院",
            document="学时标准说明（帮助页，2024年1月2日）",
            effective_from=dt.date(2024, 1, 2),
            state="in_force",
            note="读文章、读规则、课件文档没有单独的标准，按规定学习时长同样分档。正好30分钟计1学时，正好15分钟计0.25学时。",
        ),
        [
            ("通过测验", "online", "quiz", "online", "once", None, None, "0.5", {}),
            ("30分钟以上课程", "online", "", "online", "length", 30, None, "1", {}),
            ("15分钟以下微课", "online", "", "online", "length", None, 15, "0.25", {}),
            ("15至30分钟课程", "online", "", "online", "length", 15, 30, "0.5", {}),
        ],
    ),
    (
        dict(
            name="集中培训学时折算",
            issuer=REGULATIONS,
            document=f"{REGULATIONS_DOCUMENT}第十四条、第十五条",
            effective_from=PUBLISHED,
            state="in_force",
            leave_one_in=7,
            note="条例第十四条写明“12天或者90学时”，按此折算一天7.5学时；写明学时的培训按所写学时计。"
            "请假累计超过总学时七分之一的应予退学，见第十五条。",
        ),
        [
            ("培训班次，按课程表学时", "class", "", "concentrated", "hour", None, None, "1", {}),
            *(
                (f"{words}，{unit}", source, "", "concentrated", basis, None, None, hours, {"days": days})
                for source, words in (("offline", "脱产培训"), ("out_of_town", "外出培训"), ("abroad", "出国（境）培训"))
                for basis, unit, hours, days in (
                    ("day", "每天", "7.5", "1"),
                    ("half_day", "每半天", "3.75", "0.5"),
                    ("hour", "写明学时的", "1", "0"),
                )
            ),
        ],
    ),
    (
        dict(
            name="南京市学时积分办法（示例）",
            issuer="南京市",
            document="干部教育培训学时办法（网上公开文本，仅供参考）",
            effective_from=dt.date(2024, 1, 1),
            state="example",
            note="作为另一种办法的示例：按天折算、每次和每年上限、授课倍数、论文固定学时。不启用。",
        ),
        [
            ("脱产培训，每天", "offline", "", "concentrated", "day", None, None, "6", {"days": "1"}),
            ("脱产培训，每半天", "offline", "", "concentrated", "half_day", None, None, "3", {"days": "0.5"}),
            ("外出培训，每天", "out_of_town", "", "concentrated", "day", None, None, "6", {"days": "1", "cap_per_year": "48"}),
            ("出国（境）培训，每天", "abroad", "", "concentrated", "day", None, None, "6", {"days": "1", "cap_per_year": "24"}),
            ("出国（境）培训，一次", "abroad", "", "concentrated", "once", None, None, "48", {}),
            ("授课，每学时", "teaching", "", "concentrated", "hour", None, None, "1", {"multiplier": "5"}),
            ("调研文章，每篇（另有24、48两档）", "paper", "", "concentrated", "once", None, None, "12", {}),
            ("中心组学习，每次", "study_group", "", "concentrated", "once", None, None, "3", {}),
        ],
    ),
]

TARGET_TABLES = [
    (
        dict(
            name="集中培训目标",
            issuer=REGULATIONS,
            document=f"{REGULATIONS_DOCUMENT}第十四条",
            effective_from=PUBLISHED,
            state="in_force",
            note="五年目标另可以累计3个月脱产培训达到；系统按学时计算。",
        ),
        [
            dict(label="五年集中培训", article="第十四条", group=LEADERS, period="five_years", first_year=2023,
                 category="concentrated", hours="550", promoted_months=12),
            dict(label="年度集中培训", article="第十四条", group=OTHERS, period="year",
                 category="concentrated", hours="90", days="12"),
        ],
    ),
    (
        dict(
            name="网络培训目标",
            issuer=REGULATIONS,
            document="全国干部教育培训规划（2023—2027年）",
            effective_from=dt.date(2023, 1, 1),
            effective_to=dt.date(2028, 1, 1),
            state="in_force",
            note="据云南省干部在线学习学院2024年1月2日帮助页引用。",
        ),
        [dict(label="年度网络培训", group=None, period="year", category="online", hours="50")],
    ),
    (
        dict(
            name="南京市学时目标（示例）",
            issuer="南京市",
            document="干部教育培训学时办法（网上公开文本，仅供参考）",
            effective_from=dt.date(2024, 1, 1),
            state="example",
            note="作为另一种办法的示例，不启用。",
        ),
        [
            dict(label="年度总学时", group=None, period="year", category="total", hours="84", carries_over=True),
            dict(label="年度必修", group=None, period="year", category="required", hours="56"),
            dict(label="年度网络必学", group=None, period="year", category="online", hours="10"),
        ],
    ),
]


def add(apps, _schema_editor):
    model = lambda name: apps.get_model("training", name)  # noqa: E731
    groups = {None: None}
    for position, (name, (note, ranks)) in enumerate(GROUPS.items(), start=1):
        groups[name] = model("RankGroup").objects.create(name=name, position=position, note=note)
        for text in ranks.split():
            model("RankName").objects.create(text=text, group=groups[name])
    columns = "label source lesson_kind category basis minutes_from minutes_to hours".split()
    for fields, lines in RULE_TABLES:
        table = model("HourRuleTable").objects.create(**_marked(fields))
        for order, line in enumerate(lines):
            values = dict(zip(columns, line[:-1])) | {key: D(value) for key, value in line[-1].items()}
            values["hours"] = D(values["hours"])
            model("HourRule").objects.create(table=table, sort_order=order, **values)
    for fields, lines in TARGET_TABLES:
        table = model("TargetTable").objects.create(**_marked(fields))
        for order, line in enumerate(lines):
            values = {**line, "group": groups[line["group"]]}
            model("Target").objects.create(table=table, sort_order=order, **values)


def _marked(fields):
    return {**fields, "note": f"{fields['note']}（{NOTE}）"}


def take_back(apps, _schema_editor):
    """What was added; groups and ranks somebody still uses stay."""
    model = lambda name: apps.get_model("training", name)  # noqa: E731
    for name, tables in (("HourRuleTable", RULE_TABLES), ("TargetTable", TARGET_TABLES)):
        for fields, _lines in tables:
            model(name).objects.filter(name=fields["name"], version=1, note=_marked(fields)["note"]).delete()
    for group, (_note, ranks) in GROUPS.items():
        model("RankName").objects.filter(text__in=ranks.split(), group__name=group).delete()
        used = model("Target").objects.filter(group__name=group).exists()
        if not used and not model("RankPeriod").objects.filter(group__name=group).exists():
            model("RankGroup").objects.filter(name=group, names__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]

    operations = [migrations.RunPython(add, take_back)]
