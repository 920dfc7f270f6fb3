"""How the further departments deliver: each in a style of its own, and who delivers again in another one the next time."""

from __future__ import annotations

from collections.abc import Mapping

from flows.demo.render import Spelling
from flows.demo.styles import Style

FIRST: Mapping[str, Style] = {
    "registry/villages": Style(
        "行政村监测表_%Y%m%d.xlsx", "xlsx", titles=("云岭县行政村监测表",), has_footer=True, extras=("序号",),
        spelling=Spelling(headers={"hard_road": "通硬化路", "doctor": "是否有合格村医"}, yes="√", no="×"),
    ),
    "registry/targets": Style("脱贫任务分解_%Y%m%d.csv", encoding="gb18030", titles=("年度脱贫目标任务分解表",), has_footer=True),
    "registry/exit_dossiers": Style(
        "贫困户退出程序_%Y%m%d.csv", encoding="gb18030", spelling=Spelling(codes={"step": {"村级评议": "民主评议"}}, date="%Y年%-m月%-d日")
    ),
    "registry/measures": Style(
        "%Y年%-m月帮扶措施台账.xlsx", "xlsx", titles=("帮扶措施台账", "单位：云岭县乡村振兴局"), has_footer=True, sheet_a_town=True
    ),
    "registry/incomes": Style("收入核算_%Y%m%d.csv", encoding="utf-8-sig", has_footer=True),
    "registry/verifications": Style("疑点核实结果_%Y%m%d.xlsx", "xlsx"),
    "registry/appeals": Style("信访申诉_%Y%m%d.csv", encoding="gb18030", extras=("序号",)),
    "registry/spot_checks": Style("抽查结果_%Y%m%d.csv", spelling=Spelling(yes="1", no="0")),
    "agriculture/projects": Style("产业项目库%Y年%-m月.xls", "html", "gb18030", titles=("云岭县产业项目库",)),
    "agriculture/project_benefits": Style("项目分红_%Y%m%d.csv", encoding="gb18030", separator=";"),
    "finance/funds": Style(
        "衔接资金拨付_%Y%m%d.xlsx", "xlsx", titles=("衔接资金拨付明细",), has_footer=True,
        dates=frozenset({"planned_on", "allocated_on", "paid_on"}),
        spelling=Spelling(codes={"source": {"中央资金": "中央", "省级资金": "省级"}}),
    ),
    "emergency/disasters": Style("受灾农户_%Y%m%d.csv", encoding="utf-8-sig", spelling=Spelling(date="%Y.%-m.%-d")),
    "housing/relocation": Style("易地搬迁入住_%Y%m%d.csv", encoding="gb18030", spelling=Spelling(yes="有", no="无", blank="/")),
    "labour/training": Style("技能培训名册_%Y%m%d.csv", encoding="gb18030", titles=("技能培训名册",), spelling=Spelling(date="%Y/%-m/%-d")),
    "assets/negative_list": Style("负面清单比对_%Y%m%d.txt", encoding="utf-16", separator="\t", spelling=Spelling(date="%Y%m%d")),
}  # fmt: skip

SECOND: Mapping[str, Style] = {
    "registry/exit_dossiers": Style(
        "%Y年%-m月退出程序.xlsx", "xlsx", titles=("贫困户退出程序登记表",), has_footer=True, dates=frozenset({"done_on", "ended_on"}),
        spelling=Spelling(headers={"household_no": "贫困户编号", "result": "环节结论"}),
    ),
    "registry/verifications": Style("核实反馈_%Y%m%d.csv", encoding="gb18030"),
    "registry/appeals": Style(
        "信访台账%Y-%m.csv", encoding="utf-8-sig", reverse=True, spelling=Spelling(codes={"status": {"办理中": "受理中"}})
    ),
}  # fmt: skip
"""Of the lists that come again."""
