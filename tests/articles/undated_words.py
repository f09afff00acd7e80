"""Words of invented pages, in many languages: prose without dates, headlines, and what stands before dates."""

from __future__ import annotations

from dataclasses import dataclass

# A paragraph a language: its code; two texts; "news" and four headlines; the words before a change, an event, a
# deadline and today, over comments, and a person's name; the form of a day and the months. A blank continues a line.
_TABLE = """
ru
Институт готовит инженеров и исследователей для предприятий области. Занятия ведут опытные преподаватели, а
 студенты работают в лабораториях с первого курса и участвуют в проектах партнёров.
Выпускники работают в конструкторских бюро и научных центрах. При институте открыты мастерские, библиотека и
 студенческое общество, в которое может вступить каждый желающий.
Новости | Студенты победили на олимпиаде | Открыта новая лаборатория | Ректор встретил гостей | Начат набор на
 курсы
Обновлено | Дата проведения | Приём заявок до | Сегодня | Комментарии | Анна Сергеевна Иванова
{d} {m} {y} | января февраля марта апреля мая июня июля августа сентября октября ноября декабря

uk
Факультет готує інженерів і дослідників для підприємств краю. Заняття ведуть досвідчені викладачі, студенти
 працюють у лабораторіях з першого курсу та беруть участь у спільних проєктах.
Випускники працюють у конструкторських бюро та наукових центрах. На факультеті є майстерні, бібліотека і
 студентське товариство, до якого може вступити кожен охочий.
Новини | Студенти здобули перемогу | Відкрито нову лабораторію | Ректор зустрів гостей | Розпочато набір на
 курси
Оновлено | Дата проведення | Прийом заявок до | Сьогодні | Коментарі | Оксана Петрівна Коваль
{d} {m} {y} | січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня

kk
Институт облыс кәсіпорындары үшін инженерлер мен зерттеушілерді даярлайды. Сабақты тәжірибелі оқытушылар
 жүргізеді, студенттер бірінші курстан бастап зертханаларда жұмыс істейді.
Түлектер конструкторлық бюролар мен ғылыми орталықтарда жұмыс істейді. Институтта шеберхана, кітапхана және
 студенттік қоғам бар, оған кез келген адам кіре алады.
Жаңалықтар | Студенттер жеңіске жетті | Жаңа зертхана ашылды | Ректор қонақтарды қарсы алды | Курстарға қабылдау
 басталды
Жаңартылды | Өткізілетін күні | Өтінім қабылдау мерзімі | Бүгін | Пікірлер | Айгүл Серікқызы Омарова
{d} {m} {y} | қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан

uz
Institut viloyat korxonalari uchun muhandis va tadqiqotchilarni tayyorlaydi. Mashgʻulotlarni tajribali
 oʻqituvchilar olib boradi, talabalar birinchi kursdan laboratoriyalarda ishlaydi.
Bitiruvchilar konstruktorlik byurolari va ilmiy markazlarda ishlaydi. Institutda ustaxona, kutubxona va
 talabalar jamiyati bor, unga istagan kishi aʼzo boʻlishi mumkin.
Yangiliklar | Talabalar gʻolib boʻldi | Yangi laboratoriya ochildi | Rektor mehmonlarni kutib oldi | Kurslarga
 qabul
Yangilangan | Oʻtkazish sanasi | Ariza topshirish muddati | Bugun | Izohlar | Dilnoza Karimova
{y}-yil {d}-{m} | yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr

en
The institute trains engineers and researchers for the companies of the region. Classes are taught by
 experienced staff, and students work in the laboratories from their first year on.
Graduates work in design offices and research centres. The institute runs workshops, a library and a student
 society which everybody who likes may join at any time of the year.
News | Students win the contest | New laboratory opens | Rector welcomes guests | Courses open for applications
Last updated | Event date | Application deadline | Today | Comments | Jane Miller
{m} {d}, {y} | January February March April May June July August September October November December

de
Das Institut bildet Ingenieure und Forscher für die Betriebe der Region aus. Den Unterricht geben erfahrene
 Lehrkräfte, und die Studierenden arbeiten schon im ersten Jahr in den Laboren.
Die Absolventen arbeiten in Konstruktionsbüros und Forschungszentren. Zum Institut gehören Werkstätten, eine
 Bibliothek und ein Studierendenverein, dem jeder beitreten kann.
Aktuelles | Studierende gewinnen Preis | Neues Labor eröffnet | Rektorin empfängt Gäste | Kurse starten bald
Zuletzt geändert | Wann | Bewerbungsschluss | Heute ist | Kommentare | Prof. Dr. Klara Vogel
{d}. {m} {y} | Januar Februar März April Mai Juni Juli August September Oktober November Dezember

fr
L’institut forme des ingénieurs et des chercheurs pour les entreprises de la région. Les cours sont donnés par
 des enseignants expérimentés et les étudiants travaillent au laboratoire dès la première année.
Les diplômés travaillent dans des bureaux d’études et des centres de recherche. L’institut possède des
 ateliers, une bibliothèque et une association d’étudiants ouverte à tous.
Actualités | Nos étudiants primés | Un nouveau laboratoire | La rectrice reçoit ses hôtes | Inscriptions aux
 cours
Mis à jour le | Date de l’événement | Date limite | Aujourd’hui | Commentaires | Claire Fontaine
{d} {m} {y} | janvier février mars avril mai juin juillet août septembre octobre novembre décembre

es
El instituto forma ingenieros e investigadores para las empresas de la región. Las clases las dan profesores con
 experiencia y los estudiantes trabajan en los laboratorios desde el primer curso.
Los graduados trabajan en oficinas de diseño y centros de investigación. El instituto tiene talleres, una
 biblioteca y una asociación de estudiantes abierta a todos.
Noticias | Estudiantes ganan el concurso | Nuevo laboratorio abierto | La rectora recibe visitas | Abiertos los
 cursos
Última actualización | Fecha del evento | Fecha límite | Hoy es | Comentarios | Lucía Romero
{d} de {m} de {y} | enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre

pl
Instytut kształci inżynierów i badaczy dla przedsiębiorstw regionu. Zajęcia prowadzą doświadczeni wykładowcy, a
 studenci pracują w laboratoriach już od pierwszego roku studiów.
Absolwenci pracują w biurach konstrukcyjnych i ośrodkach badawczych. Przy instytucie działają warsztaty,
 biblioteka i koło studentów otwarte dla każdego.
Aktualności | Studenci zdobyli nagrodę | Otwarto nowe laboratorium | Rektor przyjął gości | Rusza nabór na kursy
Ostatnia aktualizacja | Data wydarzenia | Termin składania | Dzisiaj jest | Komentarze | Ewa Nowak
{d:02}.{n:02}.{y}

zh
学院为本地区企业培养工程师和研究人员，课程由经验丰富的教师讲授，学生从一年级起就在实验室学习工作，并参加合作项目
 。
毕业生在设计院和研究中心工作。学院设有实习工厂、图书馆和学生社团，欢迎所有有兴趣的同学随时加入并参加各项活动。
新闻中心 | 学生在竞赛中获奖 | 新实验室正式启用 | 校长会见来访客人 | 培训课程开始报名
更新时间 | 活动时间 | 截止日期 | 今天是 | 网友评论 | 李明教授
{y}年{n}月{d}日

ja
研究所は地域の企業のために技術者と研究者を育てています。経験豊かな教員が授業を行い、学生は一年次から実験室で学び
 ます。
卒業生は設計事務所や研究センターで活躍しています。研究所には工房、図書館、学生の会があり、誰でも参加することがで
 きます。
お知らせ | 学生が大会で優勝 | 新しい実験室が完成 | 学長が来賓を迎える | 講座の募集を開始
最終更新日 | 開催日 | 締切 | 今日は | コメント | 山田 花子
{y}年{n}月{d}日

ko
연구소는 지역 기업을 위한 기술자와 연구자를 양성합니다. 경험 많은 교수진이 수업을 맡고 학생들은 일 학년부터
 실험실에서 일합니다.
졸업생들은 설계 사무소와 연구 센터에서 일합니다. 연구소에는 작업장과 도서관, 누구나 가입할 수 있는 학생회가
 있습니다.
새소식 | 학생들 대회 우승 | 새 실험실 개관 | 총장 손님 맞이 | 강좌 신청 시작
최종수정일 | 행사일 | 마감일 | 오늘은 | 댓글 | 김민지 교수
{y}년 {n}월 {d}일

ar
يعد المعهد المهندسين والباحثين لشركات المنطقة، ويقدم الدروس أساتذة ذوو خبرة، ويعمل الطلاب في المختبرات منذ السنة
 الأولى ويشاركون في مشاريع الشركاء.
يعمل الخريجون في مكاتب التصميم ومراكز البحوث، وفي المعهد ورش ومكتبة وجمعية للطلاب يمكن لكل راغب أن ينضم إليها في
 أي وقت.
الأخبار | طلابنا يفوزون بالمسابقة | افتتاح مختبر جديد | رئيس الجامعة يستقبل ضيوفا | فتح باب التسجيل
آخر تحديث | موعد الفعالية | آخر موعد للتقديم | اليوم | التعليقات | ليلى حسن
{d} {m} {y} | يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
"""


@dataclass(frozen=True)
class Words:
    """One language."""

    text: tuple[str, str]
    news: str
    items: list[str]
    updated: str
    event: str
    deadline: str
    today: str
    comments: str
    person: str
    form: str
    months: list[str]

    def date(self, year: int, month: int, day: int) -> str:
        """A day as this language writes it."""
        return self.form.format(y=year, n=month, d=day, m=self.months[month - 1] if self.months else "")


def _words(paragraph: str) -> tuple[str, Words]:
    code, first, second, titles, labels, forms = paragraph.replace("\n ", " ").split("\n")
    news, *items = titles.split(" | ")
    form, _, months = forms.partition(" | ")
    return code, Words((first, second), news, items, *labels.split(" | "), form, months.split())


LANGUAGES: dict[str, Words] = dict(_words(paragraph) for paragraph in _TABLE.strip().split("\n\n"))
