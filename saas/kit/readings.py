"""Readings that a table of first readings gets wrong in names of companies, places and people."""

READINGS = {
    "长": "chang", "長": "chang", "厦": "sha", "都": "du", "乐": "le", "樂": "le", "佛": "fo", "埔": "pu",
    "蚌": "beng", "藏": "cang", "堡": "bao", "车": "che", "車": "che", "传": "chuan", "傳": "chuan",
    "弹": "dan", "彈": "dan", "落": "luo", "薄": "bo", "翟": "zhai", "覃": "qin", "行": "xing",
    "靓": "liang", "茄": "qie", "什": "shen", "曾": "zeng", "仇": "qiu", "阚": "kan", "枞": "zong", "仝": "tong",
}  # fmt: skip
"""Readings of single characters."""

WORDS = {
    "重庆": "chong qing", "重慶": "chong qing", "厦门": "xia men", "廈門": "xia men", "成长": "cheng zhang",
    "家长": "jia zhang", "院长": "yuan zhang", "校长": "xiao zhang", "董事长": "dong shi zhang",
    "店长": "dian zhang", "厂长": "chang zhang", "部长": "bu zhang", "局长": "ju zhang",
    "会长": "hui zhang", "生长": "sheng zhang", "增长": "zeng zhang", "长孙": "zhang sun",
    "船长": "chuan zhang", "行业": "hang ye", "行業": "hang ye", "行家": "hang jia", "行情": "hang qing",
    "会计": "kuai ji", "會計": "kuai ji", "音乐": "yin yue", "音樂": "yin yue", "乐器": "yue qi",
    "乐团": "yue tuan", "乐府": "yue fu", "乐章": "yue zhang", "声乐": "sheng yue", "乐清": "yue qing",
    "西藏": "xi zang", "藏族": "zang zu", "宝藏": "bao zang", "空调": "kong tiao", "调味": "tiao wei",
    "调节": "tiao jie", "调理": "tiao li", "单县": "shan xian", "番禺": "pan yu", "大埔": "da bu",
    "六安": "lu an", "铅山": "yan shan", "阿胶": "e jiao", "东阿阿胶": "dong e e jiao", "尉迟": "yu chi",
    "万俟": "mo qi", "澹台": "tan tai", "朝鲜": "chao xian", "朝霞": "zhao xia", "便宜": "pian yi",
    "重新": "chong xin", "重阳": "chong yang", "重复": "chong fu", "大夫": "dai fu", "传记": "zhuan ji",
    "自传": "zi zhuan", "炮弹": "pao dan", "子弹": "zi dan", "弹簧": "tan huang", "瑜伽": "yu jia",
    "伽利": "jia li", "般若": "bo re", "喀什": "ka shi", "莞尔": "wan er", "吴堡": "wu bu",
    "浒墅": "xu shu", "单位": "dan wei", "单元": "dan yuan", "解决": "jie jue", "解放": "jie fang",
    "区域": "qu yu", "查询": "cha xun", "盖章": "gai zhang", "曾经": "ceng jing", "员工": "yuan gong",
    "乐山": "le shan", "乐园": "le yuan", "乐亭": "lao ting", "复仇": "fu chou", "报仇": "bao chou",
    "仇恨": "chou hen", "仇敌": "chou di", "未曾": "wei ceng", "不曾": "bu ceng", "何曾": "he ceng",
    "曾是": "ceng shi", "会稽": "kuai ji", "蔚县": "yu xian", "涡阳": "guo yang", "莘庄": "xin zhuang",
    "黟县": "yi xian", "犍为": "qian wei", "荥经": "ying jing", "大城县": "dai cheng xian", "洪洞": "hong tong",
    "繁峙": "fan shi", "解州": "hai zhou", "尉犁": "yu li", "中牟": "zhong mu", "浚县": "xun xian",
    "泌阳": "bi yang", "龟兹": "qiu ci", "月氏": "yue zhi", "吐蕃": "tu bo", "冒顿": "mo du",
    "可汗": "ke han", "单于": "chan yu", "什刹海": "shi cha hai", "员外": "yuan wai", "会员": "hui yuan",
    "解答": "jie da", "解毒": "jie du", "解忧": "jie you", "解压": "jie ya", "种子": "zhong zi",
    "种业": "zhong ye", "种植": "zhong zhi", "种苗": "zhong miao", "种猪": "zhong zhu", "繁荣": "fan rong",
    "繁华": "fan hua", "繁星": "fan xing", "召集": "zhao ji", "召唤": "zhao huan", "查理": "cha li",
    "朴实": "pu shi", "朴素": "pu su", "区块": "qu kuai", "单车": "dan che",
    "乐高": "le gao", "乐器行": "yue qi hang",
}  # fmt: skip
"""Words in which a character is read otherwise than alone."""

BUSINESSES = (
    *"银商车分支总央农工建招交中本太洋琴米药粮花茶布鱼車總銀",
    *("珠宝", "五金", "电器", "拍卖", "典当"),
)
"""What stands before 行 when it is a place of business, hang; elsewhere it is xing."""

SURNAMES = {
    "单": "shan", "單": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "區": "ou",
    "盖": "ge", "朴": "piao", "乐": "yue", "樂": "yue", "尉": "wei", "种": "chong", "逄": "pang",
    "冼": "xian", "繁": "po", "员": "yun", "缪": "miao", "繆": "miao", "召": "shao", "佴": "nai",
    "牟": "mu", "隗": "wei", "葛": "ge",
}  # fmt: skip
"""Readings that a character has only as a surname: before 氏 and 记, and at the start of a name."""
