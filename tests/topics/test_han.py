"""Texts in Han: words are written without spaces, and what looks like a place may be the seam of two of them."""

from pathlib import Path

import pytest

from topics import Topic, load_topic


def in_a_sentence(topic: Topic, words: str) -> bool:
    return topic.judge("学校新闻", f"会议在主楼举行。报告介绍了{words}的情况。活动持续两天。", language="zh").flagged


@pytest.mark.parametrize(
    "words",
    [
        "其中国外专家十人",
        "其中文学院排名第一",
        "隆重庆祝校庆",
        "普通化学教材",
        "在线公开平台",
        "决定西伯利亚分校",
        "对外贸易经济专业",
        "每周口语课",
        "日常德语会话",
        "主义乌克兰文学",
        "校长沙波瓦洛夫致辞",
        "越南通过法案",
        "越南宁平省",
        "伏尔加河南部",
        "乌拉尔山东部",
        "咸海南部",
        "山上海拔两千米",
        "法国画家的作品",
        "青年画家展",
        "非常熟悉的地方",
        "讨论语言问题",
        "提高考试成绩",
        "召开平行论坛",
        "晚上音乐会",
        "在莫斯科举行的论坛",
        "埃里温州立大学",
        "昆士兰州立大学",
        "内华达州沙漠",
        "沃洛格达州",
        "别尔哥罗德州",
        "巴尔喀什湖",
        "米海尔·伊万诺夫",
        "韩国丽水市",
        "越南太原大学",
        "阿拉伯书法展",
        "哈德良长城遗址",
        "乌拉尔山东部分布的森林",
        "高中英语课",
    ],
)
def test_what_only_its_neighbours_make_a_place_in_china_is_none(china: Topic, words: str) -> None:
    assert not in_a_sentence(china, words)


@pytest.mark.parametrize(
    "words",
    [
        "其中上海外国语大学的学者",
        "重庆庆祝活动",
        "吉林通化化工企业",
        "高校长沙理工大学",
        "以上海外国语大学为例",
        "河南南部的小麦",
        "美丽的海南",
        "中国国际学生",
        "兰州大学",
        "上海音乐学院",
        "书法展",
        "万里长城",
        "丽水市",
        "其中华侨学生",
        "当中华人学者",
        "中英语言中心",
        "中法院校联盟",
        "山东部分高校",
        "河南部分院校",
    ],
)
def test_places_in_china_beside_the_same_characters_count(china: Topic, words: str) -> None:
    assert in_a_sentence(china, words)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("地质系学生赴日本中国地区考察", "考察队从广岛出发，经岛根县到达鸟取县。"),
        ("山口大学来访", "山口大学是日本中国地方规模最大的大学之一。"),
        ("日语系举办汉字大赛", "比赛分为听写和创意书写，汉字写得最好的同学获得了《广辞苑》。"),
        ("喃字写本展出", "喃字借用汉字部件记录越南语。专家介绍了汉字的用法。"),
    ],
)
def test_japan_and_vietnam_in_chinese_texts_are_not_china(china: Topic, title: str, body: str) -> None:
    assert china.judge(title, body, language="zh").grade == 0


def test_regions_of_china_are_china(china: Topic) -> None:
    assert china.judge("中国地方政府代表团来访", "代表团参观了校园。", language="zh").grade == 3
    assert china.judge("公司任命新总裁", "他将负责中国地区的业务，并与高校合作。", language="zh").flagged
    assert china.judge("学校新闻", "中国地方官员代表团来访，日本学者也参加了会谈。", language="zh").flagged


def test_a_mask_of_word_seams_in_a_topic_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'name = "own"\ntitle = "Own"\nversion = "1"\n'
        '[[terms]]\nentity = "Tonghua"\nkind = "place"\nforms = ["通化", "通化学习中心"]\n'
        '[[masks]]\nreason = "two words"\nends = ["普通"]\nbegins = ["化学"]\n',
        encoding="utf-8",
    )
    topic = load_topic(path)
    verdict = topic.judge("", "普通化学课")
    assert (verdict.grade, [masked.reasons for masked in verdict.masked]) == (0, [("two words",)])
    assert topic.judge("", "通化学生").flagged
    assert topic.judge("", "普通化工").flagged
    assert topic.judge("", "普通化学习中心").flagged
