"""A word that a text also writes small is no name at the start of a sentence."""

from topics import load_topic

PORCELAIN = (
    "Twelve students learned to mend broken china in the museum's workshop. "
    "The cups came from an attic. China does not forgive haste: one shard set wrongly shifts the whole shape."
)


def test_china_the_porcelain_is_no_country_at_the_start_of_a_sentence() -> None:
    assert load_topic("china").judge("Conservators teach students to mend china", PORCELAIN).grade == 0


def test_china_the_country_still_is() -> None:
    china = load_topic("china")
    assert china.judge("Partners", "China is our first partner. A delegation from China came in May.").flagged
    both = PORCELAIN + " The course was paid for by a museum in China and led by a master from Jingdezhen in Jiangxi."
    assert china.judge("Conservators teach students to mend china", both).flagged


def test_guests_are_no_city() -> None:
    assert load_topic("china").judge("养蜂场开放日", "蜂蜜将赠送给开放日的来宾。").grade == 0
