//! Supervision orders and reminders: the rules of the seed, an order, the job that raises.
use super::{Answer, Client, TestApp};
use duban::{
    foundation::events::Tx,
    supervision::{
        reminder_rules::{self, NewReminderRules},
        reminders,
    },
};
use serde_json::{Value, json};

impl TestApp {
    /// With a plan that is reported on and the reminder rules of the seed.
    pub async fn with_supervision() -> Self {
        let app = Self::with_reporting().await;
        app.add_reminder_rules("410102");
        app
    }
    /// Version 1 of the reminder rules of a jurisdiction, as it ships; its id.
    pub fn add_reminder_rules(&self, jurisdiction: &str) -> String {
        let file = include_str!("../../../seeds/zhongyuan-2025/reminder_rules.json");
        let (new, now): (NewReminderRules, _) = (serde_json::from_str(file).unwrap(), self.state.clock.now());
        let insert = |conn: &mut _| reminder_rules::store::insert(conn, jurisdiction, 1, &new, now);
        self.state.db.write_blocking(insert).unwrap().id.to_string()
    }
    /// What the job does for the district: how many reminders it raised.
    pub fn raise_due(&self) -> usize {
        let raise =
            |conn: &mut _| reminders::raise_due(&mut Tx::of_service(conn, &self.state.clock, "reminders"), "410102");
        self.state.db.write_blocking(raise).unwrap()
    }
}

/// An order to the housing bureau, with a clock of seven working days, with `changes` merged into it.
pub async fn issue(supervisor: &Client, changes: Value) -> Answer {
    supervisor.post("/supervision-orders", &order(changes)).await.expect(201)
}
/// The body of such an order.
pub fn order(changes: Value) -> Value {
    let mut body = json!({
        "title": "加快土地收储进度", "demand": "10月底前完成剩余收储任务", "level": "urgent", "origin": "supervision",
        "bureau": "code:housing", "clock": {"days": 7},
    });
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    body
}
/// Moves an order on.
pub async fn act(client: &Client, order: &Answer, action: &str, body: Value) -> Answer {
    client.act(&format!("/supervision-orders/{}/{action}", order.id()), order.etag(), &body).await
}
