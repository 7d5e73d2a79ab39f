"""Accounts, posts and documents for the administrator. Registers are never edited here."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from muctieu.core.models import ChangeSet, Document, Post, ReadLine, Unit, User
from muctieu.core.roles import ROLES
from muctieu.core.words import Words

admin.site.unregister(Group)  # what somebody may do follows from posts
admin.site.site_header = admin.site.site_title = _("Administration")


class UnitChoice(forms.ModelChoiceField[Unit]):
    """A unit by its last name, code and days: names and codes are used more than once."""

    def label_from_instance(self, obj: Unit) -> str:
        version = obj.as_it_was.order_by("valid_from").last()
        if version is None:
            return str(obj)
        until = f"{version.valid_to:%d/%m/%Y}" if version.valid_to else ""
        return f"{version.name} · {version.code} · {version.valid_from:%d/%m/%Y}–{until}"


class PostForm(forms.ModelForm[Post]):
    """A post with its role chosen from those that are declared."""

    unit = UnitChoice(
        label=_("unit"),
        required=False,
        queryset=Unit.objects.prefetch_related("as_it_was"),
        help_text=_("empty: all units"),
    )
    role = forms.ChoiceField(
        label=_("role"), choices=lambda: [(one.code, one.title) for one in ROLES.values()]
    )

    class Meta:
        model = Post
        fields: ClassVar = ["role", "unit", "registers", "valid_from", "valid_to"]


class Posts(admin.TabularInline[Post, User]):
    """The posts of an account."""

    model = Post
    form = PostForm
    extra = 1


class OneTimePasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # not generic at run time
    """A password that an administrator gives somebody again: it too is for one time."""

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001  Django's signature
        """Keep it, and have it changed at the next sign-in."""
        self.user.one_time_password = True
        return super().save(commit)


@admin.register(User)
class Accounts(UserAdmin[User]):
    """Accounts. A password set here must be changed by its owner at the next sign-in."""

    list_display = ("username", "full_name", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "full_name")
    inlines: ClassVar = [Posts]
    change_password_form = OneTimePasswordForm
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "full_name", "one_time_password")}),
        (_("access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "full_name", "usable_password", "password1", "password2")}),
    )

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: forms.ModelForm[User],
        change: bool,  # noqa: FBT001
    ) -> None:
        """A new account's password is for one time."""
        if not change:
            obj.one_time_password = True
        super().save_model(request, obj, form, change)


@admin.register(Document)
class Documents(admin.ModelAdmin[Document]):
    """Documents that give rules, units and figures their authority."""

    list_display = ("symbol", "kind", "issued_on", "issuer", "verified")
    search_fields = ("symbol", "title")

    def get_readonly_fields(self, request: HttpRequest, obj: Document | None = None) -> list[str]:
        """A document that an update cites is sealed with it."""
        cited = obj is not None and ChangeSet.objects.filter(document=obj).exists()
        return ["symbol", "issued_on", "title"] if cited else []


class ReadOnly(admin.ModelAdmin[Any]):
    """A table to look at; nothing in it is ever changed by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


_DONE: dict[str, Words] = {
    "form": _("entered by hand"),
    "enter": _("entered by hand"),
    "import": _("file applied"),
    "correct": _("record corrected"),
    "withdraw": _("record withdrawn"),
    "load": _("historical load"),
    "declare": _("published figures entered"),
    "erase": _("identity erased"),
}


@admin.register(ChangeSet)
class ChangeSets(ReadOnly):
    """The chain of updates with their seals, the latest first."""

    list_display = ("number", "known_at", "actor_name", "done", "opened", "closed", "origin")
    list_filter = ("origin",)
    search_fields = ("actor_name", "reason", "source")
    ordering: ClassVar = ["-number"]

    @admin.display(description=_("what was done"), ordering="action")
    def done(self, update: ChangeSet) -> str:
        """The act in words; one that nobody has named yet by its code."""
        return str(_DONE.get(update.action, update.action))


@admin.register(ReadLine)
class Reads(ReadOnly):
    """Who read whose identity, when, and what for."""

    list_display = ("at", "actor_name", "register", "purpose", "level", "count")
    search_fields = ("actor_name", "purpose")
