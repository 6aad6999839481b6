//! Grouped statistics: every group is the list that it points at, nothing counts twice, and nobody counts what is not theirs.
use crate::{
    kit::{Client, TestApp, document},
    progress::{approved, indicator, plan, value},
};
use serde_json::{Value, json};

const QUESTIONS: [&str; 3] = ["indicators", "projects", "reports"];

/// The values of the enumeration of dimensions, as the document has them.
fn dimensions(question: &str) -> Vec<&'static str> {
    let name = match question {
        "indicators" => "IndicatorDimension",
        "projects" => "ProjectDimension",
        _ => "ReportDimension",
    };
    let values = document()["components"]["schemas"][name]["enum"].as_array().unwrap();
    values.iter().map(|value| value.as_str().unwrap()).collect()
}
fn count(measures: &Value) -> i64 {
    measures["count"].as_i64().unwrap()
}
async fn total(client: &Client, href: &str) -> i64 {
    let list = href.strip_prefix("/api/v1").unwrap();
    client.get(&format!("{list}&count=exact&limit=1")).await.expect(200).body["page"]["total"].as_i64().unwrap()
}

/// Asks one question and holds every group against its list; how many groups there were.
async fn held(client: &Client, question: &str, query: &str) -> usize {
    let seen = client.get(&format!("/statistics/{question}?{query}")).await.expect(200).body;
    let groups = seen["groups"].as_array().unwrap();
    let mut in_groups = 0;
    for group in groups {
        assert!(
            group["keys"].as_array().unwrap().iter().all(|key| !key["text"].as_str().unwrap().is_empty()),
            "{group}"
        );
        let href = group["href"].as_str().unwrap();
        assert_eq!(total(client, href).await, count(group), "{question} {query}: {href}");
        in_groups += count(group);
    }
    let left: i64 = seen["left_out"].as_array().unwrap().iter().map(|left| left["count"].as_i64().unwrap()).sum();
    // Of projects what is left out may be a group of which only a number is declared, and that is not counted.
    let all =
        count(&seen["total"]) + if question == "projects" { seen["total"]["groups"].as_i64().unwrap() } else { 0 };
    if question == "projects" {
        let declared: i64 = groups.iter().map(|group| group["groups"].as_i64().unwrap()).sum();
        assert!(in_groups + declared + left >= all, "{question} {query}: {seen:#}");
        assert!(seen["overlapping"] == true || in_groups + declared + left == all, "{question} {query}: {seen:#}");
    } else {
        assert_eq!(in_groups + left, all, "{question} {query}: {seen:#}");
    }
    groups.len()
}

#[actix_web::test]
async fn every_group_of_the_demonstration_is_the_list_that_it_points_at() {
    let app = TestApp::demonstration().await;
    let supervisor = app.supervisor().await;
    for question in QUESTIONS {
        let all = dimensions(question);
        assert!(all.len() >= 5, "{question}");
        for dimension in &all {
            let groups = held(&supervisor, question, &format!("group_by={dimension}")).await;
            assert!(groups > 0, "{question} by {dimension}");
        }
    }
    for (question, query) in [
        ("indicators", "group_by=light,area"),
        ("indicators", "group_by=commitment,light&kind=flow,list"),
        ("indicators", "group_by=light&as_of=2025-09-30&basis=latest"),
        ("indicators", "group_by=area&area=code:2&light=red,yellow,grey"),
        ("projects", "group_by=stage,area"),
        ("projects", "group_by=area,level&area=code:2"),
        ("projects", "group_by=batch&batch=signed"),
        ("projects", "group_by=stage&q=片区 &suspended=false"),
        ("reports", "group_by=period,timeliness"),
        ("reports", "group_by=bureau&state=overdue,approved&due_before=2025-09-30"),
    ] {
        held(&supervisor, question, &query.replace(' ', "%20")).await;
    }
}

#[actix_web::test]
async fn the_totals_are_those_of_the_overview_and_groups_of_projects_stand_apart() {
    let app = TestApp::demonstration().await;
    let supervisor = app.supervisor().await;
    let overview = supervisor.get("/overview").await.expect(200).body;
    let indicators = supervisor.get("/statistics/indicators?group_by=area").await.expect(200).body;
    assert_eq!(indicators["total"]["counts"], overview["totals"]);
    for group in indicators["groups"].as_array().unwrap() {
        let code = &group["keys"][0]["value"];
        let area = overview["areas"].as_array().unwrap().iter().find(|area| area["area"]["code"] == *code).unwrap();
        assert_eq!(group["counts"], area["counts"], "{code}");
    }
    let projects = supervisor.get("/statistics/projects?group_by=stage").await.expect(200).body;
    for group in projects["groups"].as_array().unwrap() {
        let stage = &group["keys"][0]["value"];
        let stages = overview["projects"].as_array().unwrap();
        let counted = stages.iter().find(|counted| counted["stage"] == *stage).unwrap();
        assert_eq!((&group["count"], &group["declared"]), (&counted["named"], &counted["declared"]), "{stage}");
    }
    // A project counts in each of its areas, and once in the total.
    let by_area = supervisor.get("/statistics/projects?group_by=area").await.expect(200).body;
    let sum: i64 = by_area["groups"].as_array().unwrap().iter().map(count).sum();
    assert!(by_area["overlapping"] == true && sum > count(&by_area["total"]), "{sum}");
    assert_eq!(by_area["total"], projects["total"]);
}

#[actix_web::test]
async fn a_mean_is_of_capped_rates_and_money_is_added_exactly() {
    let app = TestApp::new().await;
    plan(&app).await;
    for (code, reported) in [("2.1", Some("150")), ("2.2", Some("400")), ("2.3", None)] {
        indicator(&app, code, json!({})).await;
        if let Some(reported) = reported {
            approved(&app, "housing", code, "2025-09", value(reported)).await;
        }
    }
    let leader = app.leader().await;
    let seen = leader.get("/statistics/indicators?group_by=commitment").await.expect(200).body;
    let [group] = seen["groups"].as_array().unwrap().as_slice() else { panic!("{seen:#}") };
    assert_eq!((&group["keys"][0]["value"], &group["keys"][0]["text"]), (&json!("strive"), &json!("力争")));
    // (150 ÷ 335.3 × 100 and 100) ÷ 2.
    assert_eq!((&group["count"], &group["rated"], &group["mean_rate"]), (&json!(3), &json!(2), &json!("72.368")));
    let supervisor = app.supervisor().await;
    let entry = json!({"effective_on": "2025-01-10", "evidence": crate::kit::papers("reserve")});
    for (code, listing, declared, money) in [
        ("P1", "named", json!(null), json!("0.1")),
        ("P2", "named", json!(null), json!("0.2")),
        ("P3", "named", json!(null), json!("0.3")),
        ("G1", "group", json!(28), json!("1000")),
    ] {
        let project = json!({
            "code": code, "name": code, "listing": listing, "declared_count": declared, "stage": "reserve",
            "level": "district", "areas": ["code:1", "code:2"], "total_investment": money,
            "lead_bureau": "code:housing", "entry": entry,
        });
        supervisor.post("/projects", &project).await.expect(201);
    }
    let seen = leader.get("/statistics/projects?group_by=lead_bureau").await.expect(200).body;
    let total = &seen["total"];
    assert_eq!((&total["count"], &total["groups"], &total["declared"]), (&json!(3), &json!(1), &json!(28)));
    assert_eq!(total["total_investment"], json!({"sum": "0.6", "stated": 3, "missing": 0}));
    assert_eq!(total["year_investment"], json!({"sum": null, "stated": 0, "missing": 3}));
}

#[actix_web::test]
async fn a_bureau_counts_its_own_reports_only() {
    let app = TestApp::with_reporting().await;
    let all = app.supervisor().await.get("/statistics/reports?group_by=bureau").await.expect(200).body;
    assert!(all["groups"].as_array().unwrap().len() > 1);
    for bureau in ["housing", "science", "industry"] {
        let lead = app.lead(bureau).await;
        let own = lead.get("/statistics/reports?group_by=bureau").await.expect(200).body;
        let [group] = own["groups"].as_array().unwrap().as_slice() else { panic!("{own:#}") };
        assert_eq!((group["keys"][0]["value"].as_str().unwrap(), &group["count"]), (bureau, &own["total"]["count"]));
        held(&lead, "reports", "group_by=state,period").await;
        let other = if bureau == "science" { "housing" } else { "science" };
        let none = lead.get(&format!("/statistics/reports?bureau=code:{other}")).await.expect(200).body;
        assert_eq!((count(&none["total"]), none["groups"].as_array().unwrap().len()), (0, 0));
    }
}

#[actix_web::test]
async fn one_or_two_different_dimensions_are_taken() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    for wrong in ["light,light", "light,kind,area", "colour"] {
        let answer = supervisor.get(&format!("/statistics/indicators?group_by={wrong}")).await;
        assert_eq!(answer.refused(400, "invalid_parameter").places(), ["group_by"], "{wrong}");
    }
    let plain = supervisor.get("/statistics/projects").await.expect(200).body;
    assert_eq!(plain["group_by"], json!(["stage"]));
}
