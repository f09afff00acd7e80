"""Lines in or under an article that are no part of it: buttons, counters, labels, links to more, calls."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.text import phrases

# Patterns of one language each, matched at the start of a line; "$" where only the whole line counts.
_RUSSIAN = (
    r"время чтения|фото:|читайте (?:также|ещё|еще|по теме)|читать (?:также|далее|полностью|подробнее)|читайте:|"
    r"смотрите также|см\. также|по теме\b|(?:материалы|ещё|еще|новости|статьи) по теме|другие новости|"
    r"похожие (?:новости|статьи|материалы)|(?:последние|все|ещё|еще|другие|больше) новост|связанные (?:новости|"
    r"материалы|статьи|публикации)|"
    r"поделиться(?: (?:в|во|на|с|новостью|ссылкой|записью|стать[её]й)\b.{0,30})?\s?:?$|поделиться:|поделитесь|"
    r"рассказать друзьям|нравится\b|версия для (?:печати|слабовидящих)|распечатать|печать$|"
    r"возврат к списку|(?:назад )?к списку|назад$|к новостям$|"
    r"вернуться (?:назад|(?:к|в) (?:списку|новост\w+|раздел\w*|начал\w+|лент\w+|общ\w+))|"
    r"перейти (?:к|ко|в|на)(?: всем)? (?:новост\w+|раздел\w*|список|списку)|перейти к|"
    r"(?:количество )?просмотр(?:ов|ы|ено)\b|прочитано|теги\b|метки\b|ключевые слова:|рубрик[аи]:|"
    r"комментари(?:и|ев|й)(?:\s?[:(]?\s?\d{0,5}\)?)?$|комментариев\b|оставить комментарий|(?:обсудить|"
    r"показать ещё|показать еще|свернуть|развернуть)$|"
    r"подпис(?:аться|ывайтесь|ывайся)|следите за|(?:предыдущая|следующая) (?:новость|статья|запись)|"
    r"читайте (?:нас|[^.]{2,30}) в (?:телеграм|telegram|дзен|вк|max|vk)|наши? (?:телеграм|telegram)|"
    r"дата (?:публикации|обновления|изменения)|(?:источник|автор)\s?:?$|все права защищены|на правах рекламы|"
    r"реклама\b$"
)
_UKRAINIAN = (
    r"(?:читайте|дивіться) (?:також|ще)|(?:також|ще|новини|матеріали) за темою|(?:усі|всі|останні|інші|схожі) новини|"
    r"поділитися(?: (?:в|у|на|з|новиною)\b.{0,30})?\s?:?$|версія для друку|роздрукувати|друк$|(?:повернутися|"
    r"назад) до (?:списку|новин|переліку)|до списку|"
    r"(?:кількість )?перегляд(?:ів|и)\b|теги\b|мітки\b|ключові слова:|коментар(?:і|ів|ь)(?:\s?[:(]?\s?\d{0,5}\)?)?$|"
    r"підпис(?:атися|уйтесь|уйтеся)|(?:попередня|наступна) (?:новина|стаття)|усі права захищені"
)
_BELARUSIAN = (
    r"(?:чытайце|глядзіце) (?:таксама|яшчэ)|(?:усе|апошнія|іншыя|падобныя) навіны|па тэме\b|падзяліцца(?: (?:ў|"
    r"у|на|з|навіной)\b.{0,30})?\s?:?$|"
    r"версія для друку|раздрукаваць|друк$|вярнуцца (?:назад|да (?:спісу|навін))|да спісу|"
    r"(?:колькасць )?прагляд(?:аў|ы)\b|"
    r"перагляды|тэгі\b|меткі\b|каментар(?:ыі|ыяў|ый)(?:\s?[:(]?\s?\d{0,5}\)?)?$|падпіс(?:ацца|вайцеся)|"
    r"(?:папярэдняя|наступная) (?:навіна|артыкул)"
)
_KAZAKH = (
    r"тағы (?:да )?оқы|сондай-ақ оқы|(?:барлық|соңғы|басқа|ұқсас) жаңалықтар|бөлісу\s?:?$|басып шығару|баспа нұсқасы|"
    r"(?:тізімге|артқа) (?:қайту|оралу)|артқа$|қаралым|қаралды\b|көрілімдер|тегтер|"
    r"пікірлер(?:\s?[:(]?\s?\d{0,5}\)?)?$|пікір қалдыру|жазылу$|"
    r"(?:алдыңғы|келесі) (?:жаңалық|мақала)"
)
_ENGLISH = (
    r"\d+[ -]min(?:ute)?s?(?: read)?$|reading time\b|advert$|learn more$|table of contents$|"
    r"read (?:also|more|next|the full)\b|also read|see (?:also|more)\b|don.t miss$|explore further$|"
    r"(?:related|more|also|watch|read|see more|you (?:may|might) (?:also )?like)\s?:|"
    r"you (?:may|might) also (?:like|enjoy)|"
    r"related (?:articles?|news|posts?|stories|links|content|topics|items|reading)|"
    r"recommended(?: for you| reading)?:?$|"
    r"(?:loading|please wait)\b[\w ]{0,20}(?:\.{2,3}|…)?$|image \d+ of \d+$|"
    r"more (?:news|stories|from|on this|articles|like this)\b|share (?:this|on|via|it|article|story)?\b.{0,30}$|"
    r"print(?: this)?(?: page| article)?$|printer[- ]friendly|trending(?: news| now)?$|"
    r"back to (?:list|news|top|all)|all news$|view all|tags?\s?:|tagged\b|filed under|posted in\b|"
    r"categor(?:y|ies)\s?:|keywords\s?:|"
    r"leave a (?:comment|reply)|\d* ?comments?$|(?:no|\d+) comments?\b.{0,20}$|views?\s?:|hits\s?:|\d+ views?$|"
    r"\d+ shares?$|\d+ of \d+$|(?:previous|next) (?:post|article|story)|advertisement\b.{0,30}$|ad$|sponsored$|"
    r"sign up (?:for|to)|subscribe\b|follow us|click here to|this slideshow requires javascript|"
    r"follow (?:me|him|her|them|[\w.]+ [\w.]+)? ?(?:on (?:twitter|facebook|instagram|x)\b|@)|"
    r"(?:like|love|enjoy(?:ed|ing)?) (?:this|the|what you)\b[^?]{0,40}\?|"
    r"all rights reserved|this (?:post|article|page) (?:may contain|contains) affiliate links"
)
_GERMAN = (
    r"lesen sie (?:auch|mehr|weiter)|lies auch|siehe auch|mehr zum thema|mehr lesen|weiterlesen|"
    r"weitere (?:artikel|meldungen|nachrichten|beiträge)|ähnliche (?:artikel|beiträge)|zum thema$|auch interessant|"
    r"das könnte (?:sie|dich) auch interessieren|artikel (?:drucken|teilen)|drucken$|druckversion|teilen$|"
    r"zurück (?:zur (?:übersicht|liste|startseite|hauptseite)|zum (?:anfang|archiv|seitenanfang)|nach oben)|"
    r"zurück$|zur übersicht|nach oben$|alle (?:nachrichten|meldungen)$|schlagw(?:ort|örter)|"
    r"kommentare?\b.{0,12}$|kommentar schreiben|newsletter abonnieren|alle rechte vorbehalten|anzeige$|"
    r"(?:vorheriger|nächster) (?:artikel|beitrag)|lesezeit\b|seitenaufrufe"
)
_FRENCH = (
    r"(?:à )?lire (?:aussi|également)|voir aussi|en savoir plus$|lire la suite|sur le même (?:sujet|thème)|"
    r"articles? (?:similaires?|liés?|connexes?)|partager(?: (?:sur|cet|cette|via|l.article|"
    r"la page)\b.{0,30})?\s?:?$|imprimer$|version imprimable|"
    r"(?:retour|revenir) (?:à (?:la liste|l.accueil|la page)|aux? (?:actualités|sommaire|liste))|retour$|"
    r"toutes les (?:actualités|nouvelles)|mots-clés|étiquettes?\s?:|"
    r"commentaires?\b.{0,12}$|laisser un commentaire|abonnez-vous|s.abonner|suivez-nous|"
    r"article (?:précédent|suivant)|tous droits réservés|publicité$|temps de lecture"
)
_SPANISH = (
    r"(?:leer|lea|lee|ver|vea|véase) también|(?:leer|ver|saber) más$|seguir leyendo|te puede interesar|"
    r"(?:noticias|artículos|entradas|contenidos) relacionad[oa]s|más noticias|compartir(?: (?:en|esta|este|por|"
    r"vía)\b.{0,30})?\s?:?$|comparte (?:en|esta|este)\b.{0,30}$|imprimir$|"
    r"versión (?:para imprimir|imprimible)|volver (?:a (?:la (?:lista|página)|noticias|todas)|al (?:listado|"
    r"inicio|índice)|atrás)|volver$|todas las noticias|etiquetas\s?:?|"
    r"palabras clave|comentarios?\b.{0,12}$|deja(?:r)? un comentario|suscríbete|suscribirse|síguenos|"
    r"(?:artículo|entrada|noticia) (?:anterior|siguiente)|todos los derechos reservados|publicidad$"
)
_POLISH = (
    r"czytaj (?:także|też|więcej|dalej|również)|zobacz (?:także|też|również|więcej)|przeczytaj (?:także|też|również)|"
    r"(?:podobne|powiązane|inne|pozostałe|najnowsze) (?:artykuły|wiadomości|wpisy|aktualności)|udostępnij|drukuj$|"
    r"wersja do druku|wydrukuj|(?:powrót|wróć|wstecz)(?: do (?:listy|aktualności|strony|góry|"
    r"poprzedni\w+)\b.{0,30})?$|wszystkie (?:aktualności|wiadomości)|"
    r"tagi\b|słowa kluczowe|komentarz(?:e|y)\b.{0,12}$|dodaj komentarz|zapisz się|śledź nas|"
    r"(?:poprzedni|następny) (?:artykuł|wpis)|wszelkie prawa zastrzeżone|reklama$|(?:liczba )?wyświetleń"
)
_CHINESE = (
    r"相关(?:文章|新闻|链接|阅读|推荐|专题|报道|资讯)|相關(?:文章|新聞|連結)|上一[篇条條則页]|下一[篇条條則页]|"
    r"第\d{1,3}页/共\d{1,3}页|分享(?:到|至)?[:：]?|责任编辑|【?打印(?:本页)?】?|关闭(?:窗口)?|"
    r"浏览(?:次数|量)|点击(?:数|量|次数|进入)|阅读(?:次数|量|数)|瀏覽|返回(?:列表|顶部|首页|搜狐)?|收藏(?:本[页文站]|$)|"
    r"【?字[体號号]|发表评论|我要评论|网友评论|查看(?:更多|全部)|扫描(?:左方|右方|下方|上方)?二维码|"
    r"推荐阅读|延伸阅读|为您推荐|为你推荐|猜你喜欢|热门(?:文章|新闻|推荐|排行|阅读|标签|评论|话题|搜索|$)|版权(?:声明|所有)|特别声明|免责声明|未经(?:授权|许可).{0,4}不得转载|"
    r"关键词(?:\s?>>|[:：])|标签[:：]|原标题[:：]|来源[:：]?$"
)
_JAPANESE_KOREAN = (
    r"関連(?:記事|ニュース|リンク)|この記事を|前の記事|次の記事|一覧(?:へ|に)|シェア(?:する)?$|印刷(?:する|用)?$|"
    r"관련\s?(?:기사|뉴스)|목록(?:으로|보기)?$|이전\s?글|다음\s?글|공유(?:하기)?$|인쇄(?:하기)?$"
)
_LINE = re.compile(
    r"^[\W_]{0,4}(?:"
    + "|".join(
        (
            _RUSSIAN,
            _UKRAINIAN,
            _BELARUSIAN,
            _KAZAKH,
            _ENGLISH,
            _GERMAN,
            _FRENCH,
            _SPANISH,
            _POLISH,
            _CHINESE,
            _JAPANESE_KOREAN,
        )
    )
    + ")",
    re.IGNORECASE,
)
#: Calls to the reader: whole sentences, and yet no part of an article.
_CALL = re.compile(
    r"^[\W_]{0,4}(?:подписывайтесь|підписуйтес|падпісвайцеся|следите за|поделитесь|"
    r"читайте (?:нас|далее|подробнее)|больше новостей в|наши? (?:телеграм|telegram)|"
    r"перейти к|вернуться|follow us|subscribe to (?:our|the newsletter)|sign up (?:for|to) (?:our|the)|share this|"
    r"click here|leave a|follow (?:me|him|her|them)|follow [\w. ]{2,40} on (?:twitter|facebook|instagram|x)\b|"
    r"(?:like|love|enjoy(?:ed|ing)?) (?:this|the|what you)\b[^?]{0,40}\?|read (?:also|more|next)\b|also read|see also|"
    r"related\b|this slideshow|this (?:post|article) "
    r"(?:may contain|contains) affiliate|abonnez-vous|suscríbete|zapisz się|newsletter abonnieren|"
    r"关注|责任编辑|版权|扫描|免责声明|特别声明|未经)",
    re.IGNORECASE,
)
#: What a paragraph that is no part of an article says, wherever it says it: calls to join a newsletter or a channel,
#: whose opinion it is, who may copy it; and the codes of a page builder that is gone.
_OFFER = re.compile(
    r"\b(?:delivered|straight|directly|sent|right) (?:\w+ )?(?:to|into|through) your (?:e?mail )?(?:inbox|letterbox)|"
    r"(?:sign up|subscribe|register)\b[^.!?]{0,40} (?:newsletter|mailing list)\b|forwarded to you\b|"
    r"^\W{0,3}(?:更多|欢迎|安装|下载|长按|扫码|点击|24小时)[^。]{0,60}(?:关注|客户端|公众号|二维码)|"
    r"(?:未经|非经)[^。]{0,12}(?:授权|许可|允许|同意)[^。]{0,6}(?:不得|禁止|请勿|严禁)[^。]{0,4}转载|"
    r"更多[^。]{0,20}请?(?:下载|关注)|(?:仅|只)代表(?:原)?作者|不代表本(?:站|网|报|刊|平台|号)|不构成[^。]{0,8}建议|"
    r"(?:\.{3}|…)\s?[\[【(（](?:全文|详细|详情|更多)[\]】)）]$|"
    r"мнени[ея] (?:автор|редакци)[^.]{0,60}не совпада|(?:views|opinions) expressed (?:here|in this|by)[^.]{0,80} "
    r"(?:do not|are (?:those|solely|their|his|her))|"
    r"^\[[a-z_-]{2,20} \w{2,20}\s?=",
    re.IGNORECASE,
)
#: What a text holds, in lower case, where that may be found: looking for it at every word costs much more.
_OFFER_MARKS = phrases(
    "your | newsletter | mailing list | forwarded to you | не совпада | expressed | [ | "
    "关注 | 客户端 | 公众号 | 二维码 | 转载 | 下载 | 代表 | 建议 | 全文 | 详细 | 详情 | 更多"
)
#: The line of rights under a page or a picture: how it begins, and what it says.
_RIGHTS = re.compile(r"[\W_]{0,4}(?:©|\(c\)|copyright\s?(?:©|\(c\)|\d{4}))", re.IGNORECASE)
_RESERVED = phrases(
    "all rights reserved | все права защищены | усі права захищені | усе правы абароненыя | "
    "барлық құқықтар қорғалған | alle rechte vorbehalten | tous droits réservés | todos los derechos reservados | "
    "wszelkie prawa zastrzeżone"
)
#: Headings of a part that follows the article and lasts to its end.
_TAIL = re.compile(
    r"^[\W_]{0,4}(?:читайте (?:также|ещё|еще)|(?:материалы|ещё|еще|новости|статьи) по теме|по теме\b|другие новости|"
    r"похожие (?:новости|статьи|материалы|публикации)|последние новости|смотрите также|"
    r"комментарии(?:\s?[:(]?\s?\d{0,5}\)?)?$|"
    r"читайте також|(?:інші|останні|схожі) новини|чытайце таксама|(?:іншыя|апошнія) навіны|"
    r"(?:басқа|соңғы|ұқсас) жаңалықтар|тағы оқы|"
    r"related (?:articles?|news|posts?|stories|content|items)|more (?:news|stories|from)\b|"
    r"more (?:great|top|popular) (?:\w+ )?(?:news|stories|articles|reads)$|"
    r"(?:more )?(?:\w+ )?you (?:may|might) (?:also|like)|"
    r"recommended(?: for you| reading| articles| stories)?:?$|comments(?:\s?\(?\d{0,5}\)?)?:?$|\d+ comments|"
    r"leave a (?:comment|reply)|explore (?:further|more)|"
    r"about the author|read (?:also|next)|popular (?:posts|articles)|latest (?:news|posts|stories)|"
    r"trending(?: now| news| stories)?:?$|"
    r"what to read next|"
    r"相关(?:文章|新闻|链接|阅读|推荐)|相關(?:文章|新聞)|推荐阅读|延伸阅读|网友评论|为[你您]推荐|猜你喜欢|"
    r"関連(?:記事|ニュース)|관련\s?(?:기사|뉴스)|"
    r"mehr zum thema|weitere (?:artikel|meldungen|nachrichten)|ähnliche (?:artikel|beiträge)|das könnte (?:sie|dich)|"
    r"(?:à )?lire aussi|articles? (?:similaires?|liés?)|sur le même (?:sujet|thème)|"
    r"(?:noticias|artículos|entradas) relacionad|te puede interesar|"
    r"czytaj (?:także|też)|zobacz (?:także|też)|(?:podobne|powiązane) (?:artykuły|wiadomości|wpisy))",
    re.IGNORECASE,
)


_LONGEST = 300
"""Characters of a line that may be noise."""
_TEXT, _LABEL, _NOISE = 0, 1, 2
"""A line of text, one that begins like a label and goes on as a sentence, and one that is noise."""


def is_noise_line(text: str, link_share: float = 0.0) -> bool:
    """True for a short line such as "Возврат к списку", "Read also: …", 浏览次数：.

    A whole sentence that only begins like one ("Поделиться опытом приехали коллеги.") is text, unless it calls the
    reader to do something or stands in a link.
    """
    if len(text) > _LONGEST:
        return False
    kind = _kind(text)
    return kind == _NOISE or (kind == _LABEL and link_share > 0.3)


@lru_cache(maxsize=4096)
def _kind(text: str) -> int:
    """What a line is whatever stands in links; kept, for each is asked for twice and a site repeats its own."""
    if len(text) <= 120 and _is_rights(text):
        return _NOISE
    if _is_offer(text):
        return _NOISE
    match = _LINE.match(text) if len(text) <= 160 else None
    if match is None:
        return _TEXT
    return _LABEL if _goes_on(text, match.end()) else _NOISE


def _is_offer(text: str) -> bool:
    return any(map(text.lower().__contains__, _OFFER_MARKS)) and _OFFER.search(text) is not None


def _goes_on(text: str, end: int) -> bool:
    """Whether a text that begins like such a line, up to ``end``, goes on as a sentence of its own: it ends as one and
    is long enough, no colon follows the label, and it calls nobody to subscribe or to read on."""
    if text[end : end + 2].lstrip()[:1] in (":", "：") or text[end - 1] in ":：" or _CALL.match(text):
        return False
    ending = text.rstrip("»”\"') ")
    if ending.endswith("...") or not ending.endswith((".", "!", "?", "…", "。", "！", "？")):
        return False
    return len(text.split()) >= 4 or sum("\u4e00" <= char <= "\u9fff" for char in text) >= 8


def _is_rights(text: str) -> bool:
    if _RIGHTS.match(text):
        return True
    return any(map(text.lower().__contains__, _RESERVED))


def opens_tail(text: str) -> bool:
    """True for the heading of related items or comments, which last to the article's end."""
    match = _TAIL.match(text) if len(text) <= 60 else None
    return match is not None and not _goes_on(text, match.end())
