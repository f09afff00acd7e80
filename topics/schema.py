"""The shape of a topic file (TOML): what a user may write, and what each key means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from topics.schema_structure import Asides, Structure
from topics.shapes import HanPair, Language, Pattern, Shape, Text

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


class Term(Shape):
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
    names: dict[Language, tuple[Text, ...]] = Field(default_factory=dict)
    adjectives: dict[Language, tuple[Text, ...]] = Field(default_factory=dict)
    only: tuple[Language, ...] = ()

    @model_validator(mode="after")
    def _has_a_name(self) -> Term:
        if not (self.forms or self.names or self.adjectives):
            raise ValueError(f"the term {self.entity!r} has no forms, names or adjectives: nothing can be found")
        return self


class Mask(Shape):
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


class Context(Shape):
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


class Enumeration(Shape):
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


class Position(Shape):
    """How much more a term is worth in the title and in the lead (the first paragraph, at most ``lead_characters``)."""

    title: float = Field(3.0, ge=1, le=10)
    lead: float = Field(1.5, ge=1, le=10)
    lead_characters: int = Field(500, ge=50, le=5000)


class Thresholds(Shape):
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


class TopicFile(Shape):
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
    asides: Asides = Asides()
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
            "asides": Asides(factor=self.asides.factor),
            "structure": Structure(factors=structure.factors, least=structure.least, most=structure.most),
        }
        return self.model_copy(update=bare)
