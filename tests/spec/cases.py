"""What each form of figure means, as small tables: what was recorded, what is asked, the answer.

Every case runs on every engine and both databases, and is printed in docs/indicators.md.
"""

from __future__ import annotations

from dataclasses import dataclass

UNITS = """
    | unit       | parent  | from       | to |
    | Cẩm Phả    |         | 2012-01-01 |    |
    | Quang Hanh | Cẩm Phả | 2012-01-01 |    |
    | Cẩm Sơn    | Cẩm Phả | 2012-01-01 |    |
"""

PEOPLE = """
    | name | born       | sex    |
    | An   | 1980-05-01 | female |
    | Bình | 2009-12-04 | male   |
    | Cúc  | 2009-12-05 | female |
    | Dũng |            | male   |
"""


@dataclass(frozen=True)
class Case:
    """One paragraph of the specification."""

    title: str
    why: str
    asked: str
    visits: str = ""
    stays: str = ""
    declared: str = ""
    units: str = UNITS
    people: str = PEOPLE
    became: str = ""


CASES: tuple[Case, ...] = (
    Case(
        "A count is the number of records in the window",
        "A flow covers its year to the day asked. The day itself belongs to it.",
        visits="""
            | visitor | home       | site    | day        |
            | An      | Quang Hanh | Cẩm Sơn | 2020-12-31 |
            | An      | Quang Hanh | Cẩm Sơn | 2021-01-01 |
            | Bình    | Quang Hanh | Cẩm Sơn | 2021-12-04 |
            | Bình    | Cẩm Sơn    | Cẩm Sơn | 2021-12-05 |
        """,
        asked="""
            | figure        | unit       | day        | answer |
            | clinic.visits | Cẩm Phả    | 2021-12-04 | 2      |
            | clinic.visits | Cẩm Phả    | 2021-12-05 | 3      |
            | clinic.visits | Quang Hanh | 2021-12-31 | 2      |
            | clinic.visits | Cẩm Sơn    | 2021-12-04 | 0      |
            | clinic.visits | Cẩm Phả    | 2020-12-31 | 1      |
        """,
    ),
    Case(
        "Home and site are two ways of counting the same records",
        "Somebody treated away from home counts once in each, in different units.",
        visits="""
            | visitor | home       | site    | day        |
            | An      | Quang Hanh | Cẩm Sơn | 2021-06-01 |
            | Bình    | Cẩm Sơn    | Cẩm Sơn | 2021-06-01 |
        """,
        asked="""
            | figure        | unit    | day        | place | split | answer                   |
            | clinic.visits | Cẩm Phả | 2021-12-04 |       | unit  | Quang Hanh 1, Cẩm Sơn 1  |
            | clinic.visits | Cẩm Phả | 2021-12-04 | site  | unit  | Quang Hanh 0, Cẩm Sơn 2  |
        """,
    ),
    Case(
        "Distinct people are recounted, never added",
        "An came in both units and in two months: one person of the city, whatever the parts say.",
        visits="""
            | visitor | home       | site    | day        | ordinal |
            | An      | Quang Hanh | Cẩm Sơn | 2021-05-10 | 1       |
            | An      | Cẩm Sơn    | Cẩm Sơn | 2021-06-10 | 2       |
            | Bình    | Cẩm Sơn    | Cẩm Sơn | 2021-06-11 | 1       |
        """,
        asked="""
            | figure                      | unit    | day        | since      | split        | answer                        |
            | clinic.visitors             | Cẩm Phả | 2021-06-30 |            |              | 2                             |
            | clinic.visitors             | Cẩm Phả | 2021-06-30 |            | unit         | Quang Hanh 1, Cẩm Sơn 2       |
            | clinic.visitors             | Cẩm Phả | 2021-06-30 |            | month        | 04/2021 0, 05/2021 1, 06/2021 2 |
            | clinic.visitors             | Cẩm Phả | 2021-06-30 |            | within_month | 04/2021 0, 05/2021 1, 06/2021 2 |
            | clinic.visitors             | Cẩm Phả | 2021-06-30 | 2021-06-01 |              | 2                             |
            | clinic.visitors_of_the_year | Cẩm Phả | 2021-06-30 | 2021-05-01 | month        | 05/2021 1, 06/2021 2          |
        """,
    ),
    Case(
        "A ratio is divided once, at the level asked",
        "Half of one and a whole of three are not three quarters of four: 1/1 and 1/3 make 2/4.",
        visits="""
            | visitor | home       | site    | day        | ordinal |
            | An      | Quang Hanh | Cẩm Sơn | 2021-05-10 | 1       |
            | An      | Quang Hanh | Cẩm Sơn | 2021-06-10 | 2       |
            | Bình    | Cẩm Sơn    | Cẩm Sơn | 2021-06-11 | 1       |
            | Cúc     | Cẩm Sơn    | Cẩm Sơn | 2021-06-11 | 1       |
            | Dũng    | Cẩm Sơn    | Cẩm Sơn | 2021-06-11 | 1       |
            | Dũng    | Cẩm Sơn    | Cẩm Sơn | 2021-07-11 | 2       |
        """,
        asked="""
            | figure                    | unit    | day        | split | answer                                  |
            | clinic.returned_over_came | Cẩm Phả | 2021-12-04 | unit  | Quang Hanh 100 = 1/1, Cẩm Sơn 100/3 = 1/3 |
            | clinic.returned_over_came | Cẩm Phả | 2021-12-04 |       | 50 = 2/4                                |
            | clinic.returned_over_came | Cẩm Phả | 2021-04-30 |       | missing = 0/0                           |
        """,
    ),
    Case(
        "A stock is what stands at the end of a day",
        "The last day of a stay still counts; two stays of one person are one resident.",
        stays="""
            | visitor | unit       | from_on    | to_on      |
            | An      | Quang Hanh | 2010-01-01 | 2021-06-30 |
            | An      | Cẩm Sơn    | 2021-06-30 |            |
            | Bình    | Cẩm Sơn    | 2010-01-01 |            |
        """,
        asked="""
            | figure           | unit    | day        | split | answer                             |
            | clinic.residents | Cẩm Phả | 2021-06-29 | unit  | Quang Hanh 1, Cẩm Sơn 1            |
            | clinic.residents | Cẩm Phả | 2021-06-30 | unit  | Quang Hanh 1, Cẩm Sơn 2            |
            | clinic.residents | Cẩm Phả | 2021-06-30 |       | 2                                  |
            | clinic.residents | Cẩm Phả | 2021-07-01 | unit  | Quang Hanh 0, Cẩm Sơn 2            |
            | clinic.residents | Cẩm Phả | 2009-12-31 |       | 0                                  |
            | clinic.residents | Cẩm Sơn | 2021-07-01 | month | 01/2021 1, 02/2021 1, 03/2021 1, 04/2021 1, 05/2021 1, 06/2021 2, 07/2021 2 |
        """,
    ),
    Case(
        "An age is somebody's age on the day asked",
        "Bình is 12 on 4 December 2021, Cúc a day later; whose birth nobody wrote down is no age.",
        stays="""
            | visitor | unit       | from_on    | to_on |
            | An      | Quang Hanh | 2010-01-01 |       |
            | Bình    | Cẩm Sơn    | 2010-01-01 |       |
            | Cúc     | Cẩm Sơn    | 2010-01-01 |       |
            | Dũng    | Cẩm Sơn    | 2010-01-01 |       |
        """,
        visits="""
            | visitor | home    | site    | day        | kind  |
            | Bình    | Cẩm Sơn | Cẩm Sơn | 2021-06-11 | check |
            | Cúc     | Cẩm Sơn | Cẩm Sơn | 2021-06-11 | check |
            | Cúc     | Cẩm Sơn | Cẩm Sơn | 2021-06-12 | first |
        """,
        asked="""
            | figure                  | unit    | day        | answer |
            | clinic.residents_12     | Cẩm Phả | 2021-12-03 | 1      |
            | clinic.residents_12     | Cẩm Phả | 2021-12-04 | 2      |
            | clinic.residents_12     | Cẩm Phả | 2021-12-05 | 3      |
            | clinic.residents        | Cẩm Phả | 2021-12-05 | 4      |
            | clinic.checked_children | Cẩm Phả | 2021-12-03 | 2      |
            | clinic.checked_children | Cẩm Phả | 2021-12-04 | 1      |
            | clinic.checked_children | Cẩm Phả | 2021-12-05 | 0      |
        """,
    ),
    Case(
        "What was known then can always be asked again",
        "Update 2 takes a wrong visit out and brings a late one in; update 1 still answers as it did.",
        visits="""
            | visitor | home       | site    | day        | in | out |
            | An      | Quang Hanh | Cẩm Sơn | 2021-12-01 | 1  |     |
            | Bình    | Cẩm Sơn    | Cẩm Sơn | 2021-12-01 | 1  | 2   |
            | Cúc     | Cẩm Sơn    | Cẩm Sơn | 2021-12-01 | 2  |     |
            | Dũng    | Quang Hanh | Cẩm Sơn | 2021-12-06 | 3  |     |
        """,
        asked="""
            | figure          | unit    | day        | known | split | answer                  |
            | clinic.visitors | Cẩm Phả | 2021-12-04 | 0     |       | missing                 |
            | clinic.visitors | Cẩm Phả | 2021-12-04 | 1     | unit  | Quang Hanh 1, Cẩm Sơn 1 |
            | clinic.visitors | Cẩm Phả | 2021-12-04 | 2     | unit  | Quang Hanh 1, Cẩm Sơn 1 |
            | clinic.visits   | Cẩm Phả | 2021-12-04 | 3     |       | 2                       |
            | clinic.visits   | Cẩm Phả | 2021-12-06 | 2     |       | 2                       |
            | clinic.visits   | Cẩm Phả | 2021-12-06 | 3     |       | 3                       |
        """,
    ),
    Case(
        "Missing is never zero",
        "Before the first record nothing is known, which is not the same as nobody having come.",
        visits="""
            | visitor | home       | site    | day        |
            | An      | Quang Hanh | Cẩm Sơn | 2021-12-01 |
        """,
        asked="""
            | figure             | unit       | day        | answer  |
            | clinic.visits      | Cẩm Sơn    | 2021-12-04 | 0       |
            | clinic.residents   | Cẩm Sơn    | 2021-12-04 | missing |
            | clinic.visitors    | Quang Hanh | 2021-04-22 | missing |
            | clinic.population  | Cẩm Phả    | 2021-12-04 | missing |
            | clinic.fee         | Cẩm Sơn    | 2021-12-04 | missing = 0/0 |
        """,
    ),
    Case(
        "A reporting month ends on the 14th",
        "The same November is two windows: 15 October to 14 November, and 1 to 30 November.",
        visits="""
            | visitor | home       | site    | day        |
            | An      | Quang Hanh | Cẩm Sơn | 2021-10-14 |
            | An      | Quang Hanh | Cẩm Sơn | 2021-10-15 |
            | Bình    | Quang Hanh | Cẩm Sơn | 2021-11-14 |
            | Bình    | Quang Hanh | Cẩm Sơn | 2021-11-15 |
            | Bình    | Quang Hanh | Cẩm Sơn | 2021-12-15 |
        """,
        asked="""
            | figure                  | unit    | day        | since      | split | answer                          |
            | clinic.visits           | Cẩm Phả | 2021-12-04 | 2021-10-01 | month | 10/2021 2, 11/2021 2, 12/2021 0 |
            | clinic.visits_reported  | Cẩm Phả | 2021-12-04 | 2021-09-15 | month | 10/2021 1, 11/2021 2, 12/2021 1 |
            | clinic.visits           | Cẩm Phả | 2021-12-15 |            |       | 5                               |
            | clinic.visits_reported  | Cẩm Phả | 2021-12-15 |            |       | 1                               |
        """,
    ),
    Case(
        "A total adds whole numbers; an empty one adds nothing",
        "A negative adjustment counts. Money is whole đồng.",
        visits="""
            | visitor | home       | site       | day        | kind  | amount |
            | An      | Quang Hanh | Cẩm Sơn    | 2021-05-10 | first | 100000 |
            | An      | Quang Hanh | Cẩm Sơn    | 2021-05-11 | check | -20000 |
            | Bình    | Cẩm Sơn    | Quang Hanh | 2021-05-12 | check | 70001  |
            | Bình    | Cẩm Sơn    | Quang Hanh | 2021-05-12 |       |        |
        """,
        asked="""
            | figure        | unit    | day        | split | answer                                             |
            | clinic.income | Cẩm Phả | 2021-12-04 |       | 150001                                             |
            | clinic.income | Cẩm Phả | 2021-12-04 | unit  | Quang Hanh 70001, Cẩm Sơn 80000                    |
            | clinic.income | Cẩm Phả | 2021-12-04 | kind  | check-up 50001, first aid 100000, not stated 0      |
            | clinic.fee    | Cẩm Phả | 2021-12-04 |       | 150001/4 = 150001/4                                |
        """,
    ),
    Case(
        "Of reported figures about one thing the most final counts",
        "For one site and day a first figure gives way to a checked one, once that is known; what "
        "nobody reported is missing.",
        visits="""
            | visitor | home       | site       | day        | kind  | amount | in |
            | An      | Quang Hanh | Cẩm Sơn    | 2021-05-10 | first | 100000 | 1  |
            | An      | Quang Hanh | Cẩm Sơn    | 2021-05-10 | check | 90000  | 2  |
            | An      | Quang Hanh | Cẩm Sơn    | 2021-05-11 | first | 30000  | 1  |
            | An      | Quang Hanh | Quang Hanh | 2021-05-10 | first | 5000   | 1  |
        """,
        asked="""
            | figure                 | unit       | day        | known | split | answer                            |
            | clinic.income_reported | Cẩm Phả    | 2021-12-04 | 1     |       | 135000                            |
            | clinic.income_reported | Cẩm Phả    | 2021-12-04 | 2     |       | 125000                            |
            | clinic.income_reported | Cẩm Phả    | 2021-12-04 |       | unit  | Quang Hanh 5000, Cẩm Sơn 120000   |
            | clinic.income_reported | Cẩm Phả    | 2021-12-04 |       | kind  | check-up 90000, first aid 35000   |
            | clinic.income_reported | Cẩm Sơn    | 2021-05-10 |       |       | 90000                             |
            | clinic.income_reported | Cẩm Phả    | 2021-05-09 |       |       | missing                           |
        """,
    ),
    Case(
        "A figure is split by a field, also of the record pointed to",
        "People are recounted in each part: An came for both reasons and is in both.",
        visits="""
            | visitor | home       | site    | day        | kind  | ordinal |
            | An      | Quang Hanh | Cẩm Sơn | 2021-05-10 | first | 1       |
            | An      | Quang Hanh | Cẩm Sơn | 2021-05-11 | check | 2       |
            | Bình    | Cẩm Sơn    | Cẩm Sơn | 2021-05-12 | check | 1       |
        """,
        asked="""
            | figure                    | unit    | day        | split       | answer                        |
            | clinic.visitors           | Cẩm Phả | 2021-12-04 | kind        | check-up 2, first aid 1       |
            | clinic.visitors           | Cẩm Phả | 2021-12-04 | visitor.sex | men 1, women 1                |
            | clinic.returned_over_came | Cẩm Phả | 2021-12-04 | visitor.sex | men 0 = 0/1, women 100 = 1/1  |
        """,
    ),
    Case(
        "A record counts for the unit it lay in on its day",
        "Cẩm Sơn was merged into Cẩm Đông on 1 November 2024: what happened there before stays its own.",
        units="""
            | unit    | parent  | from       | to         |
            | Cẩm Phả |         | 2012-01-01 |            |
            | Cẩm Sơn | Cẩm Phả | 2012-01-01 | 2024-11-01 |
            | Cẩm Đông | Cẩm Phả | 2012-01-01 |            |
        """,
        visits="""
            | visitor | home     | site     | day        |
            | An      | Cẩm Sơn  | Cẩm Sơn  | 2024-10-31 |
            | An      | Cẩm Đông | Cẩm Đông | 2024-11-01 |
            | Bình    | Cẩm Đông | Cẩm Đông | 2024-11-02 |
        """,
        asked="""
            | figure          | unit     | day        | split | answer       |
            | clinic.visits   | Cẩm Phả  | 2024-12-31 |       | 3            |
            | clinic.visits   | Cẩm Phả  | 2024-12-31 | unit  | Cẩm Đông 2   |
            | clinic.visits   | Cẩm Sơn  | 2024-12-31 |       | 1            |
            | clinic.visitors | Cẩm Phả  | 2024-12-31 |       | 2            |
            | clinic.visitors | Cẩm Đông | 2024-12-31 |       | 2            |
        """,
    ),
    Case(
        "A coverage names its denominator, and each denominator gives its own",
        "One person came twice: of two residents of 12 and over, or of the eight of the census.",
        stays="""
            | visitor | unit       | from_on    | to_on |
            | An      | Quang Hanh | 2010-01-01 |       |
            | Bình    | Cẩm Sơn    | 2010-01-01 |       |
            | Cúc     | Cẩm Sơn    | 2010-01-01 |       |
        """,
        visits="""
            | visitor | home       | site    | day        | ordinal |
            | An      | Quang Hanh | Cẩm Sơn | 2021-06-10 | 2       |
        """,
        declared="""
            | code              | unit    | as_of      | mantissa | decimals | status   |
            | clinic.population | Cẩm Phả | 2019-04-01 | 8        | 0        | official |
        """,
        asked="""
            | figure          | unit    | day        | denominator    | split       | answer                      |
            | clinic.coverage | Cẩm Phả | 2021-12-04 |                |             | 50 = 1/2                    |
            | clinic.coverage | Cẩm Phả | 2021-12-04 | clinic.counted |             | 50 = 1/2                    |
            | clinic.coverage | Cẩm Phả | 2021-12-04 | clinic.census  |             | 25/2 = 1/8                  |
            | clinic.coverage | Cẩm Sơn | 2021-12-04 | clinic.census  |             | missing = 0/–               |
            | clinic.coverage | Cẩm Phả | 2021-12-04 |                | visitor.sex | men 0 = 0/1, women 100 = 1/1 |
        """,
    ),
    Case(
        "A declared figure is read as it was declared",
        "Digits and decimals are kept apart. The latest day that is not after the one asked speaks.",
        declared="""
            | code              | unit    | as_of      | mantissa | decimals | status   | in | out |
            | clinic.population | Cẩm Phả | 2019-04-01 | 1905     | 1        | official | 1  | 2   |
            | clinic.population | Cẩm Phả | 2019-04-01 | 1902     | 1        | official | 2  |     |
            | clinic.population | Cẩm Phả | 2021-12-31 | 1931     | 1        | estimate | 2  |     |
        """,
        asked="""
            | figure            | unit       | day        | known | answer  |
            | clinic.population | Cẩm Phả    | 2021-12-04 | 1     | 381/2   |
            | clinic.population | Cẩm Phả    | 2021-12-04 |       | 951/5   |
            | clinic.population | Cẩm Phả    | 2021-12-31 |       | 1931/10 |
            | clinic.population | Quang Hanh | 2021-12-31 |       | missing |
        """,
    ),
    Case(
        "Growth is worked out from two levels, the same days of two years",
        "150 over 120 is a quarter more, whatever the months between; a month is set against its own.",
        visits="""
            | visitor | home       | site       | day        | kind  | amount |
            | An      | Quang Hanh | Quang Hanh | 2020-05-10 | first | 100    |
            | An      | Quang Hanh | Cẩm Sơn    | 2020-06-10 | check | 20     |
            | An      | Quang Hanh | Cẩm Sơn    | 2020-12-05 | check | 7000   |
            | Bình    | Quang Hanh | Quang Hanh | 2021-05-11 | first | 90     |
            | Bình    | Quang Hanh | Cẩm Sơn    | 2021-06-10 | check | 60     |
        """,
        asked="""
            | figure                    | unit    | day        | since      | split | answer                                          |
            | clinic.income_growth      | Cẩm Phả | 2021-12-04 |            |       | 25 = 150/120                                    |
            | clinic.income_growth      | Cẩm Phả | 2021-12-04 |            | unit  | Quang Hanh -10 = 90/100, Cẩm Sơn 200 = 60/20    |
            | clinic.income_growth      | Cẩm Phả | 2021-06-30 | 2021-05-01 | month | 05/2021 -10 = 90/100, 06/2021 200 = 60/20       |
            | clinic.income_growth      | Cẩm Phả | 2021-12-04 |            | kind  | check-up 200 = 60/20, first aid -10 = 90/100    |
            | clinic.visits_same_period | Cẩm Phả | 2021-12-04 |            |       | 100 = 2/2                                       |
            | clinic.visits_same_period | Cẩm Phả | 2021-12-05 |            |       | 200/3 = 2/3                                     |
        """,
    ),
    Case(
        "What the parts contribute adds up to the growth, and a structure to the whole",
        "A split narrows the part alone: 40 − 10 of the 120 points of a hundred and 25 in all.",
        visits="""
            | visitor | home       | site    | day        | kind  | amount |
            | An      | Quang Hanh | Cẩm Sơn | 2020-05-10 | first | 100    |
            | An      | Quang Hanh | Cẩm Sơn | 2020-06-10 | check | 20     |
            | Bình    | Quang Hanh | Cẩm Sơn | 2021-05-11 | first | 90     |
            | Bình    | Quang Hanh | Cẩm Sơn | 2021-06-10 | check | 60     |
        """,
        asked="""
            | figure               | unit    | day        | split | answer                                              |
            | clinic.income_points | Cẩm Phả | 2021-12-04 |       | 25 = 30/120                                         |
            | clinic.income_points | Cẩm Phả | 2021-12-04 | kind  | check-up 100/3 = 40/120, first aid -25/3 = -10/120  |
            | clinic.income_share  | Cẩm Phả | 2021-12-04 | kind  | check-up 40 = 60/150, first aid 60 = 90/150         |
            | clinic.income_share  | Cẩm Phả | 2021-12-04 |       | 100 = 150/150                                       |
        """,
    ),
    Case(
        "Without a base there is no growth",
        "Nothing recorded a year ago is no zero, and over zero or less a percentage says nothing.",
        visits="""
            | visitor | home       | site       | day        | amount |
            | An      | Quang Hanh | Quang Hanh | 2020-05-10 | -50    |
            | An      | Quang Hanh | Cẩm Sơn    | 2021-05-10 | 70     |
            | An      | Quang Hanh | Quang Hanh | 2021-05-10 | 70     |
        """,
        asked="""
            | figure                    | unit       | day        | answer              |
            | clinic.income_growth      | Cẩm Sơn    | 2021-12-04 | missing = 70/0      |
            | clinic.income_growth      | Quang Hanh | 2021-12-04 | missing = 70/-50    |
            | clinic.income_growth      | Quang Hanh | 2022-12-04 | missing = 0/70      |
            | clinic.visits_same_period | Quang Hanh | 2022-12-04 | 0 = 0/2             |
            | clinic.residents_growth   | Cẩm Phả    | 2021-12-04 | missing             |
        """,
    ),
    Case(
        "A stock grows from the same day of the year before, a leap day from the end of its month",
        "29 February 2020 stands against 28 February 2019; two months to 28 February 2021 against two to the 29th.",
        stays="""
            | visitor | unit       | from_on    | to_on      |
            | An      | Quang Hanh | 2010-01-01 |            |
            | Bình    | Quang Hanh | 2019-03-01 |            |
        """,
        visits="""
            | visitor | home       | site    | day        |
            | An      | Quang Hanh | Cẩm Sơn | 2020-02-29 |
            | An      | Quang Hanh | Cẩm Sơn | 2021-02-28 |
            | An      | Quang Hanh | Cẩm Sơn | 2021-02-28 |
        """,
        asked="""
            | figure                    | unit    | day        | answer      |
            | clinic.residents_growth   | Cẩm Phả | 2020-02-29 | 100 = 2/1   |
            | clinic.residents_growth   | Cẩm Phả | 2021-02-28 | 0 = 2/2     |
            | clinic.visits_same_period | Cẩm Phả | 2021-02-28 | 200 = 2/1   |
            | clinic.visits_same_period | Cẩm Phả | 2021-02-27 | missing = 0/0 |
        """,
    ),
    Case(
        "A reporting year rolls over on 15 December, and so does its growth",
        "15 December 2021 is the first day of 2022; it is set against 15 December 2020.",
        visits="""
            | visitor | home       | site    | day        |
            | An      | Quang Hanh | Cẩm Sơn | 2020-12-14 |
            | An      | Quang Hanh | Cẩm Sơn | 2020-12-15 |
            | An      | Quang Hanh | Cẩm Sơn | 2021-12-14 |
            | An      | Quang Hanh | Cẩm Sơn | 2021-12-15 |
            | An      | Quang Hanh | Cẩm Sơn | 2021-12-15 |
        """,
        asked="""
            | figure                 | unit    | day        | answer    |
            | clinic.reported_growth | Cẩm Phả | 2021-12-14 | 100 = 2/1 |
            | clinic.reported_growth | Cẩm Phả | 2021-12-15 | 100 = 2/1 |
        """,
    ),
    Case(
        "Declared levels are compared for equal periods",
        "The estimate for the whole of 2021 is set against the whole of 2020, not against what was declared last.",
        declared="""
            | code            | unit    | as_of      | period  | mantissa | decimals | status   |
            | clinic.turnover | Cẩm Phả | 2020-12-31 | 2020    | 800      | 0        | official |
            | clinic.turnover | Cẩm Phả | 2020-11-30 | 2020-11 | 70       | 0        | official |
            | clinic.turnover | Cẩm Phả | 2021-12-03 | 2021    | 9000     | 1        | estimate |
        """,
        asked="""
            | figure                 | unit       | day        | answer            |
            | clinic.turnover_growth | Cẩm Phả    | 2021-12-04 | 25/2 = 900/800    |
            | clinic.turnover_growth | Cẩm Phả    | 2020-12-31 | missing = 800/–   |
            | clinic.turnover_growth | Quang Hanh | 2021-12-04 | missing           |
        """,
    ),
    Case(
        "Restated to the map of a day, what can be added is added by shares",
        "Sơn and Thịnh became Cửa Ông; of Hòa 2/3 went to Bắc and 1/3 to Đông. The city keeps what it had.",
        units="""
            | unit    | parent  | from       | to         |
            | Cẩm Phả |         | 2012-01-01 |            |
            | Sơn     | Cẩm Phả | 2012-01-01 | 2025-07-01 |
            | Thịnh   | Cẩm Phả | 2012-01-01 | 2025-07-01 |
            | Hòa     | Cẩm Phả | 2012-01-01 | 2025-07-01 |
            | Cửa Ông | Cẩm Phả | 2025-07-01 |            |
            | Bắc     | Cẩm Phả | 2025-07-01 |            |
            | Đông    | Cẩm Phả | 2025-07-01 |            |
        """,
        became="""
            | former | latter  | on         | share |
            | Sơn    | Cửa Ông | 2025-07-01 |       |
            | Thịnh  | Cửa Ông | 2025-07-01 |       |
            | Hòa    | Bắc     | 2025-07-01 | 2/3   |
            | Hòa    | Đông    | 2025-07-01 | 1/3   |
        """,
        visits="""
            | visitor | home    | site    | day        | ordinal | amount |
            | An      | Sơn     | Sơn     | 2021-05-10 | 1       | 10     |
            | An      | Thịnh   | Thịnh   | 2021-06-10 | 2       | 20     |
            | Bình    | Hòa     | Hòa     | 2021-06-11 | 1       | 60     |
            | Cúc     | Hòa     | Hòa     | 2021-06-12 | 1       | 30     |
            | Cúc     | Sơn     | Sơn     | 2021-06-13 | 2       | 1      |
            | Dũng    | Cẩm Phả | Cẩm Phả | 2021-06-14 | 1       |        |
        """,
        asked="""
            | figure                    | unit    | day        | map        | split | answer                                                       |
            | clinic.visits             | Cẩm Phả | 2021-12-04 |            | unit  | Sơn 2, Thịnh 1, Hòa 2                                        |
            | clinic.visits             | Cẩm Phả | 2021-12-04 | 2025-07-01 | unit  | Cửa Ông 3, Bắc 4/3, Đông 2/3                                 |
            | clinic.visits             | Cẩm Phả | 2021-12-04 | 2025-07-01 |       | 6                                                            |
            | clinic.income             | Cẩm Phả | 2021-12-04 | 2025-07-01 | unit  | Cửa Ông 31, Bắc 60, Đông 30                                  |
            | clinic.visitors           | Cẩm Phả | 2021-12-04 | 2025-07-01 | unit  | Cửa Ông 2, Bắc 4/3, Đông 2/3                                 |
            | clinic.returned_over_came | Cửa Ông | 2021-12-04 | 2025-07-01 |       | 100 = 2/2                                                    |
            | clinic.fee                | Bắc     | 2021-12-04 | 2025-07-01 |       | 45 = 60/4/3                                                  |
            | clinic.visits             | Sơn     | 2021-12-04 | 2025-07-01 | unit  | Cửa Ông 2                                                    |
            | clinic.visits             | Cửa Ông | 2021-12-04 |            |       | 0                                                            |
            | clinic.visits             | Cẩm Phả | 2021-06-30 | 2025-07-01 | month | 01/2021 0, 02/2021 0, 03/2021 0, 04/2021 0, 05/2021 1, 06/2021 5 |
        """,
    ),
    Case(
        "Restated back, a joined unit is shared among what it was made of",
        "Without areas in equal parts; what an abolished level recorded itself falls to the one above.",
        units="""
            | unit    | parent     | from       | to         |
            | Tỉnh    |            | 2012-01-01 |            |
            | Cẩm Phả | Tỉnh       | 2012-01-01 | 2025-07-01 |
            | Sơn     | Cẩm Phả    | 2012-01-01 | 2025-07-01 |
            | Thịnh   | Cẩm Phả    | 2012-01-01 | 2025-07-01 |
            | Cửa Ông | Tỉnh       | 2025-07-01 |            |
        """,
        became="""
            | former | latter  | on         | share |
            | Sơn    | Cửa Ông | 2025-07-01 |       |
            | Thịnh  | Cửa Ông | 2025-07-01 |       |
        """,
        visits="""
            | visitor | home    | site    | day        |
            | An      | Cửa Ông | Cửa Ông | 2025-08-01 |
            | An      | Cẩm Phả | Cẩm Phả | 2025-02-01 |
            | Bình    | Sơn     | Sơn     | 2025-02-01 |
        """,
        asked="""
            | figure          | unit    | day        | map        | split | answer              |
            | clinic.visits   | Cẩm Phả | 2025-08-31 | 2021-01-01 | unit  | Sơn 3/2, Thịnh 1/2  |
            | clinic.visits   | Cẩm Phả | 2025-08-31 | 2021-01-01 |       | 3                   |
            | clinic.visits   | Cẩm Phả | 2025-08-31 | 2025-07-01 | unit  | Cửa Ông 1, Tỉnh 1   |
            | clinic.visits   | Tỉnh    | 2025-08-31 | 2025-07-01 | unit  | Cửa Ông 2           |
            | clinic.visits   | Tỉnh    | 2025-08-31 | 2025-07-01 |       | 3                   |
            | clinic.visitors | Sơn     | 2025-08-31 | 2021-01-01 |       | 3/2                 |
        """,
    ),
    Case(
        "Who has not reported is named, and is no zero",
        "Each ward owes a line a month; a month that is not over is not owed yet. A line of 0 is a report.",
        visits="""
            | visitor | home       | site       | day        | amount |
            | An      | Quang Hanh | Quang Hanh | 2020-01-10 | 100    |
            | An      | Quang Hanh | Cẩm Sơn    | 2020-01-10 | 100    |
            | An      | Quang Hanh | Quang Hanh | 2021-01-10 | 100    |
            | An      | Quang Hanh | Cẩm Sơn    | 2021-01-11 | 0      |
            | An      | Quang Hanh | Quang Hanh | 2021-02-10 | 70     |
        """,
        asked="""
            | figure                      | unit    | day        | split | answer                                                        |
            | clinic.fees_reported        | Cẩm Phả | 2021-01-31 |       | 100                                                           |
            | clinic.fees_reported        | Cẩm Phả | 2021-02-27 |       | 170                                                           |
            | clinic.fees_reported        | Cẩm Phả | 2021-02-28 |       | 170 without Cẩm Sơn                                           |
            | clinic.fees_reported        | Cẩm Phả | 2021-02-28 | unit  | Quang Hanh 170, Cẩm Sơn 0 without Cẩm Sơn                     |
            | clinic.fees_reported        | Cẩm Phả | 2021-02-28 | month | 01/2021 100, 02/2021 70 without Cẩm Sơn                       |
            | clinic.fees_reported        | Cẩm Sơn | 2021-02-28 | month | 01/2021 0, 02/2021 missing without Cẩm Sơn                    |
            | clinic.fees_reported        | Cẩm Phả | 2022-01-31 |       | missing without Quang Hanh and Cẩm Sơn                        |
            | clinic.fees_reported_growth | Cẩm Phả | 2021-01-31 |       | -50 = 100/200                                                 |
        """,
    ),
    Case(
        "A new formula holds from its day, and every figure can be asked by any of them",
        "From 1 July people are counted, not visits. A window that crosses the day goes by the formula of its end.",
        visits="""
            | visitor | home    | site    | day        |
            | An      | Cẩm Sơn | Cẩm Sơn | 2021-05-10 |
            | An      | Cẩm Sơn | Cẩm Sơn | 2021-05-11 |
            | Bình    | Cẩm Sơn | Cẩm Sơn | 2021-07-01 |
            | Bình    | Cẩm Sơn | Cẩm Sơn | 2021-07-01 |
        """,
        asked="""
            | figure      | unit    | day        | since      | formula | split | answer                           |
            | clinic.busy | Cẩm Phả | 2021-06-30 |            |         |       | 2                                |
            | clinic.busy | Cẩm Phả | 2021-07-01 |            |         |       | 2                                |
            | clinic.busy | Cẩm Phả | 2021-07-01 |            | 0       |       | 4                                |
            | clinic.busy | Cẩm Phả | 2021-07-31 | 2021-05-01 |         | month | 05/2021 2, 06/2021 0, 07/2021 1  |
            | clinic.busy | Cẩm Phả | 2021-07-31 | 2021-05-01 | 1       | month | 05/2021 1, 06/2021 0, 07/2021 1  |
        """,
    ),
    Case(
        "What was stated for the year stands beside what was counted, with its own status",
        "A status asks for the whole year first; a plan for one year says nothing of the next.",
        visits="""
            | visitor | home    | site    | day        | amount |
            | An      | Cẩm Sơn | Cẩm Sơn | 2021-05-10 | 70     |
        """,
        declared="""
            | code          | unit    | as_of      | period | mantissa | decimals | status      |
            | clinic.income | Cẩm Phả | 2020-12-24 | 2021   | 90       | 0        | plan        |
            | clinic.income | Cẩm Phả | 2021-12-03 | 2021   | 95       | 0        | estimate    |
            | clinic.income | Cẩm Phả | 2022-03-01 | 2021   | 93       | 0        | official    |
        """,
        asked="""
            | figure        | unit    | day        | status   | answer  |
            | clinic.income | Cẩm Phả | 2021-12-04 |          | 70      |
            | clinic.income | Cẩm Phả | 2021-12-04 | plan     | 90      |
            | clinic.income | Cẩm Phả | 2021-12-04 | estimate | 95      |
            | clinic.income | Cẩm Phả | 2021-12-04 | official | 93      |
            | clinic.income | Cẩm Phả | 2022-12-04 | plan     | missing |
            | clinic.income | Cẩm Sơn | 2021-12-04 | plan     | missing |
        """,
    ),
)
