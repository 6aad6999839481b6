//! Operations on overrides.
use super::{
    model::{LightOverride, NewLightOverride, OverrideOf, Revocation},
    rules, store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{OverrideLights, ReadPlan},
        },
        error::{Code, Error, Result, stale},
        events::{Change, Kind},
        web::*,
    },
    plan::{
        indicators::{self, Reporting},
        periods,
    },
    progress::verdicts,
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List light overrides (人工调整灯色)
///
/// Of one indicator, in the order in which they were set, revoked and lapsed ones included.
#[utoipa::path(
    tag = "light-overrides",
    responses((status = 200, body = Page<Resource<LightOverride>>, description = "A page of overrides")),
)]
#[get("/indicators/{id}/light-overrides")]
pub async fn list_light_overrides(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    id: Reference,
    list: List<NoParameters>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let indicator = indicators::store::get(conn, view, &id)?;
        Answer::ok(&store::list(conn, indicator.id, &list.page)?.map(|of| of.shown_to(&view.caller)))
    };
    state.read(caller, read).await
}

/// Get a light override (人工调整灯色)
///
/// With the light that was set, the one that the rules gave then, and whether it is still in force.
#[utoipa::path(
    tag = "light-overrides",
    responses((status = 200, body = Resource<LightOverride>, description = "The override")),
)]
#[get("/light-overrides/{id}")]
pub async fn get_light_override(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let of = store::get(conn, view, &id)?;
        Answer::resource(of.row.version, &of.shown_to(&view.caller))
    };
    state.read(caller, read).await
}

/// Override a light (人工调整灯色)
///
/// Sets the light of an indicator in a period, with a reason.
///
/// - Once the period has begun (`period_not_begun`) and until it closes (`light_frozen`).
/// - The computed light stays visible beside it; the closing keeps both.
/// - It lapses with the period: a figure of a later period is judged by the rules again.
/// - One stands at a time (`light_overridden`, with the `existing` one): revoke it to set another.
/// - Only of indicators that are reported (`indicator_not_reported`).
/// - By the supervision office.
#[utoipa::path(
    tag = "light-overrides",
    request_body = NewLightOverride,
    responses((status = 201, body = Resource<LightOverride>, description = "The override")),
)]
#[post("/indicators/{id}/light-overrides")]
pub async fn create_light_override(
    state: Data<State>,
    caller: Allowed<OverrideLights>,
    id: Reference,
    command: Create<NewLightOverride>,
) -> Result<Answer> {
    let set = move |tx: &mut Tx<'_>, view: &View, new: &NewLightOverride, _: &Expected| {
        let indicator = indicators::store::get(tx.conn, view, &id)?;
        view.may_change(&indicator.jurisdiction)?;
        if indicator.reporting == Reporting::None {
            return Err(Code::IndicatorNotReported.into());
        }
        let named = &new.period.0;
        let period = named.found("/period", store::period_of(tx.conn, view, indicator.plan_id, named))?;
        rules::settable(&period, view.today())?;
        indicators::store::hold(tx.conn, indicator.id)?;
        if let Some(existing) = store::standing(tx.conn, indicator.id, period.id)? {
            return Err(Error::new(Code::LightOverridden).extend("existing", existing.id.to_string()));
        }
        let computed = verdicts::store::computed(tx.conn, &period, indicator.id, tx.business_now)?;
        let of = store::insert(tx, &indicator, &period, new, (view.caller.id, &computed))?;
        let told = json!({
            "indicator": indicator.code, "period": period.code, "light": new.light,
            "computed_light": of.row.computed_light, "reason": new.reason
        });
        let change = Change::new(Kind::LightOverrideCreated, of.row.id, of.row.version).data(told);
        tx.record(&indicator.jurisdiction, change)?;
        let location = format!("/api/v1/light-overrides/{}", of.row.id);
        Ok(Answer::resource(of.row.version, &of.shown_to(&view.caller))?.created(location))
    };
    command.run(&state, caller, set).await
}

/// Revoke a light override (撤销人工调整)
///
/// With a reason, until the period closes (`light_frozen`): the light is the computed one again. By the supervision
/// office.
#[utoipa::path(
    tag = "light-overrides",
    request_body = Revocation,
    responses((status = 200, body = Resource<LightOverride>, description = "The revoked override")),
)]
#[post("/light-overrides/{id}/revoke")]
pub async fn revoke_light_override(
    state: Data<State>,
    caller: Allowed<OverrideLights>,
    id: Reference,
    command: Act<Revocation>,
) -> Result<Answer> {
    let revoke = move |tx: &mut Tx<'_>, view: &View, revocation: &Revocation, expected: &Expected| {
        let before = store::get(tx.conn, view, &id)?;
        view.may_change(&before.row.jurisdiction)?;
        let closed = periods::store::hold(tx.conn, before.row.period_id)?.closed_at.is_some();
        let shown = before.clone().shown_to(&view.caller);
        expected.check(tx, before.row.id, before.row.version, |_| Answer::resource(before.row.version, &shown))?;
        let state = if before.row.revoked_at.is_some() { "revoked" } else { "lapsed" };
        rules::revocable(before.row.revoked_at, closed).map_err(|code| shown.refused(code, state))?;
        let row = store::revoke(tx, &before.row, view.caller.id, &revocation.reason).map_err(stale)?;
        let told = json!({"period": before.period, "reason": revocation.reason});
        let change = Change::new(Kind::LightOverrideRevoked, row.id, row.version).data(told);
        tx.record(&row.jurisdiction, change)?;
        Answer::resource(row.version, &OverrideOf { row, ..before }.shown_to(&view.caller))
    };
    command.run(&state, caller, revoke).await
}
