"""The report of the samples as a reader uses it, in real Chromium, opened from files."""

from __future__ import annotations

import pytest

from pipelines.asking import ask_grounds, open_warehouse
from pipelines.steps import export_tables


@pytest.fixture(scope="module")
def report(sample_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    export_tables(sample_run.settings, folder, has_report=True)
    return folder / "SAMPLE-report"


@pytest.fixture(scope="module")
def quotes(sample_run):
    """What the warehouse gives as the words of a cell, by the part that they play."""
    def find(region, attribute, code, part):
        with open_warehouse(sample_run.settings.warehouse) as warehouse:
            records = ask_grounds(warehouse, "cn-mobile", region, attribute, code).records()
        return [record["quote"] for record in records if record["part"] == part]

    return find


def open_card(page, name):
    page.locator("a.cell[href*='cn-mobile']").and_(page.locator(f"[href$='#{name}']")).first.click()
    return page.frame_locator("[data-frame]").locator("article.card:target")


def test_a_cell_opens_its_card_with_the_right_words_highlighted(report, visiting, quotes):
    page = visiting(report).open("en/matrix/CN-GD.html")
    card = open_card(page, "timing.refund")
    card.wait_for()
    assert card.locator("h3").inner_text() == "Refund"
    words = card.locator("section.holds mark")
    assert words.all_inner_texts() == quotes("CN-GD", "timing", "refund", "holds") != []
    assert "次月到" in words.first.inner_text() and words.first.is_visible()
    assert "剩余话费可以退还，退至机主的银行卡，次月到账" in card.locator("section.holds blockquote").inner_text()
    outranked = card.locator("section.is_outranked mark").all_inner_texts()
    assert outranked == quotes("CN-GD", "timing", "refund", "is outranked") != []
    assert "http://cn-mobile.sample.test/gd/xiaohu.html" in card.locator("cite").first.inner_text()
    assert page.frame_locator("[data-frame]").locator("article.card:visible").count() == 1
    page.locator("[data-close]").click()
    assert not page.locator("dialog").is_visible()


def test_contradictions_stand_in_the_card(report, visiting):
    page = visiting(report).open("en/matrix/CN-GD.html")
    card = open_card(page, "location.nationwide")
    card.wait_for()
    assert card.locator("section.contradicts mark").count() >= 1


def test_the_matrix_is_filtered_by_words_group_and_carrier(report, visiting):
    page = visiting(report).open("en/matrix/all.html")
    rows = page.locator(".matrix tbody tr:not(.group):visible")
    whole = rows.count()
    page.fill("[data-find]", "refund")
    names = [text.lower() for text in page.locator("tbody th[scope=row]:visible").all_inner_texts()]
    assert 0 < len(names) < whole
    page.fill("[data-find]", "no such condition")
    assert rows.count() == 0 and page.locator("[data-none]").is_visible()
    page.fill("[data-find]", "")
    page.select_option("[data-group]:not(tbody)", "fee")
    assert page.locator("tbody:visible").count() == 1
    page.select_option("[data-group]:not(tbody)", "")
    assert rows.count() == whole
    heads = page.locator(".matrix thead th:visible").count()
    page.get_by_text("Carriers shown").click()
    page.locator("[data-column='1']").uncheck()
    assert page.locator(".matrix thead th:visible").count() == heads - 1


def test_the_language_is_switched_on_the_same_page(report, visiting):
    page = visiting(report).open("en/carriers/cn-mobile/CN-GD.html")
    page.locator("a.language").click()
    assert page.url.endswith("zh/carriers/cn-mobile/CN-GD.html")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("h1").inner_text().startswith("中国移动")


def test_a_change_leads_to_its_evidence(report, visiting, quotes):
    page = visiting(report).open("en/changes.html")
    change = page.locator(".change", has_text="Timing · Refund").first
    assert (change.locator("del").inner_text(), change.locator("ins").inner_text()) == ("15", "7")
    change.get_by_role("link", name="Evidence").click()
    card = page.locator("article.card:target")
    assert page.url.endswith("carriers/cn-mobile/CN.html#timing.refund")
    assert card.locator("section.holds mark").all_inner_texts() == quotes("CN", "timing", "refund", "holds") != []
    assert "7个工作日" in card.locator("section.holds mark").first.inner_text()


def test_the_timeline_is_filtered_by_carrier(report, visiting):
    page = visiting(report).open("zh/changes.html")
    page.select_option("[data-carrier]", "gb-ee")
    shown = page.locator(".change:visible")
    assert shown.count() == 1 and "gb-ee" in shown.get_attribute("data-carriers")


def test_everything_is_there_without_javascript(report, visiting):
    page = visiting(report, java_script_enabled=False).open("zh/matrix/CN-GD.html")
    page.locator("a.cell[href$='cn-mobile/CN-GD.html#timing.refund']").click()
    card = page.locator("article.card[id='timing.refund']")
    assert "次月到" in card.locator("section.holds mark").first.inner_text()
    assert not page.locator("[data-copy]").first.is_visible()


def test_no_script_of_a_page_may_run_and_nothing_may_be_fetched(report, visiting):
    visit = visiting(report)
    page = visit.open("en/index.html")
    refused = page.evaluate("""async () => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.head.append(script);
        return [window.ran === undefined, await fetch('https://example.org/').then(() => false, () => true)];
    }""")
    assert refused == [True, True]
    assert visit.messages and all("Content Security Policy" in message or "fetch" in message.lower()
                                  for message in visit.messages)
    visit.messages.clear()


PAGES = (
    "index.html", "en/index.html", "en/matrix/GB.html", "zh/matrix/CN-GD.html", "zh/carriers/hk-csl/HK.html",
    "en/changes.html", "en/map/channel.app.html", "en/ease.html", "zh/obligations.html", "en/coverage.html",
    "zh/method.html",
)


@pytest.mark.parametrize(("path", "width"), [*((path, 1280) for path in PAGES), *((path, 390) for path in PAGES[1:5])])
def test_pages_pass_the_accessibility_check(report, visiting, path, width):
    from axe_playwright_python.sync_playwright import Axe

    page = visiting(report, viewport={"width": width, "height": 844}, bypass_csp=True).open(path)
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert [(one["id"], one["impact"], one["nodes"][0]["html"][:200]) for one in found] == []


def test_every_page_says_sample_and_fits_a_telephone(report, visiting):
    visit = visiting(report, viewport={"width": 390, "height": 844})
    for path in (*PAGES, "en/matrix/all.html", "en/carriers/cn-mobile/CN-GD.html"):
        page = visit.open(path)
        assert "SAMPLE" in page.title() and page.locator(".sample").is_visible(), path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_the_chart_of_rules_counts_what_the_warehouse_found(report, visiting, sample_run):
    with open_warehouse(sample_run.settings.warehouse) as warehouse:
        found = warehouse.ask(
            "SELECT obligation_id, count(*) FILTER (finding = 'complies_in_text'),"
            " count(*) FILTER (finding = 'silent') FROM out.obligations GROUP BY ALL", {},
        ).rows  # fmt: skip
    page = visiting(report).open("en/obligations.html")
    shown = []
    for row in page.locator(".coverage tbody tr").all():
        rule = row.locator("a").get_attribute("href").removeprefix("#")
        shown.append((rule, *map(int, row.locator(".number").all_text_contents())))
    told = {row[0] for row in shown}
    assert {row[:3] for row in shown} == {tuple(row) for row in found if row[0] in told}
    assert shown and all(page.locator(f"[id='{row[0]}']").count() == 1 for row in shown)
    bars = page.locator(".coverage svg.stack")
    assert bars.count() == len(shown)
    assert bars.first.locator("rect").count() == sum(1 for count in shown[0][1:] if count)
