"""How lines begin that are no part of an article, by language: buttons, counters, labels, links to more.

Patterns of one language each, matched at the start of a line; "$" where only the whole line counts.
"""

from __future__ import annotations

import re

_RUSSIAN = (
    r"(?:эта )?запись (?:была )?(?:опубликована|размещена) |"
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
    r"this (?:entry|post) was (?:posted|published|written) (?:in|on|by) |"
    r"\d+[ -]min(?:ute)?s?(?: read)?$|reading time\b|advert$|learn more$|table of contents$|"
    r"read (?:also|more|next|the full)\b|also read|see (?:also|more)\b|don.t miss$|explore further$|"
    r"(?:related|more|also|watch|read|see more|you (?:may|might) (?:also )?like)\s?:|"
    r"you (?:may|might) also (?:like|enjoy)|"
    r"related (?:articles?|news|posts?|stories|links|content|topics|items|reading)|"
    r"recommended(?: for you| reading)?:?$|"
    r"(?:loading|please wait)\b[\w ]{0,20}(?:\.{2,3}|…)?$|image \d+ of \d+$|"
    r"more (?:news|stories|from|on this|articles|like this)\b|share (?:this|on|via|it|article|story)?\b.{0,30}$|"
    r"print(?: this)?(?: page| article)?$|printer[- ]friendly|trending(?: news| now)?$|"
    r"back to (?:the )?(?:[a-z&]{1,12} ){0,3}(?:list|listing|news|top|overview|home|index|archive|articles?|stories|"
    r"events|blog|releases?|newsroom|results|page|start|menu)$|back to all [a-z ]{2,30}$|all news$|view all|"
    r"tags?\s?:|tagged\b|filed under|posted in\b|"
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
    r"das könnte (?:sie|dich) auch interessieren|(?:artikel|seite) (?:drucken|teilen)|drucken$|druckversion|teilen$|"
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
    r"延伸閱讀|推薦閱讀|更多新聞|推荐阅读|延伸阅读|为您推荐|为你推荐|猜你喜欢|热门(?:文章|新闻|推荐|排行|阅读|标签|评论|话题|搜索|$)|版权(?:声明|所有)|特别声明|免责声明|未经(?:授权|许可).{0,4}不得转载|"
    r"关键词(?:\s?>>|[:：])|标签[:：]|原标题[:：]|来源[:：]?$"
)
_JAPANESE_KOREAN = (
    r"関連(?:記事|ニュース|リンク)|この記事を|前の記事|次の記事|一覧(?:へ|に)|シェア(?:する)?$|印刷(?:する|用)?$|"
    r"投稿者\s?[:：]|パーマリンク|"
    r"관련\s?(?:기사|뉴스)|목록(?:으로|보기)?$|이전\s?글|다음\s?글|공유(?:하기)?$|인쇄(?:하기)?$"
)
_ITALIAN = (
    r"leggi (?:anche|tutto|di più)|vedi anche|condividi\b.{0,30}$|stampa(?: la)?(?: pagina)?$|"
    r"torna (?:alle? (?:notizie|lista|elenco|news)|indietro|all.elenco|su)\b|(?:notizie|articoli) correlat[ei]|"
    r"(?:altre|ultime) notizie$|visualizzazioni\b|iscriviti alla|seguici|commenti\b.{0,12}$"
)
_PORTUGUESE = (
    r"le(?:ia|r) (?:também|mais)|veja (?:também|mais)|saiba mais$|"
    r"(?:compartilh|partilh)(?:e|ar)(?: (?:em|no|na|via|esta|este|isso|a|o)\b.{0,30})?\s?:?$|"
    r"voltar(?: (?:para|à|ao|às)\b.{0,30})?$|(?:notícias|artigos) relacionad[ao]s|(?:mais|últimas|outras) notícias|"
    r"palavras-chave|visualizações\b|acessos?\s?:|comentários?\b.{0,12}$|inscreva-se|siga-nos"
)
_CZECH_SLOVAK = (
    r"(?:čtěte|přečtěte|prečítajte) (?:si )?(?:také|tiež|aj)|(?:související|súvisiace) \w|(?:sdílet|zdieľať)\b.{0,30}$|"
    r"(?:vy)?tisk(?:nout)?$|tlačiť$|(?:zpět|späť)(?: na\b.{0,30})?$|(?:další|ďalšie) (?:články|zprávy|novinky|správy)$|"
    r"(?:štítky|klíčová slova|kľúčové slová)\s?:|(?:přečteno|zobrazeno|zveřejněno|zverejnené)\s?:|"
    r"(?:komentáře|komentáre|diskuse|diskusia)(?:\s?\(?\d{0,5}\)?)?$"
)
_TURKISH = (
    r"(?:ilgili|diğer|benzer|tüm|son) (?:haberler|yazılar|içerikler|duyurular)$|paylaş\s?:?$|yazdır$|geri(?: dön)?$|"
    r"etiketler\s?:|(?:okunma|görüntülenme|gösterim)(?: sayısı)?\s?:|yorum(?:lar)?(?:\s?\(?\d{0,5}\)?)?$|"
    r"devamını oku$|bizi takip"
)
_DUTCH = (
    r"lees (?:ook|meer|verder)\b|zie ook|deel (?:dit|deze|via|op)\b.{0,30}$|delen(?: via| op)?\s?:?$|afdrukken$|"
    r"terug(?: naar\b.{0,30})?$|gerelateerde? |meer nieuws$|reacties?(?:\s?\(?\d{0,5}\)?)?$|volg ons\b"
)
_NORDIC = (
    r"läs (?:också|även|mer|vidare)\b|les (?:også|mer)\b|læs (?:også|mere)\b|se (?:också|även|også)\b|"
    r"dela(?: på| via| sidan| artikeln)?\b.{0,20}$|del(?: på \w{2,12})?\s?:?$|skriv ut$|udskriv$|"
    r"(?:tilbake|tillbaka|tilbage)(?: til(?:l)?\b.{0,30})?$|relatera(?:de|t) |relaterte? |sidansvarig|"
    r"senast (?:uppdaterad|ändrad|granskad)|kommentarer(?:\s?\(?\d{0,5}\)?)?$|(?:fler|flere) nyhe\w{2,4}$|"
    r"(?:nyckelord|emneord)\s?:"
)
_FINNISH = (
    r"lue (?:myös|lisää)\b|katso myös|jaa(?: artikkeli| sivu| somessa)?\s?:?$|tulosta$|takaisin\b.{0,30}$|"
    r"(?:avainsanat|asiasanat)\b|aiheeseen liittyv|lisää (?:uutisia|aiheesta)|kommentit(?:\s?\(?\d{0,5}\)?)?$"
)
_HUNGARIAN = (
    r"(?:olvassa|olvasd) el (?:ezt )?is|lásd még|kapcsolódó (?:cikkek|hírek|anyagok|tartalmak)|további hírek$|"
    r"megosztás\b.{0,20}$|nyomtat(?:ás|ható)\b.{0,20}$|vissza(?: az?\b.{0,30})?$|címkék?\s?:|frissítve\b|"
    r"megtekintések|hozzászólások(?:\s?\(?\d{0,5}\)?)?$"
)
_ROMANIAN = (
    r"cit(?:ește|eşte|iți|iţi) (?:și|şi|mai)\b|vezi (?:și|şi)\b|"
    r"(?:articole|știri|ştiri) (?:similare|recente|asemănătoare)|"
    r"distribui(?:e|ți|iți)?\b.{0,30}$|tipăre(?:ște|şte)$|înapoi\b.{0,30}$|etichete\s?:|vizualizări|"
    r"(?:\d{1,4} )?comentarii$"
)
_VIETNAMESE = (
    r"(?:các )?(?:tin|bài viết|tin tức) (?:liên quan|khác|cùng chuyên mục)|xem thêm\b|đọc thêm\b|"
    r"chia sẻ(?: bài viết)?\s?:?$|"
    r"in (?:trang|bài)(?: (?:này|viết))?$|quay lại$|(?:số )?lượt xem|từ khóa\s?:|bình luận(?:\s?\(?\d{0,5}\)?)?$"
)
_GREEK = (
    r"διαβάστηκε \d|"
    r"διαβάστε (?:επίσης|περισσότερα|ακόμη)|δείτε (?:επίσης|ακόμη)|σχετικά (?:άρθρα|νέα)|κοινοποίηση\s?:?$|εκτύπωση$|"
    r"επιστροφή\b.{0,30}$|εμφανίσεις\s?:|ετικέτες\s?:|σχόλια(?:\s?\(?\d{0,5}\)?)?$|τελευταία ενημέρωση"
)
_ARABIC = (
    r"اقرأ (?:أيضا|أيضًا|المزيد)|مواضيع ذات صلة|أخبار (?:ذات صلة|أخرى)|شارك(?: الخبر| هذا الخبر)?\s?:?$|مشاركة\s?:?$|"
    r"طباعة$|العودة (?:إلى|الى)|عدد (?:المشاهدات|الزيارات|القراءات)|(?:تاريخ )?آخر تحديث|التعليقات\b.{0,10}$|"
    r"(?:الوسوم|كلمات مفتاحية)\s?:?"
)
_HEBREW = (
    r"קראו? (?:עוד|גם)|שתפו?\s?:?$|הדפסה?$|חזרה ל.{0,20}$|כתבות (?:נוספות|קשורות)|תגיות\s?:?|תגובות\b.{0,12}$|"
    r"עודכן לאחרונה"
)
_CAUCASIAN = (
    r"(?:სხვა|მსგავსი) სიახლეები|გაზიარება\s?:?$|ბეჭდვა$|ნახვები\s?:?|(?:այլ|նման) նորություններ|կիսվել\s?:?$|տպել$|"
    r"դիտումներ\W"
)
_THAI = (
    r"ข่าว(?:ที่เกี่ยวข้อง|อื่น)|อ่านเพิ่มเติม$|แชร์(?:ข่าว|หน้านี้)?\s?:?$|พิมพ์หน้านี้$|ย้อนกลับ$|กลับ(?:หน้า|ไปหน้า).{0,20}$|"
    r"(?:จำนวน)?(?:ผู้)?เข้าชม"
)


_SOUTH_SLAVIC_LATIN = (
    r"pročitaj(?:te)? (?:i|još|više)\b|vidi (?:i|još)\b|(?:povezane|srodne|slične|ostale|najnovije|sve) "
    r"(?:ves|vij|nov)\w{2,5}$|pod(?:eli|ijeli)(?:te)?\b.{0,20}$|"
    r"(?:nazad|natrag|povratak)(?: na\b.{0,30})?$|štampaj$|ispis$|"
    r"(?:oznake|ključne (?:reči|riječi))\s?:|(?:preberi(?:te)?|beri(?:te)?) (?:tudi|več)\b|deli\s?:?$|natisni$|"
    r"(?:povezane|sorodne) novice$"
)
_SOUTH_SLAVIC_CYRILLIC = (
    r"прочитај(?:те)? (?:и|још|више|повеќе)\b|(?:повезане|сродне|сличне|остале|најновије|све) вести$|"
    r"подели(?:те)?(?: на\b.{0,20})?\s?:?$|(?:назад|повратак)(?: на\b.{0,30})?$|(?:ознаке|кључне речи)\s?:|"
    r"(?:прочетете|вижте) (?:още|също)|сподели(?:те)?\s?:?$|обратно към\b.{0,30}$|(?:свързани|още|последни) новини$|"
    r"етикети\s?:"
)
_BALTIC = (
    r"lasi(?:et)? (?:arī|vairāk)|saistīt(?:ie|ās) (?:raksti|ziņas)|citi jaunumi$|dalīties\b.{0,20}$|drukāt$|"
    r"atpakaļ(?: uz\b.{0,30})?$|(?:birkas|atslēgvārdi)\s?:|skait(?:yk|ykite) (?:taip pat|daugiau)|"
    r"susij(?:ę|usios) (?:straipsniai|naujienos)|dalintis\b.{0,20}$|spausdinti$|(?:grįžti|atgal)(?: į\b.{0,30})?$|"
    r"(?:žymos|raktažodžiai)\s?:|loe (?:ka|lisaks|rohkem|edasi)\b|seotud (?:uudised|artiklid)|jaga(?: artiklit)?\s?:?$|"
    r"prindi$|tagasi(?: \w{2,20})?$|(?:märksõnad|sildid)\s?:"
)
_INDONESIAN = (
    r"baca (?:juga|selengkapnya|lainnya)\b|lihat juga\b|berita (?:terkait|lainnya|terbaru|sebelumnya|selanjutnya)$|"
    r"artikel (?:terkait|lainnya)$|bagikan\b.{0,30}$|cetak$|kembali(?: ke\b.{0,30})?$|(?:dilihat|dibaca)\s?:|"
    r"tags? terkait|kongsi\s?:?$"
)
_TURKIC_LATIN = (
    r"(?:digər|oxşar|son|bütün|əlaqəli) xəbərlər$|həmçinin oxuyun|paylaş(?:ın|maq)?\s?:?$|çap et$|geri(?: qayıt)?$|"
    r"(?:baxış|oxunma)(?: sayı)?\s?:|(?:boshqa|o[ʻ'‘]xshash|so[ʻ'‘]nggi|barcha) yangiliklar$|"
    r"shuningdek,? oʻqing|ulashish\b.{0,20}$|chop etish$|(?:orqaga|ortga)(?: qaytish)?$|"
    r"(?:o[ʻ'‘]qildi|ko[ʻ'‘]rildi)\s?:|"
    r"teglar\s?:|(?:beýleki|soňky) habarlar$|paýlaş\s?:?$"
)
_MONGOLIAN = (
    r"(?:бусад|холбоотой|шинэ|сүүлийн) мэдээ(?:лэл)?$|хуваалцах\b.{0,20}$|хэвлэх$|буцах$|(?:үзсэн|уншсан)(?: тоо)?\s?:|"
    r"(?:башка|окшош|акыркы) жаңылыктар$|бөлүшүү\s?:?$|артка$|(?:дигар|дигаре|охирин) хабарҳо$"
)
_PERSIAN = (
    r"(?:اخبار|مطالب|خبرهای) (?:مرتبط|مشابه|دیگر)|(?:بیشتر|همچنین) بخوانید|اشتراک[\u200c ]?گذاری\b.{0,20}$|"
    r"(?:نسخه چاپی|چاپ|پرینت)$|بازگشت(?: به\b.{0,30})?$|"
    r"(?:برچسب|کلیدواژه|کلمات کلیدی|تعداد بازدید|بازدید|کد خبر)\S{0,4}\s?:|"
    r"نظرات\b.{0,12}$"
)


def _starts(*languages: str) -> re.Pattern[str]:
    return re.compile(r"^[\W_]{0,4}(?:" + "|".join(languages) + ")", re.IGNORECASE)


_LATIN = _starts(
    _ENGLISH, _GERMAN, _FRENCH, _SPANISH, _POLISH, _ITALIAN, _PORTUGUESE, _CZECH_SLOVAK, _TURKISH, _DUTCH, _NORDIC,
    _FINNISH, _HUNGARIAN, _ROMANIAN, _VIETNAMESE, _SOUTH_SLAVIC_LATIN, _BALTIC, _INDONESIAN, _TURKIC_LATIN,
)  # fmt: skip
_CYRILLIC = _starts(_RUSSIAN, _UKRAINIAN, _BELARUSIAN, _KAZAKH, _SOUTH_SLAVIC_CYRILLIC, _MONGOLIAN)
_EASTERN = _starts(_CHINESE, _JAPANESE_KOREAN)
_OTHERS = _starts(_GREEK, _ARABIC, _HEBREW, _CAUCASIAN, _THAI, _PERSIAN)
_LETTER = re.compile(r"[^\W\d_]")


def line_start(text: str) -> re.Match[str] | None:
    """The beginning of a line that is one of these, in the languages of its first letter's script."""
    letter = _LETTER.search(text)
    if letter is None:
        return _LATIN.match(text)
    first = letter.group()
    if first < "\u0370" or "\u1e00" <= first < "\u1f00":
        return _LATIN.match(text)
    if "\u0400" <= first < "\u0530":
        return _CYRILLIC.match(text)
    return (_EASTERN if first >= "\u2e80" or "\u1100" <= first < "\u1200" else _OTHERS).match(text)
