//! The dictionary: the words of every code and the definitions of the main fields, for everybody.
use crate::kit::{TestApp, document};
use serde_json::Value;
use std::collections::BTreeSet;

fn names<'a>(items: &'a Value, member: &str) -> BTreeSet<&'a str> {
    items.as_array().unwrap().iter().map(|item| item[member].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn every_code_and_every_field_is_explained_in_both_languages() {
    let app = TestApp::new().await;
    let answer = app.nobody().get("/dictionary").await.expect(200);
    assert!(!answer.header("etag").is_empty());
    let schemas = document()["components"]["schemas"].as_object().unwrap();
    let closed = schemas.iter().filter(|(_, schema)| schema["enum"].is_array()).map(|(name, _)| name.as_str());
    assert_eq!(names(&answer.body["enums"], "name"), closed.collect());
    for one in answer.body["enums"].as_array().unwrap() {
        let values = one["values"].as_array().unwrap();
        let codes: Vec<&Value> = values.iter().map(|value| &value["code"]).collect();
        assert_eq!(
            codes,
            schemas[one["name"].as_str().unwrap()]["enum"].as_array().unwrap().iter().collect::<Vec<_>>()
        );
        for (at, value) in values.iter().enumerate() {
            assert_eq!(value["order"], at + 1);
            let empty = ["zh", "en", "meaning_zh", "meaning_en"].into_iter().find(|member| value[*member] == "");
            assert_eq!(empty, None, "{}: {value}", one["name"]);
        }
    }
    let resources = answer.body["resources"].as_array().unwrap();
    for resource in resources {
        let fields = resource["fields"].as_array().unwrap();
        assert!(fields.len() > 10, "{}: {}", resource["resource"], fields.len());
        for field in fields {
            let empty = ["zh", "en", "definition_zh", "definition_en"].into_iter().find(|name| field[*name] == "");
            assert_eq!(empty, None, "{}: {field}", resource["resource"]);
        }
    }
    let wanted = ["indicator", "target", "report", "progress", "project", "milestone", "investment", "obligation"];
    assert!(names(&answer.body["resources"], "resource").is_superset(&wanted.into()));
}

#[actix_web::test]
async fn one_enumeration_or_one_resource_may_be_asked_for() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    let stage = nobody.get("/dictionary?enum=Stage").await.expect(200).body;
    assert_eq!((stage["enums"].as_array().unwrap().len(), stage["resources"].as_array().unwrap().len()), (1, 0));
    let value = &stage["enums"][0]["values"][2];
    assert_eq!((&value["code"], &value["zh"]), (&"under_construction".into(), &"在建库".into()));
    assert_eq!((&value["en"], &value["meaning_zh"]), (&"Under construction".into(), &"正在建设。".into()));
    let project = nobody.get("/dictionary?resource=project").await.expect(200).body;
    assert_eq!(project["enums"].as_array().unwrap().len(), 0);
    let fields = project["resources"][0]["fields"].as_array().unwrap();
    let of = |name: &str| fields.iter().find(|field| field["field"] == name).unwrap();
    assert_eq!((&of("total_investment")["unit"], &of("total_investment")["zh"]), (&"万元".into(), &"总投资".into()));
    assert_eq!((&of("stage")["enum"], &of("stage_text")["source"]), (&"Stage".into(), &"computed".into()));
    for unknown in ["enum=Stages", "resource=projects"] {
        nobody.get(&format!("/dictionary?{unknown}")).await.refused(400, "invalid_parameter");
    }
    nobody.get("/dictionary?stage=reserve").await.refused(400, "unknown_parameter");
}
