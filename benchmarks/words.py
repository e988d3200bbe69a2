"""Chinese text in the project's own words, always the same for the same number."""

from __future__ import annotations

import random

WHO = ["各级党组织", "有关单位", "组织部门", "工作人员", "监督机构", "参加会议的人员", "基层站点", "联络员"]
DO = ["应当核对", "及时登记", "按规定公开", "逐项检查", "如实记录", "妥善保管", "定期通报", "共同确认"]
WHAT = [
    "工作材料",
    "名册和名单",
    "会议记录",
    "办理期限",
    "意见和建议",
    "线索移交情况",
    "学习计划",
    "会场安排",
]
HOW = [
    "并留存底稿",
    "并在当日完成",
    "并由两人签字",
    "不得代为填写",
    "不得拖延",
    "并向上一级说明",
    "并接受监督",
]
TOPICS = ["值班安排", "学习计划", "材料归档", "会场秩序", "线索交接", "名册核对", "公开事项", "宣传提示"]


class Words:
    """Sentences and titles from one seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - text, not secrets

    def sentence(self) -> str:
        """One sentence, as an article has it."""
        pick = self._dice.choice
        return f"{pick(WHO)}{pick(DO)}{pick(WHAT)}，{pick(HOW)}。"

    def paragraph(self, sentences: int = 3) -> str:
        """Several sentences."""
        return "".join(self.sentence() for _ in range(sentences))

    def topic(self) -> str:
        """What a paper is about."""
        return self._dice.choice(TOPICS)
