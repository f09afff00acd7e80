"""The shape of a topic file (TOML): what a user may write, and what each key means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Kind = Literal[
    "country",
    "place",
    "person",
    "university",
    "company",
    "institution",
    "language and culture",
    "programme",
    "concept",
]
Strength = Literal["strong", "weak", "hint"]
Case = Literal["any", "capital", "upper"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]

Trait = Literal[
    "a deed in its sentence",
    "a figure in its clause",
    "a party beside it",
    "an adjective without a party",
    "an institution",
    "language or culture",
    "a country by its name",
    "a long clause",
    "a short clause of several",
    "a life told in its clause",
    "after a preposition of place",
    "after a comma",
    "ends its sentence",
    "the last of several",
    "quoted",
    "a row of short clauses",
    "compared with",
    "one of several names in a row",
    "a large part of the text",
    "a short text",
    "an old year in its sentence",
    "beside other places",
    "a person by name",
    "a portrait by its title",
    "set apart from others",
    "what a work is about",
    "opens its sentence",
    "joined to another name",
    "a tale of old times",
    "a relation in its clause",
    "goods in its clause",
    "named in several sentences",
    "nothing told of it",
    "an instance of others",
    "a line of a list",
]

MAX_PATTERN_WORDS = 8
LONGEST_PATTERN = 120
_MIN_STEM = 3


def check_pattern(pattern: str) -> str:
    """A pattern is words separated by spaces; a word may end in ``*`` after three letters or more (a stem)."""
    words = pattern.split()
    if len(words) > MAX_PATTERN_WORDS:
        raise ValueError(f"{pattern!r} has {len(words)} words: at most {MAX_PATTERN_WORDS} are allowed")
    for word in words:
        stem = word.removesuffix("*")
        if "*" in stem or (word != stem and len(stem) < _MIN_STEM):
            raise ValueError(f"{pattern!r}: '*' may stand only at the end of a word, after three letters or more")
    return pattern


def check_han_pair(word: str) -> str:
    """A word of two Han characters."""
    if len(word) != 2 or not all("\u3400" <= char <= "\u9fff" for char in word):
        raise ValueError("write a word of two Han characters, as 普通")
    return word


HanPair = Annotated[str, AfterValidator(check_han_pair)]
Pattern = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=2, max_length=LONGEST_PATTERN),
    AfterValidator(check_pattern),
]


class _Shape(BaseModel):
    # pydantic would keep up to 16,384 strings for as long as the process lives: a megabyte of patterns.
    model_config = ConfigDict(extra="forbid", frozen=True, cache_strings="none")


class Term(_Shape):
    """One entity and the names it goes by.

    ``forms``: spellings found as written, or stems ending in ``*``. ``names``: spellings by language, inflected by the
    build command (a topic without a built table finds them as written). ``adjectives``: the same for adjectives.
    ``strength``: strong terms can flag; weak ones only beside others; hints are shown and never help a flag.
    ``only``: languages whose texts alone these forms are looked for in (where they are other words elsewhere).
    """

    entity: Text
    kind: Kind
    weight: float = Field(1.0, gt=0, le=5)
    strength: Strength = "strong"
    case: Case = "any"
    forms: tuple[Pattern, ...] = ()
    names: dict[Language, tuple[Text, ...]] = {}
    adjectives: dict[Language, tuple[Text, ...]] = {}
    only: tuple[Language, ...] = ()

    @model_validator(mode="after")
    def _has_a_name(self) -> Term:
        if not (self.forms or self.names or self.adjectives):
            raise ValueError(f"the term {self.entity!r} has no forms, names or adjectives: nothing can be found")
        return self


class Mask(_Shape):
    """Phrases in which a term means something else (a metro station, porcelain): what they cover is not counted.

    ``sources``: keys of the sources it holds for (empty: all), for a word that is peculiar on one site alone. ``ends``
    and ``begins``: words of two Han characters; a term that is the end of one of the first and the beginning of one of
    the second is none (通化 in 普通化学), as Han is written without spaces.
    """

    reason: Text
    patterns: tuple[Pattern, ...] = ()
    ends: tuple[HanPair, ...] = ()
    begins: tuple[HanPair, ...] = ()
    sources: tuple[Text, ...] = ()

    def without_words(self) -> Mask:
        """The same without what it is looked for by."""
        return self.model_copy(update={"patterns": (), "ends": (), "begins": ()})

    @model_validator(mode="after")
    def _masks_something(self) -> Mask:
        if bool(self.ends) != bool(self.begins) or not (self.patterns or self.ends):
            raise ValueError("give it patterns, or words of two Han characters as both ends and begins")
        return self


class Context(_Shape):
    """Words that change what a term beside them is worth.

    ``where``: the cue stands "before" or "after" the term (at most ``within`` words away, same sentence), holds it
    ("around": "like a Chinese vase"), stands anywhere in its "sentence", in the same or a "neighbour" sentence, or
    anywhere in the "text". ``factor`` multiplies the weight; 0 masks the term. ``kinds``, ``entities`` and
    ``sources`` limit the rule; ``title`` says whether it holds in titles too, ``quoted`` that it holds only for terms
    a quotation begins with; ``restores``: what the rules written before it discounted further is worth ``factor``
    again (a masked term stays masked); ``announces``: where it reaches a term, the text is about something of that
    name: its entity is masked in the whole text, unless another strong term counts (if it is ``quoted``, too, the
    quotation must hold nothing else). For a cue in Han, two characters count as a word of ``within``.
    """

    name: Text
    cues: tuple[Pattern, ...] = Field(min_length=1)
    where: Literal["before", "after", "around", "sentence", "neighbour", "text"]
    within: int = Field(6, ge=1, le=30)
    factor: float = Field(ge=0, le=3)
    restores: bool = False
    kinds: tuple[Kind, ...] = ()
    entities: tuple[Text, ...] = ()
    sources: tuple[Text, ...] = ()
    title: bool = False
    quoted: bool = False
    announces: bool = False
    script: Literal["any", "latin"] = "any"

    def without_words(self) -> Context:
        """The same without its cues."""
        return self.model_copy(update={"cues": ()})


class Enumeration(_Shape):
    """A list of many peers (countries, languages, companies): a term that is only one of ``items`` or more is passing.

    ``peers``: words that stand in such lists beside the terms, in addition to those of the built table. ``ranges``:
    words that join two members as a conjunction does where they stand alone between them ("from Iceland to China").
    ``language_items``: how many languages make a list: where one of ``language_words`` stands beside it, or one of its
    members is an entity of ``languages``.
    """

    items: int = Field(4, ge=2, le=50)
    language_items: int = Field(3, ge=2, le=50)
    factor: float = Field(0.2, ge=0, le=1)
    kinds: tuple[Kind, ...] = ("country", "place", "university", "company", "language and culture")
    peers: tuple[Pattern, ...] = ()
    others: tuple[Pattern, ...] = ()
    language_words: tuple[Pattern, ...] = ()
    languages: tuple[Text, ...] = ()
    conjunctions: tuple[Text, ...] = ("и", "and")
    ranges: tuple[Text, ...] = ()


class Structure(_Shape):
    """How the make of a sentence tells a mention that counts from one in passing.

    ``factors``: what each trait of a mention multiplies its worth by (a trait without one is not looked for). They hold
    for the body of a text whose title does not name the topic; together they are at least ``least`` and at most
    ``most``. ``deeds``: what parties do with each other (visit, sign,
    exhibit); ``parties``: who they are (delegation, university, museum); ``lives``: verbs of a biography;
    ``portraits``: what a title says when the text tells somebody's life;
    ``homes``: words such as "from" before the home of somebody with a Chinese name; ``prepositions``: those that name a
    place; ``origins``: those that say where something is from; ``comparisons``:
    words as "than"; ``relatives``: those a clause begins with that tells more of the one before it ("whose", "where");
    ``contrasts``: those that set one apart from others ("most", "the largest group"); ``works``: what is written about
    something (a thesis, a study); ``histories``: words of old times ("ancient", "invented"); ``relations``: what is
    said of a country in general (rivalry, demand, threat); ``goods``: words before the origin of things ("made in");
    ``instances``: words before one of several ("above all").
    """

    deeds: tuple[Pattern, ...] = ()
    parties: tuple[Pattern, ...] = ()
    lives: tuple[Pattern, ...] = ()
    prepositions: tuple[Text, ...] = ()
    origins: tuple[Text, ...] = ()
    homes: tuple[Text, ...] = ()
    comparisons: tuple[Pattern, ...] = ()
    relatives: tuple[Text, ...] = ()
    contrasts: tuple[Pattern, ...] = ()
    works: tuple[Pattern, ...] = ()
    portraits: tuple[Pattern, ...] = ()
    histories: tuple[Pattern, ...] = ()
    relations: tuple[Pattern, ...] = ()
    goods: tuple[Pattern, ...] = ()
    instances: tuple[Pattern, ...] = ()
    factors: dict[Trait, Annotated[float, Field(ge=0.1, le=5)]] = {}
    least: float = Field(0.2, gt=0, le=1)
    most: float = Field(1.35, ge=1, le=5)


class Position(_Shape):
    """How much more a term is worth in the title and in the lead (the first paragraph, at most ``lead_characters``)."""

    title: float = Field(3.0, ge=1, le=10)
    lead: float = Field(1.5, ge=1, le=10)
    lead_characters: int = Field(500, ge=50, le=5000)


class Thresholds(_Shape):
    """Scores from which a text is "significant" (2) and "main" (3).

    A single mention says less in a long text: ``significant`` grows by ``growth`` between ``short`` and
    ``long`` characters.
    """

    significant: float = Field(1.0, gt=0)
    main: float = Field(3.0, gt=0)
    short: int = Field(1500, ge=100)
    long: int = Field(5000, ge=200)
    growth: float = Field(1.4, ge=1, le=5)
    weak_together: float = Field(0.9, gt=0)

    @model_validator(mode="after")
    def _are_in_order(self) -> Thresholds:
        if self.main < self.significant:
            raise ValueError("thresholds.main must not be below thresholds.significant")
        if self.long <= self.short:
            raise ValueError("thresholds.long must be above thresholds.short")
        return self


class TopicFile(_Shape):
    """A whole topic file."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    title: Text
    version: Text
    table: Text | None = None
    chinese_names: bool = False
    terms: tuple[Term, ...] = Field(min_length=1)
    masks: tuple[Mask, ...] = ()
    contexts: tuple[Context, ...] = ()
    enumeration: Enumeration = Enumeration()
    structure: Structure = Structure()
    position: Position = Position()
    thresholds: Thresholds = Thresholds()

    def without_words(self) -> TopicFile:
        """The rules alone: what is looked for is in a topic's tables by then, and would be kept twice (1.5 MB)."""
        structure = self.structure
        bare = {
            "terms": (),
            "masks": tuple(mask.without_words() for mask in self.masks),
            "contexts": tuple(context.without_words() for context in self.contexts),
            "enumeration": self.enumeration.model_copy(update={"peers": (), "others": ()}),
            "structure": Structure(factors=structure.factors, least=structure.least, most=structure.most),
        }
        return self.model_copy(update=bare)
