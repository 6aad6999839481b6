//! 日期精度: how exactly a day is promised.
use crate::text_enum;
use chrono::{Datelike, Months, NaiveDate};

text_enum! {
    /// 日期精度: how exactly a day is promised. The due day is the last one of what is named.
    pub enum DatePrecision {
        /// 日: a day.
        Day = "day",
        /// 月: a month, such as `3月底前`.
        Month = "month",
        /// 季度: a quarter.
        Quarter = "quarter",
        /// 半年: half a year.
        HalfYear = "half_year",
        /// 年: a year.
        Year = "year",
    }
}

impl DatePrecision {
    /// The last day of what a day lies in: `month` of 5 March is 31 March.
    pub fn last_day(self, day: NaiveDate) -> NaiveDate {
        let months = match self {
            Self::Day => return day,
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::Year => 12,
        };
        let first = NaiveDate::from_ymd_opt(day.year(), day.month0() / months * months + 1, 1);
        let next = first.and_then(|first| first.checked_add_months(Months::new(months)));
        next.and_then(|next| next.pred_opt()).unwrap_or(day)
    }
    /// The day for people, as exactly as it is promised.
    pub fn text(self, day: NaiveDate) -> String {
        let (year, month) = (day.year(), day.month());
        match self {
            Self::Day => format!("{year}年{month}月{}日", day.day()),
            Self::Month => format!("{year}年{month}月"),
            Self::Quarter => format!("{year}年第{}季度", month.div_ceil(3)),
            Self::HalfYear => format!("{year}年{}半年", if month <= 6 { "上" } else { "下" }),
            Self::Year => format!("{year}年"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_kept_as_the_last_of_what_is_promised() {
        use DatePrecision::*;
        for (precision, given, kept, text) in [
            (Day, "2025-03-05", "2025-03-05", "2025年3月5日"),
            (Month, "2025-03-05", "2025-03-31", "2025年3月"),
            (Month, "2024-02-01", "2024-02-29", "2024年2月"),
            (Month, "2025-12-31", "2025-12-31", "2025年12月"),
            (Quarter, "2025-04-01", "2025-06-30", "2025年第2季度"),
            (Quarter, "2025-12-01", "2025-12-31", "2025年第4季度"),
            (HalfYear, "2025-06-30", "2025-06-30", "2025年上半年"),
            (HalfYear, "2025-07-01", "2025-12-31", "2025年下半年"),
            (Year, "2025-01-01", "2025-12-31", "2025年"),
        ] {
            let day = precision.last_day(given.parse().unwrap());
            assert_eq!((day.to_string().as_str(), precision.text(day).as_str()), (kept, text));
        }
    }
}
