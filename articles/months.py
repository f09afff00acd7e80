"""Names of months, weekdays and relative days in the languages of university news."""

from __future__ import annotations

import re

# One row a language: its code, then twelve cells, each the spellings of one month separated by a blank.
# Forms follow CLDR: nominative and genitive, wide and abbreviated.
_TABLES = """
en: january jan | february feb | march mar | april apr | may | june jun | july jul | august aug |
    september sept sep | october oct | november nov | december dec
ru: январь января янв | февраль февраля фев февр | март марта мар | апрель апреля апр | май мая | июнь июня июн |
    июль июля июл | август августа авг | сентябрь сентября сен сент | октябрь октября окт | ноябрь ноября ноя нояб |
    декабрь декабря дек
uk: січень січня січ | лютий лютого лют | березень березня бер | квітень квітня квіт кві | травень травня трав тра |
    червень червня черв чер | липень липня лип | серпень серпня серп сер | вересень вересня вер |
    жовтень жовтня жовт жов | листопад листопада лист лис | грудень грудня груд гру
be: студзень студзеня сту | люты лютага лют | сакавік сакавіка сак | красавік красавіка кра |
    травень травеня тра май мая | чэрвень чэрвеня чэр | ліпень ліпеня ліп | жнівень жніўня жні |
    верасень верасня вер | кастрычнік кастрычніка кас | лістапад лістапада ліс | снежань снежня сне
kk: қаңтар қаң | ақпан ақп | наурыз нау | сәуір сәу | мамыр мам | маусым мау | шілде шіл | тамыз там |
    қыркүйек қыр | қазан қаз | қараша қар | желтоқсан жел
uz: yanvar yan | fevral fev | mart | aprel | may | iyun | iyul | avgust avg | sentabr sentyabr sen |
    oktabr oktyabr okt | noyabr noy | dekabr dek
uz-Cyrl: январ | феврал | март | апрел | май | июн | июл | август | сентябр сентабр | октябр октабр | ноябр | декабр
de: januar jän jänner januars | februar feber | märz mrz maerz | april | mai | juni | juli | august | september |
    oktober okt | november | dezember dez
fr: janvier janv | février fevrier févr fevr | mars | avril avr | mai | juin | juillet juil | août aout |
    septembre | octobre | novembre | décembre decembre déc
es: enero ene | febrero | marzo | abril abr | mayo | junio | julio | agosto ago | septiembre setiembre set |
    octubre | noviembre | diciembre dic
ca: gener | febrer febr | març | abril abr | maig | juny | juliol jul | agost ag | setembre set | octubre oct |
    novembre | desembre des
pt: janeiro | fevereiro fev | março marco | abril abr | maio mai | junho | julho | agosto ago | setembro set |
    outubro out | novembro | dezembro dez
it: gennaio gen | febbraio febb | marzo | aprile | maggio mag | giugno giu | luglio lug | agosto ago |
    settembre sett | ottobre ott | novembre | dicembre dic
nl: januari | februari | maart mrt | april | mei | juni | juli | augustus | september | oktober okt | november |
    december
pl: styczeń stycznia stycznia sty | luty lutego lut | marzec marca | kwiecień kwietnia kwi | maj maja |
    czerwiec czerwca cze | lipiec lipca lip | sierpień sierpnia sie | wrzesień września wrz |
    październik października paź paz | listopad listopada lis | grudzień grudnia gru
cs: leden ledna | únor února | březen března | duben dubna | květen května | červen června | červenec července |
    srpen srpna | září | říjen října | listopad listopadu | prosinec prosince
tr: ocak oca | şubat şub | mart | nisan nis | mayıs mayis | haziran haz | temmuz tem | ağustos ağu | eylül eyl |
    ekim eki | kasım kasim kas | aralık aralik ara
bg: януари | февруари | март | април | май | юни | юли | август | септември | октомври | ноември | декември
sk: január januára | februára | marca | apríl apríla | máj mája | jún júna | júl júla | augusta | septembra |
    október októbra | novembra | decembra
el: ιανουάριος ιανουαρίου ιαν | φεβρουάριος φεβρουαρίου φεβ | μάρτιος μαρτίου μαρ | απρίλιος απριλίου απρ |
    μάιος μαΐου μαίου μαϊ | ιούνιος ιουνίου ιουν | ιούλιος ιουλίου ιουλ | αύγουστος αυγούστου αυγ |
    σεπτέμβριος σεπτεμβρίου σεπ | οκτώβριος οκτωβρίου οκτ | νοέμβριος νοεμβρίου νοε | δεκέμβριος δεκεμβρίου δεκ
fi: tammikuu tammikuuta | helmikuu helmikuuta | maaliskuu maaliskuuta | huhtikuu huhtikuuta | toukokuu toukokuuta |
    kesäkuu kesäkuuta | heinäkuu heinäkuuta | elokuu elokuuta | syyskuu syyskuuta | lokakuu lokakuuta |
    marraskuu marraskuuta | joulukuu joulukuuta
sv: januari | februari | mars | april | maj | juni | juli | augusti | september | oktober | november | december
da: januar | februar | marts | april | maj | juni | juli | august | september | oktober | november | december
nb: januar | februar | mars | april | mai | juni | juli | august | september | oktober | november | desember
hu: január | február febr | március márc | április ápr | május máj | június jún | július júl | augusztus |
    szeptember szept | október | november | december
ro: ianuarie ian | februarie | martie | aprilie | mai | iunie iun | iulie iul | august | septembrie | octombrie |
    noiembrie | decembrie
hr: siječnja | veljače | ožujka | travnja | svibnja | lipnja | srpnja | kolovoza | rujna | listopada | studenoga |
    prosinca
lt: sausio | vasario | kovo | balandžio | gegužės | birželio | liepos | rugpjūčio | rugsėjo | spalio | lapkričio |
    gruodžio
et: jaanuar | veebruar | märts | aprill | mai | juuni | juuli | august | september | oktoober | november | detsember
az: yanvar | fevral | mart | aprel | may | iyun | iyul | avqust | sentyabr | oktyabr | noyabr | dekabr
ka: იანვარი იანვარს | თებერვალი თებერვალს | მარტი მარტს | აპრილი აპრილს | მაისი მაისს | ივნისი ივნისს |
    ივლისი ივლისს | აგვისტო აგვისტოს | სექტემბერი სექტემბერს | ოქტომბერი ოქტომბერს | ნოემბერი ნოემბერს |
    დეკემბერი დეკემბერს
hy: հունվար հունվարի | փետրվար փետրվարի | մարտ մարտի | ապրիլ ապրիլի | մայիս մայիսի | հունիս հունիսի |
    հուլիս հուլիսի | օգոստոս օգոստոսի | սեպտեմբեր սեպտեմբերի | հոկտեմբեր հոկտեմբերի | նոյեմբեր նոյեմբերի |
    դեկտեմբեր դեկտեմբերի
id: januari | februari | maret | april | mei | juni | juli | agustus | september | oktober | november | desember
he: ינואר בינואר | פברואר בפברואר | מרץ במרץ | אפריל באפריל | מאי במאי | יוני ביוני | יולי ביולי |
    אוגוסט באוגוסט | ספטמבר בספטמבר | אוקטובר באוקטובר | נובמבר בנובמבר | דצמבר בדצמבר
ar: يناير | فبراير | مارس | أبريل ابريل | مايو | يونيو يونيه | يوليو يوليه | أغسطس اغسطس | سبتمبر | أكتوبر اكتوبر |
    نوفمبر | ديسمبر
sr: јануар јануара јан | фебруар фебруара феб | март марта | април априла | мај маја | јун јуна | јул јула |
    август августа | септембар септембра сеп | октобар октобра окт | новембар новембра нов | децембар децембра дец
sr-Latn: januar januara | februar februara | mart marta | april aprila | maj maja | jun juna | jul jula |
    avgust avgusta avg | septembar septembra | oktobar oktobra | novembar novembra | decembar decembra
mk: јануари | февруари | март | април | мај | јуни | јули | август | септември | октомври | ноември | декември
sl: januar januarja | februar februarja | marec marca | april aprila | maj maja | junij junija | julij julija |
    avgust avgusta | september septembra | oktober oktobra | november novembra | december decembra
lv: janvāris janvārī | februāris februārī | marts martā | aprīlis aprīlī | maijs maijā | jūnijs jūnijā |
    jūlijs jūlijā | augusts augustā | septembris septembrī | oktobris oktobrī | novembris novembrī |
    decembris decembrī
is: janúar | febrúar | mars | apríl | maí | júní | júlí | ágúst | september | október | nóvember | desember
tk: ýanwar | fewral | mart | aprel | maý | iýun | iýul | awgust | sentýabr | oktýabr | noýabr | dekabr
ar-Levant: يناير | شباط | آذار | نيسان | أيار | حزيران | تموز | آب | أيلول | أكتوبر | نوفمبر | ديسمبر
"""

#: The spellings of the twelve months, by language.
MONTH_NAMES: dict[str, tuple[tuple[str, ...], ...]] = {
    code: tuple(tuple(cell.split()) for cell in names.split("|"))
    for code, _, names in (row.partition(":") for row in re.split(r"\n(?=\S)", _TABLES.strip()))
}

#: A lower-cased month name in any of these languages, and its number. Where languages disagree (Ukrainian
#: «листопад» is November, Croatian October) the language of this project's catalogue wins.
MONTHS: dict[str, int] = {}
_UNACCENTED = str.maketrans("άέήίόύώΐ", "αεηιουωϊ")  # Greek capitals have no accents: ΜΑΡΤΙΟΥ
for _names in MONTH_NAMES.values():
    for _number, _spellings in enumerate(_names, start=1):
        for _name in _spellings:
            MONTHS.setdefault(_name, _number)
            MONTHS.setdefault(_name.translate(_UNACCENTED), _number)

#: Names of one month that behind a day with a dot are another: "28 listopada" is Polish, "28. listopada" Croatian.
AFTER_A_DOT: dict[str, int] = {"listopada": 10}

#: Months of two words, by both.
TWO_WORDS: dict[tuple[str, str], int] = {
    ("كانون", "الثاني"): 1, ("تشرين", "الأول"): 10, ("تشرين", "الاول"): 10, ("تشرين", "الثاني"): 11,
    ("كانون", "الأول"): 12, ("كانون", "الاول"): 12,
}  # fmt: skip

#: Weekday names and their usual abbreviations, lower-cased, from 0 for Monday; they stand before a date.
WEEKDAY_NUMBERS: dict[str, int] = {
    word: number
    for number, names in enumerate(
        (
            "monday mon понедельник пн понеділок панядзелак дүйсенбі dushanba montag mo lundi lunes poniedziałek",
            "tuesday tue tues вторник вт вівторок аўторак сейсенбі seshanba dienstag di mardi martes wtorek",
            "wednesday wed среда ср середа серада сәрсенбі chorshanba mittwoch mi mercredi miércoles środa",
            "thursday thu thur thurs четверг чт четвер чацвер бейсенбі payshanba donnerstag do jeudi jueves czwartek",
            "friday fri пятница пт п'ятниця пятніца жұма juma freitag fr vendredi viernes piątek",
            "saturday sat суббота сб субота сенбі shanba samstag sonnabend sa samedi sábado sobota",
            "sunday sun воскресенье вс неділя нядзеля жексенбі yakshanba sonntag so dimanche domingo niedziela",
        )
    )
    for word in names.split()
}
WEEKDAYS: frozenset[str] = frozenset(WEEKDAY_NUMBERS)

#: Words for a day counted from the day of reading, as the number of days back.
RELATIVE_DAYS: dict[str, int] = {
    word: days
    for days, words in {
        0: "сегодня сьогодні сёння бүгін bugun бугун today heute aujourd'hui hoy hoje oggi dzisiaj dziś dnes bugün "
        "今天 今日 오늘 اليوم",
        1: "вчера вчора учора ўчора кеше kecha кеча yesterday gestern hier ayer ontem ieri wczoraj včera dün "
        "昨天 昨日 어제 أمس",
        2: "позавчера позавчора vorgestern avant-hier anteayer przedwczoraj 前天 一昨日 그저께",
    }.items()
    for word in words.split()
}

#: Units of "… ago", by the stem their word begins with, in seconds. Months and years are left out: they are too vague
#: to name a day.
AGO_UNITS: tuple[tuple[str, int], ...] = tuple(
    (stem, seconds)
    for seconds, stems in (
        (1, "секунд sekund second seconde segundo soniya 秒 초"),
        (60, "минут мин хвилин хвілін minut minute min minuto daqiqa дақиқа 分钟 分鐘 分 분 دقيقة دقائق"),
        (3600, "час ч годин гадзін hour hr stunde heure hora ora godzin soat сағат 小时 小時 時間 시간 ساعة ساعات"),
        (
            86400,
            "день дня дней сутки суток дні днів дзён day tag jour día dia giorno dni dzień kun күн 天 日 일 يوم أيام",
        ),
        (604800, "недел тижд тыдзен week woche semaine semana settiman tydzień tygodn hafta апта 周 週 주"),
    )
    for stem in stems.split()
)

#: Words that turn a number and a unit into a moment in the past.
AGO_WORDS: tuple[str, ...] = (
    "назад", "тому", "таму", "ago", "vor", "il y a", "hace", "há", "fa", "temu", "před", "oldin", "avval", "бұрын",
    "önce", "前", "전", "منذ", "قبل",
)  # fmt: skip
