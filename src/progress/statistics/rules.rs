//! Sorting things into groups by one or two dimensions, whatever the things are.
use super::model::{GroupKey, LeftOut};
use crate::foundation::{
    error::{Code, Error, Result, Violation},
    web::{OneOf, query_string},
};
use std::{collections::BTreeMap, fmt};

/// The most dimensions of one question.
const MOST: usize = 2;

/// A value of a dimension, with its place among the others.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// What sorts it.
    pub order: String,
    /// What it is.
    pub key: GroupKey,
}

/// A group while it is counted.
#[derive(Debug)]
pub(super) struct Group<M> {
    /// Its value of each dimension, in the order of the dimensions.
    pub keys: Vec<GroupKey>,
    /// What was counted.
    pub measures: M,
}

/// Everything that was counted.
#[derive(Debug)]
pub(super) struct Grouped<M> {
    /// Each thing once.
    pub total: M,
    /// The groups, in the order of their values.
    pub groups: Vec<Group<M>>,
    /// What is in no group.
    pub left_out: Vec<LeftOut>,
    /// Whether a thing is in more than one group.
    pub overlapping: bool,
}

/// The dimensions that are asked for, one or two different ones; the default when none is.
pub(super) fn dimensions<D: Copy + PartialEq>(asked: Option<&OneOf<D>>, default: D) -> Result<Vec<D>> {
    let Some(OneOf(asked)) = asked else { return Ok(vec![default]) };
    let repeated = asked.iter().enumerate().any(|(at, one)| asked.iter().skip(at + 1).any(|other| one == other));
    if asked.len() > MOST || repeated {
        let fault = Violation::parameter("group_by", Code::InvalidParameter).with("parameter", "group_by");
        let fault = fault.with("reason", "须为一个或两个不同的维度 (one or two different dimensions)");
        return Err(Error::invalid(Code::InvalidParameter, vec![fault]));
    }
    Ok(asked.clone())
}

/// Sorts things into groups. `places` gives the values that a thing has of a dimension: several where it belongs to
/// several, none where it has none. `add` counts a thing.
pub(super) fn group<T, D: Copy + fmt::Display, M: Default>(
    things: &[T],
    dimensions: &[D],
    places: impl Fn(&T, D) -> Vec<Place>,
    mut add: impl FnMut(&mut M, &T),
) -> Grouped<M> {
    let (mut total, mut groups) = (M::default(), BTreeMap::<Vec<String>, Group<M>>::new());
    let mut without: BTreeMap<usize, usize> = BTreeMap::new();
    let mut overlapping = false;
    for thing in things {
        add(&mut total, thing);
        let of_each: Vec<Vec<Place>> = dimensions.iter().map(|dimension| places(thing, *dimension)).collect();
        if let Some(lacking) = of_each.iter().position(Vec::is_empty) {
            *without.entry(lacking).or_default() += 1;
            continue;
        }
        let combined = combinations(&of_each);
        overlapping |= combined.len() > 1;
        for places in combined {
            let order = places.iter().map(|place| place.order.clone()).collect();
            let keys = || places.iter().map(|place| place.key.clone()).collect();
            let group = groups.entry(order).or_insert_with(|| Group { keys: keys(), measures: M::default() });
            add(&mut group.measures, thing);
        }
    }
    let named = |(at, count): (usize, usize)| {
        let dimension = dimensions.get(at).map(ToString::to_string)?;
        Some(LeftOut { reason_text: super::words::lacking(&dimension), dimension, count })
    };
    let left_out = without.into_iter().filter_map(named).collect();
    Grouped { total, groups: groups.into_values().collect(), left_out, overlapping }
}

/// Every way to take one place of each dimension.
fn combinations(of_each: &[Vec<Place>]) -> Vec<Vec<Place>> {
    of_each.iter().fold(vec![Vec::new()], |all, places| {
        let with = |one: &Vec<Place>| {
            let one = one.clone();
            places.iter().map(move |place| one.iter().cloned().chain([place.clone()]).collect())
        };
        all.iter().flat_map(with).collect()
    })
}

/// A query of a list: what the question filters by, in the order of the parameters.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked(Vec<(&'static str, String)>);

impl Asked {
    /// With a parameter, where it has a value.
    pub fn with(mut self, name: &'static str, value: Option<impl fmt::Display>) -> Self {
        self.0.extend(value.map(|value| (name, value.to_string())));
        self
    }
    /// With the values of an enumeration, where there are any.
    pub fn among<T: fmt::Display>(self, name: &'static str, values: Option<&OneOf<T>>) -> Self {
        let texts = |values: &OneOf<T>| values.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        self.with(name, values.map(texts))
    }
    /// The address of the list that shows the members of a group: the same question, with the values of the group in
    /// the place of what was asked of those dimensions.
    pub fn href(&self, list: &str, keys: &[GroupKey]) -> Result<String> {
        let of_group = |name: &str| keys.iter().any(|key| key.dimension == name);
        let kept = self.0.iter().filter(|(name, _)| !of_group(name)).map(|(name, value)| (*name, value.clone()));
        let own = keys.iter().map(|key| (key.dimension, key.id.map_or_else(|| key.value.clone(), |id| id.to_string())));
        let pairs: Vec<(&str, String)> = kept.chain(own).collect();
        Ok(format!("/api/v1/{list}?{}", query_string(&pairs)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(dimension: &'static str, value: &str) -> Place {
        let key = GroupKey { dimension, value: value.into(), id: None, text: value.into() };
        Place { order: value.into(), key }
    }
    fn grouped(things: &[(&'static str, &'static str)], dimensions: &[&'static str]) -> Grouped<usize> {
        let places = |thing: &(&'static str, &'static str), dimension: &'static str| {
            let values = if dimension == "a" { thing.0 } else { thing.1 };
            values.split('+').filter(|value| !value.is_empty()).map(|value| place(dimension, value)).collect()
        };
        group(things, dimensions, places, |count: &mut usize, _| *count += 1)
    }
    fn told(grouped: &Grouped<usize>) -> Vec<(String, usize)> {
        let text = |keys: &[GroupKey]| keys.iter().map(|key| key.value.as_str()).collect::<Vec<_>>().join("/");
        grouped.groups.iter().map(|group| (text(&group.keys), group.measures)).collect()
    }

    #[test]
    fn a_thing_counts_once_in_the_total_and_once_in_each_of_its_groups() {
        let things = [("x", "1"), ("x+y", "2"), ("", "1"), ("y", "")];
        let one = grouped(&things, &["a"]);
        assert_eq!((one.total, told(&one)), (4, vec![("x".into(), 2), ("y".into(), 2)]));
        assert!(one.overlapping && one.left_out.len() == 1 && one.left_out[0].count == 1);
        let two = grouped(&things, &["a", "b"]);
        assert_eq!(told(&two), [("x/1".into(), 1), ("x/2".into(), 1), ("y/2".into(), 1)]);
        let left: Vec<_> = two.left_out.iter().map(|left| (left.dimension.as_str(), left.count)).collect();
        assert_eq!(left, [("a", 1), ("b", 1)]);
        assert!(!grouped(&[("x", "1")], &["a"]).overlapping);
    }
    #[test]
    fn one_or_two_different_dimensions_are_asked_for() {
        assert_eq!(dimensions::<u8>(None, 7).unwrap(), [7]);
        assert_eq!(dimensions(Some(&OneOf(vec![1, 2])), 7).unwrap(), [1, 2]);
        for wrong in [vec![1, 1], vec![1, 2, 3]] {
            assert_eq!(dimensions(Some(&OneOf(wrong)), 7).unwrap_err().code(), Code::InvalidParameter);
        }
    }
    #[test]
    fn a_group_takes_the_place_of_what_was_asked_of_its_dimension() {
        let asked = Asked::default().with("plan", Some("p")).among("light", Some(&OneOf(vec!["red", "green"])));
        let keys = [place("light", "red").key];
        assert_eq!(asked.href("progress", &keys).unwrap(), "/api/v1/progress?plan=p&light=red");
        let asked = asked.with("q", Some("片区 & 单元")).with("code", None::<String>);
        let plain = asked.href("progress", &[]).unwrap();
        assert_eq!(plain, "/api/v1/progress?plan=p&light=red%2Cgreen&q=%E7%89%87%E5%8C%BA+%26+%E5%8D%95%E5%85%83");
    }
}
