"""Addresses: pages of the desk, the public portal, each sector's own, accounts and health.

Vietnamese pages have no prefix; English ones lie under ``/en/``.
"""

from __future__ import annotations

from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from muctieu.project.administration import tidy
from muctieu.project.copies import own_copy
from muctieu.project.health import health
from muctieu.project.views import choose_theme

# The administrator signs in like everybody: with limits on attempts and the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
tidy()

_sectors: list[URLPattern | URLResolver] = [
    path("", include(f"{sector}.urls"))
    for sector in settings.SECTORS
    if find_spec(f"{sector}.urls")
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="health"),
    path("healthz/copy", own_copy, name="own-copy"),
    path("giao-dien/", choose_theme, name="theme"),
    path("", include("muctieu.portal.urls")),
    *i18n_patterns(
        path("tai-khoan/", include("allauth.urls")),
        path("quan-tri/", admin.site.urls),
        *_sectors,
        path("", include("muctieu.desk.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "muctieu.project.views.bad_request"
handler403 = "muctieu.project.views.permission_denied"
handler404 = "muctieu.project.views.not_found"
handler500 = "muctieu.project.views.failed"
