//! What the caller may do with an object now, and if not, why.
use crate::error::{Code, Error};
use serde::Serialize;
use utoipa::ToSchema;

/// One operation on an object, for this caller and in this state.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AllowedAction {
    /// The operation id.
    #[schema(example = "submit_report")]
    pub operation: &'static str,
    /// Whether the caller may do it now.
    pub allowed: bool,
    /// Why not: the code with which the operation would answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub reason: Option<Code>,
    /// What may be chosen now, where the operation asks for a choice: the stages that a project may enter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, nullable = false, example = json!(["under_construction", "exited"]))]
    pub options: Vec<String>,
}

impl AllowedAction {
    /// From what a check says.
    pub fn new(operation: &'static str, check: Result<(), Code>) -> Self {
        Self { operation, allowed: check.is_ok(), reason: check.err(), options: Vec::new() }
    }
    /// With what may be chosen.
    pub fn among(mut self, options: &[impl ToString]) -> Self {
        self.options = options.iter().map(ToString::to_string).collect();
        self
    }
}

/// An object with what the caller may do with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Resource<T> {
    /// The object.
    #[serde(flatten)]
    pub object: T,
    /// What the caller may do with it now, and if not, why.
    pub allowed_actions: Vec<AllowedAction>,
}

impl<T> Resource<T> {
    /// A conflict with the object's state, which tells the state and the operations that are allowed in it.
    pub fn refuse(&self, error: Error, current_state: Option<&str>) -> Error {
        let allowed = self.allowed_actions.iter().filter(|action| action.allowed).map(|action| action.operation);
        let allowed: Vec<&str> = allowed.collect();
        let error = error.extend("allowed_actions", allowed);
        match current_state {
            Some(state) => error.extend("current_state", state).with("status", state),
            None => error,
        }
    }
}
