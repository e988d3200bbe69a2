"""Fixed vocabularies of the rules knowledge base."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LevelOfEffect(TextChoices):
    """效力层级, highest first."""

    PARTY_CONSTITUTION = "party_constitution", _("党章")
    PARTY_REGULATION = "party_regulation", _("党内法规")
    STATUTE = "statute", _("法律")
    ADMINISTRATIVE_REGULATION = "administrative_regulation", _("行政法规")
    LOCAL_REGULATION = "local_regulation", _("地方性法规")
    DEPARTMENT_RULE = "department_rule", _("规章")
    NORMATIVE_DOCUMENT = "normative_document", _("规范性文件")


class ChangeKind(TextChoices):
    """How an edition came about: 修订 gives a whole new text, 修正 amends the old one by decision."""

    ENACTMENT = "enactment", _("制定")
    REVISION = "revision", _("修订")
    AMENDMENT = "amendment", _("修正")
    REPEAL = "repeal", _("废止")


class Status(TextChoices):
    """效力 of an edition on a day."""

    IN_FORCE = "in_force", _("现行有效")
    MODIFIED = "modified", _("已修改")
    REPEALED = "repealed", _("已废止")
    NOT_YET = "not_yet", _("尚未生效")


class Grammar(TextChoices):
    """Which grammar reads the text."""

    AUTO = "auto", _("自动识别")
    ARTICLES = "articles", _("条款式（第一条、第二条）")
    OUTLINE = "outline", _("公文式（一、（一）1.（1））")


class ListLevel(TextChoices):
    """Who a prohibition list binds."""

    CENTRAL = "central", _("中央")
    PROVINCIAL = "provincial", _("省级")
    MUNICIPAL = "municipal", _("市级")
    COUNTY = "county", _("区县")


class Sanction(TextChoices):
    """Sanction verbs of the prohibition lists, as facets."""

    DISCIPLINE = "discipline", _("给予纪律处分")
    STRUCK_OFF = "struck_off", _("排除出人选名单")
    DISQUALIFIED = "disqualified", _("取消候选人资格")
    SUSPENDED = "suspended", _("停职")
    REMOVED = "removed", _("免职")
    NOT_PROMOTED = "not_promoted", _("不得提拔使用")
    ORGANIZATIONAL = "organizational", _("组织处理")
    RECORDED = "recorded", _("记录在案")
    VOID = "void", _("宣布无效")
    ACCOUNTABLE = "accountable", _("追究责任")
    JUDICIAL = "judicial", _("移送司法机关")


class CitationState(TextChoices):
    """What became of a citation found in a text."""

    RESOLVED = "resolved", _("已关联")
    UNKNOWN_RULE = "unknown_rule", _("库中没有这部规则")
    AMBIGUOUS = "ambiguous", _("名称对应多部规则")
    NO_EDITION = "no_edition", _("库中没有当时有效的版本")
    NO_PROVISION = "no_provision", _("该版本没有这一条款")


class PublicationAction(TextChoices):
    """Publication steps in the audit log."""

    SUBMITTED = "content.submitted", _("提交审核")
    WITHDRAWN = "content.withdrawn", _("撤回审核")
    APPROVED = "content.approved", _("审核通过")
    REJECTED = "content.rejected", _("退回修改")
    SCHEDULED = "content.scheduled", _("定时发布")
    PUBLISHED = "content.published", _("发布")
    UNPUBLISHED = "content.unpublished", _("下线")
    MOVED = "content.moved", _("移动页面")
    DELETED = "content.deleted", _("删除页面")
    RESTRICTED = "content.restricted", _("调整访问范围")
    IMPORTED = "content.imported", _("导入规则")
    CITATION_CHECKED = "content.citation_checked", _("核对引用")
