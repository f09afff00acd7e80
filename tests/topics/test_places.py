"""Every division of China at the level of a prefecture is known, each in the languages that name it."""

import pytest

from topics import Topic

DIVISIONS = {
    "Hebei": "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水",
    "Shanxi": "太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁",
    "Inner Mongolia": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安盟 锡林郭勒 阿拉善",
    "Liaoning": "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛",
    "Jilin": "长春 吉林 四平 辽源 通化 白山 松原 白城 延边",
    "Heilongjiang": "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭",
    "Jiangsu": "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁",
    "Zhejiang": "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水",
    "Anhui": "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城",
    "Fujian": "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德",
    "Jiangxi": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶",
    "Shandong": "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽",
    "Henan": "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店",
    "Hubei": "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施",
    "Hunan": "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西",
    "Guangdong": (
        "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮"
    ),
    "Guangxi": "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 崇左",
    "Hainan": "海口 三亚 三沙 儋州",
    "Sichuan": (
        "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山"
    ),
    "Guizhou": "贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南",
    "Yunnan": "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆",
    "Tibet": "拉萨 日喀则 昌都 林芝 山南 那曲 阿里",
    "Shaanxi": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛",
    "Gansu": "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南",
    "Qinghai": "西宁 海东 海北 黄南 海南 果洛 玉树 海西",
    "Ningxia": "银川 石嘴山 吴忠 固原 中卫",
    "Xinjiang": "乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 克孜勒苏 喀什 和田 伊犁 塔城 阿勒泰",
}
SPELLED = """
en Rizhao | en Tianshui | en Bayannur | en Ulanqab | en Xilingol | en Nujiang | en Diqing | en Qiandongnan | en Bortala
en Kwangsi | en Chengtu | en Chinkiang | en Ngari | en Linxia | ru Уланчаб | ru Жичжао | ru Дэхун | ru Шилин-Гол
ru Нгари | ru Цяньдуннань | ru в Линьтуне | uk в Уланчабі | uk Жичжао | uk Їу місто Їу | be Уланчаб | be Жычжао Жічжао
bg Сюйджоу | bg Юнан | bg Хунан | bg Хангджоу | bg Фушун | bg чъндуски | cs v Jün-nanu | cs Jen-an | cs v Lo-jangu
cs jünnanský | cs čchengtuský | sk v Jün-nane | sk v Čcheng-tu | pl w Junnanie | pl tianjiński | pl w Kunmingu
de Chengdus Hochschulen | de Tschengtu | fr Tchongking | es Sechuán | kk Іле Қазақ автономиялық облысы | kk Уханьда
ru далянский | ru тяньцзинский | ru шэньчжэнский | ru шеньчжэнский | ru сианский | ru хунанский | ru уханский
bg Шандонг | bg Далян | bg сиански | be ляанінскі | ru чаншаский | uk Ченьду
es Tianjín | es Hunán | es Xiamén | es Dalián | es Chengdú | fr Fújiàn | fi Tianjinissa | fi Harbinista | fi Chengdussa
et Shenzhenis | et Pekingist | hu Nankingból | hu Szecsuánban | hu Vuhanból | ro Beijingului | ro Harbinul | lt Harbine
pt na Mongólia Interior | pl w Dalianie | cs v Dalianu | hr u Tianjinu | hr u Shenzhenu | lv Uhaņā | tr Siçuan
sr у Нанџингу | sr у Тјенцину | sr u Čongćingu | bg Чонгкинг
ru цзянсийский | ru Шеньянь | ru Гуанджоу | ru в Бейджине | be далянскі | be цяньцзінскі | be уханскі | uk сичуанський
"""


@pytest.mark.parametrize("province", DIVISIONS)
def test_divisions_are_known_in_chinese(china: Topic, province: str) -> None:
    missed = [name for name in DIVISIONS[province].split() if not china.judge(f"{name}市代表团来访", "").flagged]
    assert not missed


@pytest.mark.parametrize("line", [one.strip() for one in SPELLED.strip().replace("\n", " | ").split(" | ")])
def test_places_are_known_in_the_spelling_of_the_language(china: Topic, line: str) -> None:
    assert china.judge(f"1: {line[3:]}", "", language=line[:2]).grade >= 2


@pytest.mark.parametrize("name", ["Daliana Reyes", "Yves Hénan", "Chengdo", "Pekar", "Kantonal"])
def test_what_only_begins_like_a_place_is_none(china: Topic, name: str) -> None:
    assert china.judge(f"1: {name}", "").grade == 0


@pytest.mark.parametrize(
    "text",
    [
        "海豹被放归北海，苏格兰研究人员很高兴。",
        "学校举行盛大庆祝活动，校长讲话。",
        "德州农工大学的学生研究小麦。",
        "平壤大同江畔建起一所大学。",
        "加勒比海北部出现飓风，学校停课。",
        "研究人员在阿尔泰山区采集苔藓标本。",
        "考察队在贝加尔湖南岸和伏尔加河北岸采集样本。",
        "乌拉尔山东麓设立了观测站。",
    ],
)
def test_characters_of_a_chinese_place_that_mean_another_are_none(china: Topic, text: str) -> None:
    assert china.judge("", text, language="zh").grade == 0


def test_a_town_keeps_its_name_beside_another_sea(china: Topic) -> None:
    assert china.judge("", "德国代表团访问北海市，并参观当地大学。", language="zh").flagged


def test_a_province_named_for_a_lake_is_more_than_its_shore(china: Topic) -> None:
    assert china.judge("", "湖北代表团访问了大学，并与山东大学签署协议。", language="zh").flagged


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le groupe Shanghai Pharma finance un laboratoire de l'université.", "fr"),
        ("The student film Shanghai International Film Festival selected was shot in our halls.", "en"),
    ],
)
def test_a_word_before_a_city_does_not_make_it_a_mere_name(china: Topic, text: str, language: str) -> None:
    assert china.judge("", text, language=language).flagged
