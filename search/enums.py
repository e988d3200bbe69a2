"""Words the search speaks in."""

from __future__ import annotations

from enum import Enum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageKind(models.TextChoices):
    """What a result belongs to."""

    RULE = "rule", _("规则条文")
    POLICY = "policy", _("政策文件")
    PROHIBITION = "prohibition", _("纪律清单")
    CASE = "case", _("案例通报")
    MATERIAL = "material", _("学习资料")
    NEWS = "news", _("工作动态")
    TOPIC = "topic", _("专题")
    EVENT = "event", _("活动")
    COURSE = "course", _("课程")
    LESSON = "lesson", _("课时")


class Sort(models.TextChoices):
    """The order of the results."""

    RELEVANCE = "relevance", _("按相关程度")
    NEWEST = "newest", _("最新在前")
    OLDEST = "oldest", _("最早在前")


class Remark(models.TextChoices):
    """What the reader should know about how a query was understood."""

    ANY_WORD = "any_word", _("没有同时包含全部词语的结果，以下结果包含其中部分词语。")
    TRUNCATED = "truncated", _("搜索内容过长，只使用了前面的一部分。")
    UNAVAILABLE = "unavailable", _("搜索暂时不可用，请稍后再试，或从规则库目录查找。")
    SIMPLIFIED = "simplified", _("搜索服务暂时不可用，以下是简化结果：只按词语查找，不按相关程度排列。")


class Found(Enum):
    """What became of a citation typed into the search box."""

    PLACE = auto()  # the very provision
    NO_ARTICLE = auto()  # the rule, which has no such article
    NO_LINE = auto()  # the article, which has no such 款 or 项
    UNCLEAR_LINE = auto()  # the article, of which several 款 have such a 项
    NO_EDITION = auto()  # the rule, of which there is no text of that year
    SEVERAL = auto()  # more than one rule of the name


class ProblemKind(models.TextChoices):
    """What of a query was not understood, and what was done instead; {typed} is what was typed."""

    LONE_QUOTE = "lone_quote", _("引号没有成对，已按普通词语搜索。")
    ONLY_EXCLUDED = "only_excluded", _("只写了要排除的词语，请再写上要找的词语。")
    ONLY_FILTERS = "only_filters", _("只写了筛选条件，请再写上要找的词语。")
    NO_VALUE = "no_value", _("“{typed}：”后面没有内容，条件没有使用。")
    UNKNOWN_KIND = "unknown_kind", _("没有“{typed}”这个类型，已按普通词语搜索。可用的类型：{kinds}。")
    UNKNOWN_STATUS = (
        "unknown_status",
        _("没有“{typed}”这种效力，已按普通词语搜索。可用的有：{statuses}、全部。"),
    )
    BAD_YEAR = "bad_year", _("没有看懂年份“{typed}”，已按普通词语搜索。请写成2016或者2016-2018。")
    EXCLUDED_YEAR = (
        "excluded_year",
        _("年份不能排除，条件没有使用。请写明要找的年份，例如 年份:2016-2018。"),
    )
    BAD_NUMBER = "bad_number", _("没有看懂文号“{typed}”，已按普通词语搜索。请写成〔2016〕1号这样的形式。")
    CONTRADICTION = "contradiction", _("搜索框里的条件与所选的筛选不能同时满足，请去掉其中一个。")


class Grade(models.IntegerChoices):
    """How well something answers a query."""

    PARTLY = 1, _("部分相关")
    WELL = 2, _("相关")
    EXACT = 3, _("完全符合")


class TraceSource(models.TextChoices):
    """Where a search was asked."""

    PAGE = "page", _("结果页")
    API = "api", _("接口")


class FollowEvent(models.TextChoices):
    """What happened to a rule somebody follows, or in a search somebody saved."""

    NEW_EDITION = "new_edition", _("发布了新的版本")
    NEW_CASE = "new_case", _("有新的案例通报引用")
    IN_FORCE = "in_force", _("新的版本开始施行")
    REPEALED = "repealed", _("已经废止或者失效")
    WITHDRAWN = "withdrawn", _("已从本站撤下")
    SEARCH_HIT = "search_hit", _("保存的搜索有新的结果")


class Digest(models.TextChoices):
    """How often news of what one follows is sent by mail."""

    NONE = "none", _("不发邮件")
    DAILY = "daily", _("每天一封")
    WEEKLY = "weekly", _("每周一封")
