"""Which language a text is written in: by script, then by the commonest small words and letters of each language."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

_SAMPLE = 1_200
_WORD = re.compile(r"[^\W\d_]+(?:['’ʻʼ][^\W\d_]+)*")

_STOP_WORDS = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the of and to in is for that with as on was by at from are be this it an which his has have were",
        "de": "der die und das den von zu mit sich des auf für ist im nicht ein eine als auch dem es werden aus wird",
        "fr": "le la les de des et en un une du que est pour dans qui sur au par plus pas ce avec il sont aux cette",
        "es": "el la los las de que y en un una por con para del se es al como más su lo este ha son entre",
        "pt": "o a os as de que e em um uma por com para do da se é ao como mais seu não na no dos são das pela",
        "it": "il la le di che e in un una per con del della si è al come più nel dei gli alla non sono anche ha",
        "nl": "de het een van en in is dat op te voor met die zijn niet aan er om ook als bij door naar werd",
        "pl": "i w na z do się że nie jest o to od po przez oraz dla przy są jak który które za jego jako tym",
        "cs": "a v na je se že s z do o i k po pro za jako který které by od také ve jsou byl až při",
        "tr": "ve bir bu için ile da de olarak olan en daha çok gibi kadar sonra ise olduğu ancak",
        "uz": "va bilan uchun bu ham boʻyicha bo'yicha bo‘yicha haqida edi hamda bo'lgan bo‘lgan kerak ushbu oliy yil "
        "orqali oʻzbekiston o‘zbekiston o'zbekiston davlat universiteti dan ning tomonidan qilish esa",
        "sv": "och att det som en på är av för med den till inte har de ett om var jag men från vid",
        "fi": "ja on ei se että oli joka hän mutta myös kuin tai sekä ovat jo vain kun mukaan",
        "hu": "a az és hogy nem is egy volt van ez de csak meg már mint még el vagy minden",
        "vi": "và của là có được cho các trong với không một người này đã những để khi từ",
        "id": "yang dan di ini itu dengan untuk dari pada adalah tidak dalam akan ke oleh juga",
        "ro": "și în de la cu pe că este un o pentru din nu mai care sunt fost prin ale",
        "ru": "и в не на что с по как это для от из к за его о до или при также был она они все будет года",
        "uk": "і в у не на що з та як це для від до за його про або при також був вона вони є який під року",
        "be": "і ў не на што з та як гэта для ад да за яго пра або пры таксама быў яна яны ёсць які пад года",
        "bg": "и в не на че с по как това за от из към до или при също е тя те са който ще се годината си са след през",
        "sr": "и у не на да са по као то за од из ка до или при је она они су који ће се године",
        "kk": "және мен бен пен үшін бұл осы деп де да болып бар бойынша туралы болды еді бір жылы қазақстан ол",
        "uz-cyrl": "ва билан учун бу ҳам бўйича ҳақида эди ҳамда бўлган керак ушбу олий йил орқали ўзбекистон давлат",
        "ky": "жана менен үчүн бул деп да болуп бар боюнча жөнүндө болду эле бир жылы кыргыз ал",
        "ar": "في من على إلى أن هذا التي عن مع هذه كان الذي",
        "fa": "و در به از که این را با است برای آن می",
    }.items()
}
_LATIN = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "cs", "tr", "uz", "sv", "fi", "hu", "vi", "id", "ro")
_CYRILLIC = ("ru", "uk", "be", "bg", "sr", "kk", "uz-cyrl", "ky")
#: Letters that only some Cyrillic alphabets have; each sighting counts like a few words.
_LETTERS = {
    "ru": "ыэё", "uk": "їєґ", "be": "ўыэ", "kk": "қғңұһә", "uz-cyrl": "ўқғҳ", "ky": "ңөү", "sr": "ђјљњћџ", "bg": "ъ",
}  # fmt: skip
_FOREIGN = {
    "ru": "іїєґўқғңұһәҳөүђјљњћџ", "uk": "ыэёўъқғңұһәҳөүђјљњћџ", "be": "иїєґщъқғңұһәҳөүђјљњћџ",
    "bg": "ыэёіїєґўқғңұһәҳөүђјљњћџ",
    "sr": "йщъыьэюяёіїєґўқғңұһәҳөү", "kk": "їєґўҳђјљњћџ", "uz-cyrl": "ыіїєґңұһәөүђјљњћџ", "ky": "іїєґўқғұһәҳђјљњћџ",
}  # fmt: skip
_LATIN_LETTERS = {
    "de": "äöüß", "fr": "éèêàçœùûîô", "es": "ñáóíú¿¡", "pt": "ãõçáêâ", "pl": "ąęłśżźćń", "cs": "ěřůšžčý", "tr": "ğışç",
    "sv": "åäö", "fi": "äö", "hu": "őűáé", "vi": "ơưđạảấầế", "ro": "ășțâî", "it": "òàèù",
}  # fmt: skip


_BY_SCRIPT = {"latin": _LATIN, "cyrillic": _CYRILLIC, "arabic": ("ar", "fa")}
_Signs = Mapping[str, Mapping[str, tuple[str, ...]]]


def _by_sign(signs: Mapping[str, Collection[str]]) -> _Signs:
    """By script: whose sign each word or letter is, of the languages that write in it."""
    return {
        script: {
            sign: tuple(code for code in signs if code in codes and sign in signs[code])
            for sign in {sign for code in codes for sign in signs.get(code, ())}
        }
        for script, codes in _BY_SCRIPT.items()
    }


_LANGUAGES_OF = _by_sign(_STOP_WORDS)
_OWN_LETTER_OF = _by_sign({**_LATIN_LETTERS, **_LETTERS})
_FOREIGN_LETTER_OF = _by_sign(_FOREIGN)


def detect_language(text: str, *, declared: str | None = None) -> str | None:
    """ISO 639-1 code of the language of ``text``, or None where too little text speaks.

    ``declared`` (the page's ``lang``) only breaks a tie, or serves where the text is too short to tell.
    """
    sample = text[:_SAMPLE].lower()
    if declared is not None:
        declared = declared.split("-")[0].split("_")[0].lower() or None
        if declared is not None and (len(declared) != 2 or not declared.isascii()):
            declared = None
    alphabet, spelled = _spelled(sample)
    letters = alphabet.letters(spelled) if alphabet is not None else _letters(sample)
    total = sum(letters.values())
    if total < 2:
        return declared
    if (letters["kana"] + letters["han"]) * 3 > total:
        return "ja" if letters["kana"] * 12 > letters["han"] + letters["kana"] else "zh"
    if letters["hangul"] * 3 > total:
        return "ko"
    script = max(("latin", "cyrillic", "arabic", "greek", "hebrew", "thai", "other"), key=letters.__getitem__)
    single = {"greek": "el", "hebrew": "he", "thai": "th"}.get(script)
    if single:
        return single
    if script == "other":
        return declared
    scores = dict.fromkeys(_BY_SCRIPT[script], 0.0)
    if alphabet is not None:
        count, hits = _hits(alphabet.words(spelled), alphabet.languages_of[script], scores)
        chars = alphabet.signs(spelled)
    else:
        count, hits = _hits(_WORD.findall(sample), _LANGUAGES_OF[script], scores)
        chars = {char: sample.count(char) for char in set(sample)}
    if script == "arabic":
        scores["fa"] += sum(chars.get(char, 0) for char in "پچژگی")
    for code in scores:
        scores[code] = scores[code] / total + hits[code] / count
    _weigh_letters(scores, chars, total, script)
    if declared in scores:
        scores[declared] += 0.02 if total > 200 else 0.06
    elif declared == "uz" and "uz-cyrl" in scores:
        scores["uz-cyrl"] += 0.02
    best = max(scores, key=lambda code: scores[code])
    if scores[best] <= 0.03:
        return declared or (
            "en" if "en" in scores and sample.isascii() and count > 8 else "ru" if "ru" in scores else None
        )
    return best.removesuffix("-cyrl")


_Word = TypeVar("_Word", str, bytes)


def _hits(
    words: list[_Word], languages_of: Mapping[_Word, tuple[str, ...]], languages: Iterable[str]
) -> tuple[int, dict[str, int]]:
    """How many words there are (at least 1), and how many of them are small words of each language."""
    hits = dict.fromkeys(languages, 0)
    for codes in map(languages_of.get, words):
        for code in codes or ():
            hits[code] += 1
    return max(1, len(words)), hits


def _weigh_letters(scores: dict[str, float], chars: Mapping[str, int], total: int, script: str) -> None:
    """Add to the scores what letters say that only some of the languages have."""
    own, foreign = dict.fromkeys(scores, 0), dict.fromkeys(scores, 0)
    for table, found in ((_OWN_LETTER_OF[script], own), (_FOREIGN_LETTER_OF[script], foreign)):
        for char in chars.keys() & table.keys():
            for code in table[char]:
                found[code] += chars[char]
    for code in scores:
        scores[code] += 3.0 * own[code] / total
        scores[code] -= 10.0 * foreign[code] / total


def _letters(sample: str) -> dict[str, int]:
    """How many letters of each script there are."""
    letters = dict.fromkeys(_SCRIPT_NAMES, 0)
    rest = _HAN.sub("", sample)  # of which hardly one is like another: they are not counted one by one
    letters["han"] += len(sample) - len(rest)
    for char in set(rest):
        script = _script(char)
        if script is not None:
            letters[script] += rest.count(char)
    return letters


@lru_cache(maxsize=4096)
def _script(char: str) -> str | None:
    """The script of a letter; None for any other character."""
    if not char.isalpha():
        return None
    if char < "\u0250":
        return "latin"
    if char < "\u0400":
        return "greek" if char >= "\u0370" else "latin"
    if char < "\u0530":
        return "cyrillic"
    for name, first, last in _SCRIPTS:
        if first <= char <= last:
            return name
    return "other"


_SCRIPTS = (
    ("hebrew", "\u0590", "\u05ff"), ("arabic", "\u0600", "\u08ff"), ("thai", "\u0e00", "\u0e7f"),
    ("hangul", "\u1100", "\u11ff"), ("latin", "\u1e00", "\u1eff"), ("kana", "\u3040", "\u30ff"),
    ("han", "\u3400", "\u9fff"), ("hangul", "\uac00", "\ud7af"), ("arabic", "\ufb50", "\ufeff"),
)  # fmt: skip
_SCRIPT_NAMES = ("cyrillic", "greek", "other", *dict.fromkeys(name for name, _, _ in _SCRIPTS))
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")


class _Alphabet:
    """The characters that most texts in Latin, or in Cyrillic letters are made of, each as one byte: bytes are counted
    and cut into words in a third of the time. ``languages_of`` are the small words by script, in these bytes."""

    def __init__(self, letters: str) -> None:
        chars = [*map(chr, range(128)), *dict.fromkeys(letters + _MARKS)]
        self._table = codecs.charmap_build("".join(chars).ljust(256, "\ufffe"))
        scripts = [_script(char) for char in chars]
        self._others = {  # by script, all bytes but its letters
            name: bytes(byte for byte, script in enumerate(scripts) if script != name) for name in set(scripts) if name
        }
        in_word = bytes(byte for byte, char in enumerate(chars) if _WORD.match(char))
        marks = bytes(byte for byte, char in enumerate(chars) if char in _APOSTROPHES)
        self._marks = bytes(byte for byte in marks if byte not in in_word)
        self._word = re.compile(b"[%(letters)s]+(?:[%(marks)s][%(letters)s]+)*" %
                                {b"letters": re.escape(in_word), b"marks": re.escape(marks)})  # fmt: skip
        self._blanked = bytes(byte if byte in in_word else 0x20 for byte in range(256))
        signs = {sign for by in (_OWN_LETTER_OF, _FOREIGN_LETTER_OF) for name in self._others for sign in by[name]}
        self._signs = {byte: char for byte, char in enumerate(chars) if char in signs}
        self._no_signs = bytes(byte for byte in range(256) if byte not in self._signs)
        self.languages_of = {
            name: {
                spelled: codes
                for word, codes in _LANGUAGES_OF[name].items()
                if (spelled := self.spell(word)) is not None
            }
            for name in self._others
        }

    def spell(self, text: str) -> bytes | None:
        """``text`` in this alphabet; None where it holds another character."""
        try:
            return codecs.charmap_encode(text, "strict", self._table)[0]
        except UnicodeEncodeError:
            return None

    def letters(self, spelled: bytes) -> dict[str, int]:
        """How many letters of each script there are."""
        letters = dict.fromkeys(_SCRIPT_NAMES, 0)
        for name, others in self._others.items():
            letters[name] = len(spelled.translate(None, others))
        return letters

    def words(self, spelled: bytes) -> list[bytes]:
        """The words, as ``_WORD`` tells them."""
        if any(mark in spelled for mark in self._marks):  # which may stand in a word
            return self._word.findall(spelled)
        return spelled.translate(self._blanked).split()

    def signs(self, spelled: bytes) -> dict[str, int]:
        """How often each letter stands there that only some languages have."""
        found = spelled.translate(None, self._no_signs)
        return {self._signs[byte]: found.count(byte) for byte in set(found)}


def _spelled(sample: str) -> tuple[_Alphabet | None, bytes]:
    """``sample`` in the alphabet that spells it, if one does."""
    for alphabet in _ALPHABETS:
        spelled = alphabet.spell(sample)
        if spelled is not None:
            return alphabet, spelled
    return None, b""


_APOSTROPHES = "'’ʻʼ"
_MARKS = "\u00a0«»“”„‘’ʻʼ‚´–—―‑−…№°§©®™€₽£·•×²½"
_CYRILLIC_LETTERS = "".join(map(chr, range(0x430, 0x460))) + "ґқғңұһәҳөү"
_LATIN_SIGNS = "".join(dict.fromkeys("".join(_LATIN_LETTERS.values()))) + "âëïìîöøæåúūāēī"
_ALPHABETS = (_Alphabet(_CYRILLIC_LETTERS), _Alphabet(_LATIN_SIGNS))
