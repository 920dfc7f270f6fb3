"""Small deliveries of synthetic people."""

from transforms.normalise.identifiers import check_character

EVENTS = "登记编号,登记类型,姓名,身份证号,配偶姓名,配偶身份证号,登记日期\n"
ROSTER = "乡(镇),行政村,行政区划代码,户编号,人编号,姓名,证件号码,与户主关系,性别,出生日期,户类型,人均纯收入(元),联系电话\n"


def id_number(serial: int) -> str:
    """An ID number with its right check character, for synthetic people."""
    body = f"522399{19600101 + serial // 1000 % 28}{serial % 1000:03d}"
    return body + check_character(body)


def event(serial: int, name: str = "周小雪") -> str:
    return f"E{serial:07d},火化,{name},{id_number(serial)},,,2024-05-{1 + serial % 28:02d}\n"


def events(first: int, count: int) -> str:
    return EVENTS + "".join(event(serial) for serial in range(first, first + count))


def roster(households: int) -> str:
    """One-person households."""
    rows = (
        f"青石镇,上河村,610802101201,H{serial:06d},P{serial:06d},赵立夏,{id_number(serial)},户主,男,1960-01-01,一般农户,8100,\n"
        for serial in range(households)
    )
    return ROSTER + "".join(rows)
