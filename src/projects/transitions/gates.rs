//! 入库条件 gates: what a project has to bring to enter a stage (docs/domain.md §5).
//!
//! What it brought before still counts. A step to the next stage asks for that stage's items, a skip for those of every
//! stage on the way, leaving for the exit document; a step back asks for nothing. A group is a number of the plan, not
//! a project with papers: no gate holds it up.
use super::{
    evidence::{EvidenceKind, NewProjectEvidence, ProjectEvidence},
    model::Stage,
    rules::{Step, step},
};
use crate::foundation::{
    db::Id,
    error::{Code, Error, Result},
};
use crate::text_enum;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

text_enum! {
    /// 入库条件: one thing that a gate asks for.
    pub enum GateItem {
        /// 规划文件: a project proposal or planning paper.
        PlanningPaper = "planning_paper",
        /// 投资估算: an estimate of the investment.
        InvestmentEstimate = "investment_estimate",
        /// 总投资: `total_investment` of the project.
        TotalInvestment = "total_investment",
        /// 牵头单位: `lead_bureau` of the project.
        LeadBureau = "lead_bureau",
        /// 立项文件: an approval, confirmation or filing of the project.
        Approval = "approval",
        /// 用地手续: the papers of the land, or a plan of its supply with a date.
        Land = "land",
        /// 资金方案: a plan of the funding.
        FundingPlan = "funding_plan",
        /// 计划开工日期: as evidence, or as the project's start milestone.
        PlannedStart = "planned_start",
        /// 施工许可证: a construction permit or its equivalent.
        StartPermit = "start_permit",
        /// 现场照片: a photo of the site with its date.
        SitePhoto = "site_photo",
        /// 已动工内容: the main works that have begun.
        WorksBegun = "works_begun",
        /// 施工合同: a contract of the works.
        Contract = "contract",
        /// 竣工验收: the acceptance of the finished works.
        Acceptance = "acceptance",
        /// 竣工决算: the final account.
        FinalCost = "final_cost",
        /// 投用材料: papers of being put into use or production.
        Commissioning = "commissioning",
        /// 退库文件: the paper by which it leaves the libraries.
        ExitDocument = "exit_document",
    }
}
use GateItem::*;

impl GateItem {
    /// What it is, in Chinese and English.
    pub const fn texts(self) -> (&'static str, &'static str) {
        match self {
            PlanningPaper => ("项目建议书或规划文件", "planning paper"),
            InvestmentEstimate => ("投资估算", "estimate of the investment"),
            TotalInvestment => {
                ("总投资（项目的 total_investment）", "total investment (the project's total_investment)")
            }
            LeadBureau => ("牵头单位（项目的 lead_bureau）", "lead bureau (the project's lead_bureau)"),
            Approval => ("立项批复、核准或备案（全国统一项目代码）", "approval or filing (national project code)"),
            Land => ("用地手续或有日期的供地计划", "land, or a dated plan of its supply"),
            FundingPlan => ("资金方案", "funding plan"),
            PlannedStart => ("计划开工日期", "planned day of the start"),
            StartPermit => ("施工许可证或同等文件", "start permit or equivalent"),
            SitePhoto => ("带日期的现场照片", "dated photo of the site"),
            WorksBegun => ("已动工的主体工程内容", "which main works have begun"),
            Contract => ("施工合同", "construction contract"),
            Acceptance => ("竣工验收材料", "acceptance record"),
            FinalCost => ("竣工决算金额", "final cost"),
            Commissioning => ("投用（投产）材料", "proof of being in use"),
            ExitDocument => ("退库文件", "document of the exit"),
        }
    }
    /// The kinds of evidence that answer it; none where the project itself does.
    const fn answered_by(self) -> &'static [EvidenceKind] {
        match self {
            PlanningPaper => &[EvidenceKind::PlanningPaper],
            InvestmentEstimate => &[EvidenceKind::InvestmentEstimate],
            TotalInvestment | LeadBureau => &[],
            Approval => &[EvidenceKind::Approval],
            Land => &[EvidenceKind::Land, EvidenceKind::LandPlan],
            FundingPlan => &[EvidenceKind::FundingPlan],
            PlannedStart => &[EvidenceKind::PlannedStart],
            StartPermit => &[EvidenceKind::StartPermit],
            SitePhoto => &[EvidenceKind::SitePhoto],
            WorksBegun => &[EvidenceKind::WorksBegun],
            Contract => &[EvidenceKind::Contract],
            Acceptance => &[EvidenceKind::Acceptance],
            FinalCost => &[EvidenceKind::FinalCost],
            Commissioning => &[EvidenceKind::Commissioning],
            ExitDocument => &[EvidenceKind::ExitDocument],
        }
    }
    /// Where in the body it can be given; `None` where the project has to be changed first.
    const fn pointer(self, place: Place) -> Option<&'static str> {
        match (self, place) {
            (TotalInvestment, Place::Creation) => Some("/total_investment"),
            (LeadBureau, Place::Creation) => Some("/lead_bureau"),
            (TotalInvestment | LeadBureau, Place::Action) => None,
            (_, Place::Creation) => Some("/entry/evidence"),
            (_, Place::Action) => Some("/evidence"),
        }
    }
}

/// In which body evidence is brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// When the project is created.
    Creation,
    /// With an action on the project.
    Action,
}

/// The items of a stage's gate.
pub const fn gate(stage: Stage) -> &'static [GateItem] {
    match stage {
        Stage::Reserve => &[PlanningPaper, InvestmentEstimate, TotalInvestment, LeadBureau],
        Stage::Proposed => &[Approval, Land, FundingPlan, PlannedStart],
        Stage::UnderConstruction => &[StartPermit, SitePhoto, WorksBegun, Contract],
        Stage::Completed => &[Acceptance, FinalCost],
        Stage::Exited => &[ExitDocument],
    }
}

/// What a way from a stage to another asks for: each item with the stage whose gate it belongs to.
pub fn asked(from: Stage, to: Stage) -> Vec<(Stage, GateItem)> {
    let items_of = |stage: Stage| gate(stage).iter().map(move |item| (stage, *item));
    match step(from, to) {
        None | Some(Step::Back) => Vec::new(),
        Some(Step::Next | Step::Exit) => items_of(to).collect(),
        Some(Step::Skip) => {
            Stage::ALL.iter().copied().filter(|stage| *stage > from && *stage <= to).flat_map(items_of).collect()
        }
    }
}

/// 卷宗: what a project can show at a gate.
#[derive(Debug, Clone, Default)]
pub struct Dossier {
    /// A group of which only the number is declared.
    pub is_group: bool,
    /// Whether the total investment is set.
    pub total_investment: bool,
    /// Whether a bureau leads it.
    pub lead_bureau: bool,
    /// Whether it has a start milestone.
    pub planned_start: bool,
    /// What it brought, oldest first.
    pub evidence: Vec<ProjectEvidence>,
}

impl Dossier {
    /// The first item of its evidence that answers an item of a gate.
    pub fn proof(&self, item: GateItem) -> Option<Id> {
        let answers = |evidence: &&ProjectEvidence| item.answered_by().contains(&evidence.kind);
        self.evidence.iter().find(answers).map(|evidence| evidence.id)
    }
    /// Whether an item is there, with what is brought now.
    pub fn has(&self, item: GateItem, brought: &[NewProjectEvidence]) -> bool {
        let by_itself = match item {
            TotalInvestment => self.total_investment,
            LeadBureau => self.lead_bureau,
            PlannedStart => self.planned_start,
            _ => false,
        };
        let now = brought.iter().any(|evidence| item.answered_by().contains(&evidence.kind));
        self.is_group || by_itself || now || self.proof(item).is_some()
    }
}

/// 缺项: what is missing at a gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MissingItem {
    /// 入库条件.
    pub kind: GateItem,
    /// What it is, in Chinese.
    #[schema(example = "施工许可证或同等文件")]
    pub text_zh: &'static str,
    /// What it is, in English.
    #[schema(example = "start permit or equivalent")]
    pub text_en: &'static str,
    /// JSON Pointer to where the request can give it; `null` where the project has to be changed first.
    #[schema(example = "/evidence")]
    pub pointer: Option<&'static str>,
}

/// What is missing of what is asked.
pub fn missing(
    dossier: &Dossier,
    asked: &[(Stage, GateItem)],
    brought: &[NewProjectEvidence],
    place: Place,
) -> Vec<MissingItem> {
    let lacks = asked.iter().filter(|(_, item)| !dossier.has(*item, brought));
    lacks
        .map(|(_, item)| {
            let (text_zh, text_en) = item.texts();
            MissingItem { kind: *item, text_zh, text_en, pointer: item.pointer(place) }
        })
        .collect()
}

/// `transition_blocked` (409) with each missing item, unless nothing is.
pub fn open(missing: &[MissingItem], to: &str) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::new(Code::TransitionBlocked)
        .with("to", to)
        .with("count", missing.len())
        .extend("missing", json!(missing)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stage::*;

    fn brought(kinds: &[EvidenceKind]) -> Vec<NewProjectEvidence> {
        kinds.iter().map(|kind| NewProjectEvidence::noted(*kind, "x")).collect()
    }
    fn lacking(dossier: &Dossier, from: Stage, to: Stage, kinds: &[EvidenceKind]) -> Vec<GateItem> {
        let missing = missing(dossier, &asked(from, to), &brought(kinds), Place::Action);
        missing.into_iter().map(|item| item.kind).collect()
    }

    /// The table of docs/domain.md §5, by hand.
    #[test]
    fn each_way_asks_for_these_items() {
        let proposed = [Approval, Land, FundingPlan, PlannedStart];
        let building = [StartPermit, SitePhoto, WorksBegun, Contract];
        let done = [Acceptance, FinalCost];
        let nothing = Dossier::default();
        for (from, to, items) in [
            (Reserve, Proposed, proposed.to_vec()),
            (Reserve, UnderConstruction, [proposed, building].concat()),
            (Reserve, Completed, [proposed.to_vec(), building.to_vec(), done.to_vec()].concat()),
            (Proposed, UnderConstruction, building.to_vec()),
            (Proposed, Completed, [building.to_vec(), done.to_vec()].concat()),
            (UnderConstruction, Completed, done.to_vec()),
            (Proposed, Reserve, vec![]),
            (Reserve, Exited, vec![ExitDocument]),
            (Proposed, Exited, vec![ExitDocument]),
            (UnderConstruction, Exited, vec![ExitDocument]),
        ] {
            assert_eq!(lacking(&nothing, from, to, &[]), items, "{from} {to}");
        }
        assert_eq!(gate(Reserve), [PlanningPaper, InvestmentEstimate, TotalInvestment, LeadBureau]);
    }
    #[test]
    fn every_item_alone_is_missed() {
        for stage in Stage::ALL {
            let all: Vec<EvidenceKind> =
                gate(*stage).iter().filter_map(|item| item.answered_by().first().copied()).collect();
            let whole = Dossier { total_investment: true, lead_bureau: true, ..Dossier::default() };
            let asked: Vec<(Stage, GateItem)> = gate(*stage).iter().map(|item| (*stage, *item)).collect();
            assert_eq!(missing(&whole, &asked, &brought(&all), Place::Creation), []);
            for (at, kind) in all.iter().enumerate() {
                let mut rest = all.clone();
                rest.remove(at);
                let lacks = missing(&whole, &asked, &brought(&rest), Place::Creation);
                assert!(lacks.len() == 1 && lacks[0].kind.answered_by().contains(kind), "{stage} {kind}: {lacks:?}");
            }
        }
    }
    #[test]
    fn a_ceremony_and_what_is_assumed_open_no_gate() {
        let empty = [EvidenceKind::Ceremony, EvidenceKind::Assumed, EvidenceKind::Other];
        for kind in empty {
            assert!(GateItem::ALL.iter().all(|item| !item.answered_by().contains(&kind)), "{kind}");
        }
        let lacks = lacking(&Dossier::default(), Proposed, UnderConstruction, &empty);
        assert_eq!(lacks, [StartPermit, SitePhoto, WorksBegun, Contract]);
    }
    #[test]
    fn land_or_a_dated_plan_of_it_will_do() {
        use EvidenceKind as E;
        let others = [E::Approval, E::FundingPlan, E::PlannedStart];
        for land in [E::Land, E::LandPlan] {
            assert_eq!(lacking(&Dossier::default(), Reserve, Proposed, &[&others[..], &[land]].concat()), []);
        }
        assert_eq!(lacking(&Dossier::default(), Reserve, Proposed, &others), [Land]);
        let started = Dossier { planned_start: true, ..Dossier::default() };
        assert_eq!(lacking(&started, Reserve, Proposed, &[E::Approval, E::FundingPlan, E::Land]), []);
    }
    #[test]
    fn what_was_brought_before_still_counts() {
        let then = "2025-01-01T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap().into();
        let before = brought(&[EvidenceKind::Contract, EvidenceKind::StartPermit]);
        let evidence = before.iter().map(|item| item.record("410102", Id::new(), None, then)).collect();
        let dossier = Dossier { evidence, ..Dossier::default() };
        assert_eq!(lacking(&dossier, Proposed, UnderConstruction, &[]), [SitePhoto, WorksBegun]);
        assert_eq!(dossier.proof(Contract), Some(dossier.evidence[0].id));
    }
    #[test]
    fn a_group_passes_every_gate() {
        let group = Dossier { is_group: true, ..Dossier::default() };
        assert_eq!(lacking(&group, Reserve, Completed, &[]), []);
    }
    #[test]
    fn a_closed_gate_is_a_conflict_that_names_each_item_in_both_languages() {
        let missing = missing(&Dossier::default(), &asked(Proposed, UnderConstruction), &[], Place::Action);
        let problem = open(&missing, "在建库").unwrap_err().problem(Default::default(), "", "");
        assert_eq!((problem.status, problem.code), (409, Code::TransitionBlocked));
        let first = json!({
            "kind": "start_permit", "text_zh": "施工许可证或同等文件", "text_en": "start permit or equivalent",
            "pointer": "/evidence"
        });
        assert_eq!(problem.extensions["missing"][0], first);
        assert_eq!(problem.extensions["missing"].as_array().unwrap().len(), 4);
    }
}
