"""What only a browser shows: addresses, page changes, the back button, languages, themes, downloads, clicks."""

import csv
import io
import os
from pathlib import Path

import pytest

import queries
from ui.choice import first_filters
from ui.look import READABLE, contrast, mixed

PAGES = {"": "Overview", "tiers": "Tier distribution", "concentration": "Contribution concentration",
         "attrition": "Attrition", "coverage": "RM coverage", "clients": "Clients",
         "data": "Data quality"}
CHINESE = {"": "总览", "clients": "客户", "data": "数据质量"}
PICTURES = Path(__file__).parent.parent / "pictures"
WAIT = 30_000
ALL_DRAWN = "[...document.querySelectorAll('[role=figure]')].every(figure => figure._fullLayout && !figure.ariaBusy)"


@pytest.fixture(scope="module")
def reader(browser):
    """A reader with a window of 1440 by 900 and English for a language, whose browser knows the scripts by now."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(reader):
    """A new window of this reader."""
    window = reader.new_page()
    yield window
    window.close()


def opened(page, address: str, heading: str) -> None:
    """Open an address and wait until its page stands and its script has ended."""
    page.goto(address)
    settled(page, heading)


def settled(page, heading: str) -> None:
    page.locator("[data-testid=stHeading] h2", has_text=heading).first.wait_for(timeout=WAIT)
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'", timeout=WAIT
    )
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')", timeout=WAIT)
    page.wait_for_timeout(400)
    assert page.locator("[data-testid=stException]").count() == 0


def scope(page) -> str:
    return page.locator("p.scope").first.inner_text()


@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_straight_to_a_page_shows_frame_filters_and_numbers(server, page, name):
    opened(page, f"{server}/{name}?month=2026-09&branch=b:B01", PAGES[name])
    assert "September 2026" in scope(page)
    for label in ("As of", "Compared with", "Branches", "Products"):
        page.get_by_role("combobox", name=label, exact=True).wait_for(timeout=WAIT)


def test_a_choice_survives_page_change_reload_and_the_back_button(server, page):
    opened(page, f"{server}/tiers?month=2026-09&branch=b:B01", "Tier distribution")
    chosen = scope(page)
    page.locator("[data-testid=stSidebar] a", has_text="RM coverage").click()
    settled(page, "RM coverage")
    assert scope(page) == chosen
    page.reload()
    settled(page, "RM coverage")
    assert scope(page) == chosen
    page.go_back()
    settled(page, "Tier distribution")
    assert scope(page) == chosen
    assert "month=2026-09" in page.url


@pytest.mark.parametrize(("path", "heading"), [("tiers", "Tier distribution"), ("concentration", "concentration")])
def test_a_measure_survives_reload_filters_the_clients_and_the_back_button(server, page, path, heading):
    """On tiers only a part of the page is run again for it, on concentration all of it."""
    opened(page, f"{server}/{path}?lang=en&month=2026-10&vs=year", heading)
    page.locator("[data-testid=stMain] .switch").first.get_by_text("AUM", exact=True).click()
    page.wait_for_function("location.search.includes('measure=aum')", timeout=WAIT)
    page.reload()
    settled(page, heading)
    assert measure(page) == "AUM"
    page.get_by_role("combobox", name="Branches").click()
    page.get_by_role("option").nth(1).click()
    page.wait_for_function("location.search.includes('branch')", timeout=WAIT)
    settled(page, heading)
    assert measure(page) == "AUM" and "measure=aum" in page.url
    page.keyboard.press("Escape")  # the list of branches is open still
    page.get_by_role("button", name="Clients", exact=True).first.click()
    settled(page, "Clients")
    page.locator("[data-testid=stMain] a", has_text="←").click()
    settled(page, heading)
    assert measure(page) == "AUM" and "branch" in page.url
    page.locator("[data-testid=stSidebar] a", has_text="RM coverage").click()
    settled(page, "RM coverage")
    assert measure(page) == "Share of clients"
    page.go_back()
    settled(page, heading)
    assert measure(page) == "AUM"


def measure(page) -> str:
    """The measure that is chosen: the first switch of a page."""
    return page.locator("[data-testid=stMain] .switch").first.locator("label:has(:checked)").inner_text(timeout=WAIT)


def test_a_bad_address_falls_back_and_says_so(server, page):
    opened(page, f"{server}/tiers?month=2026-99&branch=b:NOWHERE", "Tier distribution")
    assert "October 2026" in scope(page)
    said = page.locator("[data-testid=stAlert]").first.inner_text()
    assert "2026-99" in said
    assert "b:NOWHERE" in said


def test_a_reset_empties_the_filters(server, page):
    opened(page, f"{server}/tiers?branch=b:B01", "Tier distribution")
    page.get_by_role("button", name="Reset filters").click()
    page.wait_for_function("!location.search.includes('branch')", timeout=WAIT)
    settled(page, "Tier distribution")
    assert "All branches" in scope(page)


def test_of_quick_clicks_on_the_filters_none_is_lost(server, page):
    opened(page, f"{server}/tiers?lang=en", "Tier distribution")
    page.get_by_role("combobox", name="Branches").click()
    page.evaluate("""() => [...document.querySelectorAll('[role=option]')].forEach(
        option => ['Shanghai', 'Xuhui branch', 'Guangzhou'].includes(option.textContent) && option.click())""")
    page.locator("p.scope", has_text="Pudong branch, Guangzhou").wait_for(timeout=WAIT)
    settled(page, "Tier distribution")
    assert page.locator(".chip > span").all_inner_texts() == ["Pudong branch", "Guangzhou"]
    assert "branch=b%3AB01&branch=c%3AGuangzhou" in page.url


def test_the_language_can_be_chosen_and_sits_in_the_address(server, page):
    opened(page, f"{server}/?lang=en", "Overview")
    page.get_by_role("radio", name="中文").click()
    page.wait_for_function("location.search.includes('lang=zh')", timeout=WAIT)
    settled(page, "总览")
    assert "2026年10月" in scope(page)


def test_what_is_chosen_survives_another_language_and_the_click_after_it(server, page):
    """The browser names a choice by its words: in another language those of before are no option any more."""
    opened(page, f"{server}/tiers?lang=zh&month=2026-10&branch=b:B01&product=p:P01", "客户分层")
    page.get_by_role("radio", name="表", exact=True).first.click()
    settled(page, "客户分层")
    page.get_by_role("radio", name="English").click()
    settled(page, "Tier distribution")
    chosen = scope(page)
    assert chosen.count(" · ") == 4
    sidebar = page.locator("[data-testid=stSidebar]")
    for words in (part.removeprefix("Holders of ") for part in chosen.split(" · ")[1:3]):
        assert sidebar.get_by_text(words, exact=True).count() == 1
    sidebar.get_by_role("combobox").first.click()
    page.get_by_role("option", name="September 2026", exact=True).click()
    page.locator("p.scope", has_text="September 2026").first.wait_for(timeout=WAIT)
    settled(page, "Tier distribution")
    assert scope(page).split(" · ")[1:3] == chosen.split(" · ")[1:3]
    assert page.get_by_role("radio", name="Table", exact=True).first.is_checked()


def test_the_first_language_is_that_of_the_browser(server, browser):
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    opened(page, f"{server}/", "总览")
    context.close()


def test_a_file_has_all_rows_and_is_safe_to_open(server, page):
    opened(page, f"{server}/clients?lang=en", "Clients")
    page.get_by_role("button", name="Download").first.click()
    with page.expect_download(timeout=WAIT) as coming:
        page.get_by_role("button", name="Rows as CSV").click()
    content = Path(coming.value.path()).read_bytes()
    assert coming.value.suggested_filename == "client_register_2026-10.csv"
    assert content[:3] == b"\xef\xbb\xbf"
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 24
    assert "0062260000001234567" in {row["client_id"] for row in rows}
    assert "'=1+1" in {row["client_name"] for row in rows}
    assert sum(float(row["aum"]) for row in rows) == 72_610_000


def test_a_click_on_a_bar_opens_the_clients_behind_it(server, page):
    opened(page, f"{server}/tiers?lang=en", "Tier distribution")
    bar = page.locator(".st-key-figure_tiers_tier_distribution .js-plotly-plot .bars .point").first
    bar.wait_for(timeout=WAIT)
    box = bar.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/clients?**", timeout=WAIT)
    settled(page, "Clients")
    assert "Select" in page.locator("p.lead").inner_text()
    assert "9 clients" in page.locator("p.answer").inner_text()
    page.locator("[data-testid=stMain] a", has_text="Tier distribution").click()
    settled(page, "Tier distribution")


def test_a_click_on_one_of_several_bars_opens_its_own_clients(server, page):
    opened(page, f"{server}/coverage?lang=en", "RM coverage")
    bars = page.locator(".st-key-figure_coverage_coverage_by_tier .js-plotly-plot .bars")
    bars.nth(2).locator(".point").first.wait_for(timeout=WAIT)  # effective, of the lowest tier
    box = bars.nth(2).locator(".point").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/clients?**column=effective**", timeout=WAIT)
    settled(page, "Clients")
    assert "with an RM and contact within the interval" in page.locator("p.lead").inner_text()
    assert "4 clients" in page.locator("p.answer").inner_text()
    page.get_by_role("button", name="All clients").click()
    page.locator("p.lead", has_text="All clients of the register").wait_for(timeout=WAIT)
    settled(page, "Clients")
    assert "24 clients" in page.locator("p.answer").inner_text()
    assert "column=" not in page.url


def test_a_click_on_an_area_opens_the_clients_of_that_month_and_tier(server, page):
    opened(page, f"{server}/tiers?lang=en", "Tier distribution")
    picture = page.locator(".st-key-figure_tiers_tiers_over_time .js-plotly-plot")
    picture.locator(".scatterlayer .trace").first.wait_for(timeout=WAIT)
    x, y = picture.evaluate(
        """({ _fullLayout: { xaxis, yaxis }, data: [lowest] }) => [
            xaxis._offset + xaxis.d2p(lowest.x.at(-1)), yaxis._offset + yaxis.d2p(lowest.y.at(-1))]"""
    )
    box = picture.bounding_box()
    page.mouse.move(box["x"] + x - 2, box["y"] + y)
    page.mouse.click(box["x"] + x - 1, box["y"] + y)
    page.wait_for_url("**/clients?**", timeout=WAIT)
    settled(page, "Clients")
    lead = page.locator("p.lead").inner_text()
    assert "Select" in lead and "2026-10" in lead


def test_a_click_on_a_curve_opens_the_clients_of_that_hundredth(server, page):
    opened(page, f"{server}/concentration?lang=en", "Contribution concentration")
    picture = page.locator(".st-key-figure_concentration_whale_curve .js-plotly-plot")
    picture.locator(".scatterlayer .trace").first.wait_for(timeout=WAIT)
    x, y, place = picture.evaluate(
        """({ _fullLayout: { xaxis, yaxis }, data: [{ x, y, customdata }] }) => [
            xaxis._offset + xaxis.d2p(x[4]), yaxis._offset + yaxis.d2p(y[4]), customdata[4]]"""
    )
    box = picture.bounding_box()
    page.mouse.move(box["x"] + x - 2, box["y"] + y)
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_url("**/clients?**", timeout=WAIT)
    settled(page, "Clients")
    whale = queries.ask("whale_curve", first_filters(queries.bank()), measure="contribution").table
    assert f"Percentile: {whale['percentile'][place].as_py()} " in page.locator("p.lead").inner_text()
    assert page.locator("p.answer").inner_text().startswith(f"{whale['clients'][place].as_py()} client")


@pytest.mark.parametrize("how", ["click", "key"])
def test_a_row_of_a_table_opens_the_clients_behind_it(server, page, how):
    opened(page, f"{server}/?lang=en", "Overview")
    table = page.locator(".st-key-figure_overview_branches_compared .rows")
    table.scroll_into_view_if_needed()
    row = table.locator("tbody tr").nth(1)
    row.wait_for(timeout=WAIT)
    branch, clients = row.locator("td").nth(0).inner_text(), row.locator("td").nth(1).inner_text()
    row.locator("td").nth(1).click() if how == "click" else row.press("Enter")
    page.wait_for_url("**/clients?**", timeout=WAIT)
    settled(page, "Clients")
    assert branch in page.locator("p.lead").inner_text()
    assert page.locator("p.answer").inner_text().startswith(f"{clients} client")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["", "tiers"])
def test_the_words_behind_a_bar_end_inside_the_picture_of_a_phone(server, browser, name, language):
    context = browser.new_context(viewport={"width": 390, "height": 3000})
    page = context.new_page()
    opened(page, f"{server}/{name}?lang={language}", CHINESE.get(name, "客户分层") if language == "zh" else PAGES[name])
    page.wait_for_function(ALL_DRAWN, timeout=WAIT)
    ends = page.evaluate(
        """() => [...document.querySelectorAll(".picture .bartext")].map((words) =>
            words.getBoundingClientRect().right - words.closest(".picture").getBoundingClientRect().right)"""
    )
    assert ends and max(ends) <= 0
    context.close()


def test_nothing_is_asked_of_another_host(server, page):
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2].split(":")[0]))
    opened(page, f"{server}/", "Overview")
    assert hosts <= {"127.0.0.1", "localhost"}


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh", "dark")])
def test_every_page_has_its_picture_in_both_languages_and_themes(server, browser, language, theme):
    PICTURES.mkdir(exist_ok=True)
    # high enough for every picture of a page to be in the window: those below it are not drawn
    context = browser.new_context(viewport={"width": 1440, "height": 3000}, color_scheme=theme)
    page = context.new_page()
    for name, heading in PAGES.items():
        page.goto(f"{server}/{name}?lang={language}&vs=month")  # the small bank has moves within a month only
        settled(page, heading if language == "en" else CHINESE.get(name, ""))
        page.wait_for_function(ALL_DRAWN, timeout=WAIT)
        target = PICTURES / f"{name or 'overview'}_{language}_{theme}.png"
        page.screenshot(path=str(target))
        assert os.path.getsize(target) > 10_000
        assert drawn_again(page) == []
    context.close()


# The lists of each trace that is drawn, as the component finds them and as plotly.js does, which is loaded anew.
LISTS = """async () => {
  const traces = [...document.querySelectorAll(".js-plotly-plot")].flatMap((picture) => picture._fullData)
  const found = ({ PlotSchema }) => traces.map((trace) => PlotSchema.findArrayAttributes(trace))
  const quick = found(Plotly)
  await new Promise((loaded) => {
    const script = document.createElement("script")
    script.src = document.querySelector("script[src*=plotly]").src
    script.onload = loaded
    document.head.append(script)
  })
  return [quick, found(Plotly)]
}"""


@pytest.mark.parametrize("name", [name for name in PAGES if name != "clients"])
def test_the_lists_of_a_picture_are_those_that_plotly_finds(server, page, name):
    page.set_viewport_size({"width": 1440, "height": 3000})
    page.goto(f"{server}/{name}?lang=en&vs=month")
    settled(page, PAGES[name])
    page.wait_for_function(ALL_DRAWN, timeout=WAIT)
    quick, own = page.evaluate(LISTS)
    assert quick == own
    assert min(map(len, own)) > 1


def drawn_again(page) -> list:
    """The pictures whose labels need other margins than they were given: plotly.js has drawn them twice."""
    return page.locator(".js-plotly-plot").evaluate_all(
        """pictures => pictures.filter(({ layout, _fullLayout }) => "ltrb".split("").some(
            side => Math.abs(layout.margin[side] - _fullLayout._size[side]) > 1)).map(picture => picture.ariaLabel)"""
    )


def test_a_choice_changes_a_picture_in_place_and_its_words_with_it(server, page):
    opened(page, f"{server}/tiers?lang=en", "Tier distribution")
    picture = page.locator(".st-key-figure_tiers_tier_distribution [role=figure]")
    picture.locator(".bars .point").first.wait_for(timeout=WAIT)
    answer = page.locator(".st-key-figure_tiers_tier_distribution p.answer")
    assert picture.get_attribute("aria-label") == answer.inner_text()
    before = picture.get_attribute("aria-label"), picture.locator(".bartext").all_text_contents()
    picture.evaluate("picture => picture.wasHere = true")
    page.get_by_role("combobox", name="Branches").click()
    page.get_by_role("option").nth(1).click()
    page.wait_for_function("location.search.includes('branch')", timeout=WAIT)
    settled(page, "Tier distribution")
    assert picture.evaluate("picture => picture.wasHere")
    assert picture.get_attribute("aria-label") == answer.inner_text() != before[0]
    assert picture.locator(".bartext").all_text_contents() != before[1]
    assert drawn_again(page) == []


@pytest.mark.parametrize(("word", "said"), [("Definition", "select"), ("Reconciles", "Register"), ("Download", "CSV")])
def test_what_stands_behind_a_word_is_there_when_it_is_opened(server, page, word, said):
    opened(page, f"{server}/tiers?lang=en", "Tier distribution")
    figure = page.locator(".st-key-figure_tiers_tier_distribution")
    figure.get_by_role("button", name=word).click()
    behind = figure.locator("[class*=st-key-behind_]")
    behind.get_by_text(said).first.wait_for(timeout=WAIT)
    page.wait_for_function("panel => panel.getBoundingClientRect().bottom <= innerHeight", arg=behind.element_handle())
    page.keyboard.press("Escape")
    behind.wait_for(state="detached", timeout=WAIT)


INKS = """(element) => {
  const words = [...element.querySelectorAll("p")].pop() ?? element
  const papers = []
  for (let at = element; at; at = at.parentElement) papers.push(getComputedStyle(at).backgroundColor)
  const dot = new OffscreenCanvas(1, 1).getContext("2d") // a colour can be written in many ways
  return [getComputedStyle(words).color, ...papers].map((colour) => {
    dot.clearRect(0, 0, 1, 1)
    dot.fillStyle = colour
    dot.fillRect(0, 0, 1, 1)
    const [red, green, blue, opacity] = dot.getImageData(0, 0, 1, 1).data
    return [red, green, blue, opacity / 255]
  })
}"""


def readability(element) -> float:
    """The contrast of the words in an element to what lies behind them."""
    ink, *papers = (
        ("#" + bytes(channels).hex(), opacity)
        for *channels, opacity in element.evaluate(INKS)
    )
    place = next(place for place, (_, opacity) in enumerate(papers) if opacity == 1)
    behind = papers[place][0]
    for colour, opacity in reversed(papers[:place]):
        behind = mixed(colour, behind, opacity)
    return contrast(ink[0], behind)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_chosen_opened_or_pointed_at_can_be_read(server, browser, theme):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=theme)
    page = context.new_page()
    opened(page, f"{server}/tiers?lang=en", "Tier distribution")
    chosen = page.locator("[data-testid=stMain] .switch label:has(:checked)")
    assert chosen.count() > 2
    assert min(map(readability, chosen.all())) >= READABLE
    line = page.locator(".st-key-figure_tiers_tier_distribution .controls")
    line.get_by_role("button").first.click()
    line.locator("[aria-expanded=true]").wait_for(timeout=WAIT)
    assert min(map(readability, line.get_by_role("button").all())) >= READABLE
    context.close()


def test_a_picture_below_the_window_is_drawn_when_it_is_scrolled_to_and_shows_no_former_rows(server, page):
    opened(page, f"{server}/tiers?lang=en", "Tier distribution")
    page.locator(".st-key-figure_tiers_tier_distribution .bars .point").first.wait_for(timeout=WAIT)
    picture = page.locator(".st-key-figure_tiers_near_threshold [role=figure]")
    picture.wait_for(state="attached", timeout=WAIT)
    assert picture.bounding_box()["y"] > 950 and picture.locator("svg").count() == 0
    picture.scroll_into_view_if_needed()
    picture.locator(".bars .point").first.wait_for(timeout=WAIT)
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 0)")
    page.get_by_role("combobox", name="Branches").click()
    page.get_by_role("option").nth(1).click()
    page.wait_for_function("location.search.includes('branch')", timeout=WAIT)
    settled(page, "Tier distribution")
    is_current = "picture => picture.data === picture.latest.data[0].figure.data"
    is_hidden = "picture => getComputedStyle(picture.firstElementChild).visibility === 'hidden'"
    assert picture.evaluate(is_hidden) or picture.evaluate(is_current)
    picture.evaluate("picture => picture.scrollIntoView()")
    page.wait_for_function(f"picture => !({is_hidden})(picture)", arg=picture.element_handle(), timeout=WAIT)
    page.wait_for_function(is_current, arg=picture.element_handle(), timeout=WAIT)
