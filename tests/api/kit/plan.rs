//! A plan to work on, made through the API.
use super::{Answer, Client, TestApp};
use serde_json::{Value, json};

impl TestApp {
    /// A district with the plan of 2025 and its areas 1, 2 and 10, and the supervisor who made them.
    pub async fn with_plan() -> (Self, Client) {
        let app = Self::new().await;
        let supervisor = app.supervisor().await;
        supervisor.post("/plans", &json!({"year": 2025, "title": "十项工作"})).await.expect(201);
        for (code, name) in [("10", "民生保障"), ("1", "重点项目建设"), ("2", "促消费扩投资")] {
            let area = json!({"plan": "code:2025", "code": code, "name": name});
            supervisor.post("/areas", &area).await.expect(201);
        }
        (app, supervisor)
    }
}

/// The body of an indicator: a cumulative flow of 亿元 in area 2, with `changes` merged into it; `null` leaves a field out.
pub fn indicator(code: &str, changes: Value) -> Value {
    let mut body = json!({
        "plan": "code:2025", "area": "code:2", "code": code, "name": "完成投资", "kind": "flow", "basis": "cumulative",
        "unit": "亿元", "decimals": 1, "target": {"value": "335.3", "comparator": "gte", "commitment": "strive"},
        "lead_bureau": "code:housing", "supporting_bureaus": ["code:industry"], "assignment_source": "assumed",
    });
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            body.as_object_mut().unwrap().remove(name);
        } else {
            body[name] = value.clone();
        }
    }
    body
}

/// The codes of the items of a page.
pub fn codes(page: &Answer) -> Vec<String> {
    let items = page.body["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|item| item["code"].as_str().unwrap_or("").to_owned()).collect()
}

/// The evidence that the gate of a stage asks for.
pub fn papers(stage: &str) -> Vec<Value> {
    let items = match stage {
        "reserve" => json!([
            {"kind": "planning_paper", "number": "中发改〔2025〕3号"}, {"kind": "investment_estimate", "description": "估算 1 亿元"}
        ]),
        "proposed" => json!([
            {"kind": "approval", "number": "2501-410102-04-01-123456", "date": "2025-01-08"},
            {"kind": "land_plan", "date": "2025-02-28"}, {"kind": "funding_plan", "description": "专项债"},
            {"kind": "planned_start", "date": "2025-03-31"}
        ]),
        "under_construction" => json!([
            {"kind": "start_permit", "number": "中建许〔2025〕12号"}, {"kind": "site_photo", "date": "2025-01-09"},
            {"kind": "works_begun", "description": "基坑开挖"}, {"kind": "contract", "number": "ZX-2025-01"}
        ]),
        "completed" => json!([
            {"kind": "acceptance", "number": "中竣验〔2025〕1号"}, {"kind": "final_cost", "amount": "9800"}
        ]),
        _ => json!([{"kind": "exit_document", "number": "中退库〔2025〕1号"}]),
    };
    items.as_array().unwrap().clone()
}
