//! The folders of a wing stand on one another without a circle: each can be read, and understood, once those beneath it are. A
//! folder's own files may know one another; what a wing's `mod.rs` gathers (`foundation::State`) is the roof over its folders.
use super::{WINGS, name, paths::absolute, rust_files, src};
use std::collections::{BTreeMap, BTreeSet};

/// Which folders of a wing each of its folders uses, and by which file.
type Graph = BTreeMap<String, BTreeMap<String, String>>;

/// The graph of a wing. A file that stands in the wing without a folder counts as one.
fn graph(wing: &str) -> Graph {
    let files = rust_files(&src().join(wing));
    let folder = |file: &str| Some(file.split('/').nth(1)?.trim_end_matches(".rs").to_owned());
    let folders: BTreeSet<String> = files.iter().filter_map(|file| folder(&name(file))).collect();
    let mut graph = Graph::new();
    for file in &files {
        let Some(from) = folder(&name(file)).filter(|from| !["mod", "lib", "build"].contains(&from.as_str())) else {
            continue;
        };
        let used = absolute(file).into_iter().filter(|path| path.len() > 1 && path[0] == wing);
        for to in used.map(|path| path[1].clone()).filter(|to| *to != from && folders.contains(to)) {
            graph.entry(from.clone()).or_default().entry(to).or_insert_with(|| name(file));
        }
    }
    graph
}

/// The uses that lie on a circle: what is used leads back.
fn circles(graph: &Graph) -> Vec<String> {
    let leads_back = |from: &str, to: &str| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![to]);
        while let Some(folder) = next.pop() {
            if folder == from {
                return true;
            }
            if seen.insert(folder) {
                next.extend(graph.get(folder).into_iter().flat_map(|uses| uses.keys().map(String::as_str)));
            }
        }
        false
    };
    let uses = graph.iter().flat_map(|(from, uses)| uses.iter().map(move |(to, file)| (from, to, file)));
    let on_circle = uses.filter(|(from, to, _)| leads_back(from, to));
    on_circle.map(|(from, to, file)| format!("{from} uses {to} ({file}), which leads back")).collect()
}

#[test]
fn no_circle_runs_between_the_folders_of_a_wing() {
    let wings = WINGS.iter().filter(|wing| src().join(wing).is_dir());
    let found: Vec<String> =
        wings.flat_map(|wing| circles(&graph(wing)).into_iter().map(move |found| format!("{wing}: {found}"))).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn a_circle_is_found_however_long_and_a_diamond_is_none() {
    let graph = |uses: &[(&str, &str)]| {
        let mut graph = Graph::new();
        for (from, to) in uses {
            graph.entry((*from).into()).or_default().insert((*to).into(), "file".into());
        }
        graph
    };
    assert!(circles(&graph(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")])).is_empty());
    assert_eq!(circles(&graph(&[("a", "b"), ("b", "c"), ("c", "a"), ("x", "a")])).len(), 3);
}

/// The graph is not empty for want of reading: what is known to be used is there.
#[test]
fn the_graph_knows_what_is_used() {
    let plan = graph("plan");
    assert!(plan["periods"].contains_key("plans") && plan["indicators"].contains_key("targets"), "{plan:?}");
    assert!(graph("foundation")["web"].contains_key("events"));
}
