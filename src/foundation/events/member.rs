//! What the data of an event is made of: each member has one name, one shape and one meaning, whichever event carries
//! it.
use serde_json::{Map, Value, json};

/// What a member looks like in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    Text,
    /// The identity of an object.
    Id,
    /// A day.
    Date,
    /// An instant, RFC 3339 in UTC.
    Instant,
    /// A decimal, as a string.
    Decimal,
    /// A whole number.
    Integer,
    /// Yes or no.
    Boolean,
    /// Several identities.
    Ids,
    /// Several strings.
    Texts,
    /// Several objects, as the operation takes them.
    Objects,
    /// A decimal before and after: `{"from": "210.4", "to": "212"}`.
    Revision,
}

/// One member of an event's data.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// The name in JSON.
    pub name: &'static str,
    /// What it looks like.
    pub shape: Shape,
    /// Whether it may be `null` or absent.
    pub optional: bool,
    /// What it means: Chinese, English.
    pub meaning: [&'static str; 2],
}

const fn member(name: &'static str, shape: Shape, zh: &'static str, en: &'static str) -> Member {
    Member { name, shape, optional: false, meaning: [zh, en] }
}

impl Member {
    /// The same member where it may be `null` or absent.
    pub const fn or_null(self) -> Self {
        Self { optional: true, ..self }
    }
    /// Its JSON Schema.
    pub fn schema(&self) -> Value {
        let (zh, en) = (self.meaning[0], self.meaning[1]);
        let mut schema = match self.shape {
            Shape::Text => json!({"type": "string"}),
            Shape::Id => json!({"type": "string", "format": "uuid"}),
            Shape::Date => json!({"type": "string", "format": "date"}),
            Shape::Instant => json!({"type": "string", "format": "date-time"}),
            Shape::Decimal => json!({"type": "string", "pattern": crate::db::DECIMAL_PATTERN}),
            Shape::Integer => json!({"type": "integer"}),
            Shape::Boolean => json!({"type": "boolean"}),
            Shape::Ids => json!({"type": "array", "items": {"type": "string", "format": "uuid"}}),
            Shape::Texts => json!({"type": "array", "items": {"type": "string"}}),
            Shape::Objects => json!({"type": "array", "items": {"type": "object"}}),
            Shape::Revision => {
                let side = json!({"type": ["string", "null"], "pattern": crate::db::DECIMAL_PATTERN});
                let properties = json!({"from": side, "to": side});
                json!({"type": "object", "properties": properties, "required": ["from", "to"]})
            }
        };
        if let Some(members) = schema.as_object_mut() {
            if let Some(kind) = members.get_mut("type").filter(|kind| self.optional && kind.is_string()) {
                *kind = json!([kind.take(), "null"]);
            }
            members.insert("description".into(), format!("{zh}: {en}").into());
        }
        schema
    }
}

/// The schema of an object with these members and no others.
pub fn schema_of(members: &[Member]) -> Value {
    let properties: Map<String, Value> =
        members.iter().map(|member| (member.name.to_owned(), member.schema())).collect();
    let required: Vec<&str> = members.iter().filter(|member| !member.optional).map(|member| member.name).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

/// The schema of the data of an edit: of each field that changed, what it was and what it is.
pub fn schema_of_edit() -> Value {
    let sides = json!({"from": {}, "to": {}});
    json!({
        "type": "object",
        "description": "变更的字段及其前后值: each field that changed, what it was and what it is",
        "additionalProperties": {
            "type": "object",
            "properties": sides,
            "required": ["from", "to"],
            "additionalProperties": false,
        },
    })
}

#[rustfmt::skip]
pub mod name {
    //! The members, one line each.
    #![allow(missing_docs)] // each line says what it means
    use super::{Member, Shape::*, member};

    pub const ACCOUNTS: Member = member("accounts", Integer, "账号数", "how many accounts");
    pub const ATTACHMENTS: Member = member("attachments", Ids, "所附附件", "the attachments given with it");
    pub const BULLETIN_ID: Member = member("bulletin_id", Id, "通报", "the bulletin");
    pub const BUREAU_ID: Member = member("bureau_id", Id, "单位", "the bureau");
    pub const BUREAU: Member = member("bureau", Text, "单位编号", "code of the bureau");
    pub const CAUSE: Member = member("cause", Text, "原因类别", "the kind of cause");
    pub const CLOSED_AT: Member = member("closed_at", Instant, "关闭时间", "when it was closed");
    pub const CODE: Member = member("code", Text, "编号", "its human code");
    pub const COMMENT: Member = member("comment", Text, "意见", "the comment");
    pub const COMPLETED_ON: Member = member("completed_on", Date, "完成日期", "the day of completion");
    pub const COMPUTED_LIGHT: Member = member("computed_light", Text, "系统判定灯色", "the light that the rules give");
    pub const CONTENT_HASH: Member = member("content_hash", Text, "正文摘要", "SHA-256 of the content");
    pub const CORRECTS: Member = member("corrects", Id, "所更正的报告", "the report that it corrects");
    pub const COUNTED_ON: Member = member("counted_on", Date, "计入日期", "the day from which it counts");
    pub const CREATED: Member = member("created", Integer, "新建数", "how many objects were created");
    pub const CUT_OFF_AT: Member = member("cut_off_at", Instant, "截止时点", "what was approved by then counts");
    pub const DATE: Member = member("date", Date, "日期", "the day");
    pub const DELAYED: Member = member("delayed", Boolean, "是否须等待后再试", "whether the next attempt from there has to wait");
    pub const DEMONSTRATION: Member = member("demonstration", Boolean, "是否演示数据", "whether it is invented for the demonstration");
    pub const DOCUMENT: Member = member("document", Text, "依据文件", "the document that it rests on");
    pub const DUE_AT: Member = member("due_at", Instant, "截止时间", "when it is due");
    pub const DUE_ON: Member = member("due_on", Date, "截止日期", "the day on which it is due");
    pub const EFFECTIVE_FROM: Member = member("effective_from", Date, "生效日期", "the first day on which it counts");
    pub const EFFECTIVE_ON: Member = member("effective_on", Date, "发生日期", "the day on which it happened");
    pub const EFFECTIVE_TO: Member = member("effective_to", Date, "终止日期", "the day from which it no longer counts");
    pub const ENDS_AT: Member = member("ends_at", Instant, "结束时间", "when it ends");
    pub const EVIDENCE: Member = member("evidence", Text, "佐证", "what shows it");
    pub const EXISTING: Member = member("existing", Integer, "已有数", "how many objects were there already");
    pub const FEEDBACK_ID: Member = member("feedback_id", Id, "反馈", "the feedback");
    pub const FIELDS: Member = member("fields", Objects, "逐字段意见", "what is wrong in which field");
    pub const FIGURES: Member = member("figures", Integer, "数据个数", "how many figures");
    pub const FILE_NAME: Member = member("file_name", Text, "文件名", "the name of the file");
    pub const FIRST_SUBMITTED_AT: Member = member("first_submitted_at", Instant, "首次报送时间", "when it was submitted for the first time");
    pub const FROM_DUE_AT: Member = member("from_due_at", Instant, "原截止时间", "when it was due before");
    pub const FROM_ON: Member = member("from_on", Date, "原日期", "the day before the change");
    pub const FROM_STAGE: Member = member("from_stage", Text, "原所在库", "the stage that it left");
    pub const GRADE: Member = member("grade", Text, "办结评价", "how well it was done");
    pub const IN_USE_ON: Member = member("in_use_on", Date, "投用日期", "the day from which it is in use");
    pub const INDICATOR: Member = member("indicator", Text, "指标编号", "code of the indicator");
    pub const INPUTS_HASH: Member = member("inputs_hash", Text, "取数摘要", "SHA-256 of the inputs");
    pub const INSTRUCTION_ID: Member = member("instruction_id", Id, "批示", "the instruction");
    pub const KIND: Member = member("kind", Text, "类别", "its kind");
    pub const LAG_DAYS: Member = member("lag_days", Integer, "间隔天数", "how many days it needs after the other");
    pub const LEVEL: Member = member("level", Text, "级别", "its level");
    pub const LIGHT: Member = member("light", Text, "灯色", "the light");
    pub const MEDIA_TYPE: Member = member("media_type", Text, "内容类型", "the type that the service found");
    pub const NAME: Member = member("name", Text, "名称", "its name");
    pub const NUMBER: Member = member("number", Integer, "序号", "its number");
    pub const OBJECTIONS_UNTIL: Member = member("objections_until", Instant, "异议截止时间", "until when bureaus may object");
    pub const OBSTACLE_LEVEL: Member = member("level", Integer, "堵点级别", "the level of the obstacle, 1 to 4");
    pub const ON_TIME: Member = member("on_time", Boolean, "是否按期", "whether it came by the due time");
    pub const PERIOD: Member = member("period", Text, "报告期", "code of the period");
    pub const POST: Member = member("post", Text, "职务编号", "code of the leader's post");
    pub const PROGRESS_PERCENT: Member = member("progress_percent", Integer, "完成百分比", "how much of it is done, in percent");
    pub const PROJECT: Member = member("project", Text, "项目编号", "code of the project");
    pub const QUALITY_FLAGS: Member = member("quality_flags", Texts, "数据质量提示", "what looks odd in it");
    pub const REASON: Member = member("reason", Text, "理由", "the reason");
    pub const REGISTRY: Member = member("registry", Text, "入库类别", "which registry");
    pub const REGISTRY_NUMBER: Member = member("number", Text, "入库编号", "its number in the registry");
    pub const RESULT: Member = member("result", Text, "办理结果", "the result");
    pub const REVISION: Member = member("revision", Integer, "修订次数", "which revision it is");
    pub const ROLE: Member = member("role", Text, "责任角色", "lead or supporting");
    pub const ROLES: Member = member("roles", Texts, "角色", "the roles of the account");
    pub const SHA256: Member = member("sha256", Text, "内容摘要", "SHA-256 of the content");
    pub const SIZE: Member = member("size", Integer, "字节数", "size in bytes");
    pub const SOURCE: Member = member("source", Text, "来源地址", "the address that it came from, of IPv6 the /64");
    pub const STAGE: Member = member("stage", Text, "所在库", "its stage among the four libraries");
    pub const STATUS: Member = member("status", Text, "状态", "its status after the change");
    pub const SUBJECT: Member = member("subject", Text, "指标或项目编号", "code of the indicator or project");
    pub const SUPERSEDED_BY: Member = member("superseded_by", Id, "替代它的报告", "the report that takes its place");
    pub const TEXT: Member = member("text", Text, "内容", "the text");
    pub const TITLE: Member = member("title", Text, "标题", "its title");
    pub const TO_ON: Member = member("to_on", Date, "新日期", "the day after the change");
    pub const TO_STAGE: Member = member("to_stage", Text, "所入库", "the stage that it entered");
    pub const UPSTREAM: Member = member("upstream", Text, "前置节点编号", "code of the milestone before it");
    pub const USERNAME: Member = member("username", Text, "用户名", "the name of the account");
    pub const VALUE: Member = member("value", Decimal, "数值", "the figure");
    pub const VALUE_REVISION: Member = member("value", Revision, "数值前后", "the figure before and after");
    pub const VERDICTS: Member = member("verdicts", Integer, "封存灯色数", "how many lights were frozen");
    pub const VERDICTS_HASH: Member = member("verdicts_hash", Text, "封存摘要", "SHA-256 over the frozen inputs");
    pub const WAS_CLOSED_AT: Member = member("was_closed_at", Instant, "原关闭时间", "when it had been closed");
    pub const AS_OF: Member = member("as_of", Date, "截至日期", "the day that the figures are of");
}
