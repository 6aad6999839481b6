//! Whether an operation is allowed: what the object itself says where it says so, else what the permission and the
//! jurisdiction say.
use super::permissions;
use crate::foundation::{auth::View, error::Code, web::AllowedAction};
use serde_json::Value;
use strum::IntoEnumIterator;

/// Whether the caller may, and if not, why; and what may be chosen.
#[derive(Debug, Clone)]
pub(super) struct Admission {
    /// The code that the operation would answer.
    pub may: Result<(), Code>,
    /// What may be chosen now.
    pub options: Vec<String>,
}

impl Admission {
    /// Without a choice.
    pub fn plain(may: Result<(), Code>) -> Self {
        Self { may, options: Vec::new() }
    }
}

/// By the permission alone: what is not allowed by it is refused before any object is looked at.
pub(super) fn by_permission(view: &View, operation: &str) -> Result<(), Code> {
    match permissions::of(operation) {
        Some(permission) if !view.caller.may(permission) => Err(Code::PermissionDenied),
        _ => Ok(()),
    }
}

/// By an object as it is shown to the caller.
pub(super) fn by_object(view: &View, operation: &str, object: &Value) -> Admission {
    let offered = object["allowed_actions"].as_array().into_iter().flatten();
    if let Some(action) = offered.into_iter().find(|action| action["operation"] == operation) {
        let reason = Code::iter().find(|code| action["reason"] == code.as_str());
        let texts = action["options"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let may = if action["allowed"] == true { Ok(()) } else { Err(reason.unwrap_or(Code::PermissionDenied)) };
        return Admission { may, options: texts.map(str::to_owned).collect() };
    }
    let elsewhere = object["jurisdiction"].as_str().is_some_and(|jurisdiction| view.may_change(jurisdiction).is_err());
    Admission::plain(if elsewhere { Err(Code::OtherJurisdiction) } else { Ok(()) })
}

/// What actions that were worked out say of one operation.
pub(super) fn by_actions(operation: &str, actions: &[AllowedAction]) -> Admission {
    let offered = actions.iter().find(|action| action.operation == operation);
    let may = offered.map_or(Ok(()), |action| action.reason.map_or(Ok(()), Err));
    Admission { may, options: offered.map(|action| action.options.clone()).unwrap_or_default() }
}
