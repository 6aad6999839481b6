//! Operations on rankings.
use super::{
    model::{NewRankingRules, Ranking, RankingFilter, RankingRules},
    rules, store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{EditRules, ReadPlan, ReadRankings},
        },
        error::{Code, Result, Violation, Violations},
        events::Kind,
        web::*,
    },
    progress::standings::Moment,
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// Get the ranking of bureaus (排名)
///
/// By the formula of the ranking rules in force on the day, with every part of every score.
///
/// - Only bureaus with at least `minimum_items` items that can be judged are ranked.
/// - Grey and excused items leave the denominators.
/// - Ties share a rank.
/// - For the supervision office and the leaders; bureaus read rankings in bulletins.
#[utoipa::path(
    tag = "rankings",
    params(RankingFilter),
    responses((status = 200, body = Ranking, description = "The ranking")),
)]
#[get("/rankings")]
pub async fn get_rankings(
    state: Data<State>,
    caller: Allowed<ReadRankings>,
    Query(filter): Query<RankingFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let moment = Moment::of(view, filter.as_of, None)?;
        Answer::ok(&store::get(conn, view, &filter, moment)?)
    };
    state.read(caller, read).await
}

/// List ranking rules (排名规则)
///
/// Every version, oldest first; none is ever changed.
#[utoipa::path(
    tag = "rankings",
    responses((status = 200, body = Page<Resource<RankingRules>>, description = "A page of ranking rules")),
)]
#[get("/ranking-rules")]
pub async fn list_ranking_rules(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: List<NoParameters>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| Answer::ok(&store::list(conn, view, &list.page)?.present(conn, view)?);
    state.read(caller, read).await
}

/// Make the next version of the ranking rules (排名规则)
///
/// In force from today or a later day, after every other version: what has been published is never ranked anew. By the
/// supervision office.
#[utoipa::path(
    tag = "rankings",
    request_body = NewRankingRules,
    responses((status = 201, body = Resource<RankingRules>, description = "The new version")),
)]
#[post("/ranking-rules")]
pub async fn create_ranking_rules(
    state: Data<State>,
    caller: Allowed<EditRules>,
    command: Create<NewRankingRules>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewRankingRules, _: &Expected| {
        let (mut faults, today) = (Violations::new(), view.today());
        rules::check(&mut faults, &new.content);
        if new.effective_from < today {
            faults.push(Violation::at("/effective_from", Code::TooSmall).with("min", today.to_string()));
        }
        faults.finish()?;
        let made = store::insert(tx.conn, &view.own, new, Some(view.caller.id), tx.now)?;
        let answer = made.created(tx, view, Kind::RankingRulesCreated, json!({}))?;
        // A version has no address of its own.
        Ok(answer.created("/api/v1/ranking-rules".to_owned()))
    };
    command.run(&state, caller, create).await
}
