"""The review page in a real browser: what is seen, done by keyboard and mouse, and by whom it can be used."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from casekit.case import EntityType, Span
from casekit.detect import Detection
from casekit.lang import SUPPORTED, get_language
from casekit.pipeline import Anonymiser
from casekit.review import Review
from conftest import ROOT, marked

CHROMIUM = Path("/usr/bin/chromium")
playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: no browser tests"
)
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
serving = pytest.importorskip("casekit.review.serving", reason="the extra review is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed: no browser tests")

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic"]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
WIDE, PHONE = (1280, 800), (360, 740)
PASSPHRASE = "three calm herons wait"
#: what stands in braces was not sure enough; Solveig was missed; what follows the picture counts in code points
TEXT = """[[PERSON|p1|Anna Berg]] came on Monday. Her brother [[PERSON|p2|Erik Lund]] drove her from \
[[LOCATION|l1|Malmö]], where {{KEEP|Falk}} lives.

Solveig called twice. I still hear Solveig's voice. 😀 Then [[PERSON|p2|Erik]] left with [[PERSON|p1|Anna]].

I think of {{KEEP|Tove}} often, and of what Winnicott says."""


class Known:
    """A detector that finds what the notation says; ``{{KEEP|…}}`` was not sure enough."""

    def __init__(self, spans: tuple[Span, ...], unsure: tuple[Span, ...]) -> None:
        self.spans, self.unsure = spans, unsure

    def detect(self, text: str, *args: Any, **options: Any) -> Detection:
        return Detection(self.spans, (), len(text), self.unsure)


def engine_of(markup: str) -> Anonymiser:
    """An engine that finds in the text what the notation says."""
    given = marked(markup)
    spans = tuple(Span(start, end, type_, "ner") for start, end, type_, _ in given.mentions)
    unsure = tuple(Span(start, end, EntityType.PERSON, "ner", 0.3) for start, end in given.keep)
    engine = Anonymiser()
    engine._detector = Known(spans, unsure)  # type: ignore[assignment]
    return engine


def review_of(markup: str) -> Review:
    """A review of a text in which the notation says what was found."""
    return Review.start(marked(markup).text, engine_of(markup), language="en", file_name="case.txt")


class Opened:
    """A review that is served, and the page of it in a browser."""

    def __init__(self, browser: Any, review: Review, interface: str = "en", **options: Any) -> None:
        self.review = review
        self.address = _served(review, interface)
        size = options.pop("size", WIDE)
        options = {"viewport": {"width": size[0], "height": size[1]}, "locale": "en", **options}
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.goto(self.address)
        self.page.wait_for_selector("#original-text p")

    def _hear(self, told: Any) -> None:
        if told.type in ("error", "warning"):
            self.wrong.append(told.text)

    def text(self, selector: str) -> str:
        return str(self.page.locator(selector).first.inner_text())

    @property
    def result(self) -> str:
        return "\n".join(self.page.locator("#result-text p").all_inner_texts())

    @property
    def status(self) -> str:
        return str(self.page.locator("#status").inner_text())

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, selector: str, key: str = "Tab") -> None:
        """Presses Tab until the element has the focus."""
        for _ in range(80):
            if self.page.evaluate("(s) => document.activeElement?.matches(s)", selector):
                return
            self.press(key)
        raise AssertionError(f"{selector} is not reached by {key}")

    def focus(self) -> str:
        """What the focused element is called."""
        return str(
            self.page.evaluate("document.activeElement.id || document.activeElement.dataset.focus || ''")
        )

    def until(self, what: str, argument: Any = None) -> None:
        self.page.wait_for_function(what, arg=argument, timeout=10_000)

    def until_said(self, words: str) -> None:
        self.until("(words) => document.getElementById('status').textContent.includes(words)", words)

    def item(self, words: str, pane: str = "original") -> Any:
        return self.page.locator(f"#{pane}-text .item", has_text=words).first


def _served(review: Review, interface: str) -> str:
    bound = threading.Event()
    address = []

    def on_bound(where: str) -> None:
        address.append(where)
        bound.set()

    doings = serving.Doings(
        download=lambda: ("case.anon.txt", review.case.text.encode()),
        save=lambda phrase: serving.Saved("case.review", review.saved(phrase)),
        left_out=lambda code: [f"{code}: 2"],
    )
    options = {"interface": interface, "on_bound": on_bound}
    threading.Thread(target=serving.serve, args=(review, doings), kwargs=options, daemon=True).start()
    assert bound.wait(30)
    return address[0]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        yield launched
        launched.close()


@pytest.fixture
def opening(browser: Any) -> Iterator[Callable[..., Opened]]:
    """Opens pages, and closes them and their servers; none of them may have complained or asked elsewhere."""
    made: list[Opened] = []

    def open_(markup: str = TEXT, interface: str = "en", **options: Any) -> Opened:
        made.append(Opened(browser, review_of(markup), interface, **options))
        return made[-1]

    yield open_
    for one in made:
        _close(one)
    for one in made:
        assert not [line for line in one.wrong if "409" not in line and "422" not in line]
        hosts = {urlsplit(url).netloc for url in one.asked if not url.startswith("blob:")}
        assert hosts == {urlsplit(one.address).netloc}


def _close(one: Opened) -> None:
    one.page.evaluate(
        "() => fetch('/close', { method: 'POST', headers: { 'X-Casekit': 'review' }, body: '{}' }).catch(() => null)"
    )
    one.context.close()


# what is seen


def test_the_original_and_the_result_stand_side_by_side(opening: Callable[..., Opened]) -> None:
    opened = opening()
    assert opened.text("h1") == "case.txt"
    assert "case" not in opened.page.title().replace("casekit", "")  # a browser's history keeps titles
    assert "Anna Berg" in opened.text("#original-text")
    assert "Anna" not in opened.result
    assert opened.result == "\n".join(line for line in opened.review.case.text.split("\n") if line)
    tops = "(id) => [...document.querySelectorAll(`#${id} p`)].map((p) => Math.round(p.getBoundingClientRect().top))"
    assert opened.page.evaluate(tops, "original-text") == opened.page.evaluate(tops, "result-text")


def test_places_count_in_code_points(opening: Callable[..., Opened]) -> None:
    opened = opening()
    after = [one.inner_text() for one in opened.page.locator("#original-text p:nth-child(2) .item").all()]
    assert after == ["Erik", "Anna"]


def test_every_find_has_a_sign_beside_its_colour(opening: Callable[..., Opened]) -> None:
    opened = opening()
    look = """(words) => { const one = [...document.querySelectorAll('#original-text .item')]
      .find((item) => item.textContent === words);
      const style = getComputedStyle(one);
      return [style.textDecorationLine, style.textDecorationStyle, getComputedStyle(one, '::before').content]; }"""
    shapes = {words: tuple(opened.page.evaluate(look, words)) for words in ("Anna Berg", "Malmö", "Falk")}
    assert len(set(shapes.values())) == 3
    assert all(shape[0] == "underline" for shape in shapes.values())
    assert opened.item("Anna Berg").get_attribute("aria-description") == "Person, becomes [Person 1]"
    assert "uncertain" in opened.item("Falk").get_attribute("aria-description")


def test_scrolling_moves_both_texts_together(opening: Callable[..., Opened]) -> None:
    opened = opening("\n\n".join([TEXT, *["A quiet line about nobody."] * 120]))
    opened.page.evaluate("document.getElementById('texts').scrollTop = 1500")
    tops = """() => ['original', 'result'].map((id) => Math.round(
      document.querySelector(`#${id}-text p:nth-child(60)`).getBoundingClientRect().top))"""
    left, right = opened.page.evaluate(tops)
    assert left == right


def test_what_is_left_out_and_the_risk_are_told(opening: Callable[..., Opened]) -> None:
    opened = opening(interface="sv")
    opened.page.locator("#badge").click()
    level = opened.review.state("sv")["risk"]
    assert level["headline"] in opened.text("#risk")
    opened.page.locator("#tab-notes").click()
    assert "sv: 2" in opened.text("#notes")


def test_the_page_changes_its_language_and_the_text_keeps_its_own(opening: Callable[..., Opened]) -> None:
    opened = opening()
    for code in ("ru", "sv", "en"):
        opened.page.locator(f"#languages [lang={code}]").click()
        opened.until("(code) => document.documentElement.lang === code", code)
        assert opened.text("#undo") == get_language(code).table("review")["words"]["undo"]
        assert opened.page.locator("#original-text").get_attribute("lang") == "en"
        assert opened.focus() == f"languages-{code}"


def test_columns_do_not_overlap_when_the_window_grows(opening: Callable[..., Opened]) -> None:
    opened = opening("\n\n".join([TEXT] * 30), size=(765, 600))
    opened.page.locator("#original-text").focus()
    opened.press("Control+End")
    opened.page.set_viewport_size({"width": 1280, "height": 800})
    opened.until("() => document.documentElement.dataset.view === 'both'")
    edges = """() => [document.getElementById('original').getBoundingClientRect().right,
      ...['original-text', 'result-text'].flatMap((id) => { const box = document.getElementById(id)
        .getBoundingClientRect(); return [box.right, box.left]; })]"""
    section, original, _, _, result = opened.page.evaluate(edges)
    assert max(section, original) <= result


# decisions by keyboard


def test_everything_can_be_done_by_keyboard_and_is_in_the_downloaded_file(
    opening: Callable[..., Opened],
) -> None:
    opened = opening()
    opened.press("Tab", "Enter")
    assert opened.focus() == "original-text"
    opened.press("u")
    assert opened.page.evaluate("document.activeElement.textContent") == "Falk"
    opened.press("a")
    opened.until_said("Falk")
    assert "Falk" not in opened.result
    _mark_by_keyboard(opened, "Solveig")
    assert "Solveig" not in opened.result
    _rename_by_keyboard(opened, "Anna Berg", "[Client]")
    assert opened.result.count("[Client]") == 2
    opened.press("z")
    opened.until_said("Undone")
    assert "[Client]" not in opened.result
    opened.press("y")
    opened.until_said("Done again")
    opened.tab_to('[data-focus="styles-surrogate"]', "Shift+Tab")
    opened.press("Enter")
    opened.until_said("Invented names")
    assert opened.focus() == "styles-surrogate"
    assert "[Person" not in opened.result
    content = _download_by_keyboard(opened)
    assert content == opened.review.case.text
    assert not any(name in content for name in ("Falk", "Solveig", "Erik", "Berg"))
    assert "Tove" in content


def _mark_by_keyboard(opened: Opened, words: str) -> None:
    opened.press("Control+Home")
    for _ in range(60):
        if opened.page.evaluate("getSelection().toString()") == words:
            break
        opened.press("ArrowRight")
    opened.press("m")
    assert opened.page.locator("#mark-words").input_value() == words
    assert opened.page.locator("#mark-all").is_checked()
    opened.tab_to("#dialog button.main")
    opened.press("Enter")
    opened.until_said(words)


def _rename_by_keyboard(opened: Opened, words: str, name: str) -> None:
    opened.press("Control+Home", "n")
    while opened.page.evaluate("document.activeElement.textContent") != words:
        opened.press("n")
    opened.press("Enter")
    opened.tab_to("#card-name")
    opened.press("Control+a")
    opened.page.keyboard.type(name)
    opened.press("Enter")
    opened.until_said(name)
    assert opened.page.evaluate("document.activeElement.textContent") == words


def _download_by_keyboard(opened: Opened) -> str:
    opened.tab_to("#download", "Shift+Tab")
    opened.press("Enter")
    opened.tab_to("#dialog button.main")
    with opened.page.expect_download() as told:
        opened.press("Enter")
    assert told.value.suggested_filename == "case.anon.txt"
    return Path(told.value.path()).read_text("utf-8")


def test_letters_work_only_in_the_texts(opening: Callable[..., Opened]) -> None:
    opened = opening()
    for selector in ("#undo", "#mark", "#tab-unsure", '[data-focus="unsure-accept"]'):
        opened.page.locator(selector).focus()
        opened.press("n", "p", "u", "a", "r", "t", "m", "z", "y", "?")
    assert opened.review.version == 0
    assert not opened.page.locator("dialog[open]").count()


def test_letters_work_on_a_keyboard_of_another_script(opening: Callable[..., Opened]) -> None:
    opened = opening(interface="ru")
    opened.page.locator("#original-text").focus()
    press = """([key, code]) => document.activeElement.dispatchEvent(
      new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }))"""
    opened.page.evaluate(press, ["т", "KeyN"])
    assert opened.page.evaluate("document.activeElement.textContent") == "Anna Berg"


def test_shift_and_arrows_select_several_words(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.page.locator("#original-text").focus()
    opened.press("Control+Home", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    assert opened.page.evaluate("getSelection().toString()") == "Berg came on"
    opened.press("Shift+ArrowLeft")
    assert opened.page.evaluate("getSelection().toString()") == "Berg came"
    opened.press("ArrowDown")
    assert len(opened.page.evaluate("getSelection().toString()").split()) == 1
    opened.press("Control+End")
    assert opened.page.evaluate("getSelection().toString()") == "says"
    assert "says" in opened.page.locator("#reader").inner_text()


def test_help_lists_every_key_and_gives_the_focus_back(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.page.locator("#original-text").focus()
    opened.press("n", "?")
    assert opened.focus() == "dialog-title"
    assert opened.page.evaluate("document.getElementById('dialog').scrollTop") == 0
    for words in get_language("en").table("review")["keys"].values():
        assert words in opened.text("#dialog")
    opened.press("Escape")
    assert opened.page.evaluate("document.activeElement.textContent") == "Anna Berg"


# decisions by mouse


def test_uncertain_finds_are_walked_one_by_one(opening: Callable[..., Opened]) -> None:
    opened = opening()
    assert "1 of 2" in opened.text("#unsure")
    opened.page.get_by_role("button", name="Next", exact=True).click()
    assert "2 of 2" in opened.text("#unsure")
    assert "Tove" in opened.text("#unsure mark")
    opened.page.get_by_role("button", name="Leave as it is").click()
    opened.until_said("Tove")
    assert "1 of 1" in opened.text("#unsure")
    assert opened.focus() == "unsure-reject"
    opened.page.locator("#unsure-type").select_option("LOCATION")
    opened.page.get_by_role("button", name="Replace it").click()
    opened.until_said("Falk")
    assert "Nothing uncertain" in opened.text("#unsure")
    assert opened.item("Falk").get_attribute("data-type") == "LOCATION"
    assert opened.focus() == "tab-unsure"


def test_selecting_with_the_mouse_offers_to_mark_the_whole_words(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.page.locator("#original-text p").nth(1).scroll_into_view_if_needed()
    where = """() => { const text = document.querySelectorAll('#original-text p')[1].firstChild;
      const range = document.createRange(); range.setStart(text, 2); range.setEnd(text, 5);
      const box = range.getBoundingClientRect();
      return [box.left + 1, box.right - 1, box.top + box.height / 2]; }"""
    left, right, height = opened.page.evaluate(where)
    opened.page.mouse.move(left, height)
    opened.page.mouse.down()
    opened.page.mouse.move(right, height, steps=4)
    opened.page.mouse.up()
    opened.page.locator("#bubble").click()
    assert opened.page.locator("#mark-words").input_value() == "Solveig"
    opened.page.locator("#mark-type").select_option("ORGANIZATION")
    opened.page.get_by_role("button", name="Mark", exact=True).click()
    opened.until_said("Solveig")
    assert "Solveig" not in opened.result
    assert opened.item("Solveig").get_attribute("data-type") == "ORGANIZATION"


def test_words_can_be_marked_by_typing_them(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.page.locator("#mark").click()
    opened.page.locator("#mark-words").fill("Nobody Here")
    opened.press("Enter")
    assert "not in the text" in opened.text("#dialog .wrong")
    opened.page.locator("#mark-words").fill(" solveig ")
    opened.press("Enter")
    opened.until_said("Solveig")
    assert "Solveig" not in opened.result


def test_a_find_is_left_retyped_split_and_merged_from_its_card(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.item("Malmö").click()
    opened.page.locator("#card").get_by_role("button", name="Leave as it is").click()
    opened.until_said("Malmö")
    assert "Malmö" in opened.result
    assert opened.item("Malmö").get_attribute("data-look") == "rejected"
    assert opened.focus().startswith("original-")
    opened.item("Malmö").click()
    opened.page.locator("#card").get_by_role("button", name="Replace it").click()
    opened.until("() => !document.getElementById('result-text').textContent.includes('Malmö')")
    opened.item("Erik Lund").click()
    opened.page.locator("#card").get_by_role("button", name="This is somebody or something else").click()
    opened.until_said("is separate now")
    assert opened.item("Erik Lund").get_attribute("data-start") is not None
    assert len(opened.review.state("en")["entities"]) == 4
    opened.item("Erik Lund").click()
    opened.page.locator("#card-same").select_option(label="Erik")
    opened.page.get_by_role("button", name="Join").click()
    opened.until_said("are one now")
    assert len(opened.review.state("en")["entities"]) == 3
    opened.item("Erik Lund").click()
    opened.page.locator("#reach-all").check()
    opened.page.locator("#card-type").select_option("ORGANIZATION")
    opened.page.get_by_role("button", name="Change").click()
    opened.until_said("Organisation")
    assert opened.page.locator('#original-text .item[data-type="ORGANIZATION"]').count() == 2


def test_a_find_is_opened_from_the_result_too(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.item("[Place 1]", "result").click()
    assert "Malmö" in opened.text("#card-title")
    opened.page.locator("#card").get_by_role("button", name="Cancel").click()
    assert opened.focus().startswith("result-")


def test_who_is_who_shows_mentions_and_leads_to_them(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.page.locator("#tab-people").click()
    opened.page.locator(".head", has_text="Anna Berg").click()
    spots = opened.page.locator(".entity.open .jump")
    assert spots.count() == 2
    spots.nth(1).click()
    assert opened.page.evaluate("document.activeElement.textContent") == "Anna"
    assert opened.page.locator("#original-text .kin").count() == 2
    opened.page.locator(".entity.open input").fill("Beata")
    opened.page.locator(".entity.open").get_by_role("button", name="Rename").click()
    opened.until_said("Beata")
    assert "→ [Beata]" in opened.text(".entity.open .head") or "→ Beata" in opened.text(".entity.open .head")
    opened.page.locator(".entity.open").get_by_role("button", name="Leave all as they are").click()
    opened.until_said("stays readable")
    assert "Anna Berg" in opened.result


def test_a_step_of_generalisation_is_chosen_for_one_find(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.item("Malmö").click()
    opened.page.locator("#card-step").select_option("country")
    opened.page.locator("#card form", has=opened.page.locator("#card-step")).get_by_role("button").click()
    opened.until_said("Malmö")
    entity = next(one for one in opened.review.state("en")["entities"] if one["original"] == "Malmö")
    assert entity["step"] == "country"


def test_nobody_is_joined_before_somebody_is_chosen(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.item("Anna Berg").click()
    join = opened.page.locator("#card").get_by_role("button", name="Join")
    assert opened.page.locator("#card-same").input_value() == ""
    assert join.is_disabled()
    opened.page.locator("#card-same").focus()
    opened.press("Enter", "Escape")
    assert opened.review.version == 0


def test_the_focus_stays_in_the_row_of_who_was_changed(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.page.locator("#tab-people").click()
    opened.page.locator(".head", has_text="Erik Lund").click()
    split = opened.page.locator(".entity.open .spots .quiet").first
    assert str(split.get_attribute("aria-label")).startswith(split.inner_text())
    focused = "document.activeElement.closest('.entity')?.querySelector('b').textContent"
    split.focus()
    opened.press("Enter")
    opened.until_said("is separate now")
    assert opened.page.evaluate(focused) in ("Erik", "Erik Lund")
    opened.page.locator(".entity.open select").first.select_option(label="Anna Berg")
    opened.page.locator(".entity.open").get_by_role("button", name="Join").focus()
    opened.press("Enter")
    opened.until_said("are one now")
    assert opened.page.evaluate(focused) == "Anna Berg"
    if not opened.page.locator(".entity.open").count():
        opened.press("Enter")
    opened.page.locator(".entity.open").get_by_role("button", name="Leave all as they are").focus()
    opened.press("Enter")
    opened.until_said("“Anna Berg” now stays readable, in 3 places")
    assert opened.page.evaluate(focused) == "Anna Berg"


def test_a_part_of_a_word_is_marked_as_the_whole_word(opening: Callable[..., Opened]) -> None:
    opened = opening("The horsemanship of [[PERSON|p1|Anna]] is known.\n\nWe speak of horsemanship.")
    opened.page.locator("#mark").click()
    opened.page.locator("#mark-words").fill("horse")
    opened.press("Enter")
    opened.until_said("Marked in 2 places: “horsemanship”, Person. “horsemanship” → “[Person 2]”.")
    assert opened.result.count("[Person 2]") == 2


def test_what_was_done_is_told_with_what_came_of_it(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.item("Anna Berg").click()
    opened.page.locator("#card-step").select_option("keep")
    opened.page.locator("#card form", has=opened.page.locator("#card-step")).get_by_role("button").click()
    opened.until_said("“Anna Berg” now stays readable, in 2 places.")
    opened.item("Erik Lund").click()
    opened.page.locator("#reach-all").check()
    opened.page.locator("#card").get_by_role("button", name="Leave as it is").click()
    opened.until_said("“Erik Lund” now stays readable, in 2 places.")
    opened.item("Erik Lund").click()
    opened.page.locator("#card").get_by_role("button", name="Replace it").click()
    opened.until_said("“Erik Lund” → “[Person")


def test_a_key_says_that_no_uncertain_find_is_left(opening: Callable[..., Opened]) -> None:
    opened = opening("[[PERSON|p1|Anna Berg]] came.")
    opened.page.locator("#original-text").focus()
    opened.press("u")
    opened.until_said("No uncertain finds are left.")


def test_the_warning_before_a_download_names_the_first_reasons(opening: Callable[..., Opened]) -> None:
    news = "He is the only mayor of the town, and it was in the newspapers."
    opened = opening(f"{TEXT}\n\n{news}\n\nBest wishes\nHenning Fisk")
    risk = opened.review.state("en")["risk"]
    assert risk["level"] == "do_not_share"
    opened.page.locator("#download").click()
    shown = opened.page.locator("#dialog .points li").all_inner_texts()
    assert shown == [one["text"] for one in risk["reasons"][:3]]
    assert f"list “Risk”: {len(risk['reasons']) - 3}" in opened.text("#dialog")


def test_the_reasons_of_the_risk_lead_to_the_text(opening: Callable[..., Opened]) -> None:
    opened = opening(f"{TEXT}\n\nHe is the only cardiac surgeon in the region.\n\nBest wishes\nHenning Fisk")
    opened.page.locator("#badge").click()
    jumps = opened.page.locator("#risk .jump")
    assert jumps.count() >= 1
    jumps.first.click()
    assert opened.focus() in ("original-text", "result-text")
    assert opened.page.evaluate("getSelection().toString()").strip()


def test_a_name_of_the_text_is_refused_as_pseudonym_and_the_page_says_why(
    opening: Callable[..., Opened],
) -> None:
    opened = opening()
    opened.item("Anna Berg").click()
    opened.page.locator("#card-name").fill("Erik")
    opened.page.get_by_role("button", name="Rename").click()
    opened.until("() => document.getElementById('card-name-wrong').textContent")
    assert len(opened.text("#card-name-wrong")) > 20
    assert opened.focus() == "card-name"
    field = opened.page.locator("#card-name")
    assert field.get_attribute("aria-invalid") == "true"
    assert field.get_attribute("aria-describedby") == "card-name-wrong"
    assert opened.review.version == 0
    field.fill("Beata")
    assert field.get_attribute("aria-invalid") is None
    opened.press("Enter")
    opened.until_said("Beata")
    assert not opened.page.locator("dialog[open]").count()


def test_an_emptied_name_is_told_at_its_field_in_the_list(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.page.locator("#tab-people").click()
    opened.page.locator(".head", has_text="Anna Berg").click()
    wrong = opened.page.locator(".entity.open .wrong")
    opened.page.locator(".entity.open input").fill("")
    opened.press("Enter")
    assert wrong.inner_text() == get_language("en").table("review")["words"]["no_name"]
    opened.page.locator(".entity.open input").fill("Beata")
    opened.press("Enter")
    opened.until_said("“Anna Berg” → “[Beata]”")
    assert wrong.inner_text() == ""
    assert opened.review.version == 1


def test_what_was_changed_in_another_window_is_shown_before_a_decision(
    opening: Callable[..., Opened],
) -> None:
    opened = opening()
    other = opened.context.new_page()
    other.goto(opened.address.partition("?")[0])
    other.wait_for_selector("#original-text p")
    opened.item("Malmö").click()
    opened.page.locator("#card").get_by_role("button", name="Leave as it is").click()
    opened.until_said("Malmö")
    other.locator("#original-text .item", has_text="Erik Lund").click()
    other.locator("#card").get_by_role("button", name="Leave as it is").click()
    other.wait_for_function("() => document.getElementById('result-text').textContent.includes('Malmö')")
    assert "another window" in other.locator("#trouble").inner_text()
    assert opened.review.version == 1


# what leaves the page


def test_decisions_are_saved_encrypted_and_can_be_continued(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.item("Malmö").click()
    opened.page.locator("#card").get_by_role("button", name="Leave as it is").click()
    opened.until_said("Malmö")
    opened.page.locator("#save").click()
    opened.page.locator("#phrase").fill(PASSPHRASE)
    opened.page.locator("#phrase-again").fill("another")
    opened.press("Enter")
    assert "differ" in opened.text("#dialog .wrong")
    opened.page.locator("#phrase-again").fill(PASSPHRASE)
    with opened.page.expect_download() as told:
        opened.press("Enter")
    blob = Path(told.value.path()).read_bytes()
    again = Review.resume(blob, PASSPHRASE, marked(TEXT).text, engine_of(TEXT))
    assert "Malmö" in again.case.text


def test_saving_is_told_at_once_and_finishing_waits_for_it(opening: Callable[..., Opened]) -> None:
    opened = opening()
    opened.page.evaluate(
        """() => { const ask = fetch; const held = new Promise((go) => { window.goOn = go; });
          window.fetch = async (path, ...rest) => {
            if (path === '/save') await held; return ask(path, ...rest); }; }"""
    )
    opened.item("Malmö").click()
    opened.page.locator("#card").get_by_role("button", name="Leave as it is").click()
    opened.until_said("Malmö")
    opened.page.locator("#save").click()
    opened.page.locator("#phrase").fill(PASSPHRASE)
    opened.page.locator("#phrase-again").fill(PASSPHRASE)
    opened.press("Enter")
    opened.until("() => document.querySelector('#dialog .busy').textContent === 'Saving …'")
    opened.press("Escape")
    assert opened.text("#save") == "Saving …"
    opened.page.locator("#stop").click()
    opened.page.evaluate("window.goOn()")
    opened.page.wait_for_selector("#dialog[open]")
    words = get_language("en").table("review")["words"]
    assert words["stop_lead"] in opened.text("#dialog")
    assert words["stop_unsaved"] not in opened.text("#dialog")
    assert opened.text("#save") == words["save"]


def test_finishing_stops_the_server_and_says_so(browser: Any) -> None:
    opened = Opened(browser, review_of(TEXT))
    opened.page.locator("#stop").click()
    opened.page.locator("#dialog button.main").click()
    opened.until("() => document.querySelector('.over')")
    assert "Anna" not in opened.page.content()
    opened.context.close()


def test_a_page_whose_server_is_gone_says_what_to_do(browser: Any) -> None:
    opened = Opened(browser, review_of(TEXT))
    opened.context.route("**/decide", lambda route: route.abort())
    opened.item("Malmö").click()
    opened.page.locator("#card").get_by_role("button", name="Leave as it is").click()
    opened.until("() => document.querySelector('#trouble p')")
    assert "Start the review again" in opened.text("#trouble")
    opened.context.unroute("**/decide")
    _close(opened)


# who can use it


def test_the_address_opens_the_page_in_one_browser_only(opening: Callable[..., Opened], browser: Any) -> None:
    opened = opening()
    other = browser.new_context()
    page = other.new_page()
    for address in (opened.address, opened.address.partition("?")[0]):
        answer = page.goto(address)
        assert answer.status == 403
        assert "Anna" not in page.content()
    assert get_language("sv").table("review")["closed"]["title"] in page.content()
    other.close()
    opened.page.reload()
    opened.page.wait_for_selector("#original-text p")
    assert opened.page.evaluate("document.cookie + localStorage.length + sessionStorage.length") == "00"


def test_another_site_reads_nothing(opening: Callable[..., Opened]) -> None:
    opened = opening()
    target = f"http://localhost:{urlsplit(opened.address).port}"
    ask = (
        "(url) => fetch(url, { credentials: 'include', mode: 'no-cors' }).then(() => 'read', () => 'refused')"
    )
    page = opened.context.new_page()
    page.route(
        "http://evil.example/**", lambda route: route.fulfill(body="<p>evil</p>", content_type="text/html")
    )
    page.goto("http://evil.example/")
    for path in ("/state", "/download", "/page.js"):
        assert page.evaluate(ask, f"{target}{path}") == "refused"
        assert page.evaluate(ask, f"{opened.address.partition('/?')[0]}{path}") == "refused"
    opened.asked = [url for url in opened.asked if "evil.example" not in url and "localhost" not in url]


LOOKS = [pytest.param("light", WIDE, id="light-wide"), pytest.param("dark", PHONE, id="dark-phone")]


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
@pytest.mark.parametrize("code", SUPPORTED)
def test_nothing_keeps_people_out(
    opening: Callable[..., Opened], code: str, scheme: str, size: tuple[int, int]
) -> None:
    opened = opening(interface=code, size=size, color_scheme=scheme, reduced_motion="reduce")
    for place in _places(opened, size):
        found = axe.Axe().run(opened.page, options=RULES)
        assert len(found.response["passes"]) > 10
        assert found.violations_count == 0, f"{place}: {found.generate_report()}"


def _places(opened: Opened, size: tuple[int, int]) -> Iterator[str]:
    """Every part of the page, one after the other."""
    page = opened.page
    yield "the page"
    with _dialog(opened, lambda: opened.item("Erik Lund").click()):
        yield "the card of a find"
    with _dialog(opened, lambda: opened.item("Falk").click()):
        yield "the card of an uncertain find"
    for name in ("help", "mark", "save"):
        with _dialog(opened, lambda name=name: page.locator(f"#{name}").click()):
            yield name
    if size == PHONE:
        page.locator("#views button").nth(2).click()
        yield "the result"
        page.locator("#views button").nth(3).click()
    for name in ("unsure", "people", "risk", "notes"):
        page.locator(f"#tab-{name}").click()
        if name == "people":
            page.locator(".head").first.click()
        yield name


@contextmanager
def _dialog(opened: Opened, opens: Callable[[], Any]) -> Iterator[None]:
    opens()
    opened.page.wait_for_selector("dialog[open]")
    yield
    opened.press("Escape")


#: 320 pixels of width, and a wide screen at twice its size
NARROW = [pytest.param((320, 640), id="320 pixels"), pytest.param((640, 400), id="200 percent")]


@pytest.mark.parametrize("size", NARROW)
@pytest.mark.parametrize("code", SUPPORTED)
def test_nothing_has_to_be_scrolled_sideways(
    opening: Callable[..., Opened], code: str, size: tuple[int, int]
) -> None:
    opened = opening(interface=code, size=size)
    wider = """() => [...document.querySelectorAll('html, #texts, #panel, dialog[open]')]
      .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.id || one.tagName)"""
    for place in _places(opened, PHONE):
        assert opened.page.evaluate(wider) == [], place


def test_what_can_be_pressed_is_large_enough(opening: Callable[..., Opened]) -> None:
    opened = opening(size=PHONE)
    small = """() => [...document.querySelectorAll('button, select, input, label:has(input)')]
      .filter((one) => one.offsetParent && !one.closest('label:has(input)') || one.matches('label:has(input)'))
      .map((one) => [one.id || one.textContent, one.getBoundingClientRect()])
      .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([name]) => name)"""
    for place in _places(opened, PHONE):
        assert opened.page.evaluate(small) == [], place


def test_the_focus_is_not_hidden_by_what_stays_in_place(opening: Callable[..., Opened]) -> None:
    opened = opening("\n\n".join([TEXT] * 8), size=PHONE)
    opened.page.locator("#original-text").focus()
    for _ in range(30):
        opened.press("n")
        seen = opened.page.evaluate(
            """() => { const box = document.activeElement.getBoundingClientRect();
              const bar = document.getElementById('views').getBoundingClientRect();
              return box.top >= 0 && box.bottom <= bar.top; }"""
        )
        assert seen


def test_the_signs_stay_where_colours_are_replaced(opening: Callable[..., Opened]) -> None:
    opened = opening(forced_colors="active")
    style = "() => getComputedStyle(document.querySelector('#original-text .item')).textDecorationLine"
    assert opened.page.evaluate(style) == "underline"


def test_a_long_text_only_renews_what_changed(opening: Callable[..., Opened]) -> None:
    opened = opening("\n\n".join([TEXT] * 60))
    count = "document.querySelectorAll('#original-text .item').length"
    assert opened.page.evaluate(count) > 350
    opened.page.evaluate(
        """() => { window.renewed = new Set(); new MutationObserver((all) => all.forEach((one) =>
          renewed.add(one.target.closest('p')?.dataset.paragraph)))
          .observe(document.getElementById('texts'), { childList: true, subtree: true }); }"""
    )
    opened.page.locator("#original-text").focus()
    opened.press("n", "n", "r")
    opened.until_said("Erik Lund")
    assert opened.page.evaluate("[...renewed]") == ["0"]


# pictures for people


def take_pictures(browser: Any, folder: Path, engine: Anonymiser) -> list[Path]:
    """Pictures of the page with the examples of the repository, one a language, as a person would see it."""
    taken = []
    for code, scheme in (("en", "light"), ("ru", "light"), ("sv", "dark")):
        source = ROOT / "examples" / f"{code}.txt"
        review = Review.start(source.read_text("utf-8"), engine, file_name=source.name)
        opened = Opened(browser, review, code, color_scheme=scheme)
        opened.page.locator("#tab-people").click()
        opened.page.locator(".head").nth(1).click()
        opened.page.locator("#original-text .item").nth(3).hover()
        taken.append(folder / f"review-{code}.png")
        opened.page.screenshot(path=str(taken[-1]))
        _close(opened)
    return taken
