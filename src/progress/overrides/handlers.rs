//! Operations on overrides.
use super::{
    model::{LightOverride, NewLightOverride, OverrideFilter, Revocation},
    rules, store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed, Permission,
            permission::{OverrideLights, ReadPlan},
        },
        error::{Code, Error, Result, stale},
        events::Kind,
        web::*,
    },
    plan::{indicators, periods},
    progress::verdicts,
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List light overrides (人工调整灯色)
///
/// In the order in which they were set, revoked and lapsed ones included.
#[utoipa::path(
    tag = "light-overrides",
    params(OverrideFilter),
    responses((status = 200, body = Page<Resource<LightOverride>>, description = "A page of overrides")),
)]
#[get("/light-overrides")]
pub async fn list_light_overrides(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: List<OverrideFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
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
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
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
        let parent = indicators::store::detail(tx.conn, view, indicator.clone())?;
        let may = indicators::beneath::may_set_light(&view.caller, &parent);
        Case::open_parent(tx, view, parent, Permission::OverrideLights, may)?;
        let named = &new.period.0;
        let period = named.found("/period", store::period_of(tx.conn, view, indicator.plan_id, named))?;
        rules::settable(&period, view.today())?;
        indicators::store::hold(tx.conn, indicator.id)?;
        if let Some(existing) = store::standing(tx.conn, indicator.id, period.id)? {
            return Err(Error::new(Code::LightOverridden).extend("existing", existing.id.to_string()));
        }
        let computed = verdicts::store::computed(tx.conn, &period, indicator.id, tx.business_now)?;
        let set = store::insert(tx, &indicator, &period, new, (view.caller.id, &computed))?;
        set.created(tx, view, Kind::LightOverrideCreated, json!({"reason": new.reason}))
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
        let set = store::get(tx.conn, view, &id)?;
        // Held, so that its period does not close meanwhile; read again, as it may have closed before.
        periods::store::hold(tx.conn, set.row.period_id)?;
        let set = store::get(tx.conn, view, &Reference::Id(set.row.id))?;
        let may = rules::may_revoke(&view.caller, &set.row, set.closed);
        let case = Case::open(tx, view, set, expected, Permission::OverrideLights, may)?;
        let after = store::revoke(tx, &case, view.caller.id, &revocation.reason).map_err(stale)?;
        case.close(tx, after, Kind::LightOverrideRevoked, json!({"reason": revocation.reason}))
    };
    command.run(&state, caller, revoke).await
}
