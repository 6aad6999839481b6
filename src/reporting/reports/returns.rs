//! 退回记录 returns: every time that a report went back to its bureau, with what was wrong in which field and until
//! when it was due again. A return is a quality event, not a late one: on time stays judged on the first submission.
use super::model::ReturnReason;
use crate::{
    foundation::{
        db::{Backend, Conn, Id, Timestamp, schema::report_returns},
        error::{Code, Result, Violation, Violations},
    },
    text_enum,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;

text_enum! {
    /// 报告字段: a field of a report that a return can point at.
    pub enum ReportField {
        /// 填报值: the value.
        Value = "value",
        /// 填报单位: the unit of measurement.
        Unit = "unit",
        /// 分子: the numerator of a ratio.
        Numerator = "numerator",
        /// 分母: the denominator of a ratio.
        Denominator = "denominator",
        /// 完成日期: the day on which a milestone was reached.
        AchievedOn = "achieved_on",
        /// 减少原因: why a figure fell.
        DecreaseReason = "decrease_reason",
        /// 进展情况: the narrative.
        Narrative = "narrative",
        /// 存在问题: the problems.
        Problems = "problems",
        /// 下一步: the next steps.
        NextSteps = "next_steps",
    }
}

/// 字段意见: what is wrong in one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldComment {
    /// The field, as `PATCH /reports/{id}` names it.
    pub field: ReportField,
    /// 意见.
    #[schema(min_length = 1, max_length = 1000, example = "与统计部门8月数据相差2.1亿元")]
    pub comment: String,
}

/// A return as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = report_returns, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct ReturnRow {
    /// The report.
    pub report_id: Id,
    /// The how manieth return of it.
    pub number: i32,
    /// Why.
    pub reason: ReturnReason,
    /// What the bureau has to do.
    pub comment: String,
    /// [`FieldComment`]s as JSON.
    pub fields: String,
    /// Until when.
    pub due_at: Timestamp,
    /// By whom; `None` of the service itself.
    pub returned_by: Option<Id>,
    /// When (business time).
    pub returned_at: Timestamp,
}

/// 退回: one return of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportReturn {
    /// 次数: the how manieth return of the report.
    #[schema(example = 1)]
    pub number: i32,
    /// 退回原因.
    pub reason: ReturnReason,
    /// 退回意见.
    #[schema(example = "与统计部门数据相差较大，请核实8月入库项目")]
    pub comment: String,
    /// 逐项意见: what is wrong in which field; empty when the comment says it all.
    pub fields: Vec<FieldComment>,
    /// 重报期限.
    #[schema(example = "2025-10-16T16:00:00.000000Z")]
    pub due_at: Timestamp,
    /// The user who returned it.
    pub returned_by: Option<Id>,
    /// When (business time).
    pub returned_at: Timestamp,
}

/// Each field at most once: two comments on one field are one comment.
pub fn check_fields(fields: &[FieldComment]) -> Result<()> {
    let (mut seen, mut faults) = (HashSet::new(), Violations::new());
    for (index, comment) in fields.iter().enumerate().filter(|(_, comment)| !seen.insert(comment.field)) {
        let pointer = format!("/fields/{index}/field");
        faults.push(Violation::at(pointer, Code::Duplicate).with("value", comment.field.as_str()));
    }
    faults.finish()
}

/// Adds the next return of a report.
pub fn insert(conn: &mut Conn, row: ReturnRow) -> Result<usize> {
    let before = report_returns::table.filter(report_returns::report_id.eq(row.report_id));
    let before: i64 = before.count().get_result(conn)?;
    let number = i32::try_from(before + 1).map_err(crate::foundation::error::Error::internal)?;
    Ok(diesel::insert_into(report_returns::table).values(ReturnRow { number, ..row }).execute(conn)?)
}

/// The returns of reports, each report's in their order. One statement.
pub fn of_reports(conn: &mut Conn, reports: &[Id]) -> Result<HashMap<Id, Vec<ReportReturn>>> {
    let rows: Vec<ReturnRow> = ReturnRow::query()
        .filter(report_returns::report_id.eq_any(reports))
        .order((report_returns::report_id, report_returns::number))
        .load(conn)?;
    let mut returns: HashMap<Id, Vec<ReportReturn>> = HashMap::new();
    for ReturnRow { report_id, number, reason, comment, fields, due_at, returned_by, returned_at } in rows {
        let fields = serde_json::from_str(&fields)?;
        let kept = ReportReturn { number, reason, comment, fields, due_at, returned_by, returned_at };
        returns.entry(report_id).or_default().push(kept);
    }
    Ok(returns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_commented_once() {
        let on = |field| FieldComment { field, comment: "核实".into() };
        assert!(check_fields(&[on(ReportField::Value), on(ReportField::Narrative)]).is_ok());
        let twice = check_fields(&[on(ReportField::Value), on(ReportField::Unit), on(ReportField::Value)]).unwrap_err();
        let places: Vec<_> = twice.violations().iter().map(|fault| format!("{:?}", fault.place)).collect();
        assert_eq!(places, ["Pointer(\"/fields/2/field\")"]);
    }
}
