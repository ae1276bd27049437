"""Announcements as groups post them: what the text says is proposed, what it does not say is left out."""

from __future__ import annotations

from typing import Any

import pytest

from casekit.errors import InputError, LanguageError
from casekit.lang import SUPPORTED, get_language
from casekit.match.announcement import draft_profile, propose

WHOLE = {
    "en": "Dear colleagues, I invite you to a closed intervision group of specialists working with bereaved "
    "parents. Six now, room for two more. We meet every other Thursday at 6pm UK time on Teams. No fee.",
    "ru": "Уважаемые коллеги, приглашаю вас в закрытую интервизорскую группу специалистов, работающих с "
    "подростками. Нас шестеро, возьмём ещё двоих. Раз в две недели, онлайн, 19:00 мск. Участие бесплатное.",
    "sv": "Kära kollegor, jag bjuder in till en sluten intervisionsgrupp för psykologer som arbetar med "
    "sörjande föräldrar. Vi är sex nu och har plats för två till. Varannan torsdag på Teams, svensk tid. Gratis.",
}
STATED = {
    "kind": "group", "format": "intervision", "open": True, "mode": "online", "size_now": 6, "size_max": 8,
    "frequency": "fortnightly",
}  # fmt: skip

#: language, text, field, value; None: nothing is to be proposed
SAID: list[tuple[str, str, str, Any]] = [
    ("en", "Supervision available to counsellors, one to one.", "kind", "peer"),
    ("ru", "Индивидуальная супервизия, есть окно.", "kind", "peer"),
    ("sv", "Erbjuder enskild handledning.", "kind", "peer"),
    ("en", "A Balint group with a supervisor as leader.", "format", "balint"),
    ("ru", "Балинтовские встречи ведёт супервизор.", "format", "balint"),
    ("sv", "Balintgrupp, leds av handledare.", "format", "balint"),
    ("en", "A peer supervision group.", "format", "intervision"),
    ("sv", "Kollegial handledning på torsdagar.", "format", "intervision"),
    ("en", "We are five. No spaces left at the moment.", "open", False),
    ("ru", "Группа набрана, есть лист ожидания.", "open", False),
    ("sv", "Vi har i dagsläget inga lediga platser.", "open", False),
    ("en", "There is no waiting list.", "open", None),
    ("ru", "Группа закрытая.", "open", False),
    ("en", "I am not inviting anybody yet, only sounding out the idea.", "open", None),
    ("sv", "Vi undersöker intresset, anmäl dig gärna.", "open", None),
    ("en", "The group meets in Leeds.", "open", None),
    ("en", "In person in Bristol or via Zoom.", "mode", "hybrid"),
    ("ru", "Очно в Уфе или онлайн.", "mode", "hybrid"),
    ("sv", "På plats i Jönköping eller digitalt.", "mode", "hybrid"),
    ("en", "Please register online. We meet in person.", "mode", "offline"),
    ("en", "Our five seats: three are for teachers.", "mode", None),
    ("en", "There are seven of us.", "size_now", 7),
    ("ru", "Нас пятеро.", "size_now", 5),
    ("sv", "Vi är fem psykologer och en kurator.", "size_now", 6),
    ("en", "We have been at it for six years.", "size_now", None),
    ("ru", "Ведущий десять лет в этом деле.", "size_now", None),
    ("sv", "Vi har hållit på i sex år.", "size_now", None),
    ("en", "Three of our eight seats are free.", "size_now", 5),
    ("ru", "Семь мест, занято четыре.", "size_now", 4),
    ("sv", "Åtta till tio deltagare.", "size_min", 8),
    ("sv", "Åtta till tio deltagare.", "size_max", 10),
    ("en", "No fewer than four of us and no more than six.", "size_min", 4),
    ("en", "All eight places are taken.", "size_max", 8),
    ("ru", "Собираем от пяти до семи человек.", "size_max", 7),
    ("en", "Every second Monday afternoon.", "frequency", "fortnightly"),
    ("en", "Second Saturday of the month.", "frequency", "monthly"),
    ("en", "The fee is payable monthly.", "frequency", None),
    ("ru", "Раз в три недели.", "frequency", "other"),
    ("ru", "Каждую субботу с 11 до 13.", "frequency", "weekly"),
    ("sv", "Tisdagar ojämna veckor.", "frequency", "fortnightly"),
    ("sv", "Sista torsdagen i månaden.", "frequency", "monthly"),
    ("en", "For the newly qualified.", "level", "beginner"),
    ("en", "Experienced facilitator.", "level", None),
    ("ru", "Опыт не менее пяти лет.", "level", "experienced"),
    ("ru", "Опыт любой.", "level", "any"),
    ("sv", "Minst tre års erfarenhet krävs.", "level", "intermediate"),
    ("ru", "Очно, встречаемся в Твери.", "place", "Тверь"),
    ("ru", "Встречи в Нижнем Новгороде.", "place", "Нижний Новгород"),
    ("en", "BALINT GROUP – SHEFFIELD", "place", "Sheffield"),
    ("en", "I trained in London. We meet on Zoom.", "place", None),
    ("sv", "Vi träffas i Umeå.", "place", "Umeå"),
    ("en", "Feel free to write. £15 per meeting.", "fee", "£15 per meeting"),
    ("en", "Feel free to write.", "fee", None),
    ("ru", "Стоимость 1200 рублей за встречу.", "fee", "Стоимость 1200 рублей за встречу"),
    ("sv", "350 kr per gång.", "fee", "350 kr per gång"),
    ("en", "Thursdays, 8 o'clock UK time.", "time_zone", "UK time"),
    ("ru", "В 19:00 по Москве.", "time_zone", "по Москве"),
    ("en", "Supervisor is person-centred.", "approach", "person-centred"),
    ("en", "We are a jumble: CBT, gestalt.", "approach", None),
    ("ru", "Подход: экзистенциальный анализ.", "approach", "экзистенциальный анализ"),
    ("ru", "Работаем с семьями подростков.", "populations", ("семьи подростков",)),
    ("en", "For those working with suicidal clients.", "populations", ("suicidal clients",)),
    ("sv", "Vi möter barn på sjukhus.", "populations", ("barn på sjukhus",)),
    ("en", "For child psychologists and family doctors.", "populations", None),
    ("en", "Supervision in English or Farsi.", "languages", ("en", "fa")),
    ("ru", "На русском и украинском.", "languages", ("ru", "uk")),
    ("en", "Suitable for therapists with at least six years of clinical work.", "level", "experienced"),
    ("en", "For those in their first three years after qualifying.", "level", "beginner"),
    ("en", "All stages of career welcome.", "level", "any"),
    ("en", "Whether you qualified last month or decades ago, come.", "level", "any"),
    ("en", "For trainees.", "level", "beginner"),
    ("en", "For fully qualified counsellors only.", "level", "intermediate"),
    ("en", "You should have been practising for two years.", "level", "intermediate"),
    ("en", "Aimed at seasoned practitioners.", "level", "experienced"),
    ("en", "Led by a therapist of thirty years' standing.", "level", None),
    ("en", "At least a decade of practice, please.", "level", "experienced"),
    ("en", "Two to four years post-licensure is ideal.", "level", "intermediate"),
    ("en", "Ideal for interns and provisional psychologists.", "level", "beginner"),
    ("en", "Open to everyone, from students to retired consultants.", "level", "any"),
    ("en", "No prior experience necessary.", "level", "any"),
    ("en", "Must be licensed.", "level", "intermediate"),
    ("en", "Our facilitator has twenty years of experience.", "level", None),
    ("ru", "Для специалистов со стажем от пяти лет.", "level", "experienced"),
    ("ru", "Для тех, кто практикует не менее двух лет.", "level", "intermediate"),
    ("ru", "Ждём ординаторов и стажёров.", "level", "beginner"),
    ("ru", "Подойдёт и новичкам, и опытным коллегам.", "level", "any"),
    ("ru", "Опыт значения не имеет.", "level", "any"),
    ("ru", "Группа для опытных терапевтов.", "level", "experienced"),
    ("ru", "Приглашаем молодых специалистов.", "level", "beginner"),
    ("ru", "Ведущая работает двадцать лет.", "level", None),
    ("ru", "Стаж от трёх лет.", "level", "intermediate"),
    ("ru", "Только для коллег с многолетней практикой.", "level", "experienced"),
    ("ru", "Приглашаем студентов старших курсов.", "level", "beginner"),
    ("ru", "Неважно, сколько лет вы в профессии.", "level", "any"),
    ("ru", "Для практикующих психологов.", "level", "intermediate"),
    ("sv", "För dig som är nylegitimerad.", "level", "beginner"),
    ("sv", "Minst sex års erfarenhet.", "level", "experienced"),
    ("sv", "Du har jobbat i minst två år.", "level", "intermediate"),
    ("sv", "Både nya och gamla i yrket.", "level", "any"),
    ("sv", "Oavsett hur länge du arbetat är du välkommen.", "level", "any"),
    ("sv", "Vänder sig till rutinerade terapeuter.", "level", "experienced"),
    ("sv", "Gruppen leds av en erfaren psykoterapeut.", "level", None),
    ("sv", "Minst tio år i yrket.", "level", "experienced"),
    ("sv", "Erfarenhet är inget krav.", "level", "any"),
    ("sv", "Särskilt för er som är nya i yrket.", "level", "beginner"),
    ("sv", "Legitimerade psykologer med några års erfarenhet.", "level", "intermediate"),
    ("en", "Two spots have just opened up.", "open", True),
    ("en", "Newcomers are warmly invited.", "open", True),
    ("en", "Please get in touch to reserve one of the remaining seats.", "open", True),
    ("en", "We cannot accept anyone else this term.", "open", False),
    ("en", "The list is closed; ask again in September.", "open", False),
    ("en", "All seats are gone.", "open", False),
    ("en", "We discuss closed wards and open relationships.", "open", None),
    ("en", "Places are limited, so book early.", "open", True),
    ("en", "We have no vacancies, but we keep a reserve list.", "open", False),
    ("en", "We would be delighted to welcome new faces.", "open", True),
    ("en", "There's still time to join.", "open", True),
    ("en", "Sorry, we're not looking for anyone at the moment.", "open", False),
    ("en", "Enrolment has ended.", "open", False),
    ("en", "We are no longer accepting applications.", "open", False),
    ("en", "I have availability for two supervisees.", "open", True),
    ("en", "Applications are invited from GPs.", "open", True),
    ("en", "Open to psychologists and psychiatrists.", "open", True),
    ("ru", "Ждём вас в нашей группе!", "open", True),
    ("ru", "Есть пара свободных мест.", "open", True),
    ("ru", "Объявляем набор на осень.", "open", True),
    ("ru", "К сожалению, все места заняты, можем записать в лист ожидания.", "open", False),
    ("ru", "Новых участников пока не берём.", "open", False),
    ("ru", "Приглашаем присоединиться.", "open", True),
    ("ru", "Говорим об открытых отношениях и закрытых отделениях.", "open", None),
    ("ru", "Набор завершён.", "open", False),
    ("ru", "В группе девять человек, и это наш потолок.", "open", False),
    ("ru", "Добор в действующую группу.", "open", True),
    ("ru", "Группа набрана, следующий набор весной.", "open", False),
    ("ru", "Вакантных мест нет.", "open", False),
    ("ru", "Есть окно для нового супервизанта.", "open", True),
    ("ru", "Будем рады новым участникам.", "open", True),
    ("ru", "Приходите, двери открыты.", "open", True),
    ("ru", "Запись закрыта.", "open", False),
    ("sv", "Några få platser kvar.", "open", True),
    ("sv", "Välkommen att höra av dig om du vill vara med.", "open", True),
    ("sv", "Vi söker nya medlemmar.", "open", True),
    ("sv", "Gruppen är full, men du kan ställa dig i kö.", "open", False),
    ("sv", "Vi tar inte emot fler just nu.", "open", False),
    ("sv", "Vi talar om slutna avdelningar och öppna relationer.", "open", None),
    ("sv", "Alla platser är tagna.", "open", False),
    ("sv", "Kom och var med!", "open", True),
    ("sv", "Intresserade är välkomna att anmäla sig.", "open", True),
    ("sv", "Tyvärr har vi fullt.", "open", False),
    ("sv", "Antagningen är stängd.", "open", False),
    ("sv", "Plats finns för fler.", "open", True),
    ("sv", "Söker du en handledningsgrupp?", "open", True),
    ("en", "Our sessions take place in Dunfermline.", "place", "Dunfermline"),
    ("en", "Peer supervision, Norwich, Thursday evenings.", "place", "Norwich"),
    ("en", "The Swansea Balint group meets on Mondays.", "place", "Swansea"),
    ("en", "A new circle is starting in Ballyvaughan.", "place", "Ballyvaughan"),
    ("en", "Halifax\nPeer group for nurses", "place", "Halifax"),
    ("en", "Our teacher came from Vienna. We meet on Zoom.", "place", None),
    ("en", "In-person sessions near Tunbridge Wells.", "place", "Tunbridge Wells"),
    ("en", "Venue: Quaker Meeting House, Lewes.", "place", "Lewes"),
    ("en", "Melbourne-based intervision group.", "place", "Melbourne"),
    ("en", "Peer consultation for therapists (Denver).", "place", "Denver"),
    ("ru", "Встречаемся в Саратове по субботам.", "place", "Саратов"),
    ("ru", "Иркутск. Балинтовская группа.", "place", "Иркутск"),
    ("ru", "Балинтовская группа (г. Мурманск).", "place", "Мурманск"),
    ("ru", "Психологи Барнаула, давайте собираться очно!", "place", "Барнаул"),
    ("ru", "Где: посёлок Заречинск.", "place", "Заречинск"),
    ("ru", "Собираемся в Екатеринбурге, рядом с метро.", "place", "Екатеринбург"),
    ("ru", "Омск, очно, по пятницам.", "place", "Омск"),
    ("ru", "Очная группа, г. Псков.", "place", "Псков"),
    ("sv", "Vi träffas i Kumla.", "place", "Kumla"),
    ("sv", "Balintgrupp, Skövde, torsdagar.", "place", "Skövde"),
    ("sv", "Handledningsgrupp i Trosa för kuratorer.", "place", "Trosa"),
    ("sv", "Luleå\nIntervision för socionomer", "place", "Luleå"),
    ("sv", "Träffarna hålls i Alingsås.", "place", "Alingsås"),
    ("sv", "Plats: Borlänge.", "place", "Borlänge"),
    ("sv", "Balintgrupp Norrtälje – ny start", "place", "Norrtälje"),
    ("en", "We have a couple of empty chairs; at present seven people come.", "size_max", 9),
    ("en", "The circle is capped at eight and five of us attend.", "size_max", 8),
    ("en", "The room takes ten.", "size_max", 10),
    ("en", "Currently a quartet, we would love to become six.", "size_max", 6),
    ("en", "We are looking for a sixth member.", "size_max", 6),
    ("en", "So far nine have signed up; there is space for twelve.", "size_max", 12),
    ("en", "Numbers are limited to seven.", "size_max", 7),
    ("en", "We are six therapists at the moment and can absorb two more.", "size_max", 8),
    ("en", "We meet for two hours in room 8.", "size_max", None),
    ("en", "One more would make us eight.", "size_max", 8),
    ("en", "Our group seats nine; seven chairs are occupied.", "size_max", 9),
    ("en", "We can't be more than seven.", "size_max", 7),
    ("en", "Ten is our ceiling.", "size_max", 10),
    ("en", "Room for one or two more; we're six.", "size_max", 8),
    ("en", "Five regulars, three empty chairs.", "size_max", 8),
    ("ru", "Сейчас в группе шесть человек, хотим позвать ещё пару коллег.", "size_max", 8),
    ("ru", "Участников не больше восьми.", "size_max", 8),
    ("ru", "Группа до десяти человек.", "size_max", 10),
    ("ru", "Нам нужен седьмой.", "size_max", 7),
    ("ru", "Записались уже девять человек, всего мест двенадцать.", "size_max", 12),
    ("ru", "Группа рассчитана на восемь участников.", "size_max", 8),
    ("ru", "Встречи по два часа, кабинет 8.", "size_max", None),
    ("ru", "Человек восемь, не больше.", "size_max", 8),
    ("ru", "Нас семеро, есть ещё два стула.", "size_max", 9),
    ("ru", "Группа из шести коллег ищет ещё двоих.", "size_max", 8),
    ("ru", "В группе девять человек, и это наш потолок.", "size_max", 9),
    ("ru", "Набираю группу из восьми человек.", "size_max", 8),
    ("ru", "Состав: 5 человек, добираем до 8.", "size_max", 8),
    ("sv", "Vi är ett gäng på sju och har plats för ett par till.", "size_max", 9),
    ("sv", "Gruppen tar max åtta.", "size_max", 8),
    ("sv", "Vi söker en sjätte medlem.", "size_max", 6),
    ("sv", "Fem har anmält sig, det finns tio platser.", "size_max", 10),
    ("sv", "Fem till sju deltagare.", "size_max", 7),
    ("sv", "Vi ses två timmar i rum 8.", "size_max", None),
    ("sv", "Vi är fyra stycken och vill gärna bli sex.", "size_max", 6),
    ("sv", "Vi är sex psykologer och tar gärna in två till.", "size_max", 8),
    ("sv", "Just nu är vi åtta, max tio.", "size_max", 10),
    ("sv", "Gruppen har sju medlemmar och en ledig plats.", "size_max", 8),
    ("sv", "Vi blir som mest nio.", "size_max", 9),
    ("sv", "Vi letar efter en fjärde person.", "size_max", 4),
    ("en", "We need a minimum of five to go ahead.", "size_min", 5),
    ("en", "Group size: 4-7.", "size_min", 4),
    ("ru", "Начнём, когда наберётся пять человек.", "size_min", 5),
    ("ru", "Минимум четверо, максимум семеро.", "size_min", 4),
    ("sv", "Vi startar när vi är minst sex.", "size_min", 6),
    ("sv", "Det krävs minst fem för att starta.", "size_min", 5),
    ("en", "We have a couple of empty chairs; at present seven people come.", "size_now", 7),
    ("en", "Currently a quartet, we would love to become six.", "size_now", 4),
    ("en", "We are looking for a sixth member.", "size_now", 5),
    ("en", "Three social workers and two nurses meet here.", "size_now", 5),
    ("en", "We are three social workers and two nurses.", "size_now", 5),
    ("en", "So far nine have signed up; there is space for twelve.", "size_now", 9),
    ("en", "Two places remain in our group of six.", "size_now", 6),
    ("en", "There used to be nine of us.", "size_now", None),
    ("en", "Membership: 6 of 8.", "size_now", 6),
    ("en", "A table of six meets in my kitchen.", "size_now", 6),
    ("en", "Eleven colleagues have put their names down.", "size_now", 11),
    ("en", "Two more and we can begin; there are four of us.", "size_now", 4),
    ("ru", "Сейчас в группе шесть человек, хотим позвать ещё пару коллег.", "size_now", 6),
    ("ru", "Собираемся впятером.", "size_now", 5),
    ("ru", "Мы встречаемся вшестером уже третий год.", "size_now", 6),
    ("ru", "В нашем кругу семь терапевтов, место есть для одного.", "size_now", 7),
    ("ru", "Нам нужен седьмой.", "size_now", 6),
    ("ru", "Записались уже девять человек, всего мест двенадцать.", "size_now", 9),
    ("ru", "Нас трое психологов и двое психиатров.", "size_now", 5),
    ("ru", "Раньше нас было девять.", "size_now", None),
    ("ru", "Сейчас пятеро участников, максимум восемь.", "size_now", 5),
    ("ru", "Состав: 5 человек, добираем до 8.", "size_now", 5),
    ("ru", "Уже согласились шестеро.", "size_now", 6),
    ("sv", "Vi är ett gäng på sju och har plats för ett par till.", "size_now", 7),
    ("sv", "Gruppen består i dag av fyra kuratorer och två psykologer.", "size_now", 6),
    ("sv", "Vi söker en sjätte medlem.", "size_now", 5),
    ("sv", "Fem har anmält sig, det finns tio platser.", "size_now", 5),
    ("sv", "Tidigare var vi nio.", "size_now", None),
    ("sv", "Sju deltagare i dagsläget.", "size_now", 7),
    ("sv", "Tre platser kvar av åtta.", "size_now", 5),
]  # fmt: skip


@pytest.mark.parametrize("language", SUPPORTED)
def test_a_whole_announcement(language: str) -> None:
    draft = draft_profile(WHOLE[language], language, id="g1")
    profile = draft.profile
    assert {name: getattr(profile, name) for name in STATED} == STATED
    assert (profile.id, profile.description, profile.languages) == ("g1", WHOLE[language], (language,))
    assert profile.populations and profile.fee and profile.time_zone
    assert profile.place is None and profile.themes is None
    assert {*STATED, "populations", "fee", "time_zone"} <= set(draft.confidence)
    assert all(0 < confidence < 1 for confidence in draft.confidence.values())


@pytest.mark.parametrize(("language", "text", "field", "value"), SAID)
def test_what_is_said_is_proposed(language: str, text: str, field: str, value: Any) -> None:
    found = propose(text, language)
    assert (found[field].value if field in found else None) == value


@pytest.mark.parametrize("language", SUPPORTED)
def test_a_text_that_says_nothing_proposes_nothing(language: str) -> None:
    draft = draft_profile("Xyz, 1.", language)
    assert draft.confidence == {}
    assert (draft.profile.languages, draft.profile.kind, draft.profile.open) == ((language,), "group", None)


def test_themes_of_the_model_are_proposed_from_one_half() -> None:
    draft = draft_profile("A group.", "en", themes={"ethics": 0.5, "distress": 0.9, "child_family": 0.2})
    assert draft.profile.themes == frozenset({"ethics", "distress"})
    assert draft.confidence["themes"] == pytest.approx(0.7)
    none = draft_profile("A group.", "en", themes={"ethics": 0.1, "distress": 0.3})
    assert none.profile.themes == frozenset()
    assert none.confidence["themes"] == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hi all!\nBalint group in Leeds\nWrite to us.", "Balint group in Leeds"),
        ("Hej!", "Hej!"),
        ("word " * 30, " ".join(["word"] * 15) + "…"),
    ],
)
def test_the_title_is_the_first_sentence_that_says_something(text: str, title: str) -> None:
    assert draft_profile(text, "en").profile.title == title


def test_sizes_never_contradict_each_other() -> None:
    found = propose("There are nine of us. Maximum six. At least eight people.", "en")
    assert found["size_now"].value == 9
    assert "size_max" not in found


def test_an_empty_text_and_an_unknown_language_are_refused() -> None:
    with pytest.raises(InputError):
        draft_profile(" \n", "en")
    with pytest.raises(LanguageError):
        draft_profile("Hei", "fi")


def _keys(value: object, prefix: str = "") -> set[str]:
    if not isinstance(value, dict):
        return {prefix}
    return {key for name, part in value.items() for key in _keys(part, f"{prefix}.{name}")}


def test_the_languages_have_the_same_keys_and_no_pattern_is_broken() -> None:
    keys = [_keys(dict(get_language(code).table("announcements"))) for code in SUPPORTED]
    assert keys[0] == keys[1] == keys[2]
    assert all(propose("A word.", code) is not None for code in SUPPORTED)


@pytest.mark.parametrize("language", SUPPORTED)
def test_hostile_text_is_read_in_reasonable_time(language: str) -> None:
    assert propose("a " * 4000 + "(" * 500 + "12-" * 500 + "\n" * 200, language).keys() <= {"kind", "mode"}


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "We are six. Eight is our ceiling.", True),
        ("en", "We are eight. Eight is our ceiling.", False),
        ("ru", "Нас шестеро. Максимум восемь.", True),
        ("ru", "Нас восемь. Максимум восемь.", False),
        ("sv", "Vi är sex. Max åtta.", True),
        ("sv", "Vi är åtta. Max åtta.", False),
        ("en", "We are six. Eight is our ceiling. No new members, please.", False),
        ("sv", "Vi är sex. Max åtta. Vi tar inte in fler.", False),
    ],
)
def test_a_group_that_has_room_is_open_unless_it_says_otherwise(
    language: str, text: str, value: bool
) -> None:
    assert propose(text, language)["open"].value is value


@pytest.mark.parametrize(
    ("language", "text", "least", "most"),
    [
        ("en", "We are five. There are seats for two.", None, 7),
        ("en", "We are five. There are seats for nine.", None, 9),
        ("en", "We are looking for three to four colleagues.", 3, 4),
        ("en", "So far five of us; need two more to begin. Nine at most.", 7, 9),
        ("ru", "Нас пятеро. Два места.", None, 7),
        ("sv", "Vi är fem. Det finns nio platser.", None, 9),
    ],
)
def test_places_are_those_that_are_free_where_fewer_than_the_members(
    language: str, text: str, least: int | None, most: int
) -> None:
    found = propose(text, language)
    assert (found["size_min"].value if "size_min" in found else None) == least
    assert found["size_max"].value == most


@pytest.mark.parametrize(
    ("language", "text", "town"),
    [
        ("en", "We meet in Leeds.", "Leeds"),
        ("en", "A circle in Vrakhovo.", "Vrakhovo"),
        ("sv", "Vi ses på Östermalm (Stockholm).", "Stockholm"),
        ("sv", "Vi ses på Södermalm i Stockholm.", "Stockholm"),
        ("sv", "Vi ses i Vrakköping.", "Vrakköping"),
        ("ru", "Очная группа, город Враково.", "Враково"),
    ],
)
def test_the_town_is_found_where_the_lexicon_lacks_it_or_a_part_of_it_is_named(
    language: str, text: str, town: str
) -> None:
    assert propose(text, language)["place"].value == town


def test_several_towns_that_are_only_mentioned_are_no_place() -> None:
    assert propose("Psychologists of Leeds love York; Bradford too.", "en").get("place") is None


def test_items_of_a_list_of_topics_are_not_whom_the_members_work_with() -> None:
    found = propose("Supervision for counsellors. Topics: exams, kids, lateness.", "en")
    assert "populations" not in found
    assert propose("Teenagers, parents. A group.", "en")["populations"].value == ("Teenagers", "parents")
