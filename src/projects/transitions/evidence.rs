//! 佐证 evidence: what a project brings, item by item; and what each item has to say.
use super::national_code;
use crate::evidence::attachments::AttachmentSummary;
use crate::foundation::{
    db::{Backend, Decimal, Id, Timestamp, schema::project_evidence},
    error::{Code, Violation, Violations},
    web::Reference,
};
use crate::text_enum;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 佐证类别.
    pub enum EvidenceKind {
        /// 规划文件: a project proposal or planning paper.
        PlanningPaper = "planning_paper",
        /// 投资估算: an estimate of the investment.
        InvestmentEstimate = "investment_estimate",
        /// 立项文件: an approval, confirmation or filing of the project; `number` is the national project code (GB/T
        /// 40058-2021).
        Approval = "approval",
        /// 用地手续: the papers of the land.
        Land = "land",
        /// 供地计划: stands for the land itself; `date` says when.
        LandPlan = "land_plan",
        /// 资金方案: a plan of the funding.
        FundingPlan = "funding_plan",
        /// 计划开工: the planned start; `date` says when. It becomes the project's start milestone.
        PlannedStart = "planned_start",
        /// 施工许可证: a construction permit or its equivalent.
        StartPermit = "start_permit",
        /// 现场照片: a photo of the site; `date` says of which day.
        SitePhoto = "site_photo",
        /// 已动工内容: the main works that have begun; `description` says which.
        WorksBegun = "works_begun",
        /// 施工合同: a contract of the works.
        Contract = "contract",
        /// 竣工验收: the acceptance of the finished works.
        Acceptance = "acceptance",
        /// 竣工决算: the final account; `amount` in units of 10,000 yuan.
        FinalCost = "final_cost",
        /// 投用材料: papers of being put into use or production.
        Commissioning = "commissioning",
        /// 退库文件: the paper by which it leaves the libraries.
        ExitDocument = "exit_document",
        /// 开工仪式: kept as a record; a ceremony opens no gate.
        Ceremony = "ceremony",
        /// 推定: came with the plan's data and has to be confirmed; opens no gate.
        Assumed = "assumed",
        /// 其他: kept as a record; opens no gate.
        Other = "other",
    }
}

/// 佐证: one item of what a project brought.
#[derive(Debug, Clone, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = project_evidence, check_for_backend(Backend))]
#[diesel(treat_none_as_default_value = false)]
pub struct ProjectEvidence {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[serde(skip)]
    pub jurisdiction: String,
    /// The project.
    #[serde(skip)]
    pub project_id: Id,
    /// The transition that it was brought at; `null` for what the project was put into use with.
    pub transition_id: Option<Id>,
    /// 佐证类别.
    pub kind: EvidenceKind,
    /// 日期: of the document or the photo; of what is planned for `land_plan` and `planned_start`.
    #[schema(example = "2025-03-26")]
    pub date: Option<NaiveDate>,
    /// 文号或编号.
    #[schema(example = "2503-410102-04-01-123456")]
    pub number: Option<String>,
    /// 金额, in 万元.
    #[schema(example = "51800")]
    pub amount: Option<Decimal>,
    /// 说明.
    pub description: Option<String>,
    /// Recorded at.
    pub created_at: Timestamp,
}

/// An item of evidence with its files.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProjectEvidenceDetail {
    /// The item.
    #[serde(flatten)]
    pub evidence: ProjectEvidence,
    /// 佐证附件: what the supervision office uploaded; what a bureau did is shown to it, to the office and to the
    /// leaders.
    pub attachments: Vec<AttachmentSummary>,
}

/// An item of evidence to bring. It needs a date, a number or a note (`evidence_empty`), and what its kind asks for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "approval", "number": "2503-410102-04-01-123456", "date": "2025-03-05"}))]
pub struct NewProjectEvidence {
    /// That of its record; never the client's.
    #[serde(skip, default = "Id::new")]
    #[schema(ignore)]
    pub id: Id,
    /// 佐证类别.
    pub kind: EvidenceKind,
    /// 日期; required for `site_photo`, `land_plan` and `planned_start`, in the future for the last two only.
    #[schema(example = "2025-03-05")]
    pub date: Option<NaiveDate>,
    /// 文号或编号; required for `approval`: the national project code (`national_code_invalid`).
    #[schema(min_length = 1, max_length = 100, pattern = r"\S")]
    pub number: Option<String>,
    /// 金额, in 万元; required for `final_cost`.
    pub amount: Option<Decimal>,
    /// 说明; required for `works_begun`.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub description: Option<String>,
    /// 佐证附件; of `site_photo`, images (`attachment_not_image`).
    #[serde(default)]
    #[schema(max_items = 20)]
    pub attachments: Vec<Reference>,
}

impl NewProjectEvidence {
    /// An item of a kind that says no more than a note.
    pub fn noted(kind: EvidenceKind, description: impl Into<String>) -> Self {
        let (id, description) = (Id::new(), Some(description.into()));
        Self { id, kind, date: None, number: None, amount: None, description, attachments: Vec::new() }
    }
    /// The record of this item.
    pub fn record(&self, jurisdiction: &str, project: Id, transition: Option<Id>, now: Timestamp) -> ProjectEvidence {
        let Self { id, kind, date, number, amount, description, attachments: _ } = self.clone();
        ProjectEvidence {
            id,
            jurisdiction: jurisdiction.to_owned(),
            project_id: project,
            transition_id: transition,
            kind,
            date,
            number,
            amount,
            description,
            created_at: now,
        }
    }
}

/// Adds every fault in the form of items that stand at a pointer.
pub fn faults_of(pointer: &str, items: &[NewProjectEvidence], today: NaiveDate, faults: &mut Violations) {
    for (index, item) in items.iter().enumerate() {
        let at = |field: &str| format!("{pointer}/{index}/{field}");
        let required = |field: &str| Violation::at(at(field), Code::Required).with("field", field);
        let (dated, planned) = match item.kind {
            EvidenceKind::SitePhoto => (true, false),
            EvidenceKind::LandPlan | EvidenceKind::PlannedStart => (true, true),
            _ => (false, false),
        };
        if dated && item.date.is_none() {
            faults.push(required("date"));
        }
        if let Some(date) = item.date.filter(|_| !planned) {
            faults.check(super::rules::dated(&at("date"), date, today));
        }
        match (item.kind, &item.number) {
            (EvidenceKind::Approval, None) => faults.push(required("number")),
            (EvidenceKind::Approval, Some(code)) => {
                faults.check(national_code::check(&at("number"), code));
            }
            _ => {}
        }
        match item.kind {
            EvidenceKind::FinalCost if item.amount.is_none() => faults.push(required("amount")),
            EvidenceKind::WorksBegun if item.description.is_none() => faults.push(required("description")),
            _ if item.amount.is_some_and(|amount| amount < Decimal::ZERO) => {
                faults.push(Violation::at(at("amount"), Code::TooSmall).with("min", "0"));
            }
            EvidenceKind::Approval | EvidenceKind::FinalCost => {}
            _ if dated => {}
            _ if item.date.is_none() && item.number.is_none() && item.description.is_none() => {
                faults.push(Violation::at(format!("{pointer}/{index}"), Code::EvidenceEmpty));
            }
            _ => {}
        }
    }
}

/// A fault for each file of a photo of the site that is no picture; `files` are those of each item, in the order of the
/// items.
pub fn pictures(
    pointer: &str,
    items: &[NewProjectEvidence],
    files: &[Vec<AttachmentSummary>],
    faults: &mut Violations,
) {
    for (index, (item, files)) in items.iter().zip(files).enumerate() {
        let is_photo = item.kind == EvidenceKind::SitePhoto;
        for file in files.iter().filter(|file| is_photo && !file.media_type.is_image()) {
            let at = item.attachments.iter().position(|reference| *reference == Reference::Id(file.id)).unwrap_or(0);
            let fault = Violation::at(format!("{pointer}/{index}/attachments/{at}"), Code::AttachmentNotImage);
            faults.push(fault.with("value", file.file_name.clone()).with("media_type", file.media_type.as_str()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EvidenceKind::*;

    fn item(kind: EvidenceKind) -> NewProjectEvidence {
        NewProjectEvidence { description: None, ..NewProjectEvidence::noted(kind, "") }
    }
    fn faults_at(items: &[NewProjectEvidence]) -> Vec<(String, Code)> {
        let mut faults = Violations::new();
        faults_of("/evidence", items, "2025-10-10".parse().unwrap(), &mut faults);
        let error = faults.finish().err();
        let place = |fault: &Violation| match &fault.place {
            crate::foundation::error::Place::Pointer(pointer) => (pointer.clone(), fault.code),
            other => panic!("{other:?}"),
        };
        error.iter().flat_map(|error| error.violations().iter().map(place)).collect()
    }

    #[test]
    fn every_kind_asks_for_what_makes_it_evidence() {
        for kind in EvidenceKind::ALL {
            let (field, code) = match kind {
                Approval => ("/number", Code::Required),
                SitePhoto | LandPlan | PlannedStart => ("/date", Code::Required),
                FinalCost => ("/amount", Code::Required),
                WorksBegun => ("/description", Code::Required),
                _ => ("", Code::EvidenceEmpty),
            };
            assert_eq!(faults_at(&[item(*kind)]), [(format!("/evidence/0{field}"), code)], "{kind}");
        }
    }
    #[test]
    fn only_what_is_planned_lies_in_the_future() {
        for kind in EvidenceKind::ALL {
            let on = |date: &str| NewProjectEvidence {
                date: Some(date.parse().unwrap()),
                number: Some("2503-410102-04-01-123456".into()),
                amount: Some(Decimal::whole(1)),
                description: Some("主体".into()),
                ..item(*kind)
            };
            assert_eq!(faults_at(&[on("2025-10-10")]), [], "{kind}");
            let planned = matches!(kind, LandPlan | PlannedStart);
            assert_eq!(faults_at(&[on("2025-10-11")]).is_empty(), planned, "{kind}");
        }
    }
    #[test]
    fn all_faults_of_all_items_come_at_once() {
        let negative = NewProjectEvidence { amount: "-1".parse().ok(), ..item(FinalCost) };
        let code = NewProjectEvidence { number: Some("中发改〔2025〕1号".into()), ..item(Approval) };
        assert_eq!(
            faults_at(&[negative, NewProjectEvidence::noted(Contract, "EPC"), code, item(Ceremony)]),
            [
                ("/evidence/0/amount".to_owned(), Code::TooSmall),
                ("/evidence/2/number".to_owned(), Code::NationalCodeInvalid),
                ("/evidence/3".to_owned(), Code::EvidenceEmpty)
            ]
        );
    }
}
