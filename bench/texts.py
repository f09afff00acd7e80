"""Invented news for measurements: sentences of a university's press office, filled in at random, in three languages."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate

_RU = """\
{person} рассказал, что проект «{project}» стартовал в {year} году и объединил {number} исследователей|\
Над разработкой работали сотрудники кафедры {field} вместе с партнёрами из {place}|\
По словам руководителя группы, {thing} позволит сократить расходы предприятий на {number} процентов|\
Результаты опубликованы в журнале {journal} и уже получили {number} отзывов от коллег|\
В мероприятии приняли участие студенты, аспиранты и преподаватели из {place} и {place}|\
{person} отметила, что интерес к направлению «{project}» растёт каждый год|\
На открытии выступил {person}, заведующий лабораторией {field}|\
Участники познакомились с {thing} и обсудили планы совместной работы до {year} года|\
Финансирование в размере {number} миллионов рублей выделил фонд «{project}»|\
Победителями стали команды из {place}, набравшие {number} баллов из возможных|\
Как пояснил {person}, ранее подобные исследования проводились только в {place}|\
В программу вошли лекции по {field}, мастер-классы и экскурсия на завод в {place}|\
Учёные испытали {thing} в условиях, близких к реальным, и остались довольны точностью|\
Следующий этап работы начнётся осенью, к нему присоединятся {number} школ из {place}|\
Экспертный совет под председательством {person} рассмотрел {number} заявок и выбрал лучшие|\
Выпускники программы {field} работают на предприятиях {place} и за её пределами|\
Прибор весит всего {number} граммов, а собрать его можно за один день|\
{person} поблагодарил организаторов и вручил дипломы самым активным участникам|\
Ещё одна группа, которой руководит {person}, занимается {thing} для северных районов|\
Организаторы обещают, что в следующий раз площадкой станет {place}"""
_EN = """\
{person} said the project “{project}” began in {year} and brought together {number} researchers|\
The work was carried out by the department of {field} with partners from {place}|\
According to the head of the group, {thing} will cut the costs of companies by {number} per cent|\
The results appeared in the journal {journal} and were cited {number} times within weeks|\
Students, postgraduates and lecturers from {place} and {place} took part in the event|\
{person} added that interest in “{project}” has been growing every single year|\
At the opening {person}, head of the laboratory of {field}, gave a short speech|\
Participants were shown {thing} and discussed plans for joint work until {year}|\
A grant of {number} million came from the foundation “{project}”|\
The winning teams from {place} scored {number} points out of all possible ones|\
As {person} explained, such studies had so far been possible in {place} only|\
The programme offered lectures on {field}, workshops and a tour of a plant in {place}|\
Scientists tested {thing} under nearly real conditions and were pleased with its accuracy|\
The next stage begins in autumn, when {number} schools from {place} will join in|\
The panel chaired by {person} looked at {number} proposals and picked the best of them|\
Graduates in {field} now work for companies in {place} and far beyond"""
_ZH = """\
{person}表示，“{project}”项目于{year}年启动，共有{number}名研究人员参加|\
该研究由{field}系与来自{place}的合作伙伴共同完成|\
据课题组负责人介绍，{thing}可以为企业降低百分之{number}的成本|\
研究成果发表在《{journal}》期刊上，已被引用{number}次|\
来自{place}和{place}的学生、研究生和教师参加了此次活动|\
{person}指出，人们对“{project}”方向的兴趣逐年增长|\
开幕式上，{field}实验室主任{person}作了简短发言|\
与会者参观了{thing}，并讨论了到{year}年的合作计划|\
“{project}”基金会为此提供了{number}万元资助|\
来自{place}的参赛队获得了{number}分的好成绩|\
{person}解释说，此前只有{place}开展过类似研究|\
活动安排了{field}讲座、工作坊以及对{place}工厂的参观|\
科研人员在接近真实的条件下测试了{thing}，对精度感到满意|\
下一阶段将于秋季开始，届时{place}的{number}所学校将加入"""
_WORDS: dict[str, dict[str, str]] = {
    "ru": {
        "first": "Иван Анна Пётр Мария Сергей Ольга Дмитрий Елена Андрей Наталья Олег Юлия Роман Вера",
        "last": "Смирнов Орлова Кузнецов Белова Новиков Зайцева Громов Лебедева Тарасов Ершова Панин Ильина Фомин",
        "place": "Томска Казани Перми Иркутска Омска Самары Тюмени Пекина Харбина Минска Алматы Хабаровска",
        "field": "гидрологии робототехники геофизики материаловедения филологии биохимии оптики энергетики социологии",
        "project": "Вектор Мост Исток Полюс Сфера Горизонт Резонанс Спектр Импульс Опора Маяк Аврора",
        "journal": "Nature Optica Энергия Вестник Polymers Sensors Вода Геология",
        "thing": "новым датчиком|моделью климата|прибором для анализа воды|цифровым двойником|лёгким сплавом|"
        "алгоритмом прогноза|мобильным приложением|биоразлагаемой плёнкой",
    },
    "en": {
        "first": "John Anna Peter Mary Simon Olivia Daniel Helen Andrew Nora Oscar Julia",
        "last": "Smith Orwell Cooper Bell Newman Hale Grant Lambert Turner Archer Penn Ellis",
        "place": "Tomsk Kazan Perm Leeds Omsk Lyon Turin Beijing Harbin Minsk Almaty Porto",
        "field": "hydrology robotics geophysics metallurgy philology biochemistry optics energetics sociology",
        "project": "Vector Bridge Source Pole Sphere Horizon Resonance Spectrum Impulse Beacon",
        "journal": "Nature Optica Energy Polymers Sensors Water Geology",
        "thing": "a new sensor|a climate model|a device for water analysis|a digital twin|a light alloy|"
        "a forecasting algorithm|a mobile application",
    },
    "zh": {
        "first": "李 王 张 刘 陈 杨 赵 黄",
        "last": "明 伟 芳 娜 强 敏 静 磊 洋 艳",
        "place": "北京 哈尔滨 上海 南京 武汉 西安 成都 天津 莫斯科",
        "field": "水文学 机器人学 地球物理 材料科学 生物化学 光学 能源 社会学",
        "project": "桥梁 源泉 极地 地平线 共振 光谱 灯塔 先锋",
        "journal": "自然 光学 能源 聚合物 传感器 地质",
        "thing": "新型传感器|气候模型|水质分析仪|数字孪生系统|轻质合金|预测算法|移动应用",
    },
}
_SYLLABLES = {
    "ru": "ба|ве|ги|до|ку|ла|ме|ни|по|ра|се|ти|ход|мост|вет|дан|кор|лин",
    "en": "ba|ve|gi|do|ku|la|me|ni|po|ra|se|ti|ton|ver|den|kor|lin|mal",
}
CHINA = {
    "ru": "Делегация из Тяньцзиня посетила университет и обсудила совместный институт с коллегами из КНР.",
    "en": "A delegation from Tianjin visited the university and discussed a joint institute with Chinese colleagues.",
    "zh": "来自天津的代表团访问了大学，并与中国同事讨论了联合学院。",
}
"""A sentence of each language that is about China."""
_TEMPLATES = {"ru": _RU.split("|"), "en": _EN.split("|"), "zh": _ZH.split("|")}
_TITLES = {
    "ru": "Проект «{project}»: {thing} показали в {place}|{person} возглавил лабораторию {field}|"
    "Студенты из {place} победили на олимпиаде по {field}|В университете обсудили будущее {field}",
    "en": "Project “{project}”: {thing} shown in {place}|{person} to head the laboratory of {field}|"
    "Students from {place} win the contest in {field}|University looks at the future of {field}",
    "zh": "“{project}”项目：{thing}在{place}亮相|{person}出任{field}实验室主任|来自{place}的学生在{field}竞赛中获胜",
}


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented article; paragraphs of two or three sentences."""

    language: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        """The paragraphs joined as the reader joins them."""
        return "\n\n".join(self.paragraphs)


def sentence(dice: random.Random, language: str, template: str | None = None) -> str:
    """One sentence, its full stop included."""
    words = _WORDS[language]
    text = template if template is not None else dice.choice(_TEMPLATES[language])
    while "{" in text:
        name = text[text.index("{") + 1 : text.index("}")]
        text = text.replace("{" + name + "}", _fill(dice, language, name, words), 1)
    end = "。" if language == "zh" else "."
    return text[:1].upper() + text[1:] + ("" if template is not None else end)


def _fill(dice: random.Random, language: str, name: str, words: dict[str, str]) -> str:
    if name == "person":
        gap = "" if language == "zh" else " "
        return dice.choice(words["first"].split()) + gap + dice.choice(words["last"].split())
    if name == "number":
        return str(dice.randint(3, 980))
    if name == "year":
        return str(dice.randint(2015, 2032))
    return dice.choice(words[name].split("|") if name == "thing" else words[name].split())


def title(dice: random.Random, language: str) -> str:
    """A headline."""
    return sentence(dice, language, dice.choice(_TITLES[language].split("|")))


def retitled(dice: random.Random, told: Invented) -> str:
    """Another headline for an article, made after another pattern: two desks rarely write the same but for a name."""
    before = set(told.title.lower().split()) | set(told.title)
    while True:
        found = title(dice, told.language)
        after = set(found) if told.language == "zh" else set(found.lower().split())
        if 2 * len(before & after) < len(after):
            return found


def paragraph(dice: random.Random, language: str) -> str:
    """Two or three sentences, none of them twice."""
    chosen = dice.sample(_TEMPLATES[language], dice.randint(2, 3))
    end, gap = ("。", "") if language == "zh" else (".", " ")
    return gap.join(sentence(dice, language, template) + end for template in chosen)


def article(dice: random.Random, language: str = "ru", *, paragraphs: int | None = None) -> Invented:
    """An article of five to nine paragraphs, or of as many as asked for."""
    count = paragraphs or dice.randint(5, 9)
    return Invented(language, title(dice, language), tuple(paragraph(dice, language) for _ in range(count)))


def many_paragraphs(dice: random.Random, language: str, count: int) -> list[str]:
    """Paragraphs to put articles together from: a press office's sentences, and one of invented words after Zipf."""
    if language == "zh":
        return [paragraph(dice, language) for _ in range(count)]
    syllables = _SYLLABLES[language].split("|")
    words = ["".join(dice.choices(syllables, k=dice.randint(2, 5))) for _ in range(30_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    return [
        f"{paragraph(dice, language)} {' '.join(dice.choices(words, cum_weights=weights, k=9)).capitalize()}."
        for _ in range(count)
    ]
