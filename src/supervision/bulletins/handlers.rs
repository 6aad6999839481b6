//! Operations on bulletins that read or draft; what moves one on is in `actions.rs`, what is said about one in
//! `remarks.rs`.
use super::{
    actions::captured,
    inputs::{Inputs, hash},
    model::{Bulletin, BulletinRow, BulletinStatus, Verification},
    render::{TEMPLATE, render},
    requests::{BulletinFilter, NewBulletin},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{IssueBulletins, ReadPlan},
        },
        db::Id,
        error::Result,
        events::Kind,
        web::*,
    },
    plan::plans,
    supervision::secrecy,
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List bulletins (通报)
///
/// In the order of their drafting.
///
/// - Drafts and abandoned ones are seen by the supervision office and the leaders only.
/// - Circulated ones are seen by the bureaus too, which may object.
/// - Final ones are seen by everyone of the jurisdiction.
#[utoipa::path(
    tag = "bulletins",
    params(Listing<BulletinFilter>),
    responses((status = 200, body = Page<Resource<Bulletin>>, description = "A page of bulletins")),
)]
#[get("/bulletins")]
pub async fn list_bulletins(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<BulletinFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a bulletin (通报)
///
/// Its state, hashes and errata; the text is `GET /bulletins/{id}/content`.
#[utoipa::path(tag = "bulletins", responses((status = 200, body = Resource<Bulletin>, description = "The bulletin")))]
#[get("/bulletins/{id}")]
pub async fn get_bulletin(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Get the content of a bulletin (通报正文)
///
/// The text in Markdown, the very bytes that `content_hash` is of. Of a final bulletin they never change.
#[utoipa::path(
    tag = "bulletins",
    responses((status = 200, body = String, content_type = "text/markdown", description = "The text")),
)]
#[get("/bulletins/{id}/content")]
pub async fn get_bulletin_content(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let bulletin = store::get(conn, view, &id)?;
        Ok(Answer::bytes("text/markdown; charset=utf-8", bulletin.content.into_bytes()))
    };
    state.read(caller, read).await
}

/// Get the inputs of a bulletin (通报所据数据)
///
/// Everything that the content is made from, the very bytes that `inputs_hash` is of.
#[utoipa::path(tag = "bulletins", responses((status = 200, body = Inputs, description = "The stored inputs")))]
#[get("/bulletins/{id}/inputs")]
pub async fn get_bulletin_inputs(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let bulletin = store::get(conn, view, &id)?;
        Ok(Answer::bytes("application/json", bulletin.inputs.into_bytes()))
    };
    state.read(caller, read).await
}

/// Verify a bulletin (核验)
///
/// Makes the content anew from the stored inputs and compares it with the stored one byte for byte, and both with their
/// hashes.
#[utoipa::path(
    tag = "bulletins",
    responses((status = 200, body = Verification, description = "Whether it is what its inputs make it")),
)]
#[get("/bulletins/{id}/verification")]
pub async fn verify_bulletin(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let bulletin = store::get(conn, view, &id)?;
        let anew = Inputs::read(&bulletin.inputs).and_then(|inputs| render(&inputs)).ok();
        let inputs_intact = hash(&bulletin.inputs) == bulletin.inputs_hash;
        let content_intact = hash(&bulletin.content) == bulletin.content_hash;
        let content_reproduced = anew.as_ref() == Some(&bulletin.content);
        Answer::ok(&Verification {
            reproducible: inputs_intact && content_intact && content_reproduced,
            inputs_intact,
            content_intact,
            content_reproduced,
            reproduced_hash: anew.as_deref().map(hash),
        })
    };
    state.read(caller, read).await
}

/// Draft a bulletin (起草通报)
///
/// Captures the approved data of a plan at the cut-off, all at once, and makes the text from them.
///
/// - Only what was approved by then is in it, whatever is approved later.
/// - Classified content is refused (`classified_content_refused`), here and in every text about a bulletin.
/// - By the supervision office.
#[utoipa::path(
    tag = "bulletins",
    request_body = NewBulletin,
    responses((status = 201, body = Resource<Bulletin>, description = "The new draft")),
)]
#[post("/bulletins")]
pub async fn create_bulletin(
    state: Data<State>,
    caller: Allowed<IssueBulletins>,
    command: Create<NewBulletin>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewBulletin, _: &Expected| {
        let this_year = Reference::Code(view.year().to_string());
        let plan = plans::store::named_or_in_force(tx.conn, view, new.plan.as_ref());
        let plan = new.plan.as_ref().unwrap_or(&this_year).found("/plan", plan)?;
        let plan = plans::open_beneath(tx, view, plan, plans::rules::Action::CreateBulletin)?;
        secrecy::refuse(&[("/title", Some(&new.title))])?;
        let blank = BulletinRow {
            id: Id::new(),
            jurisdiction: plan.jurisdiction.clone(),
            plan_id: plan.id,
            year: plan.year,
            number: None,
            title: new.title.clone(),
            status: BulletinStatus::Draft,
            cut_off_at: tx.business_now,
            objections_until: None,
            template: TEMPLATE,
            inputs: String::new(),
            inputs_hash: String::new(),
            content: String::new(),
            content_hash: String::new(),
            drafted_by: Some(view.caller.id),
            circulated_at: None,
            published_by: None,
            published_at: None,
            version: 1,
            created_at: tx.now,
            updated_at: tx.now,
        };
        let draft = captured(tx, view, &plan, blank, new.cut_off_at)?;
        store::insert(tx.conn, &draft)?.created(tx, view, Kind::BulletinDrafted, json!({}))
    };
    command.run(&state, caller, create).await
}
