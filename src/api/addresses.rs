//! Which addresses there are, as the document has them.
use super::document;
use crate::foundation::web::nearest;
use std::sync::OnceLock;

/// A path of the document with its methods.
struct Address {
    template: &'static str,
    methods: Vec<String>,
    /// Whether a path with more placeholders fits it too and takes methods that this one does not: without looking here
    /// first, such a method would reach the other one's operation.
    overshadowed: bool,
}

fn is_placeholder(part: &str) -> bool {
    part.starts_with('{')
}
fn fits(template: &str, path: &str) -> bool {
    let (mut parts, mut given) = (template.split('/'), path.split('/'));
    let alike = |(part, given): (&str, &str)| part == given || (is_placeholder(part) && !given.is_empty());
    parts.by_ref().zip(given.by_ref()).all(alike) && template.matches('/').count() == path.matches('/').count()
}
fn placeholders(template: &str) -> usize {
    template.matches('{').count()
}

/// Every address, those with the fewest placeholders first.
fn all() -> &'static [Address] {
    static ALL: OnceLock<Vec<Address>> = OnceLock::new();
    ALL.get_or_init(|| {
        let paths = document()["paths"].as_object().into_iter().flatten();
        let methods = |item: &serde_json::Value| {
            item.as_object().into_iter().flatten().map(|(method, _)| method.to_uppercase()).collect::<Vec<_>>()
        };
        let mut all: Vec<Address> =
            paths.map(|(template, item)| Address { template, methods: methods(item), overshadowed: false }).collect();
        all.sort_by_key(|address| placeholders(address.template));
        let shadows = |one: &Address, other: &Address| {
            placeholders(other.template) > placeholders(one.template)
                && fits(other.template, one.template)
                && other.methods.iter().any(|method| !one.methods.contains(method))
        };
        let overshadowed: Vec<bool> = all.iter().map(|one| all.iter().any(|other| shadows(one, other))).collect();
        all.iter_mut().zip(overshadowed).for_each(|(address, over)| address.overshadowed = over);
        all
    })
}

/// The methods that a path takes, each once; none of a path that is not there. Where a literal path and a template fit,
/// the literal one is meant.
pub fn methods_of(path: &str) -> &'static [String] {
    all().iter().find(|address| fits(address.template, path)).map_or(&[], |address| &address.methods)
}
/// The methods of a path that does not take this one, though the framework would find an operation for it: the path is
/// a literal one, the operation that of a template.
pub fn misled(path: &str, method: &str) -> Option<&'static [String]> {
    let over = all().iter().filter(|address| address.overshadowed);
    let meant = over.into_iter().find(|address| fits(address.template, path))?;
    (!meant.methods.iter().any(|known| known == method)).then_some(&meant.methods)
}
/// The address that is most like a path.
pub fn nearest_to(path: &str) -> &'static str {
    nearest(path, all().iter().map(|address| address.template).chain(["/openapi.json", "/docs/"]))
}
