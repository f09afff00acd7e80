"""Words that stand before a date and say what it is: published, updated, or something else."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.text import phrases

# One line (with its continuations) a language: its code (BCP 47, "uz-Cyrl" in Cyrillic), then its labels, lower case.
_PUBLISHED = """
ru: дата публикации | дата опубликования | дата размещения | дата создания | дата новости | дата добавления |
    дата выхода | опубликовано | опубликована | опубликован | размещено | размещена | размещён | размещен |
    добавлено | добавлена | создано | публикация | новость от | время публикации | дата
uk: дата публікації | опубліковано | опублікована | оприлюднено | розміщено | додано | дата створення |
    дата розміщення | дата новини | дата
be: дата публікацыі | апублікавана | апублікаваны | дата апублікавання | размешчана | дададзена | дата размяшчэння
kk: жарияланған күні | жарияланды | жарияланған | жариялау күні | жарияланған уақыты | жарық көрген күні |
    қосылған күні | орналастырылған күні | күні
uz: e'lon qilingan sana | e'lon qilingan | chop etilgan sana | chop etilgan | joylangan sana |
    joylashtirilgan sana | joylashtirilgan | joylangan | nashr etilgan sana | nashr etilgan | nashr qilingan |
    qo'shilgan sana | yaratilgan sana | sana
uz-Cyrl: эълон қилинган сана | эълон қилинган | чоп этилган сана | чоп этилган | жойлаштирилган сана |
    жойлаштирилган | нашр этилган | қўшилган сана | сана
en: date of publication | publication date | publish date | publishing date | published online | published on |
    published at | published date | date published | first published | originally published | published |
    publish time | written on | written | posted on | posted at | date posted | posted | submitted on |
    release date | released on | date of release | released | issued on | issue date | created on | created |
    added on | date added | release time | pubdate | news date | dated | date
de: veröffentlicht am | veröffentlicht | veröffentlichungsdatum | veröffentlichung | gepostet am | gepostet |
    erschienen am | erscheinungsdatum | erstellt am | erstellt | eingestellt am | publiziert am | publiziert |
    online seit | meldung vom | nachricht vom | pressemitteilung vom | pressemeldung vom | beitrag vom |
    artikel vom | news vom | eintrag vom | stand vom | stand | datum
fr: date de publication | date de parution | publié le | publiée le | publié | mis en ligne le | mise en ligne le |
    mise en ligne | posté le | paru le | créé le | article du | actualité du | communiqué du
es: fecha de publicación | fecha de creación | publicado el | publicada el | publicado | publicada | creado el |
    noticia del | nota del | fecha
it: data di pubblicazione | data pubblicazione | pubblicato il | pubblicata il | pubblicato | pubblicata |
    creato il | inserito il | notizia del | comunicato del | articolo del | data
pt: data de publicação | data da publicação | publicado em | publicada em | publicação | criado em | postado em |
    notícia de | data
pl: data publikacji | data dodania | data utworzenia | opublikowano | opublikowany | opublikowane | opublikowana |
    dodano | dodany | utworzono | data
cs: datum zveřejnění | datum vydání | datum publikace | publikováno | zveřejněno | vydáno | vloženo | datum
sk: dátum zverejnenia | zverejnené | publikované | pridané
nl: gepubliceerd op | gepubliceerd | publicatiedatum | geplaatst op | datum
bg: дата на публикуване | дата на публикация | публикувано на | публикувано | публикувана на | публикувана
tr: yayın tarihi | yayınlanma tarihi | yayımlanma tarihi | yayınlandı | yayımlandı |
    yayınlanma | eklenme tarihi | oluşturulma tarihi | haber tarihi
zh: 发布时间 | 发布日期 | 发表时间 | 发表日期 | 发布于 | 发表于 | 刊发时间 | 上传时间 | 添加时间 | 录入时间 |
    创建时间 | 发稿时间 | 发文时间 | 发文日期 | 公布时间 | 公布日期 | 发布 | 时间 | 日期 | 日 期 | 时 间 |
    發布時間 | 發佈時間 | 發布日期 | 發佈日期 | 發表時間 | 發表日期 | 發表於 | 刊登日期 | 張貼日期 | 公告日期 |
    上架日期 | 時間
ja: 公開日時 | 公開日 | 掲載日時 | 掲載日 | 掲載 | 投稿日 | 配信日 | 発表日 | 作成日 | 登録日 | 発行日
ko: 작성일시 | 작성일자 | 작성일 | 등록일시 | 등록일자 | 등록일 | 등록 일 | 게시일자 | 게시일 | 발행일 | 입력일 |
    기사입력 | 입력 | 날짜
el: ημερομηνία δημοσίευσης | ημερομηνία ανάρτησης | δημοσιεύθηκε στις | δημοσιεύθηκε | δημοσιεύτηκε στις |
    δημοσιεύτηκε | αναρτήθηκε στις | αναρτήθηκε | δημιουργήθηκε | δημοσίευση | ημερομηνία
fi: julkaistu | julkaisupäivä | julkaisuaika | julkaisupäivämäärä | luotu
sv: publicerad den | publicerad | publicerat | publicerades | publiceringsdatum | skapad
da: offentliggjort | publiceret den | publiceret | udgivet den | udgivet | oprettet
nb: publisert dato | publisert | publiseringsdato | lagt ut
hu: közzététel dátuma | közzétéve | megjelenés dátuma | megjelent | publikálva | létrehozva | feltöltve | dátum
ro: data publicării | publicat pe | publicat la | publicat în | publicată pe | publicat | postat pe | postat la |
    postat în | postat | adăugat
sr: датум објаве | објављено | datum objave | objavljeno | objavljen
lt: paskelbimo data | paskelbta | publikuota | įkelta
lv: publicēšanas datums | publicēts
et: avaldamise kuupäev | avaldatud
az: dərc olunma tarixi | dərc olunub | dərc edilib | yayımlanma tarixi | nəşr tarixi
ky: жарыяланган күнү | жарыяланган | жарыяланды
mn: нийтэлсэн огноо | нийтэлсэн | огноо
ka: გამოქვეყნების თარიღი | გამოქვეყნებულია | გამოქვეყნდა | თარიღი
hy: հրապարակման ամսաթիվ | հրապարակվել է | հրապարակված է | հրապարակված | ամսաթիվ
hi: प्रकाशन तिथि | प्रकाशन की तिथि | प्रकाशित तिथि | प्रकाशित किया गया | प्रकाशित | दिनांक
vi: ngày đăng | đăng ngày | ngày xuất bản | ngày phát hành | ngày tạo | đăng lúc | đăng tải
id: tanggal terbit | diterbitkan pada | diterbitkan | dipublikasikan pada | dipublikasikan | diposting pada
th: วันที่เผยแพร่ | เผยแพร่เมื่อ | เผยแพร่ | โพสต์เมื่อ | วันที่ประกาศ | ประกาศเมื่อ | วันที่ลงข่าว | วันที่
he: תאריך פרסום | פורסם בתאריך | פורסם ביום | פורסם | תאריך
fa: تاریخ انتشار | منتشر شده در | تاریخ خبر
ar: تاريخ النشر | نشر في | نُشر في | نشر بتاريخ | تم النشر في | تم النشر | تاريخ الإضافة | أضيف في | تاريخ الخبر
"""

_UPDATED = """
ru: дата обновления | последнее обновление | обновлено | обновлена | обновлён | обновлен | изменено | изменён |
    дата изменения | дата последнего изменения | последнее изменение | последняя правка | отредактировано |
    актуализировано | дата актуализации
uk: оновлено | останнє оновлення | останні зміни | змінено | дата оновлення | дата зміни
be: абноўлена | апошняе абнаўленне | зменена | дата абнаўлення
kk: жаңартылды | жаңартылған күні | жаңартылған | соңғы жаңарту | өзгертілген күні | өзгертілді
uz: yangilangan sana | yangilangan | oxirgi yangilanish | so'nggi yangilanish | o'zgartirilgan | tahrirlangan
uz-Cyrl: янгиланган сана | янгиланган | сўнгги янгиланиш | ўзгартирилган
en: last updated on | last updated | updated on | updated at | updated | last modified on | last modified |
    modified on | modified | last revised | revised | last changed | last edited | edited | reviewed on |
    last reviewed | last review | date modified | date updated | last update | update
de: zuletzt aktualisiert am | zuletzt aktualisiert | aktualisiert am | aktualisiert | zuletzt geändert am |
    zuletzt geändert | letzte änderung | letzte aktualisierung | geändert am | zuletzt bearbeitet | bearbeitet am |
    änderungsdatum
fr: mis à jour le | mise à jour le | mis à jour | mise à jour | dernière mise à jour | modifié le | modifiée le |
    dernière modification
es: actualizado el | actualizado | actualizada el | última actualización | última modificación | modificado el |
    modificado
it: aggiornato il | aggiornato al | ultimo aggiornamento | ultima modifica | modificato il | data di aggiornamento
pt: atualizado em | atualizado | última atualização | atualização | modificado em | última modificação
pl: zaktualizowano | ostatnia aktualizacja | aktualizacja | zmodyfikowano | data modyfikacji |
    ostatnia modyfikacja | ostatnia zmiana | data aktualizacji
cs: aktualizováno | poslední aktualizace | poslední změna | datum aktualizace | upraveno
sk: aktualizované | posledná aktualizácia
nl: laatst bijgewerkt op | laatst bijgewerkt | bijgewerkt op | laatst gewijzigd | gewijzigd op
bg: обновено | последно обновяване | последна промяна | актуализирано
tr: güncelleme tarihi | güncellenme tarihi | son güncelleme | güncellendi
zh: 更新时间 | 更新日期 | 最后更新 | 修改时间 | 最近更新 | 更新于 | 最后修改 | 修订日期 | 更新時間 | 最後更新 |
    修改時間
ja: 最終更新日時 | 最終更新日 | 最終更新 | 更新日時 | 更新日 | 修正日
ko: 최종수정일 | 최종수정 | 최종 수정일 | 수정일시 | 수정일 | 기사수정 | 업데이트 | 최종 업데이트
el: τελευταία ενημέρωση | ενημερώθηκε | τελευταία τροποποίηση | τροποποιήθηκε | ημερομηνία ενημέρωσης
fi: viimeksi päivitetty | päivitetty | viimeksi muokattu | muokattu
sv: senast uppdaterad | uppdaterad | senast ändrad | ändrad | senast granskad
da: senest opdateret | sidst opdateret | opdateret | sidst ændret | redigeret
nb: sist oppdatert | oppdatert | sist endret
hu: utolsó frissítés | utoljára frissítve | frissítve | utolsó módosítás | módosítva
ro: ultima actualizare | actualizat | ultima modificare | modificat
sr: последња измена | ажурирано | posljednja izmjena | zadnja izmjena | ažurirano
lt: paskutinis atnaujinimas | atnaujinta
lv: pēdējoreiz atjaunots | atjaunots
et: viimati uuendatud | uuendatud | viimati muudetud
az: son yenilənmə | yenilənib
ky: жаңыртылды | жаңыртылган
mn: шинэчилсэн
ka: ბოლო განახლება | განახლებულია | განახლდა
hy: վերջին թարմացում | թարմացվել է | թարմացված է | թարմացված
hi: अंतिम अद्यतन | अद्यतन
vi: cập nhật lần cuối | ngày cập nhật | cập nhật lúc | cập nhật
id: terakhir diperbarui | diperbarui pada | diperbarui
th: ปรับปรุงล่าสุด | แก้ไขล่าสุด | อัปเดตล่าสุด | อัพเดทล่าสุด | อัปเดตเมื่อ
he: עודכן לאחרונה | עודכן בתאריך | עודכן | עדכון אחרון
fa: آخرین به روز رسانی | آخرین بروزرسانی | تاریخ بروزرسانی
ar: تاريخ آخر تحديث | آخر تحديث | تم التحديث | تاريخ التحديث | آخر تعديل | تم التعديل
"""

# Words before a date that make it the date of an event or of a deadline.
_EVENT = """
ru: дата проведения | дата и время проведения | время проведения | дата мероприятия | дата начала | начало |
    дата рождения | дата окончания | окончание | срок подачи | срок | дедлайн | приём заявок | прием заявок | до
uk: дата проведення | дата початку | початок | кінцевий термін | прийом заявок | термін
be: дата правядзення | дата пачатку | пачатак
kk: өткізілетін күні | өтетін күні | басталу күні | басталуы | аяқталу күні | соңғы мерзімі | қабылдау мерзімі
uz: o'tkazish sanasi | o'tkaziladigan sana | boshlanish sanasi | boshlanishi | tugash sanasi | topshirish muddati |
    oxirgi muddat | muddati
uz-Cyrl: ўтказиш санаси | бошланиш санаси | тугаш санаси | муддати
en: event date | start date | end date | date of event | date and time | deadline | closing date | due date |
    starts | ends | when | valid until | expires | expiry date | effective date | birth | born | date of birth |
    last day to apply
de: wann | beginn | ende | bewerbungsschluss | bewerbungsfrist | anmeldeschluss | frist | termin | gültig bis
fr: quand | date de l'événement | date limite | date de début | date de fin | début | fin | date de clôture
es: cuándo | fecha del evento | fecha límite | fecha de inicio | fecha de nacimiento | fecha de fin |
    inicio | fin | plazo
it: quando | data evento | data dell'evento | scadenza | data inizio | data fine
pt: quando | data do evento | prazo | data limite | início | término
pl: data wydarzenia | termin składania | termin | kiedy | początek | koniec
sk: dátum konania | dátum podujatia | dátum narodenia | termín konania | uzávierka
cs: datum konání | datum narození | termín | začátek | konec | uzávěrka
nl: wanneer | einddatum | begindatum
bg: дата на провеждане | дата на събитието | начало | краен срок
tr: etkinlik tarihi | başlangıç tarihi | bitiş tarihi | son başvuru
zh: 活动时间 | 举办时间 | 开始时间 | 结束时间 | 截止时间 | 截止日期 | 会议时间 | 讲座时间 | 报告时间 | 报名时间 |
    考试时间 | 比赛时间 | 活動時間 | 截止日 | 地点
ja: 開催日時 | 開催日 | 開催期間 | 会期 | 締切日 | 締切 | 申込期限 | 日程
ko: 행사일시 | 행사일 | 행사기간 | 개최일 | 마감일 | 접수기간 | 신청기간 | 일정
el: ημερομηνία διεξαγωγής | ημερομηνία εκδήλωσης | ημερομηνία έναρξης | ημερομηνία λήξης |
    ημερομηνία γέννησης | καταληκτική ημερομηνία | προθεσμία υποβολής | προθεσμία | έναρξη | λήξη
fi: tapahtuma-aika | hakuaika päättyy | hakuaika | määräaika | ilmoittautuminen viimeistään
sv: sista anmälningsdag | sista ansökningsdag | startdatum | slutdatum | sista dag
da: tilmeldingsfrist | ansøgningsfrist | startdato | slutdato
nb: påmeldingsfrist | søknadsfrist | startdato | sluttdato
hu: jelentkezési határidő | határidő | időpont | kezdés | esemény dátuma
ro: termen limită | data evenimentului | data limită | data desfășurării
sr: датум одржавања | datum održavanja | rok za prijavu
lt: renginio data | paskutinė diena
et: toimumise aeg | tähtaeg
ka: ღონისძიების თარიღი | ბოლო ვადა
hy: անցկացման ամսաթիվ | վերջնաժամկետ
vi: thời gian diễn ra | thời gian tổ chức | ngày thi | ngày sinh | ngày đăng ký |
    hạn chót | hạn nộp | hạn đăng ký
id: tanggal acara | batas waktu | batas akhir
th: วันที่จัดงาน | วันที่สอบ | วันที่อบรม | วันที่รับสมัคร | วันที่ปิดรับสมัคร | วันจัดงาน | หมดเขต | กำหนดส่ง | วันสุดท้าย
he: מועד האירוע | תאריך האירוע | תאריך יעד | תאריך לידה | מועד אחרון
fa: تاریخ برگزاری | مهلت ثبت نام
ar: موعد الفعالية | تاريخ الفعالية | آخر موعد | الموعد النهائي | تاريخ البدء | تاريخ الانتهاء
"""
#: Words too common to be a label without a colon or a date right behind them.
WEAK = frozenset(
    phrases(
        """
    data | date | dated | datum | fecha | sana | stand | stand vom | update | updated | when | дата | до | күні |
    начало | сана | срок | 入力 | 发布 | 日 期 | 日期 | 时 间 | 时间 | 時間 | 날짜 | 입력 | joylangan |
    publicação | termin | dátum | ημερομηνία | თარიღი | ամսաթիվ | วันที่ | огноо | תאריך | 掲載 | publicat | megjelent |
    luotu | skapad | δημοσίευση | modificat | ändrad | időpont | έναρξη | λήξη
        """
    )
)


def _table(text: str) -> dict[str, tuple[str, ...]]:
    rows = re.split(r"\n(?=\S)", text.strip())
    return {code: phrases(labels) for code, _, labels in (row.partition(":") for row in rows)}


#: Labels of publication, of a later change, and of something else, by language.
PUBLISHED, UPDATED, EVENT = _table(_PUBLISHED), _table(_UPDATED), _table(_EVENT)

_APOSTROPHES = str.maketrans("’ʼ‘ʻ`´", "''''''")
_APOSTROPHE = re.compile("[’ʼ‘ʻ`´]")  # looked for first: translating costs more
_KINDS: dict[str, str] = {
    word: kind
    for kind, table in (("event", EVENT), ("updated", UPDATED), ("published", PUBLISHED))
    for labels in table.values()
    for word in labels
}
_WORD = re.compile(r"[^\W\d_]+")
_EAST = re.compile("[\u3040-\u9fff]")  # scripts written without blanks between words


def _by_first_word() -> dict[str, list[str]]:
    """The labels that begin with each word, longer ones first."""
    found: dict[str, list[str]] = {}
    for label in sorted(_KINDS, key=len, reverse=True):
        if not _EAST.match(label) and (word := _WORD.match(label)):
            found.setdefault(word.group(), []).append(label)
    return found


_SPACED = _by_first_word()
_JOINED = re.compile("|".join(map(re.escape, sorted(filter(_EAST.match, _KINDS), key=len, reverse=True))))


Label = tuple[str, str, int, int]
"""A date label in a text: kind, label, start, end."""

LINE = 160
"""Characters of a text that may be a line of date, author and rubric."""


def tells_of_change(text: str) -> bool:
    """True where the last date label of ``text`` (what stands before a date) is one of a later change."""
    labels = find_labels(text[-60:])
    return bool(labels) and labels[-1][0] == "updated"


def says_published(text: str) -> bool:
    """True for a line with a label of publication."""
    return any(kind == "published" for kind, *_ in find_labels(text))


def find_labels(text: str) -> tuple[Label, ...]:
    """Every date label of ``text``, the longest at each place: (kind, label, start, end); kind is "published",
    "updated" or "event". Those of short texts are kept: several readers ask, and a site repeats its lines."""
    return _of_line(text) if len(text) <= LINE else _found(text)


def _found(text: str) -> tuple[Label, ...]:
    lowered = text.lower()
    if len(lowered) != len(text):  # a rare letter changes its length in lower case: places would shift
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    if _APOSTROPHE.search(lowered):
        lowered = lowered.translate(_APOSTROPHES)
    found = []
    end = 0
    opens_label = not _SPACED.keys().isdisjoint(_WORD.findall(lowered))
    for match in _WORD.finditer(lowered) if opens_label else ():
        if match.start() < end:
            continue
        for label in _SPACED.get(match.group(), ()):
            stop = match.start() + len(label)
            if lowered.startswith(label, match.start()) and not lowered[stop : stop + 1].isalpha():
                found.append((_KINDS[label], label, match.start(), stop))
                end = stop
                break
    if not lowered.isascii() and _EAST.search(lowered):
        found += [(_KINDS[one.group()], one.group(), *one.span()) for one in _JOINED.finditer(lowered)]
        found.sort(key=lambda one: one[2])
    return tuple(found)


_of_line = lru_cache(maxsize=1024)(_found)
