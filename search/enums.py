"""Words the search speaks in."""

from __future__ import annotations

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
