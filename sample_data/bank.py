"""The invented bank: its branches, products and tiers, and the habits of its clients by tier.

Nothing here is random. Rates are per year unless a name says otherwise; money is in yuan.
"""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np

LADDER = Path(__file__).resolve().parent.parent / "queries" / "sources" / "defaults" / "tiers.csv"
LAST_MONTH = np.datetime64("2026-10", "M")
BANK = {"bank_name": "Demo Bank", "bank_name_zh": "示例银行", "currency": "CNY"}


class Tier(NamedTuple):
    """One step of the ladder; `contact_days` is 0 and `rm_role` empty where the tier promises none."""

    tier_id: str
    min_aum: int
    in_register: bool
    grace_months: int
    contact_days: int
    rm_role: str


def read_tiers(path: Path = LADDER) -> list[Tier]:
    """The ladder, lowest tier first; a tier's number everywhere else is its place here, from 0."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["tier_rank"]))
    return [
        Tier(row["tier_id"], int(row["min_aum"]), row["in_register"] == "true", int(row["grace_months"]),
             int(row["contact_days"] or 0), row["rm_role"])
        for row in rows
    ]


class Habits(NamedTuple):
    """What is usual in a tier, as shares of its clients or of its AUM.

    `attrition`: clients lost in a year. `covered`: clients with an RM who is there. `fitting`: covered
    clients whose RM has the role that the tier is promised. `done`: contact intervals with an effective
    contact. `income`: yearly income per AUM. `fees`: fee income / income. `thin`: median of cost / income.
    `services`: chance of a service in a month. `service_cost`: yuan per service.
    """

    attrition: float
    covered: float
    fitting: float
    done: float
    income: float
    fees: float
    thin: float
    services: float
    service_cost: float


HABITS = {
    "potential": Habits(0.125, 0.10, 0.95, 0.20, 0.0090, 0.10, 0.38, 0.005, 120),
    "select": Habits(0.124, 0.70, 0.95, 0.38, 0.0090, 0.12, 0.31, 0.02, 150),
    "wealth": Habits(0.076, 0.88, 0.93, 0.57, 0.0090, 0.20, 0.21, 0.08, 280),
    "premier": Habits(0.061, 0.95, 0.78, 0.62, 0.0080, 0.28, 0.17, 0.25, 500),
    "private": Habits(0.055, 0.99, 0.78, 0.76, 0.0060, 0.35, 0.145, 0.50, 1200),
    "ultra": Habits(0.050, 0.99, 0.85, 0.77, 0.0055, 0.37, 0.15, 0.80, 3000),
}
ADVISER_SHARE = {"private": 0.80, "ultra": 0.92}


def habit(tiers: list[Tier], name: str) -> np.ndarray:
    """One habit as an array over the tiers, lowest first."""
    return np.array([getattr(HABITS[tier.tier_id], name) for tier in tiers])


class Product(NamedTuple):
    """A product and how it behaves.

    `interest` and `fee`: income per balance and year. `growth`: yearly growth that is credited, each month
    or (`quarterly`) in the last month of a quarter, as flows of `kind`. `wobble`: standard deviation of the
    monthly return. `held`: share of the family's holders that hold it, by tier. `size`: usual amount beside
    the client's other products, by tier.
    """

    product_id: str
    name: str
    name_zh: str
    family: str
    interest: float
    fee: float
    growth: float
    wobble: float
    kind: str
    quarterly: bool
    held: tuple[float, ...]
    size: tuple[float, ...]
    currency: str = "CNY"
    exclusive_tier: str = ""
    twin: str = ""
    anchor: bool = False


def _all(value: float) -> tuple[float, ...]:
    return (value,) * 6


PRODUCTS = [
    Product("D01", "Demand deposit", "活期存款", "deposits", 0.0130, 0, 0.002, 0, "interest", True,
            _all(0.94), _all(0.6)),
    Product("D02", "Payroll account", "代发工资账户", "deposits", 0.0130, 0, 0.002, 0, "interest", True,
            (0.22, 0.25, 0.22, 0.16, 0.08, 0.05), _all(0.25), anchor=True),
    Product("D03", "Term deposit", "定期存款", "deposits", 0.0070, 0, 0.016, 0, "interest", True,
            (0.50, 0.55, 0.60, 0.65, 0.70, 0.70), _all(1.6)),
    Product("W01", "Steady wealth product", "稳健理财", "wealth", 0, 0.0040, 0.026, 0, "market", True,
            (1, 1, 1, 1, 0.5, 0.4), _all(1.4)),
    Product("W02", "Private steady wealth product", "私享稳健理财", "wealth",
            0, 0.0040, 0.026, 0, "market", True, (0, 0, 0, 0, 0.75, 0.85), _all(1.4),
            exclusive_tier="private", twin="W01"),
    Product("F01", "Money fund", "货币基金", "funds", 0, 0.0025, 0.016, 0, "market", False,
            _all(0.60), _all(0.8)),
    Product("F02", "US dollar bond fund", "美元债券基金", "funds", 0, 0.0060, 0.030, 0.004, "market", False,
            (0.36, 0.40, 0.42, 0.46, 0.55, 0.60), (1.0, 1.1, 1.1, 1.35, 1.7, 1.8), currency="USD"),
    Product("F03", "Equity fund", "股票基金", "funds", 0, 0.0120, 0.050, 0.022, "market", False,
            _all(0.50), _all(0.6)),
    Product("I01", "Whole-life insurance", "终身寿险", "insurance", 0, 0.0120, 0.022, 0, "market", True,
            _all(1), _all(0.6)),
    Product("B01", "Treasury bonds", "储蓄国债", "bonds", 0, 0.0030, 0.023, 0, "interest", True,
            _all(1), _all(0.7)),
    Product("T01", "Family trust", "家族信托", "trust", 0, 0.0050, 0.030, 0, "market", False,
            (0.1, 0.1, 0.2, 0.5, 0.7, 0.8), _all(1.2), anchor=True),
    Product("T02", "Overseas custody account", "境外托管账户", "trust",
            0, 0.0030, 0.030, 0.012, "market", False, (0.9, 0.9, 0.8, 0.6, 0.5, 0.6),
            (0.8, 0.9, 1.0, 1.1, 1.4, 1.5), currency="HKD", anchor=True),
    Product("L01", "Mortgage", "住房贷款", "loans", 0.0045, 0, 0, 0, "external", False, _all(0.70), _all(1)),
    Product("L02", "Personal loan", "个人消费贷款", "loans", 0.0140, 0, 0, 0, "external", False,
            _all(0.38), _all(1)),
]
LOANS = ("L01", "L02")
LOAN_SIZE = {"L01": 600_000, "L02": 90_000}
LOAN_LOSS = 0.0015
SHAKEN = ("F02", "F03")
FAMILIES = {
    # family: name, Chinese name, share of the tier's clients that hold something of it
    "deposits": ("deposits", "存款", (0.98, 0.98, 0.99, 1.00, 1.00, 1.00)),
    "wealth": ("wealth products", "理财产品", (0.30, 0.42, 0.62, 0.75, 0.88, 0.90)),
    "funds": ("funds", "基金", (0.20, 0.25, 0.45, 0.62, 0.78, 0.82)),
    "insurance": ("insurance", "保险", (0.08, 0.10, 0.25, 0.42, 0.60, 0.65)),
    "bonds": ("treasury bonds", "国债", (0.08, 0.10, 0.22, 0.38, 0.50, 0.52)),
    "trust": ("trust and custody", "信托与托管", (0.002, 0.005, 0.03, 0.14, 0.42, 0.60)),
    "loans": ("loans", "贷款", (0.12, 0.15, 0.22, 0.30, 0.32, 0.32)),
}


class Branch(NamedTuple):
    """A branch; `city_number` and `region_number` count from 0."""

    branch_id: str
    name: str
    name_zh: str
    city: str
    city_zh: str
    city_number: int
    region: str
    region_zh: str
    region_number: int


_REGIONS = [("East China", "华东"), ("South China", "华南"), ("North China", "华北"), ("West China", "西部")]
_CITIES = [
    # city, Chinese name, number of its region, branches
    ("Shanghai", "上海", 0, "Pudong 浦东|Xuhui 徐汇|Jing'an 静安|Hongqiao 虹桥|Yangpu 杨浦"),
    ("Guangzhou", "广州", 1, "Tianhe 天河|Yuexiu 越秀|Haizhu 海珠|Panyu 番禺"),
    ("Beijing", "北京", 2, "Chaoyang 朝阳|Haidian 海淀|Xicheng 西城|Dongcheng 东城|Fengtai 丰台"),
    ("Chengdu", "成都", 3, "Jinjiang 锦江|Wuhou 武侯|Qingyang 青羊"),
    ("Hangzhou", "杭州", 0, "Xihu 西湖|Binjiang 滨江|Gongshu 拱墅"),
    ("Shenzhen", "深圳", 1, "Futian 福田|Nanshan 南山|Luohu 罗湖|Bao'an 宝安"),
    ("Tianjin", "天津", 2, "Heping 和平|Hexi 河西|Nankai 南开"),
    ("Chongqing", "重庆", 3, "Yuzhong 渝中|Jiangbei 江北|Yubei 渝北"),
    ("Nanjing", "南京", 0, "Gulou 鼓楼|Xuanwu 玄武|Jianye 建邺"),
    ("Xiamen", "厦门", 1, "Siming 思明|Huli 湖里"),
    ("Qingdao", "青岛", 2, "Shinan 市南|Laoshan 崂山"),
    ("Xi'an", "西安", 3, "Yanta 雁塔|Beilin 碑林|Weiyang 未央"),
]


def branches(count: int) -> list[Branch]:
    """The first `count` branches (40 at most), one from every city before a second from any."""
    places = []
    for number, (city, city_zh, region, names) in enumerate(_CITIES):
        for turn, name in enumerate(names.split("|")):
            places.append((turn, number, city, city_zh, region, *name.split(" ")))
    return [
        Branch(f"B{place:03d}", f"{name} branch", f"{name_zh}支行", city, city_zh, number,
               *_REGIONS[region], region)
        for place, (_, number, city, city_zh, region, name, name_zh) in enumerate(sorted(places)[:count], 1)
    ]
