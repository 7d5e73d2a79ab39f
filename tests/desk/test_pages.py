"""Pages over the small example year: what they say, where their numbers lead, who sees what."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from muctieu.core.models import ChangeSet, ReadLine
from muctieu.core.units import unit_named
from muctieu.desk.article import as_markdown, sentences
from muctieu.desk.clocks import opening_day
from muctieu.indicators.define import catalogued
from muctieu.registers.clocks import latest
from muctieu.registers.people import Identity
from muctieu.sectors.vaccination.models import Dose
from tests.desk.conftest import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("year")]
ROOT = Path(__file__).resolve().parents[2]
FIGURE = re.compile(r'<a class="figure[^"]*" href="([^"]+)"[^>]*>([^<]+)</a>')
# Words of the machine room; pages for officials have others (GLOSSARY).
MACHINE_WORDS = ("hash", "replica", "change set", "changeset", "tiêm phòng")
Signed = Callable[[str], Client]


def text_of(client: Client, address: str, status: int = HTTPStatus.OK) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return html.unescape(answer.content.decode())


def body_of(answer: Any) -> bytes:
    """What an answer holds; long files are sent piece by piece."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def own_dose(ward: str = "Cẩm Sơn") -> int:
    """A dose given in a ward that nothing points to."""
    unit = unit_named(ward, DAY).unit_id
    return Dose.objects.filter(unit_id=unit, dose_no=1, given_on__lte=DAY).latest("pk").pk


# ---------------------------------------------------------------- the board


def test_the_board_opens_on_the_closing_day_with_what_was_counted(client: Client) -> None:
    page = text_of(client, "/")

    assert opening_day(latest()) == DAY
    assert ">1.651</a>" in page
    assert ">1.624</a>" in page
    assert "Phát sinh đến ngày <strong>04/12/2021</strong>" in page


def test_the_board_tells_a_rehearsal_from_real_records(client: Client) -> None:
    page = text_of(client, "/")

    assert "BẢN DIỄN TẬP:" in page
    assert "không phải hồ sơ của cơ quan nào" in page


def test_english_is_a_toggle_away(client: Client) -> None:
    page = text_of(client, "/en/")

    assert ">1,651</a>" in page
    assert "People with a first dose" in page
    assert "REHEARSAL:" in page


def test_an_earlier_day_shows_less(client: Client) -> None:
    # Doses began on 23/04/2021, so on 1 September some and not all had been given.
    earlier = re.search(
        r'figure-big" href="[^"]+"[^>]*>([\d.]+)<', text_of(client, "/?den=01/09/2021")
    )

    assert earlier is not None
    assert 0 < int(earlier[1].replace(".", "")) < 1651


def test_what_was_known_then_is_still_answered(client: Client) -> None:
    # Late entries exist: fewer second doses were known on the day itself than are known now.
    page = text_of(client, "/chi-tieu/vaccination.second_doses/?den=2021-12-04&capnhat=2021-12-04")
    value = re.search(r'figure-big" href="[^"]+"[^>]*>([\d.]+)<', page)

    assert value is not None
    assert int(value[1].replace(".", "")) < 1624


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("den=hom-qua", "“hom-qua” không phải là ngày"),
        ("den=2021-13-40", "không có tháng 13"),
        ("capnhat=mai", "“mai” không phải là ngày hay lần cập nhật"),
        ("donvi=Atlantis", "không xác định được đơn vị “Atlantis”"),
    ],
)
def test_words_that_are_no_dates_are_answered_by_a_sentence(
    client: Client, query: str, sentence: str
) -> None:
    page = text_of(client, f"/?{query}")

    assert sentence in page
    assert ">1.651</a>" in page


def test_hedges_of_published_figures_are_kept(client: Client) -> None:
    page = text_of(client, "/")

    assert "gần 80</a>" in page
    assert "gần 400</a>" in page


def test_estimates_for_the_year_stand_beside_and_say_so(client: Client) -> None:
    page = text_of(client, "/")

    assert "13.922.662" in page
    assert "ước" in page
    assert "suy ra:" in page


def test_every_number_on_the_board_leads_to_a_page_that_has_it(client: Client) -> None:
    board = text_of(client, "/")
    links = dict.fromkeys(FIGURE.findall(board))
    assert len(links) > 40

    for address, words in links:
        target = text_of(client, address)
        assert words in target, f"{words} is not on {address}"


def test_the_board_of_a_ward_is_a_part_of_the_whole(client: Client) -> None:
    page = text_of(client, "/?donvi=Cẩm Sơn")

    assert "Phường Cẩm Sơn" in page
    assert ">1.651</a>" not in page


def test_a_day_before_any_unit_says_so(client: Client) -> None:
    assert "chưa có đơn vị nào" in text_of(client, "/?den=01/01/1990")


# ---------------------------------------------------------------- figures


def indicator_addresses(client: Client) -> list[str]:
    """The pages of indicators that the list of them leads to."""
    listed = text_of(client, "/chi-tieu/")
    return sorted(set(re.findall(r'href="(/chi-tieu/[\w.]+/)\?', listed)))


def sort_of(address: str) -> tuple[object, ...]:
    """What makes the page of one indicator other than that of the next: sector, form, kind."""
    code = address.split("/")[2]
    indicator = catalogued(code)
    form = None if indicator is None else (type(indicator.form), indicator.kind)
    return code.partition(".")[0], form


def opens_with_its_trace(client: Client, address: str) -> None:
    text_of(client, address)
    text_of(client, f"{address}nguon/")


def test_an_indicator_of_every_sort_has_a_page_and_a_trace(client: Client) -> None:
    of_each_sort = {sort_of(address): address for address in indicator_addresses(client)}
    assert len(of_each_sort) > 10

    for address in of_each_sort.values():
        opens_with_its_trace(client, address)


@pytest.mark.long
def test_every_indicator_has_a_page_and_a_trace(client: Client) -> None:
    addresses = indicator_addresses(client)
    assert len(addresses) > 100

    for address in addresses:
        opens_with_its_trace(client, address)


def test_a_split_in_which_nothing_is_known_of_any_part_is_left_out(client: Client) -> None:
    # Production value is recorded for the whole city and by branch, never by ward.
    page = text_of(client, "/chi-tieu/economy.growth/")

    assert ">Ngành" in page
    assert "Phường Cẩm Sơn</a>" not in page


def test_a_ratio_is_shown_over_each_named_denominator(client: Client) -> None:
    page = text_of(client, "/chi-tieu/vaccination.coverage_2/")

    assert "Chia cho mẫu số nào" in page
    assert "Người cư trú từ 12 tuổi, tính từ sổ" in page
    assert "Dân số theo tổng điều tra" in page


def test_the_traced_records_add_up_to_the_figure(as_person: Signed) -> None:
    # 1.651 people have one first dose each, fifty a page: 34 pages, the last with one.
    minh = as_person("minh")
    page = text_of(minh, "/chi-tieu/vaccination.first_doses/nguon/?trang=34")

    assert "Dòng 1.651 đến 1.651 trong 1.651" in page
    assert len(re.findall(r'href="/so/vaccination\.dose/\d+/', page)) == 1


def test_a_trace_of_rehearsed_records_says_what_it_does_not_prove(client: Client) -> None:
    page = text_of(client, "/chi-tieu/vaccination.first_doses/nguon/")

    assert "không chứng minh gì về số đã công bố" in page


def test_whoever_is_not_signed_in_sees_how_many_records_but_not_which(client: Client) -> None:
    page = text_of(client, "/chi-tieu/vaccination.first_doses/nguon/")

    assert "1.651 hồ sơ" in page
    assert "/so/vaccination.dose/" not in page


def test_a_small_count_of_people_is_told_to_nobody_outside(as_person: Signed) -> None:
    # One dose, narrowed to by its person: to an official one record, to the public nothing.
    person = Dose.objects.get(pk=own_dose()).person_id
    address = f"/chi-tieu/vaccination.first_doses/nguon/?loc=person~eq~i{person}"

    outside = text_of(Client(), address)
    inside = text_of(as_person("minh"), address)

    assert "Đăng nhập để xem hồ sơ" in outside
    assert " 1 hồ sơ" not in outside
    assert '<span class="nums">1</span>' not in outside
    assert "Dòng 1 đến 1 trong 1" in inside


def test_a_condition_that_cannot_be_read_is_answered_by_a_sentence(client: Client) -> None:
    page = text_of(client, "/chi-tieu/vaccination.first_doses/?loc=nonsense")

    assert "Không đọc được điều kiện “nonsense”" in page


def test_an_indicator_that_is_not_there_is_not_found(client: Client) -> None:
    text_of(client, "/chi-tieu/no.such/", HTTPStatus.NOT_FOUND)


# ---------------------------------------------------------------- records


@pytest.mark.parametrize(
    "address",
    [
        "/so/vaccination.dose/",
        "/so/vaccination.dose/1/",
        "/so/vaccination.dose/?dang=csv",
        "/so/vaccination.dose/1/sua/",
        "/nhap/",
        "/nhap/vaccination.dose/",
        "/nhap/vaccination.dose/tep/",
        "/nhap/vaccination.dose/mau/",
        "/toi/",
    ],
)
def test_records_and_entry_need_signing_in(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"].startswith("/tai-khoan/login/")


def test_somebody_elses_record_is_not_there_for_others(as_person: Signed) -> None:
    lan = as_person("lan")

    text_of(lan, f"/so/vaccination.dose/{own_dose()}/")
    text_of(lan, f"/so/vaccination.dose/{own_dose('Cửa Ông')}/", HTTPStatus.NOT_FOUND)
    text_of(lan, f"/so/vaccination.dose/{own_dose('Cửa Ông')}/sua/", HTTPStatus.NOT_FOUND)


def test_a_list_shows_only_what_its_reader_may_read(as_person: Signed) -> None:
    ours = Dose.objects.filter(unit_id=unit_named("Cẩm Sơn", DAY).unit_id, given_on__lte=DAY)
    page = text_of(as_person("lan"), "/so/vaccination.dose/")

    assert f"trong {ours.count()}</p>" in page


def test_a_register_with_a_field_called_title_or_code_is_called_by_its_own_name(
    as_person: Callable[[str], Client],
) -> None:
    # Templates look into a thing before they look at it: a register holds its fields by name.
    minh = as_person("minh")
    for address, title in (
        ("/nhap/", "Chỉ tiêu"),
        ("/nhap/plan.target/", "Chỉ tiêu"),
        ("/so/people.household/", "Hộ"),
    ):
        page = minh.get(address).content.decode()
        assert title in page
        assert "Field(" not in page


def test_a_list_offers_what_its_register_has(as_person: Callable[[str], Client]) -> None:
    lan = as_person("lan")
    doses, houses = (
        html.unescape(lan.get(f"/so/{code}/").content.decode())
        for code in ("vaccination.dose", "people.household")
    )

    # Doses are of people, of days, and entered; households come in with residents.
    for offered in ("Tìm người", "Từ ngày", "Nhập một dòng"):
        assert offered in doses
        assert offered not in houses


def test_who_compiles_reads_but_does_not_enter(as_person: Signed) -> None:
    ha = as_person("ha")
    page = text_of(ha, f"/so/vaccination.dose/{own_dose()}/")

    assert "Rút bản ghi" not in page
    text_of(ha, "/nhap/vaccination.dose/", HTTPStatus.FORBIDDEN)
    text_of(ha, "/nhap/vaccination.dose/tep/", HTTPStatus.FORBIDDEN)
    refused = ha.post(f"/so/vaccination.dose/{own_dose()}/rut/", {"reason": "x"})
    assert refused.status_code == HTTPStatus.FORBIDDEN


def test_a_list_is_narrowed_by_words_choices_units_and_days(as_person: Signed) -> None:
    quan = as_person("quan")
    pfizer = Dose.objects.filter(vaccine="pfizer", given_on__lte=DAY)
    someone = pfizer.earliest("pk")

    every = text_of(quan, "/so/vaccination.dose/?vaccine=pfizer")
    one = text_of(quan, f"/so/vaccination.dose/?q={someone.pk}&vaccine=pfizer")
    wrong_day = text_of(quan, "/so/vaccination.dose/?tu=32/01/2021")

    assert f"trong {_grouped(pfizer.count())}" in every
    assert f"/so/vaccination.dose/{someone.pk}/" in one
    assert "tháng 1 năm 2021 không có ngày 32" in wrong_day


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def test_a_file_of_a_list_carries_its_origin_and_both_dates(as_person: Signed) -> None:
    answer = as_person("lan").get("/so/vaccination.dose/?dang=csv")
    text = body_of(answer).decode("utf-8-sig")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="vaccination.dose.csv"'
    assert "DIỄN TẬP" in text.splitlines()[0].upper()
    assert "Diễn tập" in text


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
@pytest.mark.parametrize(
    "address", ["/", "/don-vi/", "/chi-tieu/vaccination.coverage_2/", "/so/vaccination.round/"]
)
def test_pages_can_be_taken_away_at_their_own_address(
    as_person: Signed, address: str, form: str
) -> None:
    answer = as_person("minh").get(address, {"dang": form})

    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    assert len(body_of(answer)) > 100


def test_no_list_and_no_record_shows_who_somebody_is(as_person: Signed) -> None:
    quan = as_person("quan")
    names = list(Identity.objects.values_list("full_name", flat=True)[:20])
    person = Dose.objects.get(pk=own_dose()).person_id

    for address in (
        "/so/people.person/",
        f"/so/people.person/{person}/",
        "/so/vaccination.dose/",
        "/so/people.person/?dang=csv",
    ):
        page = body_of(quan.get(address)).decode()
        assert not any(name in page for name in names), address
    text_of(quan, "/so/people.identity/", HTTPStatus.NOT_FOUND)


def test_a_name_is_shown_for_a_purpose_and_the_reading_is_recorded(as_person: Signed) -> None:
    minh = as_person("minh")
    person = Dose.objects.get(pk=own_dose()).person_id

    refused = minh.post(f"/nguoi/{person}/danh-tinh/", {"purpose": ""})
    shown = minh.post(f"/nguoi/{person}/danh-tinh/", {"purpose": "đối chiếu mũi tiêm"})

    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert "(mẫu)" not in refused.content.decode()
    assert shown.status_code == HTTPStatus.OK
    assert ReadLine.objects.filter(purpose="đối chiếu mũi tiêm", count=1).exists()
    assert "đối chiếu mũi tiêm" in text_of(minh, "/toi/")


def test_who_compiles_sees_no_identity(as_person: Signed) -> None:
    person = Dose.objects.get(pk=own_dose()).person_id
    answer = as_person("ha").post(f"/nguoi/{person}/danh-tinh/", {"purpose": "tò mò xem thử"})

    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_a_list_asks_the_database_few_times(
    as_person: Signed, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    lan = as_person("lan")
    lan.get("/so/vaccination.dose/")

    with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
        lan.get("/so/vaccination.dose/")


# ---------------------------------------------------------------- changing records


def first_doses(client: Client, more: str = "") -> str:
    page = text_of(client, f"/chi-tieu/vaccination.first_doses/?den=2021-12-04{more}")
    found = re.search(r'figure-big" href="[^"]+"[^>]*>([\d.]+)<', page)
    assert found is not None
    return found[1]


def test_a_withdrawn_record_counts_no_more_but_was_known(as_person: Signed) -> None:
    lan, record = as_person("lan"), own_dose()
    # The last of its person's doses: nothing else is judged by it.
    before = latest().position

    answer = lan.post(f"/so/vaccination.dose/{record}/rut/", {"reason": "Nhập nhầm người"})

    assert answer.status_code == HTTPStatus.FOUND
    assert first_doses(lan) == "1.650"
    assert first_doses(lan, f"&capnhat=%23{before}") == "1.651"
    page = text_of(lan, f"/so/vaccination.dose/{record}/")
    assert "Bản ghi này đã được rút" in page
    assert "Nhập nhầm người" in page


def test_a_withdrawal_without_a_reason_changes_nothing(as_person: Signed) -> None:
    lan, before = as_person("lan"), ChangeSet.objects.count()

    page = lan.post(f"/so/vaccination.dose/{own_dose()}/rut/", {"reason": " "}, follow=True)

    assert "Hãy ghi lý do rút" in page.content.decode()
    assert ChangeSet.objects.count() == before


def test_a_record_that_others_point_to_is_not_withdrawn_alone(as_person: Signed) -> None:
    minh = as_person("minh")
    session = Dose.objects.exclude(session=None).earliest("pk").session_id

    page = minh.post(
        f"/so/vaccination.session/{session}/rut/", {"reason": "không có buổi này"}, follow=True
    )

    assert "Còn bản ghi khác tham chiếu" in page.content.decode()


def correction(client: Client, record: int, **changed: str) -> tuple[int, str]:
    """Send the correction form of a record as it stands, with something changed."""
    page = text_of(client, f"/so/vaccination.dose/{record}/sua/")
    form = dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        form[name] = chosen[1] if chosen else ""
    answer = client.post(f"/so/vaccination.dose/{record}/sua/", form | changed)
    return answer.status_code, html.unescape(answer.content.decode())


def test_a_correction_keeps_what_was_known_before(as_person: Signed) -> None:
    lan, record = as_person("lan"), own_dose()

    status, _page = correction(lan, record, site="Điểm tiêm khác", reason="Ghi sai điểm tiêm")

    assert status == HTTPStatus.FOUND
    page = text_of(lan, f"/so/vaccination.dose/{record}/")
    assert "Điểm tiêm khác" in page
    assert "Ghi sai điểm tiêm" in page
    assert first_doses(lan) == "1.651"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"given_on": "04/13/2021"}, "không có tháng 13"),
        ({"given_on": "04/12/2099"}, "ở sau hôm nay"),
        ({"site": "Điểm khác", "reason": ""}, "Hãy ghi lý do sửa"),
    ],
)
def test_a_bad_correction_is_refused_with_a_sentence(
    as_person: Signed, changed: dict[str, str], sentence: str
) -> None:
    lan, before = as_person("lan"), ChangeSet.objects.count()

    status, page = correction(lan, own_dose(), **({"reason": "thử"} | changed))

    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in page
    assert "Cần sửa:" in page
    assert ChangeSet.objects.count() == before


DOSE = {
    "full_name": "Nguyễn Văn Thử (mẫu)",
    "birth_on": "15/03/1980",
    "sex": "male",
    "dose_no": "1",
    "kind": "primary",
    "vaccine": "pfizer",
    "given_on": "01/12/2021",
    "residence": "Phường Cẩm Sơn",
    "unit": "Phường Cẩm Sơn",
}


def test_one_dose_entered_by_hand_moves_the_figure_at_once(as_person: Signed) -> None:
    lan = as_person("lan")

    answer = lan.post("/nhap/vaccination.dose/", DOSE)

    assert answer.status_code == HTTPStatus.FOUND, html.unescape(answer.content.decode())
    assert first_doses(lan) == "1.652"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"birth_on": "31/02/1980"}, "tháng 2 năm 1980 không có ngày 31"),
        ({"given_on": "01/12/2099"}, "ở sau hôm nay"),
        ({"vaccine": ""}, "Phải điền mục này"),
        ({"unit": "Phường Cửa Ông"}, "không"),
    ],
)
def test_a_bad_dose_is_refused_beside_its_field(
    as_person: Signed, changed: dict[str, str], sentence: str
) -> None:
    lan, before = as_person("lan"), ChangeSet.objects.count()

    answer = lan.post("/nhap/vaccination.dose/", DOSE | changed)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in html.unescape(answer.content.decode())
    assert ChangeSet.objects.count() == before


# ---------------------------------------------------------------- the rest


def test_the_map_of_a_day_and_what_became_of_units(client: Client) -> None:
    then = text_of(client, "/don-vi/?den=04/12/2021")
    after = text_of(client, "/don-vi/?den=01/12/2024")

    on_the_map = re.compile(r'class="depth-\d">(<a [^>]*>)?Xã Cộng Hòa<')
    assert on_the_map.search(then)
    assert not on_the_map.search(after)
    assert "01/11/2024" in then


def test_the_article_is_shown_sentence_by_sentence(client: Client) -> None:
    page = text_of(client, "/bai-bao/")

    assert len(sentences()) == 21
    assert all(f'id="cau-{number}"' in page for number in range(1, 22))
    assert "gần 120.000" in page


def test_the_page_of_the_article_in_docs_is_the_one_shown() -> None:
    kept = (ROOT / "docs" / "article.md").read_text(encoding="utf-8")

    assert kept.rstrip("\n") == "\n".join(as_markdown())


def test_the_report_is_one_page_of_cited_figures(client: Client) -> None:
    page = text_of(client, "/bao-cao/")
    paper = client.get("/bao-cao/?dang=pdf")

    assert 'data-figure="' in page
    assert "BẢN DIỄN TẬP" in page
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert paper.content.count(b"/Type /Page\n") <= 1 or b"/Count 1" in paper.content


@pytest.mark.parametrize(
    "address",
    ["/", "/chi-tieu/", "/chi-tieu/vaccination.coverage_2/", "/so/vaccination.dose/", "/don-vi/",
     "/bai-bao/", "/bao-cao/", "/nhap/", "/nhap/vaccination.dose/", "/toi/"],
)  # fmt: skip
def test_pages_speak_the_offices_words_and_carry_nothing_inline(
    as_person: Signed, address: str
) -> None:
    page = text_of(as_person("lan"), address)
    words = re.sub(r"<[^>]*>", " ", page).lower()

    assert not any(word in words for word in MACHINE_WORDS)
    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page


def test_a_published_figure_beside_a_count_is_not_said_to_be_counted(client: Client) -> None:
    # "gần 8.000" stands in the article; a hundredth of it is rehearsed in the small year.
    page = text_of(client, "/chi-tieu/epidemic.isolated_in_facility/")
    beside = page.partition("Thực hiện và các số công bố")[2].partition("</table>")[0]

    assert beside.count("Thực hiện, tính từ hồ sơ") + beside.count("thực hiện, tính từ hồ sơ") == 1
    assert "theo văn bản" in beside
