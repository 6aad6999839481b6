//! Operations on investment records.
use super::{
    model::{InvestmentDetail, NewInvestment},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{ReadPlan, RecordProjects},
    },
    error::Result,
    events::{Change, Kind},
    web::*,
};
use crate::projects::{
    keepers,
    projects::{ProjectPartFilter, rules::Action},
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List the investment records of projects (投资记录)
///
/// In the order of their days, revisions of one day in the order of their recording; of a project's, all but the last
/// of a day are `superseded`.
#[utoipa::path(
    tag = "investments",
    params(ProjectPartFilter),
    responses((status = 200, body = Page<Resource<InvestmentDetail>>, description = "A page of records")),
)]
#[get("/project-investments")]
pub async fn list_project_investments(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: List<ProjectPartFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let named = list.filter.named(conn, view)?;
        Answer::ok(&store::list(conn, view, named, &list.page)?.map(InvestmentDetail::resource))
    };
    state.read(caller, read).await
}

/// Record a project's investment (记载投资、形象进度与用地)
///
/// What it came to by the end of a day.
///
/// - Another record for the same day takes the place of the one before.
/// - What is left out stays as an earlier record stated it.
/// - A cumulative figure that falls below an earlier one (`figure_decreased`), or rises above a later one
///   (`figure_overtakes`), needs a `decrease_reason`.
/// - 本年完成投资 is not recorded here: it is the figure of the project's approved reports.
/// - Only of named projects, by the project's lead bureau (`project_not_led` else) or the supervision office.
#[utoipa::path(
    tag = "investments",
    request_body = NewInvestment,
    responses((status = 201, body = Resource<InvestmentDetail>, description = "The new record")),
)]
#[post("/projects/{id}/investments")]
pub async fn create_project_investment(
    state: Data<State>,
    caller: Allowed<RecordProjects>,
    id: Reference,
    command: Create<NewInvestment>,
) -> Result<Answer> {
    let create = move |tx: &mut Tx<'_>, view: &View, new: &NewInvestment, _: &Expected| {
        let case = keepers::open(tx, view, &id, (Action::RecordInvestment, Permission::RecordProjects))?;
        let project = &case.project;
        keepers::hold(tx.conn, project.id)?;
        let mut all = store::current(tx.conn, &[project.id], view.today(), tx.business_now)?;
        let others = all.remove(&project.id).unwrap_or_default();
        let before = rules::known(others.iter().filter(|record| record.as_of_on < new.as_of_on));
        let after = rules::known_next(others.iter().filter(|record| record.as_of_on > new.as_of_on));
        rules::check(new, view.today(), before, after)?;
        let record = store::insert(tx.conn, project, new, view.caller.id, (tx.business_now, tx.now))?;
        tx.seal(&record);
        let (id, revision) = (record.id, record.revision);
        let data = json!({"project": project.code, "as_of": record.as_of_on, "revision": revision});
        let change = Change::new(Kind::InvestmentRecorded, id, revision).concerning(project.lead_bureau_id).data(data);
        let answer = Answer::resource(revision, &store::detail(project, false, record).resource())?;
        tx.record(&project.jurisdiction, change)?;
        Ok(answer.created(format!("/api/v1/project-investments?project={}", project.id)))
    };
    command.run(&state, caller, create).await
}
