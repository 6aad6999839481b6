//! 办理 the one way to act on an object, the same for every resource:
//!
//! 1. the store reads the object within the [`View`]: what one may not know of is 404;
//! 2. [`Case::open`]: what one may not do is 403 and names the permission; what was changed since it was read is 412
//!    and names the fields that changed; what the object's state does not allow is 409, with `current_state` and
//!    `allowed_actions`;
//! 3. the handler checks the body and makes the change; whatever conflict it still meets is told in the same way;
//! 4. [`Case::close`]: event and audit entry with what changed, recorded last, and the object as the answer.
//!
//! A resource takes part by implementing [`Actionable`] for its row, or for the row with the parts that it is shown
//! with.
use super::{Answer, Expected, Page, Resource, View};
use crate::{
    auth::Permission,
    db::{Conn, Id},
    error::{Code, Error, Result},
    events::{self, Change, Conflict, Data, Kind, Seal, Tx},
};
use actix_web::http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use std::ops::Deref;

/// What the rules say of a change that every state allows.
pub const IN_ANY_STATE: Result<(), Code> = Ok(());

/// An object that people act on.
pub trait Actionable: Clone + Serialize + Send + 'static {
    /// What a client is shown of it.
    type Shown: Serialize;
    /// Where it is found by its id: `areas` for `/api/v1/areas/{id}`.
    const COLLECTION: &'static str;

    /// Its identity.
    fn id(&self) -> Id;
    /// Its version, which every change makes grow.
    fn version(&self) -> i32;
    /// The jurisdiction in whose feed and audit log its changes stand.
    fn jurisdiction(&self) -> &str;
    /// The bureau that it concerns: told of its changes where the kind of event says so.
    fn bureau(&self) -> Option<Id>;
    /// The state that a conflict tells as `current_state`; `None` of what has no states.
    fn state(&self, view: &View) -> Option<&'static str>;
    /// What its events carry of it, where the table of events names it: its code, its status.
    fn event_data(&self) -> Value {
        Value::Null
    }
    /// What ties its figures to the audit log; `None` of what has none that are judged or published.
    fn seal(&self) -> Option<Seal> {
        None
    }
    /// Whether it lies where the caller may change anything: by default only in the own jurisdiction.
    fn within_reach(&self, view: &View) -> Result<()> {
        view.may_change(self.jurisdiction())
    }
    /// Objects as they are shown, in the same order, with as many statements for many as for one.
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Self::Shown>>>;

    /// A change of it with what it says of itself: for what is told outside of a [`Case`], such as many that come to be
    /// at once.
    fn event(&self, kind: Kind) -> Change {
        let change = Change::new(kind, self.id(), self.version()).concerning(self.bureau());
        change.data_of(self.event_data()).sealing(self.seal())
    }
    /// [`present`](Self::present) of one.
    fn present_one(self, conn: &mut Conn, view: &View) -> Result<Resource<Self::Shown>> {
        Self::present(vec![self], conn, view)?.pop().ok_or_else(|| Error::internal("nothing presented"))
    }
    /// The answer that shows it, with its ETag.
    fn answer(self, conn: &mut Conn, view: &View) -> Result<Answer> {
        let version = self.version();
        Answer::resource(version, &self.present_one(conn, view)?)
    }
    /// Tells that it came to be, and answers with it and its address.
    fn created(self, tx: &mut Tx<'_>, view: &View, kind: Kind, data: Value) -> Result<Answer> {
        let change = self.event(kind).data(data);
        let (jurisdiction, id) = (self.jurisdiction().to_owned(), self.id());
        let answer = self.answer(tx.conn, view)?;
        tx.record(&jurisdiction, change)?;
        Ok(answer.created(format!("/api/v1/{}/{id}", Self::COLLECTION)))
    }
}

impl<R: Actionable> Page<R> {
    /// The page with its objects as they are shown.
    pub fn present(self, conn: &mut Conn, view: &View) -> Result<Page<Resource<R::Shown>>> {
        Ok(Page { items: R::present(self.items, conn, view)?, page: self.page })
    }
}

/// An object that is about to be changed, as it was read.
pub struct Case<R> {
    before: R,
    view: View,
}

impl<R> Deref for Case<R> {
    type Target = R;
    fn deref(&self) -> &R {
        &self.before
    }
}

impl<R: Actionable> Case<R> {
    /// Opens the case of an object that the caller may know of, unless the caller may not do this with it (403), has
    /// not read its present version (412), or the object's state does not allow it (409).
    ///
    /// `may` is what the resource's rules say, of caller and state at once; which answer it leads to is decided here.
    pub fn open<E: Into<Error>>(
        tx: &mut Tx<'_>,
        view: &View,
        object: R,
        expected: &Expected,
        permission: Permission,
        may: Result<(), E>,
    ) -> Result<Self> {
        let may = may.map_err(Into::into);
        let case = Self::admitted(tx, view, object, permission, may.as_ref().err())?;
        if !expected.is(case.version()) {
            return Err(case.stale(tx, expected)?);
        }
        may.map(|()| case)
    }
    /// Opens the case of an object beneath which something is to be created: as [`open`](Self::open), without a version
    /// that was read.
    pub fn open_parent<E: Into<Error>>(
        tx: &mut Tx<'_>,
        view: &View,
        object: R,
        permission: Permission,
        may: Result<(), E>,
    ) -> Result<Self> {
        let may = may.map_err(Into::into);
        let case = Self::admitted(tx, view, object, permission, may.as_ref().err())?;
        may.map(|()| case)
    }
    /// The case of a caller who may do this; from here on a conflict with the object's state is told in full.
    fn admitted(
        tx: &mut Tx<'_>,
        view: &View,
        object: R,
        permission: Permission,
        refused: Option<&Error>,
    ) -> Result<Self> {
        let forbid = |code: Code| permission.forbidden(code);
        if !view.caller.may(permission) {
            return Err(forbid(Code::PermissionDenied));
        }
        object.within_reach(view).map_err(|error| forbid(error.code()))?;
        if let Some(code) = refused.map(Error::code).filter(|code| code.status() == StatusCode::FORBIDDEN) {
            return Err(forbid(code));
        }
        tx.conflict = Some(conflict(object.clone(), view.clone()));
        Ok(Self { before: object, view: view.clone() })
    }
    /// 412, with the current ETag and the fields that changed since the version that was read.
    fn stale(&self, tx: &mut Tx<'_>, expected: &Expected) -> Result<Error> {
        let changed = events::fields_changed_since(tx.conn, &self.id().to_string(), expected.version())?;
        let etag = self.before.clone().answer(tx.conn, &self.view)?.etag.unwrap_or_default();
        Ok(Error::new(Code::PreconditionFailed)
            .header("ETag", etag.clone())
            .extend("current_etag", etag)
            .extend("changed_fields", changed))
    }
    /// The object as it was read.
    pub fn before(&self) -> &R {
        &self.before
    }
    /// Tells what became of the object. Call it last; [`close`](Self::close) does so and answers with the object.
    pub fn record(&self, tx: &mut Tx<'_>, after: &R, kind: Kind, data: Value) -> Result<()> {
        let change = self.change(after, kind, data)?;
        tx.record(after.jurisdiction(), change)
    }
    /// Tells what became of the object and answers with it.
    pub fn close(&self, tx: &mut Tx<'_>, after: R, kind: Kind, data: Value) -> Result<Answer> {
        let change = self.change(&after, kind, data)?;
        let jurisdiction = after.jurisdiction().to_owned();
        let answer = after.answer(tx.conn, &self.view)?;
        tx.record(&jurisdiction, change)?;
        Ok(answer)
    }
    /// The change from the object as it was read. Its fields explain a later 412, so there must be some, unless an edit
    /// gave every field the value that it had.
    fn change(&self, after: &R, kind: Kind, data: Value) -> Result<Change> {
        let change = after.event(kind).data(data).between(&self.before, after)?;
        let edit = matches!(kind.spec().data, Data::Edit);
        if cfg!(debug_assertions) && !edit && !change.names_fields() && after.version() != self.version() {
            return Err(Error::internal(format!("{kind} names no field that changed")));
        }
        Ok(change)
    }
}

/// What a conflict with the state of an object says: the state, and what the caller may do in it.
fn conflict<R: Actionable>(object: R, view: View) -> Conflict {
    Box::new(move |conn, error| {
        let state = object.state(&view);
        match object.present_one(conn, &view) {
            Ok(shown) => shown.refuse(error, state),
            Err(cause) => {
                tracing::warn!(%cause, "a conflict that could not be explained");
                error
            }
        }
    })
}
