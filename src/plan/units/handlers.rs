//! Operations on units.
use super::{
    model::{Conversion, ConversionQuery, Unit, UnitFilter},
    rules,
    table::UNITS,
};
use crate::foundation::{
    auth::{Allowed, permission::ReadPlan},
    error::{Code, Error, Problem, Result, Violation},
    web::*,
};
use actix_web::get;

/// List units (计量单位)
///
/// Every unit that a value may be in, grouped by dimension, with its exact factor to the base unit as a fraction.
#[utoipa::path(
    tag = "units",
    params(UnitFilter),
    responses((status = 200, body = Page<Unit>, description = "A page of units")),
)]
#[get("/units")]
pub async fn list_units(_caller: Allowed<ReadPlan>, list: List<UnitFilter>) -> Result<Answer> {
    let wanted = |unit: &Unit| list.filter.dimension.as_ref().is_none_or(|only| only.0.contains(&unit.dimension));
    let units: Vec<(usize, Unit)> = UNITS.iter().copied().enumerate().filter(|(_, unit)| wanted(unit)).collect();
    let total = list.page.total_of(&units);
    let after: Option<usize> = list.page.after(0)?;
    let rest = units.into_iter().filter(|(index, _)| after.is_none_or(|after| *index > after));
    let page = list.page.page(rest.collect(), total, |(index, _)| vec![index.to_string()])?;
    Answer::ok(&page.map(|(_, unit)| unit))
}

/// Convert a value (单位换算)
///
/// From one unit into another, through the exact rational factor.
///
/// - Rounded once, half to even, to four places: 1 亩 is 2000/3 ㎡, so 1 亩 → 666.6667 ㎡ is not `exact` and 3 亩 →
///   2000 ㎡ is.
/// - Per cent and percentage points do not convert, nor does one counting unit into another
///   (`unit_dimension_mismatch`).
#[utoipa::path(
    tag = "units",
    params(ConversionQuery),
    responses(
        (status = 200, body = Conversion, description = "The converted value"),
        (
            status = 422,
            body = Problem,
            content_type = "application/problem+json",
            description = "`unit_unknown`, `unit_dimension_mismatch`, `decimal_out_of_range`",
        ),
    ),
)]
#[get("/units/conversion")]
pub async fn convert_value(_caller: Allowed<ReadPlan>, query: Query<ConversionQuery>) -> Result<Answer> {
    let ConversionQuery { value, from_unit: from, to_unit: to } = query.0;
    let unknown = |name: &str, symbol: &str| {
        let fault = Violation::parameter(name, Code::UnitUnknown).with("unit", symbol);
        Error::invalid(Code::UnitUnknown, vec![fault])
    };
    let source = rules::find(&from).ok_or_else(|| unknown("from_unit", &from))?;
    let target = rules::find(&to).ok_or_else(|| unknown("to_unit", &to))?;
    let conversion = rules::explained(value, source, target).map_err(|code| {
        let parameter = if code == Code::DecimalOutOfRange { "value" } else { "to_unit" };
        let fault = Violation::parameter(parameter, code).with("unit", source.symbol).with("expected", target.symbol);
        Error::invalid(code, vec![fault])
    })?;
    Answer::ok(&conversion)
}
