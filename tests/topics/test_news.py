"""News of states, courts and markets: what they name, and what they only pass."""

from __future__ import annotations

import pytest

from topics import Topic


@pytest.mark.parametrize(
    ("language", "text", "entity"),
    [
        ("bg", "Протестът на площад Тянанмън беше разпръснат през нощта.", "Chinese culture"),
        ("uk", "Танки виїхали на площу Тяньаньмень уранці.", "Chinese culture"),
        ("pl", "Czołgi wjechały na plac Tiananmen nad ranem.", "Chinese culture"),
        ("cs", "Tanky vjely na náměstí Nebeského klidu nad ránem.", "Chinese culture"),
        ("cs", "Spor o ostrovy v Jihočínském moři trvá.", "South China Sea"),
        ("pl", "Okręty wpłynęły na Morze Południowochińskie.", "South China Sea"),
        ("uk", "Кораблі зайшли в Південнокитайське море.", "South China Sea"),
        ("bg", "Спорът за Южнокитайско море продължава.", "South China Sea"),
        ("cs", "Kurz jüanu klesl, centrální banka mlčí.", "China"),
        ("uk", "За тонну просять двісті юанів.", "China"),
        ("ru", "Суда идут к Ляодунскому полуострову.", "Landscapes of China"),
        ("uk", "Турнір у Чженжоу почнеться в понеділок.", "Zhengzhou"),
        ("cs", "Zadluženou firmu vlastní CEFC.", "CEFC"),
        ("bg", "Конгресът на ККП започна във вторник.", "Chinese state bodies"),
        ("ru", "Слушали арии кантонской оперы.", "Guangzhou"),
        ("ru", "Об открытии рассказал Ян Чжэньнин.", "Yang Zhenning"),
        ("uk", "Про це говорив Лі Чжендао.", "Li Zhengdao"),
        ("en", "The lecture of Tsung-Dao Lee was printed.", "Tsung-Dao Lee"),
        ("cs", "Do Singapuru přijel ministr Li Šang-fu.", "Li Shangfu"),
        ("ru", "Встреча с Джеком Ма прошла в среду.", "Jack Ma"),
        ("bg", "Филм с Брус Ли се играе в събота.", "Bruce Lee"),
        ("bg", "Kитaйcĸи инвecтитop избиpa мeждy тpи бългapcĸи гpaдa.", "China"),
    ],
)
def test_names_of_the_news_are_known_in_their_forms(china: Topic, language: str, text: str, entity: str) -> None:
    assert entity in {one.entity for one in china.judge("", text, language=language).evidence}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("pl", "Ogłoszono Listę Szanghajską: dwie uczelnie z naszego miasta"),
        ("pl", "Kolejne miejsce w rankingu szanghajskim"),
        ("uk", "Університет увійшов до шанхайського списку"),
        ("cs", "Fakulta postoupila v šanghajském žebříčku"),
    ],
)
def test_the_shanghai_ranking_is_a_ranking_in_every_case(china: Topic, language: str, title: str) -> None:
    verdict = china.judge(title, "Harvard, Stanford, Cambridge.", language=language)
    assert not verdict.flagged
    assert verdict.masked


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("uk", "Хвороба відступає, сказав директор організації, передає «Сіньхуа». Щеплення зробили мільйонам людей."),
        ("ru", "Вулкан проснулся ночью, сообщает Синьхуа. Жители трёх посёлков на острове Ява ушли в горы."),
        ("pl", "Wulkan obudził się w nocy, podaje agencja Xinhua. Mieszkańcy trzech wsi na Jawie odeszli w góry."),
        ("bg", "Вулканът се събуди през нощта, предаде Синхуа. Жителите на три села на Ява са изведени."),
    ],
)
def test_who_reports_it_is_not_what_it_is_about(china: Topic, language: str, body: str) -> None:
    assert china.judge("Щоденна хроніка", body, language=language).grade == 1


def test_an_agency_that_acts_itself_is_named(china: Topic) -> None:
    body = "Университет подписал соглашение с агентством Синьхуа об обмене фотографиями и стажировках студентов."
    assert china.judge("Новый партнёр факультета журналистики", body, language="ru").flagged


def test_a_vegetable_brings_its_country_along(china: Topic) -> None:
    body = "Пекинская капуста родом из Китая. Её режут соломкой, кочан «пекинки» хранят в холодильнике неделю."
    assert not china.judge("Салат с яйцом и сухариками", body, language="ru").flagged


def test_a_leader_among_four_others_is_passing(china: Topic) -> None:
    body = (
        "Авторът търси общото между Доналд Тръмп, Владимир Путин, Си Дзинпин, Нарендра Моди и Реджеп Ердоган. "
        "Книгата излезе през март."
    )
    assert china.judge("Нова книга за лидерите", body, language="bg").grade == 1


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("ru", "Совет проголосовал вечером. За проект голосовали Россия и Китай, остальные воздержались."),
        ("bg", "Националният отбор на Китай ще заеме мястото на Русия в турнира. Мачовете са през юни."),
        ("uk", "Рада голосувала ввечері. Проєкт підтримав лише Китай, решта утрималася."),
    ],
)
def test_what_a_state_does_is_its_own_part(china: Topic, language: str, body: str) -> None:
    assert china.judge("Новини дня", body, language=language).flagged


@pytest.mark.parametrize(
    "body",
    [
        "Гость студии — профессор Принстона, почётный профессор Гуйлиньского университета Артём Званцев. Он химик.",
        "Zhuo received both his bachelor's and master's from Xi'an Jiaotong University. He now runs a lab in Ohio.",
    ],
)
def test_degrees_and_honours_are_details_of_a_life(china: Topic, body: str) -> None:
    assert not china.judge("Guest of the week", body).flagged


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("pl", "W kantonie Uri i w kantonie Genewa głosowano. Kanton Berno policzył głosy jako pierwszy."),
        ("cs", "Kanton Ženeva hlasoval proti. Hulín má nového starostu, v Hulíně slavili."),
        ("en", "Ain Beida and Dar El Beida are towns. Valle de Chalco was flooded. CCP Games released a patch."),
        ("en", "Jinan-gun county held a festival; a mandarin collar is back in fashion."),
        ("ru", "Рас-эль-Хайма ждёт гостей. Венден пал. В посёлке Куйтун Иркутской области открыли школу."),
        ("uk", "Рас-ель-Хайма чекає на гостей."),
        ("bg", "Рас ал Хайма очаква гости."),
    ],
)
def test_places_and_firms_elsewhere_by_a_like_name(china: Topic, language: str, body: str) -> None:
    assert not china.judge("", body, language=language).evidence


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "Stocks fell on Monday. The Nikkei lost 2 percent, the Kospi 1 percent and Shanghai 1.5 percent."),
        ("pl", "Giełdy w dół. Nikkei stracił 2 procent, Kospi 1 procent, a Szanghaj półtora procent."),
        ("ru", "Биржи закрылись снижением. Nikkei потерял 2 процента, Kospi один процент, Шанхай — полтора процента."),
    ],
)
def test_one_stock_exchange_among_others_is_passing(china: Topic, language: str, body: str) -> None:
    filler = "The bank kept its forecast for the year. Analysts wait for the report of the central bank. " * 4
    assert china.judge("Markets", body + " " + filler, language=language).grade <= 1


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "We teach students from countries like China and Nigeria."),
        ("cs", "Podobné zákony mají země jako Čína nebo Írán."),
        ("ru", "Так поступают такие страны, как Китай и Индия."),
        ("bg", "Това правят държави като Китай и Индия."),
    ],
)
def test_a_country_given_as_an_instance_is_passing(china: Topic, language: str, body: str) -> None:
    filler = "The council met on Monday and spoke of the roof of the school and of the road. " * 6
    assert china.judge("Council", filler + body + " " + filler, language=language).grade <= 1


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("uk", "За підсумками року частка Китаю в обороті (експорт та імпорт товарів) досягла 14,7%."),
        ("ru", "Больше всего товаров область закупает в Китае ($8,2 млрд), Польше ($3,5 млрд) и Германии ($3,2 млрд)."),
        ("pl", "Wojna celna między USA a Chinami uderza w fabryki pod Poznaniem."),
        ("en", "The share of China (goods and services) in the port's trade rose to 14.7 percent."),
    ],
)
def test_trade_has_its_figure(china: Topic, language: str, body: str) -> None:
    filler = "The bank kept its forecast for the year. Analysts wait for the report of the central bank. " * 4
    assert china.judge("Trade", filler + body + " " + filler, language=language).grade >= 2


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("cs", "Až dosud jsme si nejhůř vedli před šestnácti lety v Pekingu, odkud si tým přivezl sedm medailí."),
        ("ru", "Хуже команда выступила лишь десять лет назад в Пекине, откуда она привезла семь медалей."),
    ],
)
def test_games_of_the_past_are_named_by_their_city(china: Topic, language: str, body: str) -> None:
    filler = "The team trains in the mountains and goes to the cup in May. " * 8
    assert china.judge("Games", filler + body + " " + filler, language=language).grade <= 1


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("cs", "Typ koronaviru úřady poprvé zaznamenaly na konci roku v Číně, odkud se rozšířil do světa."),
        ("ru", "Впервые выявлен вирус был в Китае. Врачи советуют носить маски и мыть руки."),
        ("ru", "Ранее сообщалось, что туроператоры запустили продажу первых путевок в Китай."),
        ("uk", "Нагадаємо, раніше виставку показали в Китаї."),
    ],
)
def test_where_an_illness_began_and_other_stories_are_passing(china: Topic, language: str, body: str) -> None:
    filler = "The team trains in the mountains and goes to the cup in May. " * 8
    assert china.judge("Numbers of the day", filler + body + " " + filler, language=language).grade <= 1


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("ru", "На втором месте – Китай, на долю которого приходится 13% расходов."),
        ("pl", "Nie brakowało emocji także w starciu Chin z Meksykiem."),
    ],
)
def test_a_share_told_behind_it_and_a_match_are_its_own_part(china: Topic, language: str, body: str) -> None:
    filler = "The team trains in the mountains and goes to the cup in May. " * 4
    assert china.judge("Numbers of the day", filler + body + " " + filler, language=language).grade >= 2


def test_exchanges_of_sentences_beside_each_other_are_passing(china: Topic) -> None:
    body = (
        "Shares rose on Thursday. The Nikkei 225 added 1.5%, while the Kospi rose 1.1%. Hong Kong's Hang Seng edged up "
        "0.6% to 24,036.84, while the Shanghai Composite inched down 0.1% to 2,839.87. Oil prices recovered. "
    )
    assert china.judge("Shares rise", body + "Investors wait for the report of the bank. " * 6).grade <= 1
