"""Names by class: each line a title that is flagged, or one that only looks as if it should be."""

import pytest

from topics import Topic

NAMED = {
    "places in the cases and spellings of each language": """
ru Гости из Цзямусы посетили кампус | ru Аспирант из Сямыня защитил диссертацию | ru Партнёры из Чанчуня в гостях
ru Посылка из Чженчжоу пришла в деканат | uk Студенти з Чженчжоу приїхали на мовну школу
uk Гості з Аньхою в ректораті | uk Лекція про Ґуанчжоу та торгівлю | be Дэлегацыя з Чжэнчжоў на факультэце
be Студэнты з Шэньчжэня вучаць мову | bg Договор с университета в Цюанджоу | bg Делегация от Чънду посети ректората
sr Студенти из Гуангџоуа на размени | sr Gosti iz Šendžena na fakultetu | sr Мост у Ђангсуу и наши инжењери
pl Studenci z Hangzhou w Krakowie | cs Hosté ze Šen-čenu | cs Studenti z Chang-čou | kk Сианьдағы форум
de Gäste aus Tsingtau | en Visitors from Guiyang | sl Kitajska delegacija na obisku | lt Delegacija iš Kinijos
lv Delegācija no Ķīnas | fi Kiinalainen delegaatio vieraili | ka დელეგაცია ჩინეთიდან | hy Պատվիրակություն Չինաստանից
az Çindən nümayəndə heyəti | mk Делегација од Кина | uk Гості з Уханського університету | sk Univerzita v Si-ane
pl Goście z Politechniki Harbińskiej | cs Soutěž vyhrála harbinská univerzita | zh 黄河论坛 | uk Далянський порт
""",
    "sights, excavations, rivers": """
en Twin galleries: ours and Sanxingdui | ru Доклад о раскопках Саньсиндуя | en Rafting on the Jialingjiang
ru Экспедиция на Чанбайшань | cs Přednáška o lokalitě Liangzhu | en A weekend at Badaling
ru Реставраторы вернулись из Могао
""",
    "universities, full and in short": """
ru Даляньский политех и наши химики | ru Северо-Восточный лесной университет стал партнёром
en NWAFU sends six dairy cows | ru Хагунда прислала студентов | en Luncheon with UESTC
pl Umowa z Uniwersytetem Tsinghua | cs Smlouva s univerzitou Tongji | de Kooperation mit der Tongji-Universität
zh 哈工大代表团来访 | zh 与浙大签署协议 | zh 國立大學與復旦大學簽約 | en HFUT and we
uk Університет Бейхан та наші інженери | fr Partenariat avec Beihang
ru Центральная академия драмы привезла спектакль
""",
    "Korean, with its particles": """
ko 중국의 대학에서 온 손님 | ko 베이징에서 열린 회의 | ko 베이징대학교와 협약 체결 | ko 하얼빈공업대를 방문
ko 시진핑은 말했다
ko 칭화대 총장 방문 | ko 화웨이와 공동 연구 | ko 중국어를 배우는 학생들
ko 공자학원이 문을 열다 | ko 홍콩으로 떠난 학생
""",
    "companies, also by Palladius": """
ru Треть выручки дала корпорация «Баоу» | ru Компания «Вэйчай» открыла класс | ru «Чайна Мобайл» оплатит стипендии
uk Компанія «Вейчай» відкриє лабораторію | en BYD funds a chair | be Парк «Вялікі камень» і навука
zh 华为实验室揭牌
""",
    "space and big instruments": """
en Chang'e-6 samples arrive | ru Тайконавты ответили на вопросы | ru Спутник «Бэйдоу» над полигоном
en A night with LHAASO | uk Зонд Чан'е-6 повернувся | be Зонд Чан'э-6 вярнуўся | bg Сондата Чанъе-6
cs Sonda Čchang-e 6
ru Снимки телескопа FAST | en Signals at the FAST telescope | bg Станцията Тиенгун | cs Stanice Tchien-kung
uk Тайконавти на орбіті
""",
    "the terracotta army and the Belt and Road": """
ru Терракотовых воинов привезли в музей | uk Виставка теракотових воїнів | be Тэракотавая армія ў музеі
bg Изложба „Теракотената армия“ | pl Armia terakotowa w Krakowie | cs Výstava Hliněná armáda
fr Les guerriers de terre cuite
uk Цінь Шихуанді на лекції | ru Форум «Один пояс, один путь» | uk Форум «Один пояс, один шлях» | bg Един пояс, един път
pl Jeden pas, jedna droga | be Адзін пояс, адзін шлях | kk Бір белдеу, бір жол | fr La Ceinture et la Route
""",
    "universities whose names say no place": """
uk Північно-Західний політехнічний університет | be Універсітэт Цзяотун | bg Университетът Цинхуа
cs Univerzita Fudan | pl Uniwersytet Nankai | de Jiaotong-Universität | en GTIIT opens | en XJTLU and our engineers
""",
    "state bodies, media, programmes, exams": """
ru Посол КНР прочёл лекцию | pl Spotkanie z ambasadorem ChRL | sr Амбасадор Кине у Новом Саду
en Xinhua interviews the rector | ru Мастерская Лу Баня открылась в колледже | en Luban Workshop opens
de HSK-Prüfung an der Hochschule | cs Zkouška HSK
de CSC-Stipendiaten begrüßt | ru Экзамен HSKK сдали двенадцать | zh 鲁班工坊开班 | hu Konfuciusz Intézet nyílt
fi Kungfutse-instituutti avattiin | lv Konfūcija institūts svin | az Konfutsi İnstitutu
""",
    "people known by name": """
en Meng Jinghui directs our students | ru Спектакль ставит Мэн Цзинхуэй | bg Поетът Ли Бай в нови преводи
cs Básník Li Po v překladu | sr Предавање о Конфучију | pl Wykład o Konfucjuszu | cs Román Mo Jena
ru Роман Лю Чжэньюня перевели студенты | de Vortrag über Laozi | bg Корабът на Джън Хъ
uk Фільми Цзя Чжанке в кіноклубі | en Chuang-tzu for engineers | fr Tchouang-tseu en amphi
""",
    "dynasties and periods": """
en A vacancy in late imperial China | en Porcelain of the Northern Song court | bg Кораб от ерата Мин
cs Výstava o dynastii Tchang | uk Монети доби Тан | sr Izložba o dinastiji Ming | pl Waza z epoki Ming
es Exposición sobre la dinastía Ming | de Ein Qing-Kaiser im Seminar
""",
    "the arts, holidays and sinology": """
ru Урок игры на гучжэне | uk Майстер-клас із гри на гучжені | en A guqin recital | ru В вузе отметили Дуаньу
cs Sinologové slaví | be Канферэнцыя па кітаістыцы | es Curso de chino mandarín | fr Cours de mandarin
pl Sinologia obchodzi jubileusz | sl Katedra za sinologijo
""",
}

ONLY_ALIKE = {
    "plants and animals": """
ru Китайская гвоздика зацвела в ботсаду | ru Редька китайская: новый сорт
uk Китайський короп у ставку університету | pl Krab chiński w Odrze | cs Čínská hrušeň v arboretu
en A Chinese pangolin is not a dinosaur | en Chinese privet invades the park | fr Un genévrier chinois au jardin
de Chinesischer Wacholder im Garten | es El clavel chino florece | bg Китайски шаран в язовира
cs Čínský chocholatý pes ve škole | ru Ара макао прилетел в зоопарк
pl Grali w chińczyka do rana | pl Dzielnica chińska w Londynie
cs Hrají makao celou noc, hra makao je zpět
pl Noc planszówek: gra w Makao
""",
    "sayings, games, dishes": """
uk Останнє китайське попередження прогульникам | fr Portrait chinois de la doyenne
en Chinese arithmetic of the budget | it Le cavolo cinese | es Damas chinas en la biblioteca
en Fortune cookies for freshmen | cs Na oběd k Číňanovi za rohem | de Mittags geht es zum Chinesen
ru Китайская азбука бухгалтерии | de Ein Kleid aus Crêpe de Chine
""",
    "walls, firewalls and programmes of others": """
en The Great Firewall of Ohio | en A great wall of books in the foyer | en The Great Wall of Gorgan revisited
en Sloan Great Wall mapped | en The Beijing Platform for Action and our gender plan
es La Gran Muralla Verde del Sahel
""",
    "towns, ships, films": """
en Drought at China Lake | en The Great Wall restaurant closes
en A graduate from Chino Hills | de Die Viermastbark Peking im Dock
fr Sept ans au Tibet au ciné-club | ru Клуб показал «Семь лет в Тибете» | en Class trip to Pekin, Illinois
""",
    "a surname, initials and a hermitage": """
cs Trenér Petr Čína končí | cs Nový děkan Jan Čína | uk Музей «Китаївська пустинь» має нового хранителя
ru КНР — это контрольно-надзорная работа
""",
    "rankings by their cities": """
en Our place in QS, THE and Shanghai | ru Вуз в рейтингах QS, THE и Shanghai | fr Classements: QS, THE et Shanghai
en ARWU, Shanghai: up again | ru Шанхай, QS и другие рейтинги
""",
    "a place and a surname that sound like China": """
uk У Китаєві відновили монастир | uk Біля Китаєва садять дерева | ru Поездка в Китаево
ru Мария Китайская сыграла Шопена
cs Děkan Karel Čína | cs Výstava Karla Číny
""",
    "what is also a common word": """
de Frühlingsfest am Neckar | uk Свято весни у ліцеї | en The three-body problem in mechanics | fr Au bord de l'eau
cs Studijní obor a OBOR | ru ОПОП и учебный план | bg Деян Станкович гостува | uk Усі на старт
en Lion dance class | de Die CSU und ihre Basis
""",
    "Han characters of others": """
zh 琵琶湖划船赛 | zh 北大西洋公约的历史 | zh 日本东北大学校长来访 | zh 横滨中华街
""",
}


def _cases(lists: dict[str, str]) -> list[tuple[str, str, str]]:
    lines = [(name, line.strip()) for name, text in lists.items() for line in text.replace("\n", " | ").split(" | ")]
    return [(name, line[:2], line[3:]) for name, line in lines if line]


@pytest.mark.parametrize(("name", "language", "title"), _cases(NAMED))
def test_names_by_class_are_flagged(china: Topic, name: str, language: str, title: str) -> None:
    assert china.judge(title, "", language=language).grade >= 2, name


@pytest.mark.parametrize(("name", "language", "title"), _cases(ONLY_ALIKE))
def test_what_only_looks_like_china_is_not_flagged(china: Topic, name: str, language: str, title: str) -> None:
    assert china.judge(title, "", language=language).grade <= 1, name


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Baozi and congee in the canteen"), ("ru", "Пуэр и улун в чайной комнате"),
        ("en", "Qing Li wins a chess prize"),
        ("ru", "Уйгурский район открыл школу"), ("en", "Dungan weddings"), ("en", "Wing Chun club meets"),
        ("en", "Dr. Li Yu joins the staff"), ("en", "Mid-Autumn supper"),
    ],
)  # fmt: skip
def test_weak_names_do_not_flag_alone(china: Topic, language: str, title: str) -> None:
    assert china.judge(title, "", language=language).grade <= 1
