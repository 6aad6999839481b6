//! The shapes of a quality flag.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        auth::Scope,
        db::{Id, Timestamp},
        web::{OneOf, Reference},
    },
    plan::periods::{PeriodReference, PeriodSummary},
    reporting::subjects::{SubjectSummary, store::Names},
    text_enum,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 数据质量提示: never blocks, only asks to look.
    pub enum QualityFlag {
        /// 连续三期数值相同: the value is that of the two periods before it.
        SameValue = "same_value",
        /// 恰好等于目标值: the value is exactly the target in force.
        ExactlyTarget = "exactly_target",
        /// 截止日当天突增: submitted on the last day, with a monthly increment of at least three times the mean
        /// before.
        LastDayJump = "last_day_jump",
        /// 负增长: a cumulative value has fallen, or an increment is negative.
        NegativeIncrement = "negative_increment",
        /// 投资与形象进度不符: investment and physical progress are more than thirty points apart.
        InvestmentPhysicalGap = "investment_physical_gap",
        /// 佐证材料重复使用: the same file was evidence before.
        EvidenceSeenBefore = "evidence_seen_before",
        /// 佐证材料其他单位使用过: the same file was evidence of another before. For the supervision office and the
        /// leaders only.
        EvidenceUsedElsewhere = "evidence_used_elsewhere",
        /// 与台账记录不符: the typed number is not the count of the linked records.
        DiffersFromRecords = "differs_from_records",
    }
}

impl QualityFlag {
    /// Those that tell of others than the report's bureau: not for a bureau to know.
    pub const FOR_OFFICE: [Self; 1] = [Self::EvidenceUsedElsewhere];
    /// Whether it is for the supervision office and the leaders only.
    pub fn is_for_office(self) -> bool {
        Self::FOR_OFFICE.contains(&self)
    }
    /// Whether those of a scope may know of it, on a report that they may read.
    pub fn is_known_to(self, scope: &Scope) -> bool {
        scope.bureau.is_none() || !self.is_for_office()
    }
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::SameValue => "连续三期数值相同",
            Self::ExactlyTarget => "恰好等于目标值",
            Self::LastDayJump => "截止日当天提交且数值突增",
            Self::NegativeIncrement => "本期为负增长",
            Self::InvestmentPhysicalGap => "投资进度与形象进度相差超过30个百分点",
            Self::EvidenceSeenBefore => "佐证材料此前已使用过",
            Self::EvidenceUsedElsewhere => "佐证材料其他单位此前已使用过",
            Self::DiffersFromRecords => "填报数与台账记录数不一致",
        }
    }
}

/// 质量提示: a flag with what raised it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RaisedFlag {
    /// Which.
    pub flag: QualityFlag,
    /// As people read it.
    #[schema(value_type = String, example = "连续三期数值相同")]
    pub text: &'static str,
    /// What raised it; decimals are strings.
    #[schema(value_type = Object, example = json!({"value": "12", "periods": ["2025-07", "2025-08"]}))]
    pub meta: Value,
}

/// 质量提示: a flag with the report that it was raised on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportFlag {
    /// Identity.
    pub id: Id,
    /// Which, and what raised it.
    #[serde(flatten)]
    pub raised: RaisedFlag,
    /// When: at the report's last submission.
    pub raised_at: Timestamp,
    /// The report.
    pub report_id: Id,
    /// 填报单位.
    pub bureau: BureauSummary,
    /// 报告对象.
    pub subject: SubjectSummary,
    /// 报告期.
    pub period: PeriodSummary,
}

/// Which flags.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct FlagFilter {
    /// Only these flags, separated by commas.
    #[param(inline, example = json!(["same_value", "last_day_jump"]))]
    pub flag: Option<OneOf<QualityFlag>>,
    /// Only of this plan: an id or `code:2025`.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this period: an id or `2025-09`.
    #[param(example = "2025-09")]
    pub period: Option<PeriodReference>,
    /// Only on reports of this bureau: an id or `code:housing`. Another bureau's list is empty to a bureau.
    #[param(example = "code:housing")]
    pub bureau: Option<Reference>,
    /// Only on reports on this indicator: an id or `code:1.8`.
    #[param(example = "code:1.8")]
    pub indicator: Option<Reference>,
    /// Only on reports on this project: an id or `code:P001`.
    #[param(example = "code:P001")]
    pub project: Option<Reference>,
}

impl FlagFilter {
    /// The objects that it names.
    pub fn names(&self) -> Names<'_> {
        Names {
            plan: self.plan.as_ref(),
            period: self.period.as_ref(),
            bureau: self.bureau.as_ref(),
            area: None,
            indicator: self.indicator.as_ref(),
            project: self.project.as_ref(),
        }
    }
}
