//! One word for one thing, in the whole document: who writes a client learns a word once.
use crate::kit::document;
use serde_json::Value;

/// What operations do, by the first word of their ids.
const VERBS: &[&str] = &[
    // With a resource as such.
    "list",
    "get",
    "count",
    "create",
    "update",
    "set",
    "delete",
    "export",
    "verify",
    "convert",
    // With what was asked for, proposed or submitted.
    "request",
    "apply",
    "submit",
    "approve",
    "reject",
    "return",
    "withdraw",
    "discard",
    "acknowledge",
    "sign",
    "give",
    // With what is in force.
    "end",
    "close",
    "reopen",
    "revoke",
    "cancel",
    "suspend",
    "resume",
    "recompute",
    "leave",
    // With one kind of object only, in the words of its trade.
    "assign",
    "appoint",
    "move",
    "put",
    "link",
    "unlink",
    "reforecast",
    "escalate",
    "resolve",
    "instruct",
    "circulate",
    "recapture",
    "redraft",
    "publish",
    "abandon",
    "correct",
    // With accounts.
    "log",
    "refresh",
    "change",
    "reset",
    "clear",
    "bootstrap",
];
/// What other words stand for, which would be a second word for the same.
const NOT: &[(&str, &str)] = &[
    ("accept", "approve"),
    ("accepted", "approved"),
    ("grant", "approve"),
    ("granted", "approved"),
    ("refuse", "reject"),
    ("refused", "rejected"),
    ("decline", "reject"),
    ("note", "comment or description"),
    ("remark", "comment"),
    ("cause", "reason"),
    ("remove", "end or delete"),
    ("add", "create"),
];
/// A forecast has a reason in words beside the kind of cause (原因类别), and so has what tells of it.
const CAUSE: &[&str] =
    &["NewMilestoneForecast", "MilestoneForecast", "MilestoneDetail", "MilestoneStanding", "LateMilestone"];

struct Operation {
    id: &'static str,
    method: &'static str,
    path: &'static str,
    spec: &'static Value,
}

fn operations() -> Vec<Operation> {
    let paths = document()["paths"].as_object().unwrap().iter();
    let of = |(path, item): (&'static String, &'static Value)| {
        item.as_object().unwrap().iter().map(move |(method, spec)| Operation {
            id: spec["operationId"].as_str().unwrap(),
            method,
            path,
            spec,
        })
    };
    paths.flat_map(of).collect()
}
fn instead(word: &str) -> Option<&'static str> {
    NOT.iter().find(|(other, _)| *other == word).map(|(_, right)| *right)
}

#[test]
fn operations_begin_with_a_verb_that_is_known() {
    let unknown: Vec<&str> = operations()
        .iter()
        .filter(|operation| !VERBS.contains(&operation.id.split('_').next().unwrap()))
        .map(|operation| operation.id)
        .collect();
    assert!(unknown.is_empty(), "take one of the verbs, or say why there is a new one: {unknown:?}");
}

#[test]
fn what_creates_is_called_so_and_answers_with_what_it_created() {
    let mut faults = Vec::new();
    for operation in operations() {
        let created = operation.spec["responses"].get("201").is_some();
        let called = operation.id.starts_with("create_") || operation.id == "bootstrap";
        if created != called {
            faults.push(format!("{}: 201 is the answer of create_… and of nothing else", operation.id));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn an_action_has_the_same_word_in_its_id_and_in_its_path() {
    const WORDS_OF_THEIR_OWN: &[&str] = &[
        // POST to a collection of the object, which has a name.
        "assign_project_leader",
        "move_project",
        "reforecast_milestone",
        "link_milestone",
        "appoint_leader",
        "give_supervision_order_feedback",
        "instruct_supervision_order",
        "correct_bulletin",
        // The end of a link between two objects, both of which the body or the path names.
        "unlink_milestone",
        "end_assignment",
        // Of an account.
        "log_in",
        "refresh_session",
        "bootstrap",
    ];
    for Operation { id, method, path, .. } in operations() {
        let action = method == "post" && !id.starts_with("create_") && !WORDS_OF_THEIR_OWN.contains(&id);
        if action {
            let last = path.rsplit('/').next().unwrap();
            let verb = id.split('_').next().unwrap();
            assert_eq!(last.split('-').next().unwrap(), verb, "{id} {path}");
        }
    }
}

#[test]
fn what_can_be_approved_can_be_rejected_or_returned() {
    let operations = operations();
    for operation in operations.iter().filter(|operation| operation.id.starts_with("approve_")) {
        let others = ["reject_", "return_"].map(|verb| operation.id.replacen("approve_", verb, 1));
        assert!(operations.iter().any(|other| others.iter().any(|id| id == other.id)), "{}", operation.id);
    }
}

/// Names of members, values of enumerations, parameters and parts of paths.
#[test]
fn no_second_word_for_the_same_thing() {
    let mut faults = Vec::new();
    let mut look = |place: &str, word: &str| {
        for part in word.split(['_', '-', '/']) {
            if let Some(right) = instead(part) {
                faults.push(format!("{place}: {word}, where {right} is meant"));
            }
        }
    };
    for operation in operations() {
        look(operation.id, operation.id);
        look(operation.id, operation.path);
        for parameter in operation.spec["parameters"].as_array().into_iter().flatten() {
            look(operation.id, parameter["name"].as_str().unwrap());
        }
    }
    for (name, schema) in document()["components"]["schemas"].as_object().unwrap() {
        members(schema, &mut |member| {
            let of_a_source = member.ends_with("source_note") || member == "cause_text" || member == "slip_cause";
            let of_a_forecast = member == "cause" && CAUSE.contains(&name.as_str());
            if of_a_source || of_a_forecast || name == "EventData" {
                return;
            }
            look(name, member);
        });
        // Permissions say what kind of act somebody may do; of an act in progress (`requested`) or done the state tells.
        if name.ends_with("Status") || name.ends_with("State") {
            schema["enum"].as_array().into_iter().flatten().for_each(|value| look(name, value.as_str().unwrap()));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

fn members(schema: &'static Value, visit: &mut dyn FnMut(&'static str)) {
    schema["properties"].as_object().into_iter().flatten().for_each(|(name, _)| visit(name));
    schema["allOf"].as_array().into_iter().flatten().for_each(|part| members(part, visit));
}

#[test]
fn the_day_of_which_something_is_told_is_as_of_everywhere() {
    for operation in operations() {
        for parameter in operation.spec["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            assert!(!["on", "at", "date", "day", "as_of_on"].contains(&name), "{}: {name} is as_of", operation.id);
            let day = parameter["schema"]["format"] == "date";
            if ["from", "to"].contains(&name) {
                assert!(day, "{}: {name} without a noun is a day", operation.id);
            }
        }
    }
}

#[test]
fn a_rejection_and_a_return_have_a_reason() {
    for operation in operations() {
        let verb = operation.id.split('_').next().unwrap();
        if !["reject", "return", "revoke", "cancel", "reopen", "suspend", "abandon"].contains(&verb) {
            continue;
        }
        let schema = &operation.spec["requestBody"]["content"]["application/json"]["schema"];
        let schema = match schema["$ref"].as_str() {
            Some(target) => document().pointer(target.trim_start_matches('#')).unwrap(),
            None => schema,
        };
        let required = schema["required"].as_array().unwrap_or_else(|| panic!("{}: no body", operation.id));
        assert!(required.iter().any(|name| name == "reason"), "{}: why?", operation.id);
    }
}
