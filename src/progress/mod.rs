//! 进度 progress: the maths of completion, the rule sets of the lights, where each indicator stands, the overview.
pub mod figures;
