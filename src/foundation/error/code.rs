//! The closed table of error codes: every failure the API can answer with, one line an entry.
//!
//! A code never changes its meaning and is never reused. It decides the status; texts are for people and may be
//! reworded. `GET /api/v1/problems` and docs/errors.md are made from this table.
use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};
use utoipa::ToSchema;

/// A stable, machine-readable error code. Branch on this, never on a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr, EnumIter, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs)] // the table below says what each means
#[rustfmt::skip]
pub enum Code {
    // framework
    InternalError, Unavailable, NotFound, MethodNotAllowed, RequestTimeout, PayloadTooLarge, UnsupportedMediaType, UriTooLong,
    InvalidJson, BadRequest,
    // query strings and paths
    UnknownParameter, InvalidParameter, DuplicateParameter, LimitOutOfRange, CursorInvalid, MalformedId,
    // safe writes
    IdempotencyKeyRequired, IdempotencyKeyInvalid, IdempotencyKeyReused, IdempotencyInProgress,
    PreconditionRequired, PreconditionFailed,
    // who and what
    AuthenticationRequired, TokenInvalid, TokenExpired, SessionEnded, InvalidCredentials, AccountLocked,
    RefreshTokenInvalid, RefreshTokenReused, PermissionDenied, OtherJurisdiction, PasswordChangeRequired, OwnAccount, AdministratorAccount, OwnSubmission,
    BootstrapCodeInvalid, BootstrapDone,
    // bodies
    ValidationFailed, Required, UnknownField, WrongType, InvalidValue, ValueNotAllowed, TooShort, TooLong, TooSmall,
    TooLarge, InvalidFormat, InvalidDecimal, NulCharacter, TooDeep, ReferenceNotFound, Duplicate, ClientTimeRefused,
    NothingToChange,
    // directory
    JurisdictionCodeInvalid, JurisdictionCodeTaken, JurisdictionParentMissing, BureauCodeTaken, UnifiedCodeInvalid,
    UnifiedCodeTaken, UsernameTaken, PasswordWeak, PasswordWrong, PasswordUnchanged, RolesExclusive, BureauRequired, BureauNotAllowed,
    LastAdministrator,
    // plan
    PlanYearTaken, AreaCodeTaken, FactCodeTaken, IndicatorCodeTaken, UnitUnknown, UnitDimensionMismatch, UnitRequired,
    BasisRequired, BasisNotAllowed, TargetRequired, TargetNotAllowed, TargetDateTaken, AssignmentTaken, DecimalOutOfRange,
    IndicatorReported,
    // projects
    ProjectCodeTaken, MilestoneCodeTaken, DeclaredCountRequired, DeclaredCountNotAllowed, TransitionNotAllowed,
    ReasonRequired, DateInFuture, DateBeforePrevious, MilestoneOwner,
    // reporting
    PeriodNotOpen, PeriodClosed, PeriodNotEnded, ReportExists, ReportNotOwed, ReportNotEditable, ReportNotSubmittable,
    ReportNotWithdrawable, ReportNotReviewable, CumulativeDecreased, CumulativeOvertakes, ValueRequired, DenominatorZero, PeriodAlreadyClosed,
    PeriodAlreadyOpen, CalendarExists, SubjectRequired,
    // supervision
    BulletinState, BulletinNumberTaken, ObjectionsClosed, ObjectionsRunning, ObjectionsUndecided, ObjectionDecided,
}

/// What a code means: its status and its texts, Chinese first. `{name}` in a text is replaced by the occurrence's
/// parameter of that name.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The HTTP status when the code is the problem itself. Codes that only stand in `errors[]` carry 422.
    pub status: u16,
    /// Short summary, the same for every occurrence: Chinese, English.
    pub title: [&'static str; 2],
    /// What happened and what to do about it: Chinese, English.
    pub detail: [&'static str; 2],
}

const fn spec(
    status: u16,
    zh: &'static str,
    en: &'static str,
    zh_detail: &'static str,
    en_detail: &'static str,
) -> Spec {
    Spec { status, title: [zh, en], detail: [zh_detail, en_detail] }
}

impl Code {
    /// The code as it stands in JSON: `area_code_taken`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
    /// The HTTP status that the code stands for.
    pub fn status(self) -> StatusCode {
        StatusCode::from_u16(self.spec().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
    /// The entry of the table.
    #[rustfmt::skip]
    pub const fn spec(self) -> Spec {
        match self {
            Self::InternalError => spec(500, "服务内部错误", "Internal error", "服务未能完成请求,未做任何改动。请凭 request_id 联系运维。", "The server could not complete the request; nothing was changed. Give the request_id to the operators."),
            Self::Unavailable => spec(503, "服务暂不可用", "Service unavailable", "数据库暂时繁忙或不可用,请按 Retry-After 稍后重试。", "The database is busy or cannot be reached. Try again after Retry-After."),
            Self::NotFound => spec(404, "未找到", "Not found", "该对象不存在,或不在您可知的范围内。", "There is no such object, or it is not yours to know of."),
            Self::MethodNotAllowed => spec(405, "不支持的方法", "Method not allowed", "此地址支持的方法见 Allow 响应头。", "The Allow header lists the methods of this address."),
            Self::RequestTimeout => spec(408, "请求超时", "Request timeout", "请求没有及时发送完整,请重新发送。", "The request did not arrive whole in time. Send it again."),
            Self::PayloadTooLarge => spec(413, "请求体过大", "Payload too large", "请求体不得超过 {limit} 字节,请拆分后发送。", "A body may have at most {limit} bytes. Split the request."),
            Self::UnsupportedMediaType => spec(415, "不支持的内容类型", "Unsupported media type", "请以 Content-Type: {expected} 发送。", "Send the body as Content-Type: {expected}."),
            Self::UriTooLong => spec(414, "地址过长", "URI too long", "请缩短查询条件。", "Shorten the query."),
            Self::InvalidJson => spec(400, "不是有效的 JSON", "Not valid JSON", "第 {line} 行第 {column} 列无法解析:{reason}。", "Cannot be read at line {line}, column {column}: {reason}."),
            Self::BadRequest => spec(400, "请求无法识别", "Bad request", "请求不符合 HTTP 规范,请检查后重新发送。", "The request is not well-formed HTTP. Check it and send it again."),
            Self::UnknownParameter => spec(400, "未知的查询参数", "Unknown query parameter", "没有参数“{parameter}”,最接近的是“{nearest}”。可用参数:{known}。", "There is no parameter “{parameter}”; the nearest is “{nearest}”. Valid: {known}."),
            Self::InvalidParameter => spec(400, "查询参数的值无效", "Invalid query parameter", "参数“{parameter}”的值无效:{reason}。", "The value of “{parameter}” is not valid: {reason}."),
            Self::DuplicateParameter => spec(400, "查询参数重复", "Repeated query parameter", "参数“{parameter}”只能出现一次;多个值请用逗号分隔。", "“{parameter}” may be given once only; separate several values with commas."),
            Self::LimitOutOfRange => spec(400, "每页条数超出范围", "Limit out of range", "limit 必须在 1 到 {max} 之间。", "limit must be between 1 and {max}."),
            Self::CursorInvalid => spec(400, "游标无效", "Invalid cursor", "游标只能与产生它的同一查询一起使用,请从第一页重新开始。", "A cursor works only with the very query that made it. Start again at the first page."),
            Self::MalformedId => spec(400, "标识格式错误", "Malformed id", "“{value}”既不是 UUID,也不是 code:编号 的形式。", "“{value}” is neither a UUID nor of the form code:CODE."),
            Self::IdempotencyKeyRequired => spec(400, "缺少 Idempotency-Key", "Idempotency-Key required", "新建与动作请求必须带 Idempotency-Key 请求头(1 至 128 个可见 ASCII 字符,每次操作一个新值)。", "A POST that creates or acts needs an Idempotency-Key header (1 to 128 visible ASCII characters, a new one for each operation)."),
            Self::IdempotencyKeyInvalid => spec(400, "Idempotency-Key 无效", "Invalid Idempotency-Key", "Idempotency-Key 必须是 1 至 128 个可见 ASCII 字符。", "An Idempotency-Key has 1 to 128 visible ASCII characters."),
            Self::IdempotencyKeyReused => spec(422, "Idempotency-Key 已用于另一请求", "Idempotency-Key reused", "该键在 24 小时内已用于内容不同的请求,请换一个新键。", "This key was used within 24 hours for another payload. Use a new key."),
            Self::IdempotencyInProgress => spec(409, "同一请求正在处理", "Request in progress", "带有同一 Idempotency-Key 的请求仍在处理,请稍后以同样内容重试。", "A request with the same Idempotency-Key is still running. Repeat it shortly, unchanged."),
            Self::PreconditionRequired => spec(428, "缺少 If-Match", "Precondition required", "请在 If-Match 请求头中带上您所读版本的 ETag(不接受 *)。", "Send the ETag of the version you read in If-Match (* is not accepted)."),
            Self::PreconditionFailed => spec(412, "数据已被他人修改", "Precondition failed", "您读取之后数据已变更,请按 current_etag 重新读取后再操作。", "It was changed after you read it. Read it again (current_etag) and repeat."),
            Self::AuthenticationRequired => spec(401, "需要登录", "Authentication required", "请登录后在 Authorization 请求头中带上 Bearer 访问令牌。", "Log in and send the access token in Authorization: Bearer."),
            Self::TokenInvalid => spec(401, "令牌无效", "Invalid token", "访问令牌无法验证,请重新登录。", "The access token cannot be verified. Log in again."),
            Self::TokenExpired => spec(401, "令牌已过期", "Token expired", "访问令牌已过期,请用刷新令牌换取新的令牌。", "The access token has expired. Exchange the refresh token for a new one."),
            Self::SessionEnded => spec(401, "会话已结束", "Session ended", "会话因退出、停用、改密或角色变更而结束,请重新登录。", "The session ended by log-out, disabling, or a change of password or roles. Log in again."),
            Self::InvalidCredentials => spec(401, "用户名或密码错误", "Invalid credentials", "用户名或密码不正确,或账号已停用。", "The username or the password is wrong, or the account is disabled."),
            Self::AccountLocked => spec(429, "账号暂时锁定", "Account locked", "连续登录失败次数过多,请按 Retry-After 稍后再试。", "Too many failed log-ins. Try again after Retry-After."),
            Self::RefreshTokenInvalid => spec(401, "刷新令牌无效", "Invalid refresh token", "刷新令牌不存在或已过期,请重新登录。", "The refresh token is unknown or has expired. Log in again."),
            Self::RefreshTokenReused => spec(401, "刷新令牌被重复使用", "Refresh token reused", "该刷新令牌已经用过,为安全起见整个会话已被终止,请重新登录。", "This refresh token was used before. For safety the whole session was ended. Log in again."),
            Self::PermissionDenied => spec(403, "没有权限", "Permission denied", "您的角色不能进行此操作(需要权限 {permission})。", "Your roles do not allow this (permission {permission} is needed)."),
            Self::OtherJurisdiction => spec(403, "不属于本行政区划", "Another jurisdiction", "您可以查看下级行政区划的对象,但只能修改本行政区划的对象。", "You may see the objects of jurisdictions below, but change only those of your own."),
            Self::PasswordChangeRequired => spec(403, "须先修改密码", "Password change required", "请先通过 PUT /api/v1/me/password 修改初始密码。", "Change the initial password first with PUT /api/v1/me/password."),
            Self::OwnAccount => spec(403, "不能对本人账号操作", "Not on your own account", "任何人都不能为自己授权或停用自己,请由另一位管理员操作。", "Nobody grants roles to or disables themselves. Another administrator has to do it."),
            Self::AdministratorAccount => spec(403, "三员账号", "Administrator's account", "三员互相制约:系统管理员不得重置安全、审计管理员的密码,请由运维人员在服务器上用命令行重置。", "The three administrators check each other: nobody of them resets another's password. An operator does it on the server's command line."),
            Self::OwnSubmission => spec(403, "不能审核本人或本单位提交的报告", "Own submission", "审核人不得审核本人或本单位提交的报告,请由其他审核人处理。", "Nobody reviews what they or their bureau submitted. Another reviewer has to do it."),
            Self::BootstrapCodeInvalid => spec(403, "初始化码无效", "Invalid bootstrap code", "初始化码错误、已用过或已失效,请用服务端命令重新生成。", "The bootstrap code is wrong, used or expired. Make a new one on the server."),
            Self::BootstrapDone => spec(409, "系统已完成初始化", "Already set up", "首批管理员已经建立,初始化只能进行一次。", "The first administrators exist already; this works only once."),
            Self::ValidationFailed => spec(422, "提交内容未通过校验", "Validation failed", "共 {count} 处问题,见 errors。", "{count} problem(s), see errors."),
            Self::Required => spec(422, "缺少必填项", "Required", "缺少必填项“{field}”。", "“{field}” is required."),
            Self::UnknownField => spec(422, "未知字段", "Unknown field", "没有字段“{field}”。", "There is no field “{field}”."),
            Self::WrongType => spec(422, "类型错误", "Wrong type", "类型应为 {expected}。", "Must be of type {expected}."),
            Self::InvalidValue => spec(422, "值无效", "Invalid value", "值无效:{reason}。", "Not valid: {reason}."),
            Self::ValueNotAllowed => spec(422, "不在可选值之内", "Value not allowed", "只能取下列值之一:{allowed}。", "Must be one of: {allowed}."),
            Self::TooShort => spec(422, "过短", "Too short", "至少需要 {min} 个字符或条目。", "At least {min} characters or items."),
            Self::TooLong => spec(422, "过长", "Too long", "最多 {max} 个字符或条目。", "At most {max} characters or items."),
            Self::TooSmall => spec(422, "过小", "Too small", "不得小于 {min}。", "Must not be less than {min}."),
            Self::TooLarge => spec(422, "过大", "Too large", "不得大于 {max}。", "Must not be more than {max}."),
            Self::InvalidFormat => spec(422, "格式错误", "Invalid format", "格式应为 {format}。", "Must have the format {format}."),
            Self::InvalidDecimal => spec(422, "不是有效的小数", "Invalid decimal", "请以字符串给出普通十进制数(如 \"335.3\"):最多 14 位整数、4 位小数,不用指数与分隔符。", "Give a plain decimal as a string (\"335.3\"): at most 14 digits before and 4 after the point, no exponent, no separators."),
            Self::NulCharacter => spec(422, "含有空字符", "NUL character", "文本中不得含有空字符(U+0000)。", "Text must not contain the NUL character (U+0000)."),
            Self::TooDeep => spec(422, "嵌套过深", "Nested too deep", "请求体最多嵌套 {max} 层。", "A body may be nested at most {max} levels deep."),
            Self::ReferenceNotFound => spec(422, "引用的对象不存在", "Reference not found", "“{value}”不存在,或不在您可知的范围内。", "“{value}” does not exist or is not yours to know of."),
            Self::Duplicate => spec(422, "重复", "Duplicate", "“{value}”重复出现。", "“{value}” is given more than once."),
            Self::ClientTimeRefused => spec(422, "不接受客户端时间", "Client time refused", "时间一律以服务端为准,请去掉“{field}”。", "All times are the server's. Leave out “{field}”."),
            Self::NothingToChange => spec(422, "没有可修改的内容", "Nothing to change", "请至少给出一个要修改的字段。", "Give at least one field to change."),
            Self::JurisdictionCodeInvalid => spec(422, "行政区划代码无效", "Invalid jurisdiction code", "应为 GB/T 2260 的六位代码,如 410102。", "Must be a six-digit GB/T 2260 code such as 410102."),
            Self::JurisdictionCodeTaken => spec(409, "行政区划代码已存在", "Jurisdiction code taken", "该代码的行政区划已经存在。", "A jurisdiction with this code exists already."),
            Self::JurisdictionParentMissing => spec(422, "上级行政区划不存在", "Parent jurisdiction missing", "请先建立上级行政区划 {parent}。", "Create the parent jurisdiction {parent} first."),
            Self::BureauCodeTaken => spec(409, "单位编号已存在", "Bureau code taken", "本行政区划内已有此编号的单位,请换一个编号。", "The jurisdiction has a bureau of this code already. Choose another."),
            Self::UnifiedCodeInvalid => spec(422, "统一社会信用代码无效", "Invalid unified social credit code", "不符合 GB 32100-2015(18 位,两个校验码):{reason}。", "Not valid under GB 32100-2015 (18 characters, two check characters): {reason}."),
            Self::UnifiedCodeTaken => spec(409, "统一社会信用代码已存在", "Unified social credit code taken", "另一单位已登记该代码。", "Another bureau is registered with this code."),
            Self::UsernameTaken => spec(409, "用户名已存在", "Username taken", "请换一个用户名。", "Choose another username."),
            Self::PasswordWeak => spec(422, "密码强度不足", "Password too weak", "密码须为 12 至 128 个字符,不含用户名,且大写、小写、数字、符号中至少有三类。", "A password has 12 to 128 characters, does not contain the username and mixes three of: upper case, lower case, digits, symbols."),
            Self::PasswordWrong => spec(422, "当前密码错误", "Current password wrong", "请核对当前密码。", "Check the current password."),
            Self::PasswordUnchanged => spec(422, "新密码未变", "Password unchanged", "新密码不得与当前密码相同。", "The new password must differ from the current one."),
            Self::RolesExclusive => spec(422, "角色互斥", "Roles exclude each other", "系统、安全、审计三员互斥,且不得兼任业务角色;督查室、区领导与单位角色不得兼任(三权分立)。", "The three administrators exclude each other and every business role; supervisor and leader exclude bureau roles."),
            Self::BureauRequired => spec(422, "须指定单位", "Bureau required", "填报人和单位负责人必须属于一个单位。", "A bureau reporter or lead must belong to a bureau."),
            Self::BureauNotAllowed => spec(422, "不得指定单位", "Bureau not allowed", "该用户持有单位角色,不能取消或更换单位;请先由安全管理员收回角色。", "The user holds a bureau role. The security administrator has to take it back before the bureau changes."),
            Self::LastAdministrator => spec(409, "至少保留一名管理员", "Last administrator", "这是该类管理员中最后一个可用账号。", "This is the last usable account of this kind of administrator."),
            Self::PlanYearTaken => spec(409, "该年度方案已存在", "Plan exists", "本行政区划该年度已有工作方案。", "The jurisdiction has a plan for this year already."),
            Self::AreaCodeTaken => spec(409, "领域编号已存在", "Area code taken", "本方案内已有此编号的工作领域,请换一个编号。", "The plan has an area of this code already. Choose another."),
            Self::FactCodeTaken => spec(409, "事实编号已存在", "Fact code taken", "本方案内已有此编号的事实,请换一个编号。", "The plan has a fact of this code already. Choose another."),
            Self::IndicatorCodeTaken => spec(409, "指标编号已存在", "Indicator code taken", "本方案内已有此编号的指标,请换一个编号。", "The plan has an indicator of this code already. Choose another."),
            Self::UnitUnknown => spec(422, "未知计量单位", "Unknown unit", "没有计量单位“{unit}”,可用单位见 GET /api/v1/units。", "There is no unit “{unit}”; see GET /api/v1/units."),
            Self::UnitDimensionMismatch => spec(422, "计量单位量纲不符", "Unit of another dimension", "“{unit}”不能换算为“{expected}”。", "“{unit}” cannot be converted to “{expected}”."),
            Self::UnitRequired => spec(422, "须给出计量单位", "Unit required", "有数值的指标或数值必须带计量单位。", "An indicator or value with a number needs a unit."),
            Self::BasisRequired => spec(422, "须给出累计口径", "Basis required", "流量类和清单类指标必须说明是累计(cumulative)还是当期(increment)。", "A flow or list indicator needs a basis: cumulative or increment."),
            Self::BasisNotAllowed => spec(422, "不适用累计口径", "Basis not allowed", "只有流量类和清单类指标有累计口径。", "Only flow and list indicators have a basis."),
            Self::TargetRequired => spec(422, "须给出目标值", "Target required", "比较符需要目标值,目标值也需要比较符。", "A comparator needs a value and a value needs a comparator."),
            Self::TargetNotAllowed => spec(422, "不适用比较符", "Target not allowed", "定性指标不作比较,请去掉比较符。", "A qualitative indicator is not compared. Leave out the comparator."),
            Self::TargetDateTaken => spec(409, "生效日期须晚于上一版", "Effective date not later", "新目标的生效日期必须晚于现有各版({latest})。", "A new target must take effect after every existing version ({latest})."),
            Self::AssignmentTaken => spec(409, "分工已存在或日期冲突", "Assignment exists", "该单位已按此角色分工,或生效日期不晚于现任。", "The bureau is assigned in this role already, or the date is not after the present assignment's."),
            Self::DecimalOutOfRange => spec(422, "数值超出范围", "Value out of range", "换算后的数值超出可存范围(最多 14 位整数)。", "The converted value is out of range (at most 14 digits before the point)."),
            Self::IndicatorReported => spec(409, "指标已有报告", "Indicator reported", "该指标已有报告,类别、口径和计量单位不能再改;如需调整请另建指标。", "There are reports on this indicator, so its kind, basis and unit are fixed. Create another indicator instead."),
            Self::ProjectCodeTaken => spec(409, "项目编号已存在", "Project code taken", "本方案内已有此编号的项目,请换一个编号。", "The plan has a project of this code already. Choose another."),
            Self::MilestoneCodeTaken => spec(409, "节点编号已存在", "Milestone code taken", "本方案内已有此编号的节点,请换一个编号。", "The plan has a milestone of this code already. Choose another."),
            Self::DeclaredCountRequired => spec(422, "须给出项目个数", "Declared count required", "以“等 N 个”列出的项目组必须给出个数。", "A group of projects needs its declared count."),
            Self::DeclaredCountNotAllowed => spec(422, "不适用项目个数", "Declared count not allowed", "单个项目没有项目个数。", "A named project has no declared count."),
            Self::TransitionNotAllowed => spec(409, "不能转入该库", "Transition not allowed", "当前在“{from}”,不能直接转入“{to}”。", "The project is in “{from}” and cannot go to “{to}”."),
            Self::ReasonRequired => spec(422, "须说明理由", "Reason required", "此操作必须说明理由。", "This needs a reason."),
            Self::DateInFuture => spec(422, "日期不得晚于今天", "Date in the future", "日期不得晚于 {today}。", "The date must not be after {today}."),
            Self::DateBeforePrevious => spec(422, "日期早于上一次", "Date before the previous one", "日期不得早于上一次入库出库的生效日期 {previous}。", "The date must not be before {previous}, the day of the previous transition."),
            Self::MilestoneOwner => spec(422, "节点归属无效", "Milestone owner", "节点须且只能属于一个项目或一个领域。", "A milestone belongs to one project or one area, not both."),
            Self::PeriodNotOpen => spec(409, "报告期尚未开始填报", "Period not open", "该报告期于 {opens_at} 开始填报。", "Reporting for this period opens at {opens_at}."),
            Self::PeriodClosed => spec(409, "报告期已关闭", "Period closed", "该报告期已关闭,不再接受填报;确需补报请联系督查室。", "The period is closed to reports. Ask the supervision office if one has to be made up."),
            Self::PeriodNotEnded => spec(409, "报告期尚未结束", "Period not ended", "报告期结束之前不能关闭。", "A period cannot be closed before it has ended."),
            Self::ReportExists => spec(409, "该期报告已存在", "Report exists", "此事项本期已有报告,请在其上修改(见 existing)。", "There is a report on this subject for this period (see existing). Work on that one."),
            Self::ReportNotOwed => spec(403, "本单位不负责该事项", "Report not owed", "该期此事项不由贵单位填报。", "Your bureau does not owe a report on this subject for this period."),
            Self::ReportNotEditable => spec(409, "报告当前不可修改", "Report not editable", "状态为“{status}”的报告不可修改。", "A report that is {status} cannot be changed."),
            Self::ReportNotSubmittable => spec(409, "报告当前不可提交", "Report not submittable", "状态为“{status}”的报告不可提交。", "A report that is {status} cannot be submitted."),
            Self::ReportNotWithdrawable => spec(409, "报告当前不可撤回", "Report not withdrawable", "只有已提交、尚未审核的报告可以撤回;当前为“{status}”。", "Only a submitted report that was not yet reviewed can be withdrawn; it is {status}."),
            Self::ReportNotReviewable => spec(409, "报告当前不可审核", "Report not reviewable", "只有已提交的报告可以审核;当前为“{status}”。", "Only a submitted report can be reviewed; it is {status}."),
            Self::CumulativeDecreased => spec(422, "累计值减少", "Cumulative value decreased", "累计值小于上期已审定值 {previous} {unit};如属核减、更正或口径调整,请填写 decrease_reason。", "The cumulative value is below the last approved one, {previous} {unit}. If that is right, give a decrease_reason."),
            Self::CumulativeOvertakes => spec(422, "累计值超过后期", "Cumulative value overtakes a later one", "累计值大于后期已审定值 {next} {unit};请核对,确属核减、更正或口径调整的请填写 decrease_reason。", "The cumulative value is above the approved one of a later period, {next} {unit}. Check it; if it is right, give a decrease_reason."),
            Self::ValueRequired => spec(422, "缺少数据", "Value required", "提交前请填写“{field}”。", "“{field}” is needed before the report can be submitted."),
            Self::DenominatorZero => spec(422, "分母为零", "Denominator is zero", "分母必须大于零。", "The denominator must be greater than zero."),
            Self::PeriodAlreadyClosed => spec(409, "报告期已经关闭", "Period already closed", "该报告期此前已关闭。", "The period is closed already."),
            Self::PeriodAlreadyOpen => spec(409, "报告期没有关闭", "Period not closed", "该报告期没有关闭,无需重新开放。", "The period is not closed, so it cannot be reopened."),
            Self::CalendarExists => spec(409, "报告期日历已存在", "Calendar exists", "该方案的报告期已经生成。", "The plan's periods have been made already."),
            Self::SubjectRequired => spec(422, "须指定报告对象", "Subject required", "请给出 indicator 或 project 之一,且只能给出一个。", "Give either an indicator or a project, not both."),
            Self::BulletinState => spec(409, "通报当前状态不允许此操作", "Not in this state of the bulletin", "状态为“{status}”的通报不能进行此操作,可进行的操作见 allowed_actions。", "A bulletin that is {status} does not allow this; allowed_actions names what it does."),
            Self::BulletinNumberTaken => spec(409, "期号已被占用", "Bulletin number taken", "另一期通报刚刚取得此期号,请重试。", "Another bulletin has just taken this number. Try again."),
            Self::ObjectionsClosed => spec(409, "异议期已结束", "Objections closed", "异议期已于 {until} 结束,请直接联系督查室。", "The objection window ended at {until}. Speak to the supervision office."),
            Self::ObjectionsRunning => spec(409, "异议期尚未结束", "Objections running", "异议期至 {until},结束后方可印发。", "The objection window runs until {until}; the bulletin can be published after it."),
            Self::ObjectionsUndecided => spec(409, "尚有异议未处理", "Objections undecided", "还有 {count} 条异议未处理,请先逐条答复。", "{count} objection(s) are not decided. Decide each of them first."),
            Self::ObjectionDecided => spec(409, "异议已处理", "Objection decided", "该异议已经处理,不能再改。", "The objection has been decided and stays so."),
        }
    }
}
