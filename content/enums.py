"""Fixed vocabularies of the rules knowledge base."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LevelOfEffect(TextChoices):
    """效力层级, highest first."""

    PARTY_CONSTITUTION = "party_constitution", _("党章")
    PARTY_REGULATION = "party_regulation", _("党内法规")
    STATUTE = "statute", _("法律")
    ADMINISTRATIVE_REGULATION = "administrative_regulation", _("行政法规")
    JUDICIAL_INTERPRETATION = "judicial_interpretation", _("司法解释")
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


class SecrecyLevel(TextChoices):
    """密级 of the source document (保守国家秘密法, 2024, art. 14): none of these may be published here."""

    CONFIDENTIAL = "confidential", _("秘密")
    SECRET = "secret", _("机密")
    TOP_SECRET = "top_secret", _("绝密")


class NoticeKind(TextChoices):
    """What 通报 means: a sanction, a notice between authorities, or publication."""

    PUBLICATION = "publication", _("公开曝光")
    INTERNAL_NOTICE = "internal_notice", _("内部通报")
    SANCTION = "sanction", _("通报批评")


class Outcome(TextChoices):
    """What followed for a person: party and administrative sanctions, lightest first, and the rest."""

    ADMONITION = "admonition", _("诫勉")
    CRITICISM = "criticism", _("批评教育")
    WARNING = "warning", _("党内警告")
    SERIOUS_WARNING = "serious_warning", _("党内严重警告")
    REMOVED_FROM_PARTY_POST = "removed_from_party_post", _("撤销党内职务")
    PROBATION = "probation", _("留党察看")
    EXPELLED = "expelled", _("开除党籍")
    ADMINISTRATIVE = "administrative", _("政务处分")
    DISMISSED = "dismissed", _("免职")
    DISQUALIFIED = "disqualified", _("取消候选人资格")
    ELECTION_VOID = "election_void", _("当选无效")
    ORGANIZATIONAL = "organizational", _("组织处理")
    REFERRED = "referred", _("移送司法机关")


class MaterialKind(TextChoices):
    """学习资料 by what one does with it."""

    ARTICLE = "article", _("文章")
    VIDEO = "video", _("视频")
    SLIDES = "slides", _("课件")
    PDF = "pdf", _("文档")


class NewsKind(TextChoices):
    """News, and reports of experience."""

    NEWS = "news", _("工作动态")
    EXPERIENCE = "experience", _("经验交流")


class EventKind(TextChoices):
    """Gatherings of the campaign (measures 1, 2, 7, 9)."""

    STUDY_SESSION = "study_session", _("专题学习")
    TRAINING_CLASS = "training_class", _("培训班")
    LECTURE_TOUR = "lecture_tour", _("巡回宣讲")
    SCREENING = "screening", _("警示教育片观看")


class EventState(TextChoices):
    """Where an event stands at a moment; computed, never stored."""

    UPCOMING = "upcoming", _("即将开始")
    RUNNING = "running", _("正在进行")
    ENDED = "ended", _("已结束")


class ListingKind(TextChoices):
    """What a line of a column is."""

    RULE = "rule", _("规则")
    POLICY = "policy", _("政策文件")
    CASE = "case", _("案例通报")
    MATERIAL = "material", _("学习资料")
    NEWS = "news", _("工作动态")
    EXPERIENCE = "experience", _("经验交流")
    TOPIC = "topic", _("专题")
    EVENT = "event", _("活动")
    COURSE = "course", _("培训课程")


class WithdrawalReason(TextChoices):
    """Why a page was withdrawn; a repealed one stays readable."""

    ERROR = "error", _("发布有误")
    MERGED = "merged", _("已合并到其他页面")
    REPEALED = "repealed", _("废止或者失效")


class ReportState(TextChoices):
    """What became of a reader's error report (纠错)."""

    OPEN = "open", _("待处理")
    CORRECTED = "corrected", _("已更正")
    DECLINED = "declined", _("无需更正")


class CitationState(TextChoices):
    """What became of a citation found in a text."""

    RESOLVED = "resolved", _("已关联")
    UNKNOWN_RULE = "unknown_rule", _("库中没有这部规则")
    AMBIGUOUS = "ambiguous", _("名称对应多部规则")
    NO_EDITION = "no_edition", _("库中没有当时有效的版本")
    NO_PROVISION = "no_provision", _("该版本没有这一条款")


class ExtractionStatus(TextChoices):
    """Where the words of a file stand."""

    PENDING = "pending", _("等待提取")
    DONE = "done", _("已提取")
    NO_TEXT = "no_text", _("无文字层")
    FAILED = "failed", _("提取失败")


class ExtractionProblem(TextChoices):
    """Why a file gave no words, and what its editor can do; the values are those of ``extracting``."""

    TOO_LARGE = "too_large", _("文件超过 50 MB，请压缩或者拆分后重新上传。")
    TOO_LONG = "too_long", _("页数或者字数过多，请拆分后重新上传。")
    ENCRYPTED = "encrypted", _("文件设有密码或者经过加密，请上传没有加密的文件。")
    DAMAGED = "damaged", _("文件不完整或者已损坏，请重新获取后上传。")
    MISMATCH = "mismatch", _("文件内容与后缀不符，请确认文件类型后重新上传。")
    BOMB = "bomb", _("文件解压后体积异常（疑似压缩炸弹），没有读取。")
    UNSAFE = "unsafe", _("文件内部有不安全的内容，没有读取，请另存后重新上传。")
    NESTED = "nested", _("这是压缩包，请解压后逐个上传其中的文件。")
    UNDECODABLE = "undecodable", _("无法识别文字编码，请另存为 UTF-8 编码的文本后重新上传。")
    UNSUPPORTED = "unsupported", _("不能读取这种格式，请另存为 DOCX、XLSX、PPTX 或者 PDF 后重新上传。")
    TIMEOUT = "timeout", _("读取超过时限，请拆分或者另存后重新上传。")
    MEMORY = "memory", _("读取占用内存过多，请拆分或者另存后重新上传。")
    CRASHED = "crashed", _("读取程序意外中止，请另存后重新上传。")
    MISSING = "missing", _("服务器上没有这个文件，请重新上传。")


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
    REFUSED = "content.refused", _("定有密级，拒绝发布")
    PAGE_WITHDRAWN = "content.page_withdrawn", _("撤下页面")
    REINSTATED = "content.reinstated", _("恢复页面")
    REVIEW_DATE_SET = "content.review_date_set", _("复核完成")
    REMINDED = "content.reminded", _("提醒复核")
    ERROR_REPORTED = "content.error_reported", _("读者纠错")
    ERROR_HANDLED = "content.error_handled", _("处理纠错")
    SETTINGS_CHANGED = "content.settings_changed", _("修改网站信息")
