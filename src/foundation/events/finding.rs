//! What a verification of the audit log can find: a closed table.
use crate::{db::Id, text_enum};
use serde::Serialize;
use utoipa::ToSchema;

text_enum! {
    /// 核验发现: what is wrong with the audit log, or with what it covers.
    pub enum FindingKind {
        /// 记录被改动: an entry is not what was sealed.
        EntryChanged = "entry_changed",
        /// 记录缺失: an entry of the log is missing.
        EntryMissing = "entry_missing",
        /// 序号越界: an entry has a number beyond those that were given.
        SequenceOutOfRange = "sequence_out_of_range",
        /// 链条断开: an entry does not continue the hash of the one before.
        ChainBroken = "chain_broken",
        /// 日志被截短: the newest entries are missing.
        LogCut = "log_cut",
        /// 计数不符: the counter is not the number of the newest entry.
        CounterDiffers = "counter_differs",
        /// 日志被清空: there was a log, and no entry is left.
        LogEmpty = "log_empty",
        /// 变更流被改动: an entry of the change feed is not what the log says.
        FeedEntryChanged = "feed_entry_changed",
        /// 变更流缺失: a change of the log is missing in the feed.
        FeedEntryMissing = "feed_entry_missing",
        /// 变更流多出: the feed tells of a change that the log does not have.
        FeedEntryAdded = "feed_entry_added",
        /// 封签被改动: a seal is not what the log says.
        SealsChanged = "seals_changed",
        /// 数据被改动: a figure is not what was sealed.
        FigureChanged = "figure_changed",
        /// 数据缺失: a figure that was sealed is missing.
        FigureMissing = "figure_missing",
        /// 数据无封签: a figure stands without a seal.
        FigureUnsealed = "figure_unsealed",
        /// 与检查点不符: the log is not what a checkpoint vouches for.
        CheckpointContradicts = "checkpoint_contradicts",
        /// 短于检查点: the log ends before a checkpoint.
        CutAfterCheckpoint = "cut_after_checkpoint",
        /// 检查点缺失: a checkpoint that the log tells of is missing.
        CheckpointMissing = "checkpoint_missing",
        /// 检查点不真: the signature of a checkpoint is not the service's.
        CheckpointForged = "checkpoint_forged",
    }
}

impl FindingKind {
    /// What it means: Chinese, English.
    pub const fn texts(self) -> [&'static str; 2] {
        match self {
            Self::EntryChanged => {
                ["该记录的内容与其哈希不符。", "The entry does not have the hash that its columns give."]
            }
            Self::EntryMissing => ["该序号的记录不存在。", "There is no entry of this sequence."],
            Self::SequenceOutOfRange => {
                ["序号小于 1，服务从不写入这样的行。", "The sequence is below 1: the service never writes such a row."]
            }
            Self::ChainBroken => {
                ["该记录所载的前一哈希与前一记录不符。", "The entry does not follow from the one before it."]
            }
            Self::LogCut => ["计数器所记的记录多于日志中的记录。", "The counter knows of entries that the log lacks."],
            Self::CounterDiffers => {
                ["计数器与日志的末条记录不符。", "The counter is not at the last entry of the log."]
            }
            Self::LogEmpty => ["已有账号或数据，日志却为空。", "There are accounts or figures, and the log is empty."],
            Self::FeedEntryChanged => {
                ["变更流中的行与记录所封存的不符。", "The row of the feed is not the one that the entry covers."]
            }
            Self::FeedEntryMissing => {
                ["记录所对应的变更流的行不存在。", "The row of the feed that the entry covers is gone."]
            }
            Self::FeedEntryAdded => ["变更流中有记录未曾写入的行。", "The feed has a row that no entry covers."],
            Self::SealsChanged => {
                ["记录的数据封签被增加、删除或改动。", "Seals of the entry were added, removed or changed."]
            }
            Self::FigureChanged => ["数据与其最近一次封签不符。", "The figure is not what its last seal says."],
            Self::FigureMissing => {
                ["有封签的数据已不存在，或不再生效。", "A figure that is sealed is gone, or counts no more."]
            }
            Self::FigureUnsealed => {
                ["数据没有任何封签，日志未记载其由来。", "The figure has no seal: the log does not tell of it."]
            }
            Self::CheckpointContradicts => [
                "日志在该序号处的哈希与检查点不符，其后或其前的链条被重写。",
                "The log has another hash at this sequence than the checkpoint says: the chain was rewritten.",
            ],
            Self::CutAfterCheckpoint => {
                ["检查点所证的记录多于日志中的记录。", "The checkpoint vouches for entries that the log lacks."]
            }
            Self::CheckpointMissing => {
                ["该编号的检查点已不在数据库中。", "The checkpoint of this number is not in the database."]
            }
            Self::CheckpointForged => [
                "检查点的签名无法以已知公钥验证，或与其列、与前一检查点不符。",
                "No known key signed the checkpoint, or it does not fit its columns or the checkpoint before it.",
            ],
        }
    }
}

/// 核验发现: one thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Finding {
    /// What is wrong.
    pub finding: FindingKind,
    /// 说明.
    #[schema(example = "数据与其最近一次封签不符。")]
    pub text_zh: &'static str,
    /// What it means.
    #[schema(example = "The figure is not what its last seal says.")]
    pub text_en: &'static str,
    /// The sequence of the entry, where it concerns one.
    #[schema(example = 42)]
    pub sequence: Option<i64>,
    /// The type of the object whose figure it is.
    #[schema(example = "report")]
    pub resource_type: Option<String>,
    /// The object.
    pub resource_id: Option<Id>,
    /// The number of the checkpoint, where it concerns one.
    #[schema(example = 7)]
    pub checkpoint: Option<i32>,
}

impl Finding {
    /// Something that is wrong, nowhere in particular.
    pub const fn new(finding: FindingKind) -> Self {
        let [text_zh, text_en] = finding.texts();
        Self { finding, text_zh, text_en, sequence: None, resource_type: None, resource_id: None, checkpoint: None }
    }
    /// At an entry.
    pub fn at(mut self, sequence: i64) -> Self {
        self.sequence = Some(sequence);
        self
    }
    /// Of an object.
    pub fn of(mut self, resource_type: &str, id: Id) -> Self {
        (self.resource_type, self.resource_id) = (Some(resource_type.to_owned()), Some(id));
        self
    }
    /// By a checkpoint.
    pub fn by(mut self, number: i32) -> Self {
        self.checkpoint = Some(number);
        self
    }
}

/// What was found, bounded: a log that was rebuilt has as many faults as entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// The first of them.
    pub kept: Vec<Finding>,
    /// How many more there are.
    pub left_off: usize,
}

impl Findings {
    /// How many are told one by one.
    pub const KEPT: usize = 100;

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        if self.kept.len() < Self::KEPT { self.kept.push(finding) } else { self.left_off += 1 }
    }
    /// Adds those of another verification.
    pub fn extend(&mut self, more: Self) {
        more.kept.into_iter().for_each(|finding| self.push(finding));
        self.left_off += more.left_off;
    }
    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_is_a_sentence_in_each_language() {
        for kind in FindingKind::ALL {
            let [zh, en] = kind.texts();
            assert!(zh.ends_with('。') && en.ends_with('.'), "{kind}");
        }
    }
    #[test]
    fn findings_are_bounded() {
        let mut all = Findings::default();
        (0..105).for_each(|at| all.push(Finding::new(FindingKind::EntryChanged).at(at)));
        assert_eq!((all.kept.len(), all.left_off), (Findings::KEPT, 5));
    }
}
