"""Addresses of the officials' pages. Vietnamese words without marks, stable."""

from django.urls import URLPattern, path

from muctieu.desk import (
    views_account,
    views_article,
    views_board,
    views_entry,
    views_imports,
    views_indicators,
    views_people,
    views_plan,
    views_proof,
    views_records,
    views_report,
    views_units,
    views_updates,
    views_why,
)

app_name = "desk"

urlpatterns: list[URLPattern] = [
    path("", views_board.board, name="board"),
    path("chi-tieu/", views_indicators.indicators, name="indicators"),
    path("chi-tieu/<str:code>/", views_indicators.indicator, name="indicator"),
    path("chi-tieu/<str:code>/vi-sao/", views_why.why, name="why"),
    path("chi-tieu/<str:code>/nguon/", views_indicators.trace, name="trace"),
    path("ke-hoach/", views_plan.plan, name="plan"),
    path("ke-hoach/<int:pk>/", views_plan.target, name="target"),
    path("so/", views_records.registers, name="registers"),
    path("so/<str:code>/", views_records.register, name="register"),
    path("so/<str:code>/<int:pk>/", views_records.record, name="record"),
    path("so/<str:code>/<int:pk>/rut/", views_records.withdraw, name="withdraw"),
    path("so/<str:code>/<int:pk>/sua/", views_entry.correct_record, name="correct"),
    path("nguoi/", views_people.people, name="people"),
    path("nguoi/<int:pk>/danh-tinh/", views_entry.identity, name="identity"),
    path("lan-cap-nhat/<int:number>/", views_updates.update, name="update"),
    path("nhap/", views_imports.entry, name="entry"),
    path("nhap/tep/<uuid:token>/", views_imports.sent, name="import"),
    path("nhap/tep/<uuid:token>/cot/", views_imports.columns, name="import_columns"),
    path("nhap/tep/<uuid:token>/ghi/", views_imports.apply, name="import_apply"),
    path("nhap/tep/<uuid:token>/lam-lai/", views_imports.again, name="import_again"),
    path("nhap/tep/<uuid:token>/bo/", views_imports.abandon, name="import_abandon"),
    path("nhap/tep/<uuid:token>/tra-lai/", views_imports.answered, name="import_answer"),
    path("nhap/<str:code>/", views_entry.enter, name="entry_form"),
    path("nhap/<str:code>/tep/", views_imports.upload, name="import_upload"),
    path("nhap/<str:code>/mau/", views_imports.template, name="import_template"),
    path("bao-cao/", views_report.report, name="report"),
    path("ra-soat/", views_proof.proof, name="proof"),
    path("ra-soat/<uuid:token>/", views_proof.text, name="proof_text"),
    path("ra-soat/<uuid:token>/y-kien/", views_proof.judge, name="proof_judge"),
    path("ra-soat/<uuid:token>/doc-lai/", views_proof.again, name="proof_again"),
    path("ra-soat/<uuid:token>/bo/", views_proof.remove, name="proof_remove"),
    path("don-vi/", views_units.units, name="units"),
    path("bai-bao/", views_article.article, name="article"),
    path("toi/", views_account.account, name="account"),
]
