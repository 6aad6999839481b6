//! What is linked into the binary: permissive licences, from crates.io, with a checksum. `make deny` looks for more; this holds the
//! first two where nothing but the toolchain is installed.
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
fn toml(path: &str) -> toml::Value {
    fs::read_to_string(root().join(path)).unwrap().parse::<toml::Table>().unwrap().into()
}
/// The licences that deny.toml allows.
fn allowed() -> BTreeSet<String> {
    let list = toml("deny.toml")["licenses"]["allow"].as_array().unwrap().clone();
    list.iter().map(|licence| licence.as_str().unwrap().to_owned()).collect()
}
/// Every package of the production image, by name and version, with its licence: all features, Linux.
fn licences() -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1", "--all-features"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .map(|package| {
            let name = format!("{} {}", package["name"].as_str().unwrap(), package["version"].as_str().unwrap());
            (name, package["license"].as_str().unwrap_or("none is stated").to_owned())
        })
        .collect()
}

/// Whether an SPDX expression can be fulfilled with allowed licences only: `OR` leaves a choice, `AND` does not.
fn permits(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ").replace(" WITH ", "-WITH-");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (permitted, rest) = any_of(&words, allowed);
    permitted && rest.is_empty()
}
fn any_of<'a, 'b>(words: &'a [&'b str], allowed: &BTreeSet<String>) -> (bool, &'a [&'b str]) {
    let (mut permitted, mut rest) = all_of(words, allowed);
    while let Some((&"OR", after)) = rest.split_first() {
        let next = all_of(after, allowed);
        (permitted, rest) = (permitted | next.0, next.1);
    }
    (permitted, rest)
}
fn all_of<'a, 'b>(words: &'a [&'b str], allowed: &BTreeSet<String>) -> (bool, &'a [&'b str]) {
    let (mut permitted, mut rest) = one(words, allowed);
    while let Some((&"AND", after)) = rest.split_first() {
        let next = one(after, allowed);
        (permitted, rest) = (permitted & next.0, next.1);
    }
    (permitted, rest)
}
fn one<'a, 'b>(words: &'a [&'b str], allowed: &BTreeSet<String>) -> (bool, &'a [&'b str]) {
    match words.split_first() {
        Some((&"(", inner)) => {
            let (permitted, rest) = any_of(inner, allowed);
            (permitted && rest.first() == Some(&")"), rest.get(1..).unwrap_or(&[]))
        }
        Some((licence, rest)) => (allowed.contains(*licence), rest),
        None => (false, words),
    }
}

#[test]
fn a_licence_expression_is_read_as_spdx_means_it() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "ISC".to_owned()]);
    for good in ["MIT", "GPL-3.0 OR MIT", "MIT/Apache-2.0", "ISC AND (GPL-2.0 OR MIT)", "(MIT)", "GPL-2.0 AND X OR ISC"]
    {
        assert!(permits(good, &allowed), "{good}");
    }
    for bad in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "ISC AND (GPL-2.0 OR X)",
        "",
        "MIT ISC",
        "(MIT",
        "GPL-2.0 WITH MIT",
        "none is stated",
    ] {
        assert!(!permits(bad, &allowed), "{bad}");
    }
}

#[test]
fn every_dependency_has_a_permissive_licence() {
    let (allowed, licences) = (allowed(), licences());
    assert!(licences.len() > 200, "{}", licences.len());
    let refused: Vec<_> = licences.iter().filter(|(_, licence)| !permits(licence, &allowed)).collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn every_dependency_comes_from_crates_io_with_a_checksum() {
    let lock = toml("Cargo.lock");
    let packages = lock["package"].as_array().unwrap();
    let text =
        |package: &toml::Value, field: &str| package.get(field).and_then(toml::Value::as_str).unwrap_or("").to_owned();
    let strangers: Vec<_> = packages
        .iter()
        .filter(|package| !text(package, "name").starts_with("duban"))
        .filter(|package| text(package, "source") != CRATES_IO || text(package, "checksum").len() != 64)
        .map(|package| text(package, "name"))
        .collect();
    assert!(packages.len() > 200 && strangers.is_empty(), "{strangers:?}");
}

#[test]
fn the_oldest_rust_is_one_and_the_same_everywhere() {
    let stated = toml("Cargo.toml")["workspace"]["package"]["rust-version"].as_str().unwrap().to_owned();
    let image = fs::read_to_string(root().join("Dockerfile")).unwrap();
    assert!(image.contains(&format!("FROM rust:{stated}-")), "the Dockerfile builds with another Rust than {stated}");
    let set_up = fs::read_to_string(root().join("tests/set-up.sh")).unwrap();
    assert!(set_up.contains(&format!("({stated} or later)")), "tests/set-up.sh names another Rust than {stated}");
}

#[test]
fn the_bill_of_materials_names_what_is_linked_and_nothing_else() {
    let output = Command::new("python3").arg(".ci/sbom.py").current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bill: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&bill["bomFormat"], &bill["specVersion"]), (&"CycloneDX".into(), &"1.5".into()));
    let components = bill["components"].as_array().unwrap();
    let find = |name: &str| components.iter().find(|component| component["name"] == name);
    let diesel = find("diesel").unwrap();
    assert_eq!(diesel["licenses"][0]["expression"], "MIT OR Apache-2.0");
    assert_eq!(diesel["purl"], format!("pkg:cargo/diesel@{}", diesel["version"].as_str().unwrap()));
    assert_eq!(diesel["hashes"][0]["content"].as_str().unwrap().len(), 64);
    assert!(find("openssl-sys").is_some(), "of a feature of the image");
    assert!(find("proptest").is_none(), "of the tests only");
    let known: BTreeSet<_> = components.iter().map(|component| &component["bom-ref"]).map(Value::to_string).collect();
    let edges = bill["dependencies"].as_array().unwrap().iter().flat_map(|edge| edge["dependsOn"].as_array().unwrap());
    assert!(edges.clone().count() > components.len() && edges.map(Value::to_string).all(|to| known.contains(&to)));
}
