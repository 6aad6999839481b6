//! Units and exact conversion over HTTP; the arithmetic itself is tested beside the code.
use crate::kit::TestApp;
use serde_json::json;

#[actix_web::test]
async fn units_are_listed_by_dimension_and_in_pages() {
    let app = TestApp::new().await;
    let reader = app.reporter("housing").await;
    let areas = reader.get("/units?dimension=area&count=exact").await.expect(200).body;
    assert_eq!(areas["page"]["total"], 5);
    let mu = areas["items"].as_array().unwrap().iter().find(|unit| unit["symbol"] == "亩").unwrap();
    assert_eq!(
        (&mu["base"], &mu["factor_numerator"], &mu["factor_denominator"]),
        (&json!("㎡"), &json!(2000), &json!(3))
    );
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = reader.get(&format!("/units?limit=7{cursor}")).await.expect(200).body;
        seen.extend(page["items"].as_array().unwrap().iter().map(|unit| unit["symbol"].clone()));
        let Some(next) = page["page"]["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let all = reader.get("/units?limit=200").await.expect(200).body;
    assert_eq!(seen, all["items"].as_array().unwrap().iter().map(|unit| unit["symbol"].clone()).collect::<Vec<_>>());
    assert!(seen.contains(&json!("班")) && seen.contains(&json!("百分点")));
    reader.get("/units?dimension=weight").await.refused(400, "invalid_parameter");
    app.nobody().get("/units").await.refused(401, "authentication_required");
}

#[actix_web::test]
async fn a_value_is_converted_exactly_or_says_that_it_was_rounded() {
    let app = TestApp::new().await;
    let reader = app.leader().await;
    for (value, from, to, result, exact) in [
        ("3", "亩", "㎡", "2000", true),
        ("1", "亩", "平方米", "666.6667", false),
        ("1", "亿元", "万元", "10000", true),
        ("12345678901234.5678", "元", "元", "12345678901234.5678", true),
        ("0.1", "万人", "名", "1000", true),
    ] {
        let path = format!("/units/conversion?value={value}&from_unit={from}&to_unit={to}");
        let made = reader.get(&path).await.expect(200).body;
        assert_eq!((&made["value"], &made["result"], &made["exact"]), (&json!(value), &json!(result), &json!(exact)));
    }
    let made = reader.get("/units/conversion?value=1&from_unit=亩&to_unit=m2").await.expect(200).body;
    assert_eq!(
        (&made["to_unit"], &made["rule"]),
        (&json!("㎡"), &json!("1 亩 = 2000/3 ㎡，四舍六入五成双，保留 4 位小数"))
    );
}

#[actix_web::test]
async fn what_cannot_be_converted_is_refused_with_the_parameter() {
    let app = TestApp::new().await;
    let reader = app.leader().await;
    for (query, status, code, place) in [
        ("value=1&from_unit=个&to_unit=家", 422, "unit_dimension_mismatch", "to_unit"),
        ("value=1&from_unit=%25&to_unit=百分点", 422, "unit_dimension_mismatch", "to_unit"),
        ("value=1&from_unit=斤&to_unit=家", 422, "unit_unknown", "from_unit"),
        ("value=99999999999999&from_unit=亿元&to_unit=元", 422, "decimal_out_of_range", "value"),
        ("value=1e3&from_unit=元&to_unit=元", 400, "invalid_parameter", "value"),
        ("value=1&from_unit=元&to_unit=元&unit=元", 400, "unknown_parameter", "unit"),
    ] {
        let refused = reader.get(&format!("/units/conversion?{query}")).await.refused(status, code);
        assert_eq!(refused.places(), [place], "{query}");
    }
    reader.get("/units/conversion?value=1&from_unit=元").await.refused(400, "invalid_parameter");
}
