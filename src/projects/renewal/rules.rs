//! What the plan states of the structure, and projects counted by stage.
use super::model::ProjectsInStage;
use crate::projects::transitions::Stage;

/// How many of a thing a printed text counts: the whole number just before the word, with 个 or 大 between at most.
/// "3大片区8个单元N个项目" has 3 片区, 8 单元, and no number of 项目.
pub fn counted(text: &str, word: &str) -> Option<i64> {
    let (before, _) = text.split_once(word)?;
    let number = before.trim_end_matches(['个', '大', ' ']);
    number.strip_prefix(number.trim_end_matches(|c: char| c.is_ascii_digit()))?.parse().ok()
}

/// Projects by stage, every stage once, in the order of the stages.
pub fn by_stage(stages: impl Iterator<Item = Stage> + Clone) -> Vec<ProjectsInStage> {
    let count = |stage: Stage| ProjectsInStage {
        stage,
        stage_text: stage.text(),
        projects: stages.clone().filter(|each| *each == stage).count(),
    };
    Stage::ALL.iter().copied().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_structure_is_read_and_what_is_no_number_is_not() {
        let printed = "3大片区8个单元N个项目";
        let counts = ["片区", "单元", "项目", "街区"].map(|word| counted(printed, word));
        assert_eq!(counts, [Some(3), Some(8), None, None]);
        assert_eq!((counted("12 个单元", "单元"), counted("单元", "单元")), (Some(12), None));
    }
}
