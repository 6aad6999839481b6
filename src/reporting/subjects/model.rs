//! The shapes of a subject.
use crate::{
    foundation::db::{Decimal, Id},
    plan::indicators::{Basis, IndicatorKind},
    text_enum,
};
use serde::Serialize;
use utoipa::ToSchema;

text_enum! {
    /// What kind of thing a report is about.
    pub enum SubjectType {
        /// 指标: something counted or measured.
        Indicator = "indicator",
        /// 项目: a key project; the figure is its investment of the year to date.
        Project = "project",
    }
}

/// 报告对象: what a report is about, as other objects show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SubjectSummary {
    /// Indicator or project.
    #[serde(rename = "type")]
    pub kind: SubjectType,
    /// Identity.
    pub id: Id,
    /// Human code.
    #[schema(example = "1.8")]
    pub code: String,
    /// 名称.
    #[schema(example = "收储土地面积")]
    pub name: String,
}

text_enum! {
    /// What a report states of a subject.
    pub enum Form {
        /// 累计: the year to date.
        Cumulative = "cumulative",
        /// 当期: the period alone.
        Increment = "increment",
        /// 时点: the level at the end of the period.
        Stock = "stock",
        /// 比率: numerator and denominator.
        Ratio = "ratio",
        /// 节点: the day on which it was achieved.
        Milestone = "milestone",
        /// 定性: text only.
        Text = "text",
    }
}
impl Form {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Cumulative => "累计数",
            Self::Increment => "当期数",
            Self::Stock => "时点数",
            Self::Ratio => "比率",
            Self::Milestone => "节点",
            Self::Text => "文字",
        }
    }
}

/// How a subject is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// What a report states.
    pub form: Form,
    /// The symbol of the unit of normalised values.
    pub unit: Option<String>,
    /// Digits after the point, for people; `None` shows every digit there is.
    pub decimals: Option<u32>,
    /// Whether the figure is counted from list items: a report need not state it.
    pub counted: bool,
}

impl Measure {
    /// Of an indicator, from its kind and basis.
    pub fn of_indicator(kind: IndicatorKind, basis: Option<Basis>, unit: Option<String>, decimals: i32) -> Self {
        let form = match (kind, basis) {
            (IndicatorKind::Flow | IndicatorKind::List, Some(Basis::Increment)) => Form::Increment,
            (IndicatorKind::Flow | IndicatorKind::List, _) => Form::Cumulative,
            (IndicatorKind::Stock, _) => Form::Stock,
            (IndicatorKind::Ratio, _) => Form::Ratio,
            (IndicatorKind::Milestone, _) => Form::Milestone,
            (IndicatorKind::Qualitative, _) => Form::Text,
        };
        Self { form, unit, decimals: u32::try_from(decimals).ok(), counted: false }
    }
    /// Of a project: its completed investment of the year to date, in 万元.
    pub fn of_project() -> Self {
        Self { form: Form::Cumulative, unit: Some("万元".to_owned()), decimals: None, counted: false }
    }
    /// A normalised value as people read it: `215.3 亿元`, with the digits that the subject is stated in, and more
    /// where the value has more: who approves it must read what was reported.
    pub fn text(&self, value: Decimal) -> String {
        let (own, stated) = (value.to_string(), self.decimals.map(|decimals| value.display(decimals)));
        let figure = stated.filter(|stated| stated.parse() == Ok(value)).unwrap_or(own);
        match self.unit.as_deref() {
            None => figure,
            Some("%") => format!("{figure}%"),
            Some(unit) => format!("{figure} {unit}"),
        }
    }
}

/// A subject with what is needed to report on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// As other objects show it.
    pub summary: SubjectSummary,
    /// 行政区划: GB/T 2260 code.
    pub jurisdiction: String,
    /// The plan that it is a part of.
    pub plan_id: Id,
    /// How it is measured.
    pub measure: Measure,
    /// 清单: whether it is an indicator that counts things of a list.
    pub is_list: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_and_basis_say_what_a_report_states() {
        let form = |kind, basis| Measure::of_indicator(kind, basis, None, 0).form;
        assert_eq!(form(IndicatorKind::Flow, Some(Basis::Cumulative)), Form::Cumulative);
        assert_eq!(form(IndicatorKind::List, Some(Basis::Increment)), Form::Increment);
        assert_eq!(
            (form(IndicatorKind::Ratio, None), form(IndicatorKind::Qualitative, None)),
            (Form::Ratio, Form::Text)
        );
    }
    #[test]
    fn figures_are_shown_with_the_digits_of_their_subject() {
        let value: Decimal = "215.34".parse().unwrap();
        let text = |unit: &str, decimals| {
            Measure::of_indicator(IndicatorKind::Flow, None, Some(unit.into()), decimals).text(value)
        };
        assert_eq!((text("亿元", 1), text("%", 2)), ("215.34 亿元".into(), "215.34%".into()));
        assert_eq!((text("亿元", 3), text("万㎡", 0)), ("215.340 亿元".into(), "215.34 万㎡".into()));
        assert_eq!(Measure::of_project().text(value), "215.34 万元");
    }
}
