"""The shape of what a topic file says of the make of sentences: the traits of mentions, and what sets them aside."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from topics.shapes import Pattern, Shape, Text

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
    "its own part in a row",
]

AsideWord = Literal[
    "office", "rank", "contest", "team", "owner", "site", "setting", "trade", "duration", "several", "nature", "known",
    "via", "talk", "firm", "fiction", "single",
]  # fmt: skip


class Structure(Shape):
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
    ``instances``: words before one of several ("above all"); ``fractions``: figures in words ("by a third").
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
    fractions: tuple[Pattern, ...] = ()
    factors: dict[Trait, Annotated[float, Field(ge=0.1, le=5)]] = Field(default_factory=dict)
    least: float = Field(0.2, gt=0, le=1)
    most: float = Field(1.35, ge=1, le=5)


class Asides(Shape):
    """What sets a mention aside by the make of its sentence (:mod:`topics.asides`): it is worth ``factor`` then.

    ``words``, by what they tell. ``office``: of a head of state, and ``talk``: what these do with each other; ``rank``:
    a place in a table ("second", "leads"), ``contest``: that the text has such a table, ``team``: who takes part;
    ``owner``: "owned by", "built by", and ``firm``: parties that own or make things; ``site``: campuses, branches;
    ``setting``: "the action is set in", ``fiction``: what is set somewhere; ``trade`` of old; ``duration`` of a stay,
    ``single``: who stays is one ("he", "she"), ``several``: they are more, or have not gone yet; ``nature``: species,
    fossils and how they came, ``known``: "known only from"; ``via``: "by way of".

    Whole words: ``together`` ("with", "against") before a team that is a party itself; ``times`` beside an ordinal that
    counts how often something was; ``since`` before a stay that goes on, ``ago`` beside one that is none; ``having``:
    prepositions that also say whose something is.
    """

    factor: float = Field(0.4, gt=0, le=1)
    words: dict[AsideWord, tuple[Pattern, ...]] = Field(default_factory=dict)
    together: tuple[Text, ...] = ()
    times: tuple[Text, ...] = ()
    since: tuple[Text, ...] = ()
    ago: tuple[Text, ...] = ()
    having: tuple[Text, ...] = ()
