//! Who may do what: roles and permissions in one table, tokens and their keys, passwords, and the caller of a request.
mod caller;
pub mod passwords;
pub mod permission;

mod scope;
mod tokens;
mod view;

pub use caller::{Allowed, Caller, Misasked, covered, identify};
pub use permission::{Permission, Role};
pub use scope::Scope;
pub use tokens::{Claims, Keys, PublicKeys, digest, generate_key, random_token};
pub use view::View;
