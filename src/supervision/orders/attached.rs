//! Files of a supervision order: what the supervision office gives with it (随附材料), and what the bureau shows with
//! its feedback and its applications for closure (佐证附件). Names, types and hashes are shown to whoever may see the
//! order; the content is for those who may see the attachment: its uploader, the supervision office, the leaders, and
//! the bureaus of the order for what the office gave.
use super::records::{OrderFeedback, OrderFeedbackDetail};
use crate::{
    evidence::attachments::{self, AttachmentSummary},
    foundation::{
        db::{Conn, Id},
        error::Violations,
        web::{Reference, Tx, View},
    },
};
use diesel::QueryResult;
use std::collections::HashMap;

/// What attachments of an order are linked to: the order itself, its closure (both under its id), or one feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// 随附材料: what it was issued with.
    Order,
    /// 办结佐证: what closure was applied for with, every time.
    Closure,
    /// 反馈佐证.
    Feedback,
}

impl Part {
    const fn owner_type(self) -> &'static str {
        match self {
            Self::Order => "supervision_order",
            Self::Closure => "supervision_order_closure",
            Self::Feedback => "supervision_order_feedback",
        }
    }
}

/// The attachments of a part of these orders, or of this feedback, which the caller may see: one statement.
pub fn of(conn: &mut Conn, part: Part, owners: &[Id]) -> QueryResult<HashMap<Id, Vec<AttachmentSummary>>> {
    attachments::store::of_owners(conn, part.owner_type(), owners)
}
/// Links what a body names at `/attachments` to a part of an order.
pub fn link(
    tx: &mut Tx<'_>,
    view: &View,
    (part, owner): (Part, Id),
    references: &[Reference],
    faults: &mut Violations,
) -> QueryResult<()> {
    attachments::store::attach(tx.conn, view, part.owner_type(), owner, references, "/attachments", faults).map(drop)
}
/// The same of a new order, for its bureaus to read and download.
pub fn give(
    tx: &mut Tx<'_>,
    view: &View,
    order: Id,
    (references, bureaus): (&[Reference], &[Id]),
    faults: &mut Violations,
) -> QueryResult<()> {
    link(tx, view, (Part::Order, order), references, faults)?;
    attachments::store::give(tx.conn, view, references, bureaus, "/attachments", faults)
}
/// Feedback with its files: one statement.
pub fn with_files(conn: &mut Conn, feedback: Vec<OrderFeedback>) -> QueryResult<Vec<OrderFeedbackDetail>> {
    let ids: Vec<Id> = feedback.iter().map(|one| one.id).collect();
    let mut files = of(conn, Part::Feedback, &ids)?;
    let detail = |feedback: OrderFeedback| OrderFeedbackDetail {
        attachments: files.remove(&feedback.id).unwrap_or_default(),
        feedback,
    };
    Ok(feedback.into_iter().map(detail).collect())
}
