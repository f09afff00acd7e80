"""Words that stand before a date and say what it is: published, updated, or something else."""

from __future__ import annotations

import re

from articles.text import phrases

#: Labels of publication. Longer ones first, so that the longest match wins. All lower case.
PUBLISHED = phrases(
    """
    дата публикации | дата опубликования | дата размещения | дата создания | дата новости | дата добавления |
    опубликовано | опубликована | опубликован | размещено | размещена | добавлено | добавлена | создано | публикация |
    дата выхода | дата | дата публікації | опубліковано | оприлюднено | розміщено | додано | дата створення |
    дата публікацыі | апублікавана | дата апублікавання | размешчана | жарияланған күні | жарияланды | жарияланған |
    жариялау күні | күні | eʼlon qilingan sana | e'lon qilingan sana | e’lon qilingan sana | chop etilgan |
    joylangan sana | nashr etilgan | e'lon qilingan | e’lon qilingan | joylashtirilgan sana | sana | эълон қилинган |
    чоп этилган | сана | date of publication | publication date | publish date | published online | published on |
    published at | published date | date published | first published | published | publish time | written |
    written on | posted on |
    posted at | date posted | posted | submitted on | release date | released on | released | issued on | issue date |
    created on | created | added on | release time | pubdate | news date | dated | date | veröffentlicht am |
    gepostet am | gepostet |
    veröffentlicht | erschienen am | veröffentlichung | erscheinungsdatum | erstellt am | erstellt | eingestellt am |
    publiziert am |
    veröffentlichungsdatum | datum | stand vom | date de publication | publié le | publiée le | mis en ligne le |
    publié | posté le | paru le | fecha de publicación | publicado el | publicada el | publicado | publicado em |
    fecha | data de publicação | data publikacji | opublikowano | opublikowany | opublikowane | dodano | utworzono |
    data dodania | data | data di pubblicazione | pubblicato il | pubblicato | gepubliceerd op | publicatiedatum |
    publikováno | datum zveřejnění | zveřejněno | vydáno | yayın tarihi | yayınlanma tarihi | eklenme tarihi |
    дата на публикуване | публикувано на | публикувано | 发布时间 | 发布日期 | 发表时间 | 发表日期 | 发布于 | 发表于 |
    刊发时间 | 上传时间 | 添加时间 | 录入时间 | 创建时间 | 發布時間 | 發佈時間 | 發布日期 | 發佈日期 | 發表時間 |
    發表於 | 刊登日期 | 張貼日期 | 公告日期 | 发稿时间 | 发文时间 | 发布 | 時間 | 时间 | 日期 | 日 期 | 时 间 |
    公開日 | 掲載日 | 投稿日 | 配信日 | 発表日 | 作成日 | 公開日時 | 掲載日時 | 登録日 | 작성일 | 등록일 | 게시일 |
    입력 | 발행일 | 작성일자 | 등록일자 | 게시일자 | 작성일시 | 등록 일 | 날짜 | تاريخ النشر | نشر في | نُشر في |
    نشر بتاريخ | تم النشر | تاريخ الإضافة
    """
)

#: Labels of a later change, or of something that is no publication at all.
UPDATED = phrases(
    """
    дата обновления | последнее обновление | обновлено | обновлена | обновлён | обновлен | изменено | дата изменения |
    последнее изменение | отредактировано | актуализировано | оновлено | останнє оновлення | змінено |
    дата оновлення | абноўлена | апошняе абнаўленне | жаңартылды | жаңартылған | соңғы жаңарту | yangilangan |
    oxirgi yangilanish | янгиланган | last updated on | last updated | updated on | updated at | updated |
    last modified on | last modified | modified on | modified | last revised | revised | last changed | last edited |
    edited | reviewed on | last reviewed | last review | date modified | update | zuletzt aktualisiert am |
    zuletzt aktualisiert | aktualisiert am | aktualisiert | zuletzt geändert | letzte änderung |
    letzte aktualisierung | geändert am | zuletzt bearbeitet | mis à jour le | mis à jour | mise à jour |
    dernière mise à jour | modifié le | actualizado el | actualizado | última actualización | modificado |
    atualizado em | atualizado | última atualização | zaktualizowano | ostatnia aktualizacja | aktualizacja |
    zmodyfikowano | data modyfikacji | ostatnia modyfikacja | aggiornato il | ultimo aggiornamento |
    laatst bijgewerkt | aktualizováno | güncelleme tarihi | обновено | 更新时间 | 更新日期 | 最后更新 | 修改时间 |
    最近更新 | 更新于 | 更新時間 | 最後更新 | 更新日 | 最終更新日 | 更新日時 | 수정일 | 최종수정일 | 업데이트 |
    آخر تحديث | تم التحديث | تاريخ التحديث
    """
)

#: Words before a date that make it the date of an event or of a deadline.
EVENT = phrases(
    """
    дата проведения | дата начала | начало | дата окончания | окончание | срок | до | event date | start date |
    end date | deadline | starts | ends | when | valid until | expires | expiry date | birth | born | wann | beginn |
    ende | quand | 活动时间 | 举办时间 | 开始时间 | 结束时间 | 截止时间 | 截止日期 | 会议时间 | 讲座时间 | 报告时间 |
    地点 | 開催日 | 会期 | 締切
    """
)

_KINDS: dict[str, str] = {
    **dict.fromkeys(EVENT, "event"),
    **dict.fromkeys(UPDATED, "updated"),
    **dict.fromkeys(PUBLISHED, "published"),
}
#: Words too common to be a label without a colon or a date right behind them.
WEAK = frozenset(
    phrases(
        """
    data | date | dated | datum | fecha | sana | stand vom | update | updated | when | дата | до | күні | начало |
    сана | срок | 入力 | 发布 | 日 期 | 日期 | 时 间 | 时间 | 時間 | 날짜 | 입력
        """
    )
)


def _pattern(words: dict[str, str]) -> re.Pattern[str]:
    spaced = [word for word in words if not _unspaced(word)]
    joined = [word for word in words if _unspaced(word)]
    spaced.sort(key=len, reverse=True)
    joined.sort(key=len, reverse=True)
    first = r"(?<![^\W\d_])(?:" + "|".join(map(re.escape, spaced)) + r")(?![^\W\d_])"
    return re.compile(first + "|(?:" + "|".join(map(re.escape, joined)) + ")")


def _unspaced(word: str) -> bool:
    """True for scripts written without blanks between words."""
    return "\u3040" <= word[0] <= "\u9fff"


_LABEL = _pattern(_KINDS)


def tells_of_change(text: str) -> bool:
    """True where the last date label of ``text`` (what stands before a date) is one of a later change."""
    labels = find_labels(text[-60:])
    return bool(labels) and labels[-1][0] == "updated"


def find_labels(text: str) -> list[tuple[str, str, int, int]]:
    """Every date label of ``text``: (kind, label, start, end), kind "published", "updated" or "event"."""
    return [
        (_KINDS[match.group()], match.group(), match.start(), match.end()) for match in _LABEL.finditer(text.lower())
    ]
