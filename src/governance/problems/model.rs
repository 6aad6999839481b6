//! The shape of an error code's explanation.
use crate::foundation::error::Code;
use serde::Serialize;
use strum::IntoEnumIterator;
use utoipa::ToSchema;

/// 错误代码: what a code means and what to do about it, in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemType {
    /// The code.
    pub code: Code,
    /// The `type` of problems with this code.
    #[schema(example = "/problems/validation_failed")]
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status of a problem with this code; 422 for codes that only stand in `errors`.
    pub status: u16,
    /// 摘要.
    pub title_zh: &'static str,
    /// Summary.
    pub title_en: &'static str,
    /// 说明与处置; `{name}` stands for a figure of the occurrence.
    pub detail_zh: &'static str,
    /// What happened and what to do; `{name}` stands for a figure of the occurrence.
    pub detail_en: &'static str,
}

/// The table of error codes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemTypes {
    /// Every code, in the order of the table.
    pub items: Vec<ProblemType>,
}

impl From<Code> for ProblemType {
    fn from(code: Code) -> Self {
        let spec = code.spec();
        let ([title_zh, title_en], [detail_zh, detail_en]) = (spec.title, spec.detail);
        let kind = format!("/problems/{}", code.as_str());
        Self { code, kind, status: spec.status, title_zh, title_en, detail_zh, detail_en }
    }
}

impl ProblemTypes {
    /// The whole table.
    pub fn all() -> Self {
        Self { items: Code::iter().map(ProblemType::from).collect() }
    }
}
