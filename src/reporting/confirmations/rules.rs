//! Who may confirm what.
use crate::foundation::{
    db::{Decimal, Id},
    error::{Code, Error, Result, Violation},
};

/// Nobody confirms the figures of their own bureau.
pub fn is_others(bureau: Id, reporting: Id) -> Result<(), Code> {
    if bureau == reporting { Err(Code::OwnSubmission) } else { Ok(()) }
}

/// What is confirmed is what was approved, to the last digit: `confirmation_differs` names both.
pub fn agrees(confirmed: Decimal, approved: Decimal) -> Result<()> {
    if confirmed == approved {
        return Ok(());
    }
    let fault = Violation::at("/value", Code::ConfirmationDiffers).with("confirmed", confirmed.to_string());
    Err(Error::from(fault.with("approved", approved.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        directory::bureaus::{Bureau, BureauKind, BureauSource},
        foundation::clock::start_of_day,
        plan::indicators::beneath::is_authority,
    };

    fn bureau(statistics_authority: bool, active: bool) -> Bureau {
        let at = start_of_day("2025-01-01".parse().unwrap());
        Bureau {
            id: Id::new(),
            jurisdiction: "410102".into(),
            code: "statistics".into(),
            name: "统计局".into(),
            name_en: None,
            kind: BureauKind::Bureau,
            unified_code: None,
            source: BureauSource::Assumed,
            source_note: None,
            active,
            statistics_authority,
            version: 1,
            created_at: at,
            updated_at: at,
            sort_key: String::new(),
        }
    }

    #[test]
    fn only_the_statistics_authority_confirms_and_never_its_own_figures() {
        let authority = bureau(true, true);
        let may = |bureau: Option<&Bureau>, jurisdiction: &str| is_authority(bureau, jurisdiction).map(drop);
        assert_eq!(may(Some(&authority), "410102"), Ok(()));
        assert_eq!(may(Some(&authority), "410103"), Err(Code::StatisticsAuthorityOnly));
        assert_eq!(may(None, "410102"), Err(Code::StatisticsAuthorityOnly));
        for other in [bureau(false, true), bureau(true, false)] {
            assert_eq!(may(Some(&other), "410102"), Err(Code::StatisticsAuthorityOnly));
        }
        assert_eq!(is_others(authority.id, Id::new()), Ok(()));
        assert_eq!(is_others(authority.id, authority.id), Err(Code::OwnSubmission));
    }
    #[test]
    fn a_hair_of_difference_is_a_difference() {
        let d = |text: &str| text.parse::<Decimal>().unwrap();
        assert!(agrees(d("215.3"), d("215.3000")).is_ok());
        assert_eq!(agrees(d("215.3001"), d("215.3")).unwrap_err().violations()[0].code, Code::ConfirmationDiffers);
    }
}
