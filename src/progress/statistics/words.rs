//! The Chinese words of the values that groups are made by.
use crate::{
    plan::indicators::IndicatorKind,
    progress::figures::Bucket,
    projects::projects::{ProjectBatch, ProjectField, ProjectLevel},
    reporting::obligations::Timeliness,
};

/// 完成分类.
pub(super) const fn bucket(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::CompletedEarly => "提前完成",
        Bucket::Completed => "已完成",
        Bucket::Ahead => "超进度",
        Bucket::OnSchedule => "达进度",
        Bucket::SlightlyBehind => "略欠进度",
        Bucket::Behind => "欠进度",
        Bucket::Awaiting => "到期待报",
        Bucket::Missed => "到期未完成",
        Bucket::NoData => "暂无数据",
        Bucket::NoTarget => "无目标数",
        Bucket::Qualitative => "定性任务",
        Bucket::Other => "其它",
    }
}
/// 指标类型.
pub(super) const fn kind(kind: IndicatorKind) -> &'static str {
    match kind {
        IndicatorKind::Flow => "流量",
        IndicatorKind::Stock => "存量",
        IndicatorKind::Ratio => "比率",
        IndicatorKind::List => "清单",
        IndicatorKind::Milestone => "节点",
        IndicatorKind::Qualitative => "定性",
    }
}
/// 项目领域.
pub(super) const fn field(field: ProjectField) -> &'static str {
    match field {
        ProjectField::Infrastructure => "基础设施",
        ProjectField::Industry => "产业转型发展",
        ProjectField::Green => "绿色低碳转型",
        ProjectField::Livelihood => "民生和社会事业",
        ProjectField::Unlabelled => "未标注",
        ProjectField::RealEstate => "房地产",
        ProjectField::UrbanRenewal => "城市更新",
        ProjectField::Park => "专业园区",
    }
}
/// 项目级别.
pub(super) const fn level(level: ProjectLevel) -> &'static str {
    match level {
        ProjectLevel::National => "国家级",
        ProjectLevel::Provincial => "省级",
        ProjectLevel::Municipal => "市级",
        ProjectLevel::District => "区级",
    }
}
/// 三个一批.
pub(super) const fn batch(batch: ProjectBatch) -> &'static str {
    match batch {
        ProjectBatch::Signed => "签约一批",
        ProjectBatch::Started => "开工一批",
        ProjectBatch::Produced => "投产一批",
    }
}
/// 及时性.
pub(super) const fn timeliness(timeliness: Timeliness) -> &'static str {
    match timeliness {
        Timeliness::OnTime => "按时",
        Timeliness::Late => "迟报",
        Timeliness::NotSubmitted => "未报",
    }
}
/// Why something is in no group of a dimension.
pub(super) fn lacking(dimension: &str) -> &'static str {
    match dimension {
        "lead_bureau" => "没有牵头单位",
        "area" => "没有工作领域",
        "commitment" => "没有生效的目标",
        "field" => "没有项目领域",
        "batch" => "不在三个一批之列",
        "report_status" => "没有报告",
        _ => "没有该项取值",
    }
}
