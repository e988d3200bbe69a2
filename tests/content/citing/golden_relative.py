"""Golden set: 本法, 前款, 本条 and numbers that name no rule."""

from content.citing.places import Position
from tests.content.citing.golden import NORM, OPEN, SUPERVISION, WATCH, Q, case

PARA = Position(article=(75,), paragraph=3, chapter=4, section=2, part=1)
ITEM = Position(article=(75,), paragraph=2, item=4, chapter=4)
FIRST = Position(article=(1,), paragraph=1, chapter=1)
INSERTED = Position(article=(10, 1), paragraph=2)

SELF = [
    case(f"依照{word}第十条第二款执行。", Q(f"{word}第十条第二款", None, "art-10-para-2"), rule=True)
    for word in (
        "本法",
        "本条例",
        "本办法",
        "本规定",
        "本细则",
        "本规范",
        "本准则",
        "本规则",
        "本实施办法",
        "本章程",
    )
] + [
    case(
        "本细则第三条、第四条和第六条至第八条",
        Q("本细则第三条", None, "art-3"),
        Q("第四条", None, "art-4"),
        Q("第六条至第八条", None, "art-6", "art-8"),
        rule=True,
    ),
    case("本细则的第三条", Q("本细则的第三条", None, "art-3"), rule=True),
    case(
        "本细则第二章、第三章适用于补选。",
        Q("本细则第二章", None, "ch-2"),
        Q("第三章", None, "ch-3"),
        rule=True,
    ),
    case("本通知第三条所列情形", Q("本通知第三条", None, "art-3")),
    case(
        "《乡镇代表选举细则（示例）》第五条即本条来源。",
        Q("《乡镇代表选举细则（示例）》第五条", None, "art-5"),
        Q("本条", None, None),
        rule=True,
    ),
    case(
        "《乡镇代表选举细则（示例）》（2011年）第五条",
        Q("《乡镇代表选举细则（示例）》（2011年）第五条", "乡镇代表选举细则（示例）", "art-5", year=2011),
        rule=True,
    ),
    case("依照第十条规定处理。", Q("第十条", None, "art-10"), rule=True),
    case(
        "有第十条、第十一条情形之一的", Q("第十条", None, "art-10"), Q("第十一条", None, "art-11"), rule=True
    ),
    case("除第十条外，均适用。", Q("第十条", None, "art-10"), rule=True),
    case("第三章的规定适用于补选。", Q("第三章", None, "ch-3"), rule=True),
    case("第三章第二节的规定适用于补选。", Q("第三章第二节", None, "ch-3-sec-2"), rule=True),
    case(
        "依照《村务公开条例（示例）》第三条公布，并按照第十条存档。",
        Q("《村务公开条例（示例）》第三条", OPEN, "art-3"),
        Q("第十条", None, "art-10"),
        rule=True,
    ),
    case(
        "依照《村务公开条例（示例）》第三条、第十条公布。",
        Q("《村务公开条例（示例）》第三条", OPEN, "art-3"),
        Q("第十条", OPEN, "art-10"),
        rule=True,
    ),
    case(
        "依照本细则第三条、《村务公开条例（示例）》第十条和第十一条公布。",
        Q("本细则第三条", None, "art-3"),
        Q("《村务公开条例（示例）》第十条", OPEN, "art-10"),
        Q("第十一条", OPEN, "art-11"),
        rule=True,
    ),
    case(
        "依照《村务公开条例（示例）》第十条和本细则第三条公布。",
        Q("《村务公开条例（示例）》第十条", OPEN, "art-10"),
        Q("本细则第三条", None, "art-3"),
        rule=True,
    ),
    case(
        "决定本细则第八条第一款第二项规定的事项，第三项至第五项规定的事项除外。",
        Q("本细则第八条第一款第二项", None, "art-8-para-1-item-2"),
        Q("第三项至第五项", None, "art-8-para-1-item-3", "art-8-para-1-item-5", carried=True),
        rule=True,
    ),
    case(
        "第十条改为第十一条，作为第十一条。",
        Q("第十条", None, "art-10"),
        Q("第十一条", None, "art-11"),
        Q("第十一条", None, "art-11"),
        rule=True,
    ),
    case("删去第十条第二款。", Q("第十条第二款", None, "art-10-para-2"), rule=True),
]

RELATIVE = [
    case("依照前款规定处理。", Q("前款", None, "art-75-para-2"), at=PARA),
    case("依照上款规定处理。", Q("上款", None, "art-75-para-2"), at=PARA),
    case("依照前两款规定处理。", Q("前两款", None, "art-75-para-1", "art-75-para-2"), at=PARA),
    case("依照前二款的规定处理。", Q("前二款", None, "art-75-para-1", "art-75-para-2"), at=PARA),
    case("依照前三款规定处理。", Q("前三款", None, None), at=PARA),
    case("依照前条规定处理。", Q("前条", None, "art-74"), at=PARA),
    case("依照上一条规定处理。", Q("上一条", None, "art-74"), at=PARA),
    case("依照前两条规定处理。", Q("前两条", None, "art-73", "art-74"), at=PARA),
    case("依照前条第二款规定处理。", Q("前条第二款", None, "art-74-para-2"), at=PARA),
    case(
        "依照前条第（二）项规定处理。",
        Q("前条第（二）项", None, "art-74-para-1-item-2", implied=True),
        at=PARA,
    ),
    case("有前款第（二）项情形的", Q("前款第（二）项", None, "art-75-para-2-item-2"), at=PARA),
    case(
        "有前款第（二）项、第（四）项情形的",
        Q("前款第（二）项", None, "art-75-para-2-item-2"),
        Q("第（四）项", None, "art-75-para-2-item-4"),
        at=PARA,
    ),
    case(
        "有前款第（二）项至第（四）项情形的",
        Q("前款第（二）项至第（四）项", None, "art-75-para-2-item-2", "art-75-para-2-item-4"),
        at=PARA,
    ),
    case(
        "依照前款和第一款处理。",
        Q("前款", None, "art-75-para-2"),
        Q("第一款", None, "art-75-para-1"),
        at=PARA,
    ),
    case("依照前款、前条处理。", Q("前款", None, "art-75-para-2"), Q("前条", None, "art-74"), at=PARA),
    case("依照本条规定处理。", Q("本条", None, "art-75"), at=PARA),
    case("依照本条第二款规定处理。", Q("本条第二款", None, "art-75-para-2"), at=PARA),
    case(
        "依照本条第一款、第二款的规定",
        Q("本条第一款", None, "art-75-para-1"),
        Q("第二款", None, "art-75-para-2"),
        at=PARA,
    ),
    case(
        "依照本条第（三）项规定处理。",
        Q("本条第（三）项", None, "art-75-para-1-item-3", implied=True),
        at=PARA,
    ),
    case("本款所称候选人", Q("本款", None, "art-75-para-3"), at=PARA),
    case("本款第（一）项所称候选人", Q("本款第（一）项", None, "art-75-para-3-item-1"), at=PARA),
    case("本章所称候选人", Q("本章", None, "ch-4"), at=PARA),
    case("本节所称候选人", Q("本节", None, "ch-4-sec-2"), at=PARA),
    case("本编所称候选人", Q("本编", None, "part-1"), at=PARA),
    case("本章第一节的规定", Q("本章第一节", None, "ch-4-sec-1"), at=PARA),
    case("第一节的规定适用于补选。", Q("第一节", None, "ch-4-sec-1"), at=PARA),
    case("有第一款情形的，由选举机构处理。", Q("第一款", None, "art-75-para-1"), at=PARA),
    case("有第（二）项情形的，由选举机构处理。", Q("第（二）项", None, "art-75-para-3-item-2"), at=PARA),
    case(
        "其他与前三项相当的情形", Q("前三项", None, "art-75-para-2-item-1", "art-75-para-2-item-3"), at=ITEM
    ),
    case("与前项所列相当的情形", Q("前项", None, "art-75-para-2-item-3"), at=ITEM),
    case("不属于前款规定的情形", Q("前款", None, "art-75-para-1"), at=ITEM),
    case("本项所称近亲属", Q("本项", None, "art-75-para-2-item-4"), at=ITEM),
    case("有前五项行为的", Q("前五项", None, None), at=ITEM),
    case("依照前条规定处理。", Q("前条", None, None), at=FIRST),
    case("依照前款规定处理。", Q("前款", None, None), at=FIRST),
    case("有前项行为的", Q("前项", None, None), at=FIRST),
    case("依照前条规定处理。", Q("前条", None, "art-10"), at=INSERTED),
    case(
        "依照前款、本条第三款处理。",
        Q("前款", None, "art-10-1-para-1"),
        Q("本条第三款", None, "art-10-1-para-3"),
        at=INSERTED,
    ),
    case("依照前款规定处理。", Q("前款", None, None), rule=True),
    case(
        "依照前款第（二）项、第（三）项规定处理。",
        Q("前款第（二）项", None, None),
        Q("第（三）项", None, None),
        rule=True,
    ),
    case("依照本条第二款规定处理。", Q("本条第二款", None, None), rule=True),
    case("本章的规定适用于补选。", Q("本章", None, None), rule=True),
    case("以前款规定的方式公布。", Q("前款", None, "art-75-para-2"), at=PARA),
    case(
        "依照本细则第十条、本条第一款、前款办理。",
        Q("本细则第十条", None, "art-10"),
        Q("本条第一款", None, "art-75-para-1"),
        Q("前款", None, "art-75-para-2"),
        at=PARA,
    ),
]

CARRIED = [
    case(
        "依照《村务公开条例（示例）》第三条规定公布，依照第十条规定存档。",
        Q("《村务公开条例（示例）》第三条", OPEN, "art-3"),
        Q("第十条", OPEN, "art-10", carried=True),
    ),
    case(
        "张某违反《换届纪律监督办法（示例）》第八条。根据第十二条第一款，取消其资格。",
        Q("《换届纪律监督办法（示例）》第八条", WATCH, "art-8"),
        Q("第十二条第一款", WATCH, "art-12-para-1", carried=True),
    ),
    case(
        "《换届纪律监督办法（示例）》第八条已经明确，该办法第九条也有规定。",
        Q("《换届纪律监督办法（示例）》第八条", WATCH, "art-8"),
        Q("该办法第九条", WATCH, "art-9", carried=True),
    ),
    case(
        "依照《换届纪律监督办法（示例）》第八条处理，有该条第二款情形的除外。",
        Q("《换届纪律监督办法（示例）》第八条", WATCH, "art-8"),
        Q("该条第二款", WATCH, "art-8-para-2", carried=True),
    ),
    case(
        "依照《换届纪律监督办法（示例）》第八条处理。有该条第（二）项情形的除外。",
        Q("《换届纪律监督办法（示例）》第八条", WATCH, "art-8"),
        Q("该条第（二）项", WATCH, "art-8-para-1-item-2", implied=True, carried=True),
    ),
    case(
        "按《换届纪律监督办法（示例）》第八条第一款处理，第二款规定的除外。",
        Q("《换届纪律监督办法（示例）》第八条第一款", WATCH, "art-8-para-1"),
        Q("第二款", WATCH, "art-8-para-2", carried=True),
    ),
    case(
        "学习《换届纪律监督办法（示例）》。\n依照第八条处理。", Q("《换届纪律监督办法（示例）》", WATCH, "")
    ),
    case(
        "《村务公开条例（示例）》和《换届纪律监督办法（示例）》均已施行，依照第八条处理。",
        Q("《村务公开条例（示例）》", OPEN, ""),
        Q("《换届纪律监督办法（示例）》", WATCH, ""),
        Q("第八条", WATCH, "art-8", carried=True),
    ),
    case(
        "依照同规范第九条处理，见《基层选举工作规范（示例）》第八条、同规范第十条。",
        Q("《基层选举工作规范（示例）》第八条", NORM, "art-8"),
        Q("同规范第十条", NORM, "art-10", carried=True),
    ),
]

# 该法, 该条例, 该办法: the rule of that kind named last in the paragraph, wherever others were named since.
THAT = [
    case(
        "依照《中华人民共和国监察法》第十一条和《村务公开条例（示例）》第三条办理，该法第十二条另有规定。",
        Q("《中华人民共和国监察法》第十一条", SUPERVISION, "art-11"),
        Q("《村务公开条例（示例）》第三条", OPEN, "art-3"),
        Q("该法第十二条", SUPERVISION, "art-12", carried=True),
    ),
    case(
        "《换届纪律监督办法（示例）》第八条、《村务公开条例（示例）》第三条已有规定，该办法第九条、该条例第四条第二款从之。",
        Q("《换届纪律监督办法（示例）》第八条", WATCH, "art-8"),
        Q("《村务公开条例（示例）》第三条", OPEN, "art-3"),
        Q("该办法第九条", WATCH, "art-9", carried=True),
        Q("该条例第四条第二款", OPEN, "art-4-para-2", carried=True),
    ),
    case(
        "《村务公开条例（示例）》第三条和《信访工作条例（示例）》第五条，依照该条例第六条、第七条办理。",
        Q("《村务公开条例（示例）》第三条", OPEN, "art-3"),
        Q("《信访工作条例（示例）》第五条", "信访工作条例（示例）", "art-5"),
        Q("该条例第六条", "信访工作条例（示例）", "art-6", carried=True),
        Q("第七条", "信访工作条例（示例）", "art-7", carried=True),
    ),
    # 办法 is no 法: nobody can tell which 法 is meant.
    case(
        "依照《换届纪律监督办法（示例）》第八条处理，该法第九条另有规定。",
        Q("《换届纪律监督办法（示例）》第八条", WATCH, "art-8"),
    ),
    case(
        "《村务公开条例（示例）》已经施行。\n该条例第三条另有规定。", Q("《村务公开条例（示例）》", OPEN, "")
    ),
    case("依照该办法第九条处理。", rule=True),
    case(
        "依照《村务公开条例（示例）》第三条公布，该办法第九条、第十条另有规定。",
        Q("《村务公开条例（示例）》第三条", OPEN, "art-3"),
        rule=True,
    ),
    case(
        "《中华人民共和国民法典》第十条和该法典第十一条有效，该法第十二条无从查起。",
        Q("《中华人民共和国民法典》第十条", "中华人民共和国民法典", "art-10"),
        Q("该法典第十一条", "中华人民共和国民法典", "art-11", carried=True),
    ),
    case(
        "依照监察法第十一条和村务公开条例（示例）第三条，并参照同法第十二条。",
        Q("监察法第十一条", SUPERVISION, "art-11"),
        Q("村务公开条例（示例）第三条", OPEN, "art-3"),
        Q("同法第十二条", SUPERVISION, "art-12", carried=True),
        known=(SUPERVISION, OPEN),
    ),
    case(
        "《选票管理实施办法（试行）》第二条和《换届纪律监督办法（示例）》第八条，以该实施办法第三条为准。",
        Q("《选票管理实施办法（试行）》第二条", "选票管理实施办法（试行）", "art-2"),
        Q("《换届纪律监督办法（示例）》第八条", WATCH, "art-8"),
        Q("该实施办法第三条", "选票管理实施办法（试行）", "art-3", carried=True),
    ),
    case(
        "《关于严明换届纪律的通知（示例）》和《村务公开条例（示例）》第三条均有要求，该通知第二条更严。",
        Q("《关于严明换届纪律的通知（示例）》", "关于严明换届纪律的通知（示例）", ""),
        Q("《村务公开条例（示例）》第三条", OPEN, "art-3"),
        Q("该通知第二条", "关于严明换届纪律的通知（示例）", "art-2", carried=True),
    ),
    case(
        "《监察法》（2018年）第十条、《村务公开条例（示例）》第三条，以及该法第十一条。",
        Q("《监察法》（2018年）第十条", "监察法", "art-10", year=2018),
        Q("《村务公开条例（示例）》第三条", OPEN, "art-3"),
        Q("该法第十一条", "监察法", "art-11", year=2018, carried=True),
    ),
    case(
        "《乡镇代表选举细则（示例）》第五条和《村务公开条例（示例）》第三条，以该细则第六条为准。",
        Q("《乡镇代表选举细则（示例）》第五条", None, "art-5"),
        Q("《村务公开条例（示例）》第三条", OPEN, "art-3"),
        Q("该细则第六条", None, "art-6", carried=True),
        rule=True,
    ),
]
