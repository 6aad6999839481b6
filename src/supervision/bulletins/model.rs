//! The shapes of a bulletin as it is stored and shown; what clients send is in `requests.rs`.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{
            Backend, Id, Timestamp,
            schema::{bulletin_errata, bulletin_objections, bulletins},
        },
        events::Figures,
    },
    text_enum,
};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

text_enum! {
    /// 通报状态.
    pub enum BulletinStatus {
        /// 草稿: seen by the supervision office and the leaders only.
        Draft = "draft",
        /// 征求意见: circulated to the bureaus, which may object until the window ends; administrators do not see it.
        Circulated = "circulated",
        /// 已印发: numbered and never changed again.
        Final = "final",
        /// 已废止: given up before it was final.
        Abandoned = "abandoned",
    }
}

impl BulletinStatus {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Circulated => "征求意见",
            Self::Final => "已印发",
            Self::Abandoned => "已废止",
        }
    }
}

text_enum! {
    /// 异议状态.
    pub enum ObjectionStatus {
        /// 待处理: waits for its decision.
        Open = "open",
        /// 采纳: the bulletin is captured anew, or corrected otherwise.
        Approved = "approved",
        /// 不采纳: the bulletin stays as it is.
        Rejected = "rejected",
    }
}

impl ObjectionStatus {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Open => "待处理",
            Self::Approved => "采纳",
            Self::Rejected => "不采纳",
        }
    }
}

/// A bulletin as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable, AsChangeset, Serialize, ToSchema)]
#[diesel(table_name = bulletins, check_for_backend(Backend), treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub struct BulletinRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan.
    pub plan_id: Id,
    /// The year that its number counts in.
    #[schema(example = 2025)]
    pub year: i32,
    /// 期号: without a gap in the year; `null` until it is final.
    #[schema(example = 3)]
    pub number: Option<i32>,
    /// 标题.
    #[schema(example = "2025年1—9月重点工作进展通报")]
    pub title: String,
    /// 状态.
    pub status: BulletinStatus,
    /// 截止时点: what was approved by this instant (business time) counts.
    pub cut_off_at: Timestamp,
    /// 异议期截止: objections are taken until this instant; `null` before it is circulated.
    pub objections_until: Option<Timestamp>,
    /// The version of the template that makes the content.
    #[schema(example = 1)]
    pub template: i32,
    /// Served by `GET /bulletins/{id}/inputs`.
    #[serde(skip)]
    #[schema(ignore)]
    pub inputs: String,
    /// SHA-256 of the stored inputs, in hexadecimal.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub inputs_hash: String,
    /// Served by `GET /bulletins/{id}/content`.
    #[serde(skip)]
    #[schema(ignore)]
    pub content: String,
    /// SHA-256 of the content, in hexadecimal.
    #[schema(example = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752")]
    pub content_hash: String,
    /// The user who drafted it.
    pub drafted_by: Option<Id>,
    /// When it was last circulated (business time).
    pub circulated_at: Option<Timestamp>,
    /// The user who published it.
    pub published_by: Option<Id>,
    /// When it became final (business time).
    pub published_at: Option<Timestamp>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// 通报: a frozen, numbered, reproducible snapshot.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Bulletin {
    /// As stored.
    #[serde(flatten)]
    pub row: BulletinRow,
    /// 文号; `null` until it is final.
    #[schema(example = "督查通报〔2025〕第3期")]
    pub code: Option<String>,
    /// The status as people read it.
    #[schema(example = "已印发")]
    pub status_text: &'static str,
    /// 待处理异议: objections that are not decided; `null` for those who may not know of them.
    #[schema(example = 0)]
    pub open_objections: Option<i64>,
    /// 勘误: what was found wrong with it after it became final, in the order of their numbers.
    pub errata: Vec<Erratum>,
}

/// 勘误: a correction beside a final bulletin, which itself never changes.
#[derive(Debug, Clone, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = bulletin_errata, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct Erratum {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The bulletin.
    pub bulletin_id: Id,
    /// Counts the errata of a bulletin, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// What was wrong, and what is right.
    #[schema(example = "第二部分第3项“41家”应为“14家”。")]
    pub text: String,
    /// The user who issued it.
    pub issued_by: Id,
    /// When (business time).
    pub issued_at: Timestamp,
    /// Created at.
    pub created_at: Timestamp,
}

/// An objection as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable, AsChangeset, Serialize, ToSchema)]
#[diesel(table_name = bulletin_objections, check_for_backend(Backend), treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub struct ObjectionRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The bulletin.
    pub bulletin_id: Id,
    /// Shown as `bureau`.
    #[serde(skip)]
    #[schema(ignore)]
    pub bureau_id: Id,
    /// 异议内容.
    #[schema(example = "2.9所列进度未计入9月底补报的两个项目。")]
    pub text: String,
    /// 状态.
    pub status: ObjectionStatus,
    /// 答复; `null` until it is decided.
    pub reply: Option<String>,
    /// The user who filed it.
    pub filed_by: Id,
    /// When (business time).
    pub filed_at: Timestamp,
    /// The user who decided it.
    pub decided_by: Option<Id>,
    /// When (business time).
    pub decided_at: Option<Timestamp>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// 异议: what a bureau says against a circulated bulletin.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Objection {
    /// As stored.
    #[serde(flatten)]
    pub row: ObjectionRow,
    /// The bureau.
    pub bureau: BureauSummary,
    /// The status as people read it.
    #[schema(example = "待处理")]
    pub status_text: &'static str,
}

/// 核验: whether a bulletin is what its stored inputs make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verification {
    /// Whether everything below holds.
    pub reproducible: bool,
    /// The stored inputs have the stored hash.
    pub inputs_intact: bool,
    /// The stored content has the stored hash.
    pub content_intact: bool,
    /// The content made anew from the stored inputs is the stored content, byte for byte.
    pub content_reproduced: bool,
    /// SHA-256 of the content that was made anew; `null` when the inputs cannot be read.
    pub reproduced_hash: Option<String>,
}

impl Figures for BulletinRow {
    const TYPE: &'static str = "bulletin";
    fn figure_id(&self) -> Id {
        self.id
    }
    /// Only what was published counts. By the text itself, not by the hash that stands beside it.
    fn figures(&self) -> Option<Value> {
        let hash = |text: &str| hex::encode(Sha256::digest(text));
        (self.status == BulletinStatus::Final).then(|| {
            json!({
                "year": self.year,
                "number": self.number,
                "title": self.title,
                "cut_off_at": self.cut_off_at,
                "content": hash(&self.content),
                "inputs": hash(&self.inputs),
                "content_hash": self.content_hash,
                "inputs_hash": self.inputs_hash,
                "published_at": self.published_at,
            })
        })
    }
}
