//! What the first administrators have to be.
use super::model::Bootstrap;
use crate::{
    directory::{jurisdictions, users},
    foundation::error::{Code, Result, Violation, Violations},
};

/// Checks jurisdiction, passwords, and that the three are three.
pub fn check(body: &Bootstrap) -> Result<()> {
    let mut faults = Violations::new();
    faults.check(jurisdictions::rules::check("/jurisdiction/code", &body.jurisdiction.code));
    let mut seen: Vec<&str> = Vec::new();
    for (field, _, person) in body.administrators() {
        faults.check(users::rules::password(&format!("/{field}/password"), &person.password, &person.username));
        if seen.contains(&person.username.as_str()) {
            let again = Violation::at(format!("/{field}/username"), Code::Duplicate);
            faults.push(again.with("value", person.username.as_str()));
        }
        seen.push(&person.username);
    }
    faults.finish()
}
