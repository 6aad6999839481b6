//! How one assignment follows another.
use super::model::{AssignmentRole, AssignmentRow};
use crate::foundation::{db::Id, error::Code};
use chrono::NaiveDate;

/// The assignments that a new one ends on its first day.
///
/// A lead ends the lead before it, and its own bureau's supporting part. Refused (`assignment_taken`): a bureau that
/// has the role already, a lead that would begin no later than one that is known, and a lead that would also support.
pub fn ended_by(
    existing: &[AssignmentRow],
    bureau: Id,
    role: AssignmentRole,
    from: NaiveDate,
) -> Result<Vec<Id>, Code> {
    let lasting = existing.iter().filter(|known| known.effective_to.is_none_or(|end| end > from));
    let mut ended = Vec::new();
    for known in lasting {
        let same_bureau = known.bureau_id == bureau;
        let replaced = match (role, known.role) {
            (AssignmentRole::Lead, AssignmentRole::Lead) => !same_bureau,
            (AssignmentRole::Lead, AssignmentRole::Supporting) if same_bureau => true,
            _ if same_bureau => false,
            _ => continue,
        };
        if !replaced || known.effective_from >= from {
            return Err(Code::AssignmentTaken);
        }
        ended.push(known.id);
    }
    Ok(ended)
}

/// The supporting part that a bureau has, or had last.
pub fn latest_support(existing: &[AssignmentRow], bureau: Id) -> Option<AssignmentRow> {
    let supporting =
        existing.iter().filter(|known| known.bureau_id == bureau && known.role == AssignmentRole::Supporting);
    supporting.max_by_key(|known| (known.effective_to.is_none(), known.effective_from)).cloned()
}

/// Whether a supporting part can end on a day: once, and after its first day (`assignment_taken`).
pub fn may_end(support: &AssignmentRow, on: NaiveDate) -> Result<(), Code> {
    if support.effective_to.is_none() && on > support.effective_from { Ok(()) } else { Err(Code::AssignmentTaken) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{foundation::db::Timestamp, plan::assignments::AssignmentSource};
    use AssignmentRole::*;

    fn day(month: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, month, 1).unwrap()
    }
    fn known(bureau: Id, role: AssignmentRole, from: u32, to: Option<u32>) -> AssignmentRow {
        AssignmentRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            indicator_id: Id::new(),
            bureau_id: bureau,
            role,
            effective_from: day(from),
            effective_to: to.map(day),
            source: AssignmentSource::Confirmed,
            document: None,
            created_at: Timestamp::from(chrono::DateTime::UNIX_EPOCH),
        }
    }

    #[test]
    fn a_new_lead_ends_the_one_before() {
        let (a, b, c) = (Id::new(), Id::new(), Id::new());
        let existing = [known(a, Lead, 1, Some(3)), known(b, Lead, 3, None), known(c, Supporting, 1, None)];
        assert_eq!(ended_by(&existing, a, Lead, day(7)), Ok(vec![existing[1].id]));
        assert_eq!(ended_by(&existing, c, Lead, day(7)), Ok(vec![existing[1].id, existing[2].id]));
        assert_eq!(ended_by(&existing, b, Lead, day(7)), Err(Code::AssignmentTaken));
        for date in [1, 2, 3] {
            assert_eq!(ended_by(&existing, a, Lead, day(date)), Err(Code::AssignmentTaken), "{date}");
        }
    }
    #[test]
    fn bureaus_support_side_by_side_but_once_each() {
        let (a, b) = (Id::new(), Id::new());
        let existing = [known(a, Lead, 1, None), known(b, Supporting, 1, Some(6))];
        assert_eq!(ended_by(&existing, Id::new(), Supporting, day(1)), Ok(vec![]));
        assert_eq!(ended_by(&existing, b, Supporting, day(5)), Err(Code::AssignmentTaken));
        assert_eq!(ended_by(&existing, b, Supporting, day(6)), Ok(vec![]));
        assert_eq!(ended_by(&existing, a, Supporting, day(6)), Err(Code::AssignmentTaken));
    }
    #[test]
    fn the_end_is_not_a_day_of_it() {
        let held = known(Id::new(), Lead, 3, Some(7));
        assert!(held.in_force(day(3)) && held.in_force(day(6)) && !held.in_force(day(2)) && !held.in_force(day(7)));
    }
    #[test]
    fn a_supporting_part_ends_once_and_after_its_first_day() {
        let (bureau, other) = (Id::new(), Id::new());
        let all = [
            known(bureau, Lead, 1, Some(3)),
            known(bureau, Supporting, 3, Some(5)),
            known(bureau, Supporting, 6, None),
        ];
        assert_eq!(latest_support(&all, other).map(|known| known.id), None);
        let running = latest_support(&all, bureau).unwrap();
        assert_eq!(running.id, all[2].id);
        assert_eq!((may_end(&running, day(6)), may_end(&running, day(7))), (Err(Code::AssignmentTaken), Ok(())));
        let ended = latest_support(&all[..2], bureau).unwrap();
        assert_eq!(may_end(&ended, day(9)), Err(Code::AssignmentTaken));
    }
}
