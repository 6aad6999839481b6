//! What every resource's HTTP side shares.
//!
//! Reading: [`Reference`] from the path, [`List`] from the query, [`Page`] out. Writing: [`Create`], [`Act`] and
//! [`Edit`] carry body, `Idempotency-Key`, `If-Match` and `dry_run`; [`Command::run`] keeps their promises in one
//! transaction.
mod actions;
mod address;
mod answer;
mod as_of;
mod body;
mod case;
mod command;
mod cors;
mod history;
mod idempotency;
mod json;
mod language;
mod middleware;
mod order;
mod paging;
mod query;
mod reference;
mod responses;
mod shape;
mod texts;

pub use crate::{
    auth::{Caller, View},
    events::Tx,
};
pub use actions::{AllowedAction, Resource};
pub use address::{Source, nearest, not_found};
pub use answer::Answer;
pub use as_of::AsOf;
pub use body::{Body, Empty, clearable, not_encoded, validated};
pub use case::{Actionable, Case, IN_ANY_STATE};
pub use command::{Act, Command, Create, Edit, Expected, Preamble};
pub use cors::Cors;
pub use history::{HistoryEntry, history};
pub use idempotency::forget_expired;
pub use middleware::{RequestId, observe};
pub use order::{Declared, Listed, Listing, Order, Ordered};
pub use paging::{Page, PageInfo, PageParameters, Paging, Removed, sort_key};
pub use query::{Asked, List, NoParameters, OneOf, Query, check_query, query_string};
pub use reference::{Reference, in_query};
pub use responses::{AcceptLanguage, ById, CreateProblems, IfMatch, ReadHeaders, ReadProblems};
