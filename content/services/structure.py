"""The portal's frame: its fixed pages, who may edit below them, and the three reviews."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts.enums import ROLE_GROUP_NAMES, Role
from content.models import (
    BasePage,
    CaseIndexPage,
    EventIndexPage,
    HomePage,
    MaterialIndexPage,
    NewsIndexPage,
    PolicyIndexPage,
    ProhibitionIndexPage,
    ReviewTask,
    RuleIndexPage,
    TopicIndexPage,
)

WORKFLOW_NAME = "三审三校"
STEPS = (
    (1, "初审", Role.FIRST_REVIEWER),
    (2, "复审", Role.SECOND_REVIEWER),
    (3, "终审", Role.FINAL_REVIEWER),
)
MORE_COLUMNS: tuple[tuple[type[BasePage], str, str, str, bool], ...] = (
    (CaseIndexPage, "cases", "案例通报", "违反换届纪律典型问题的通报，对照依据条文和纪律要求阅读。", True),
    (MaterialIndexPage, "materials", "学习资料", "文章、视频、课件和文档。", True),
    (TopicIndexPage, "topics", "专题", "围绕一个主题集中阅读。", True),
    (NewsIndexPage, "news", "工作动态", "各地各单位严肃换届纪律的工作动态和经验。", False),
    (EventIndexPage, "events", "活动", "专题学习、培训、宣讲和警示教育的安排。", False),
)
# One row per role at the site's root; which pages a person reaches follows from units (content.rules).
PAGE_PERMISSIONS = {
    Role.EDITOR: ("add", "change"),
    Role.DISTRICT_ADMIN: ("add", "change"),
    # Lets reviewers into the page lists of their units; the tester in content.rules makes it lock nothing.
    Role.FIRST_REVIEWER: ("lock",),
    Role.SECOND_REVIEWER: ("lock",),
    # "publish" lets them take a page offline and restrict it; nobody publishes by hand (content.rules).
    Role.FINAL_REVIEWER: ("lock", "publish"),
}
SHARED_FILES = "编辑素材"
FILE_ROLES = (Role.EDITOR, Role.DISTRICT_ADMIN)
# Whoever may add may also change and delete what they added themselves.
FILE_PERMISSIONS = ("add_image", "choose_image", "add_document", "choose_document")


@transaction.atomic
def ensure_structure() -> HomePage:
    """Create what is missing of the portal's frame; changes nothing that is there.

    Returns:
        The home page.
    """
    home = _ensure_home()
    _ensure_column(
        home,
        RuleIndexPage,
        slug="rules",
        title="规则库",
        introduction="按效力层级查找规则，可看任意日期的有效文本。",
    )
    _ensure_column(
        home, PolicyIndexPage, slug="policies", title="政策文件", introduction="换届工作的通知、方案和办法。"
    )
    _ensure_column(
        home,
        ProhibitionIndexPage,
        slug="prohibitions",
        title="历年纪律要求",
        introduction="历次换届的纪律要求，逐条对照。",
    )
    for model, slug, title, introduction, in_menu in MORE_COLUMNS:
        _ensure_column(home, model, slug=slug, title=title, introduction=introduction, in_menu=in_menu)
    _ensure_permissions(home)
    _ensure_files()
    _ensure_reviews(home)
    return home


def _ensure_home() -> HomePage:
    home = HomePage.objects.first()
    if home is not None:
        return home
    root = BasePage.objects.get(depth=1)
    # Wagtail's first migration leaves a welcome page that is the site's root.
    welcome = root.get_children().first()
    home = HomePage(title="首页", slug="qingfeng", introduction="换届纪律学习与规则知识库")
    root.add_child(instance=home)
    home.save_revision().publish()
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": home, "site_name": "清风", "hostname": "localhost"}
    )
    if welcome is not None and welcome.specific_class is BasePage:
        welcome.delete()
    return home


def _ensure_column(
    home: HomePage,
    model: type[BasePage],
    *,
    slug: str,
    title: str,
    introduction: str,
    in_menu: bool = True,
) -> None:
    if model.objects.exists():
        return
    page = model(title=title, slug=slug, introduction=introduction, show_in_menus=in_menu)
    home.add_child(instance=page)
    page.save_revision().publish()


def _ensure_permissions(home: HomePage) -> None:
    for role, codenames in PAGE_PERMISSIONS.items():
        group = Group.objects.get(name=ROLE_GROUP_NAMES[role])
        for codename in codenames:
            permission = Permission.objects.get(
                content_type__app_label="content", codename=f"{codename}_basepage"
            )
            GroupPagePermission.objects.get_or_create(group=group, page_id=home.pk, permission=permission)


def _ensure_files() -> None:
    """One open collection for what editors upload; closed ones beside it stay out of their choosers."""
    root = Collection.get_first_root_node()
    shared = root.get_children().filter(name=SHARED_FILES).first() or root.add_child(name=SHARED_FILES)
    wanted = Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=FILE_PERMISSIONS
    )
    for role in FILE_ROLES:
        group = Group.objects.get(name=ROLE_GROUP_NAMES[role])
        for permission in wanted:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=shared, permission=permission
            )


def _ensure_reviews(home: HomePage) -> None:
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW_NAME, defaults={"active": True})
    for step, name, role in STEPS:
        task, created = ReviewTask.objects.get_or_create(step=step, defaults={"name": name, "active": True})
        if created:
            task.groups.add(Group.objects.get(name=ROLE_GROUP_NAMES[role]))
        WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": step})
    WorkflowPage.objects.get_or_create(page_id=home.pk, defaults={"workflow": workflow})
    # Wagtail's own example of a workflow and groups would offer a way round the three reviews.
    Workflow.objects.exclude(pk=workflow.pk).filter(name="Moderators approval").delete()
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()
