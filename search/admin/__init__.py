"""搜索管理 in the Wagtail admin."""
