//! What closes and reopens a year.
use serde::Deserialize;
use utoipa::ToSchema;

/// 年度办结: why a year is closed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "各项工作已验收，年度考核结果经区委常委会审定"}))]
pub struct YearClosing {
    /// The reason (理由), kept in the audit log.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// 重新开放年度: why a closed year takes changes again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "统计年报核定，需更正投资完成额"}))]
pub struct YearReopening {
    /// The reason (理由), kept in the audit log.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}
