"""Texts of great length and unkind shape for the parser, in its tests and in `make bench-texts`."""

SIZE = 100_000
REGULATION = "第{n}条　示例单位应当依照本办法登记：\n（一）示例甲；\n（二）示例乙。\n示例人员应当报告。\n"
HARD = {
    "brackets": "（" * SIZE,
    "ordinals": "第" * SIZE,
    "digits": "1" * SIZE,
    "numerals": "一" * SIZE,
    "empty lines": "\n" * SIZE,
    "short lines": "示\n" * (SIZE // 2),
    "blanks": "第" + " " * SIZE,
    "articles": "第一条\n" * (SIZE // 4),
    "chapters on a line": "第一章 " * (SIZE // 4),
    "chapters": "第一章\n" * (SIZE // 4),
    "items": "（一）\n" * (SIZE // 4),
    "points": "一、\n（一）\n1.\n（1）\n" * (SIZE // 14),
    "lists": "第一条\n（一）：\n1.\n（1）\n" * (SIZE // 16),
    "broken history": "《\n" * (SIZE // 2),
    "signatures": "示例局\n" * (SIZE // 4) + "2016年1月1日",
    "dates": "2016年1月1日\n" * (SIZE // 10),
    "repeated titles": "# 示例示例\n" + "示例示例\n" * (SIZE // 5),
    "attachments": "附件\n" * (SIZE // 3),
    "headed attachments": "".join(f"附件{number % 99 + 1}：甲\n" for number in range(SIZE // 6)),
    "lists of attachments": "附件：1.甲\n2.乙\n" * (SIZE // 13),
    "articles and attachments": "第一条　甲\n附件1\n" * (SIZE // 12),
    "regulation": "".join(REGULATION.format(n=number) for number in range(1, SIZE // 45)),
}


def first_bytes(text: str, size: int) -> str:
    """The first ``size`` bytes of a text, whole characters only."""
    return text.encode()[:size].decode(errors="ignore")
