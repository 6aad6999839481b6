//! Who looks, and at what part of the data.
use super::{Caller, Scope};
use crate::db::Timestamp;
use std::ops::Deref;

/// The caller with what may be known of at a moment: what an object is shown by, and what every store is asked within.
#[derive(Debug, Clone)]
pub struct View {
    /// Who looks.
    pub caller: Caller,
    /// What part of the data.
    pub scope: Scope,
}

impl View {
    /// What the caller sees at a moment of business time.
    pub fn of(caller: Caller, business_now: Timestamp) -> Self {
        Self { scope: Scope::of(&caller, business_now), caller }
    }
}

/// A view is a scope wherever one is asked for.
impl Deref for View {
    type Target = Scope;
    fn deref(&self) -> &Scope {
        &self.scope
    }
}
