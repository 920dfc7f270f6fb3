"""The further departments' lists: where they lie, their columns under their usual headers, and who fills them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.demo.city import City
from flows.demo.feeds import Feed, feed_of
from flows.demo.further import assets, checks, exits, homes, measures, projects, villages

VERIFICATIONS = "registry/verifications"
MONTHLY = ("registry/exit_dossiers", VERIFICATIONS, "registry/appeals")
"""Lists that come every month; the others come once a year or a quarter, and once in a demo city."""


def _of_a_night(_: City) -> pl.DataFrame:
    raise ValueError("what is checked is known after a night: build the list with checks.verifications")


FURTHER: Mapping[str, Feed] = {
    feed.name: feed
    for feed in (
        feed_of("registry/villages", True, "village_code year", villages.villages, {
            "village_code": "行政区划代码:text", "year": "年度:int", "town": "乡(镇):text", "village": "行政村:text", "level": "贫困村级别:code",
            "population": "总人口数:int", "collective_income": "村集体经济收入(元):money", "income_per_capita": "人均可支配收入(元):money",
            "hard_road": "是否通硬化路:yesno", "bus": "是否通客运班车:yesno", "safe_water": "是否解决安全饮水:yesno",
            "power": "是否通动力电:yesno", "broadband": "是否通宽带:yesno", "clinic": "是否有卫生室:yesno", "doctor": "是否有村医:yesno",
            "culture_room": "是否有文化活动室:yesno", "kindergarten": "是否有幼儿园:yesno",
            "dangerous_houses_cleared": "危房是否清零:yesno", "cooperative": "是否有合作社:yesno",
        }, "village"),
        feed_of("registry/targets", True, "year town item", villages.targets, {
            "year": "年度:int", "town": "乡(镇):text", "item": "任务项目:code", "quantity": "任务数:int", "due_on": "完成时限:date",
        }, ""),
        feed_of("registry/exit_dossiers", False, "household_no step", exits.exit_dossiers, {
            "household_no": "户编号:text", "step": "退出环节:code", "done_on": "完成日期:date", "ended_on": "结束日期:date",
            "result": "环节结果:code", "year": "年度:int", "handled_by": "经办人:text",
        }, "handled_by"),
        feed_of("registry/measures", True, "measure_no", measures.measures, {
            "measure_no": "措施编号:text", "household_no": "户编号:text", "kind": "措施类型:code", "started_on": "开始日期:date",
            "ended_on": "结束日期:date", "amount": "帮扶金额(元):money", "last_paid_on": "最近发放日期:date", "project_no": "项目编号:text",
            "responsible": "帮扶责任人单位:text",
        }, "responsible"),
        feed_of("registry/incomes", True, "household_no year", exits.incomes, {
            "household_no": "户编号:text", "year": "年度:int", "wage": "工资性收入(元):money", "business": "生产经营性收入(元):money",
            "property": "财产性收入(元):money", "transfer": "转移性收入(元):money", "expenses": "生产经营性支出(元):money",
            "net_income": "家庭纯收入(元):money", "income_per_capita": "人均纯收入(元):money", "surveyed_on": "核算日期:date",
        }, ""),
        feed_of(VERIFICATIONS, False, "finding_id checked_on", _of_a_night, {
            "finding_id": "编号:text", "checked_on": "核实日期:date", "result": "核实结果:code", "until": "暂缓至:date", "by": "核实人:text",
            "note": "备注:text",
        }, "note"),
        feed_of("registry/appeals", False, "appeal_no", exits.appeals, {
            "appeal_no": "申诉编号:text", "household_no": "户编号:text", "name": "申诉人:text", "id_number": "申诉人身份证号:id",
            "topic": "申诉事项:code", "filed_on": "申诉日期:date", "status": "办理状态:code", "settled_on": "办结日期:date",
        }),
        feed_of("registry/spot_checks", False, "sample_id household_no", checks.spot_checks, {
            "sample_id": "抽样批次:text", "household_no": "户编号:text", "town": "乡镇:text", "stratum": "抽样层:text",
            "stratum_households": "层内户数:int", "household_type": "户类型:code", "monitored": "是否监测对象:yesno",
            "checked_on": "抽查日期:date", "persons": "户内人数:int",
            "missed": "是否漏评:yesno", "wrongly_exited": "是否错退:yesno", "wrongly_listed": "是否错评:yesno", "satisfied": "是否满意:yesno",
            "by": "调查员:text",
        }, "by"),
        feed_of("agriculture/projects", True, "project_no", projects.projects, {
            "project_no": "项目编号:text", "title": "项目名称:text", "village_code": "行政区划代码:text", "town": "乡(镇):text",
            "project_type": "项目类型:text", "parent_no": "上级项目编号:text", "operator": "实施主体:text",
            "operator_code": "统一社会信用代码:text", "started_on": "开工日期:date", "finished_on": "完工日期:date",
            "planned": "计划投资(元):money", "status": "项目状态:code",
        }, "title"),
        feed_of("agriculture/project_benefits", False, "project_no id_number paid_on", projects.project_benefits, {
            "project_no": "项目编号:text", "name": "受益人姓名:text", "id_number": "受益人身份证号:id", "paid_on": "发放日期:date",
            "amount": "收益金额(元):money", "benefit": "受益方式:code",
        }),
        feed_of("finance/funds", False, "payment_no", projects.funds, {
            "payment_no": "拨付编号:text", "year": "年度:int", "village_code": "行政区划代码:text", "town": "乡(镇):text",
            "project_no": "项目编号:text", "source": "资金来源:code", "planned": "计划金额(元):money", "planned_on": "下达日期:date",
            "allocated": "拨付金额(元):money", "allocated_on": "拨付日期:date", "paid": "支出金额(元):money", "paid_on": "支出日期:date",
            "item": "支出事项:text", "payee_id_number": "收款人身份证号:id",
        }, "item"),
        feed_of("emergency/disasters", False, "disaster_no household_no", homes.disasters, {
            "disaster_no": "灾害编号:text", "household_no": "户编号:text", "kind": "灾害类型:code", "happened_on": "受灾日期:date",
            "loss": "损失金额(元):money", "house_damage": "房屋受损程度:code", "relief": "救助金额(元):money", "recovered_on": "恢复日期:date",
        }, ""),
        feed_of("housing/relocation", True, "household_no", homes.relocation, {
            "household_no": "户编号:text", "site": "安置点:text", "assigned_on": "分房日期:date", "occupied": "是否入住:yesno",
            "occupied_on": "入住日期:date", "employed": "就业人数:int", "old_house_removed": "旧房是否拆除:yesno",
            "insurance_moved": "医保是否转接:yesno", "school_moved": "子女是否转学:yesno",
        }, "site"),
        feed_of("labour/training", False, "course_no id_number", measures.training, {
            "course_no": "培训班编号:text", "name": "学员姓名:text", "id_number": "学员身份证号:id", "trade": "培训工种:text",
            "started_on": "开班日期:date", "finished_on": "结业日期:date", "certificate": "是否取得证书:yesno", "employed": "是否就业:yesno",
            "monthly_wage": "月工资(元):money",
        }),
        feed_of("assets/negative_list", True, "asset_type asset_no", assets.negative_list, {
            "asset_type": "资产类型:code", "asset_no": "资产编号:text", "name": "权利人姓名:text", "id_number": "权利人身份证号:id",
            "value": "价值(元):money", "registered_on": "登记日期:date", "ended_on": "注销日期:date", "operating": "是否在营:yesno",
        }),
    )
}  # fmt: skip
