//! Interim.
use crate::text_enum;
text_enum! {
    /// 指标类型.
    pub enum Kind {
        /// 流量.
        Flow = "flow",
        /// 存量.
        Stock = "stock",
        /// 比率.
        Ratio = "ratio",
        /// 清单.
        List = "list",
        /// 节点.
        Milestone = "milestone",
        /// 定性.
        Qualitative = "qualitative",
    }
}
text_enum! {
    /// 口径.
    pub enum Basis {
        /// 累计.
        Cumulative = "cumulative",
        /// 当期.
        Increment = "increment",
    }
}
text_enum! {
    /// 基数.
    pub enum BaselineRole {
        /// 参照.
        Context = "context",
        /// 起点.
        ZeroPoint = "zero_point",
    }
}
text_enum! {
    /// 比较.
    pub enum Comparator {
        /// 不低于.
        Gte = "gte",
        /// 超过.
        Gt = "gt",
        /// 以内.
        Lte = "lte",
        /// 全部.
        All = "all",
        /// 保持.
        Maintain = "maintain",
    }
}
text_enum! {
    /// 强度.
    pub enum Commitment {
        /// 确保.
        Ensure = "ensure",
        /// 计划.
        Plan = "plan",
        /// 力争.
        Strive = "strive",
        /// 争创.
        Aspire = "aspire",
        /// 推进.
        Promote = "promote",
    }
}
