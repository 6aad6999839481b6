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
    InternalError, Unavailable, Overloaded, NotFound, AddressUnknown, MethodNotAllowed, RequestTimeout, PayloadTooLarge,
    UnsupportedMediaType, UriTooLong, InvalidJson, BadRequest, NotUtf8, ContentEncodingRefused,
    // query strings and paths
    UnknownParameter, InvalidParameter, EmptyParameter, UnknownReference, DuplicateParameter, LimitOutOfRange,
    CursorInvalid, MalformedId,
    // safe writes
    IdempotencyKeyRequired, IdempotencyKeyInvalid, IdempotencyKeyReused, IdempotencyInProgress, PreconditionRequired,
    PreconditionFailed,
    // who and what
    AuthenticationRequired, TokenInvalid, TokenExpired, SessionEnded, InvalidCredentials, TooManyAttempts,
    RefreshTokenInvalid, RefreshTokenReused, PermissionDenied, OtherJurisdiction, PasswordChangeRequired, OwnAccount,
    AdministratorAccount, OwnSubmission, StatisticsAuthorityOnly, BootstrapCodeInvalid, BootstrapDone,
    // bodies
    ValidationFailed, Required, UnknownField, WrongType, InvalidValue, ValueNotAllowed, TooShort, TooLong, TooSmall,
    TooLarge, InvalidFormat, InvalidDecimal, NulCharacter, TooDeep, ReferenceNotFound, Duplicate, ClientTimeRefused,
    NothingToChange, DuplicateMember, BlankText, InvisibleCharacter, LineBreakNotAllowed,
    // directory
    JurisdictionCodeInvalid, JurisdictionCodeTaken, JurisdictionParentMissing, BureauCodeTaken, UnifiedCodeInvalid,
    UnifiedCodeTaken, UsernameTaken, PasswordWeak, PasswordWrong, PasswordUnchanged, RolesExclusive, BureauRequired,
    BureauNotAllowed, LastAdministrator,
    // plan
    PlanYearTaken, PlanYearClosed, PlanYearUnfinished, PlanYearOpen, AreaCodeTaken, FactCodeTaken, IndicatorCodeTaken,
    UnitUnknown, UnitDimensionMismatch, UnitRequired, BasisRequired, BasisNotAllowed, TargetRequired, TargetNotAllowed,
    TargetDateTaken, AssignmentTaken, DecimalOutOfRange, TrajectoryNotApplicable, TrajectoryIncomplete,
    TrajectoryDecreases, TrajectoryMissesTarget, TrajectoryDateTaken, TrajectoryNotOwned, TrajectoryDecided,
    IndicatorReported, CountingNotApplicable,
    // projects
    ProjectCodeTaken, MilestoneCodeTaken, DeclaredCountRequired, DeclaredCountNotAllowed, TransitionNotAllowed,
    TransitionBlocked, ReasonRequired, DateInFuture, DateBeforePrevious, EvidenceEmpty, NationalCodeInvalid,
    PlannedStartDiffers, MilestoneOwner, MilestoneKindTaken, BaselineFrozen, CompletedByTransition, MilestoneCompleted,
    DependencyExists, DependencyCycle, LeaderPostCodeTaken, LeaderTermTaken, ProjectLeaderTaken, NamedProjectRequired,
    ProjectNotLed, FigureDecreased, FigureOvertakes, RegistryEntryOpen, RegistryNumberTaken, RegistryEntryLeft,
    DateInPast, ObstacleResolved, ObstacleAtTop, RenewalCodeTaken, NothingToExport, ListItemDuplicate, ListItemNotOwed,
    ListItemNotDecidable, ListItemNotWithdrawable, ProjectSuspended, ProjectNotSuspended, SuspensionNotAllowed,
    InUseNotAllowed,
    // reporting
    PeriodNotOpen, PeriodClosed, PeriodNotEnded, DueTimePassed, ExceptionExists, ExceptionEnded, BureauNotOwing,
    ExtensionTooLate, ExtensionPending, ExtensionNotApplicable, ExtensionDecided, OwnRequest, PeriodNotBegun,
    ReportExists, ReportNotOwed, ReportNotEditable, ReportNotSubmittable, ReportNotWithdrawable, ReportNotReviewable,
    ReportNotCorrectable, ReportNotDiscardable, CorrectionPending, SubmissionKindNotAllowed, ContradictsKind,
    NoPreviousValue, NotZero, SuspectedUnitSlip, NothingToConfirm, ConfirmationDiffers, FigureConfirmed,
    CumulativeDecreased, CumulativeOvertakes, ValueRequired, DenominatorZero, PeriodAlreadyClosed, PeriodAlreadyOpen,
    CalendarExists, SubjectRequired, HolidayExists,
    // supervision
    BulletinState, BulletinNumberTaken, ObjectionsClosed, ObjectionsRunning, ObjectionsUndecided, ObjectionDecided,
    ObjectionRepeated,
    ClassifiedContentRefused, OrderSubjectAmbiguous, ClockNotAllowed, OrderNotSignable, OrderNotInHand,
    OrderNotInProgress, OrderNotDecidable, OrderEnded, OrderDuePassed, OrderExtensionPending, OrderExtensionMissing,
    ReminderRulesMissing, ReminderRulesDateTaken, ReminderAcknowledged,
    // lights
    RuleSetDateTaken, LightFrozen, LightOverridden, OverrideRevoked, IndicatorNotReported,
    // evidence
    AttachmentTypeNotAllowed, AttachmentNotOwn, AttachmentNotImage, AttachmentMissing, AttachmentLinked,
    StorageUnavailable,
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

/// What the text of a code goes on with where the occurrence has the parameter of this name: Chinese, English.
#[rustfmt::skip]
pub(super) const HINTS: &[(&str, [&str; 2])] = &[
    ("nearest", ["最接近的是“{nearest}”。", "Did you mean “{nearest}”?"]),
    (
        "pages_by",
        [
            "分页请用 {pages_by}：以上一页的 next_cursor 作 cursor。",
            "Pages go by {pages_by}: give the next_cursor of the page before as cursor.",
        ],
    ),
    (
        "one_order",
        [
            "此列表只有一种顺序（见其说明），不接受 {one_order}。",
            "This list has one order, told in its description; there is no {one_order}.",
        ],
    ),
    (
        "no_include",
        [
            "此列表不附带其他对象，不接受 {no_include}；条目中已有其摘要。",
            "This list adds no other objects; there is no {no_include}. Its items have summaries of them.",
        ],
    ),
    (
        "no_changes",
        [
            "此列表不提供增量读取：请整体读取，并以 {no_changes} 判断是否有变化。",
            "This list does not tell what changed: read it whole; {no_changes} tells whether it did.",
        ],
    ),
    ("known", ["可用参数：{known}。", "Valid: {known}."]),
    ("more", ["另有 {more} 处未列出。", "And {more} more."]),
];

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
            Self::InternalError => spec(500, "服务内部错误", "Internal error", "服务未能完成请求，未做任何改动。请凭 request_id 联系运维。", "The server could not complete the request; nothing was changed. Give the request_id to the operators."),
            Self::Unavailable => spec(503, "服务暂不可用", "Service unavailable", "数据库暂时繁忙或不可用，请按 Retry-After 稍后重试。", "The database is busy or cannot be reached. Try again after Retry-After."),
            Self::Overloaded => spec(503, "服务繁忙", "Too busy", "当前请求过多，本请求未作处理，请按 Retry-After 稍后重试。", "Too many requests at once; this one was not processed. Try again after Retry-After."),
            Self::NotFound => spec(404, "未找到", "Not found", "该对象不存在，或不在您可知的范围内。", "There is no such object, or it is not yours to know of."),
            Self::AddressUnknown => spec(404, "没有此地址", "No such address", "本服务没有此地址；全部地址见 /openapi.json。", "The service has no such address. All of them stand in /openapi.json."),
            Self::MethodNotAllowed => spec(405, "不支持的方法", "Method not allowed", "此地址支持的方法见 Allow 响应头。", "The Allow header lists the methods of this address."),
            Self::RequestTimeout => spec(408, "请求超时", "Request timeout", "请求没有及时发送完整，请重新发送。", "The request did not arrive whole in time. Send it again."),
            Self::PayloadTooLarge => spec(413, "请求体过大", "Payload too large", "请求体不得超过 {limit} 字节，请拆分后发送。", "A body may have at most {limit} bytes. Split the request."),
            Self::UnsupportedMediaType => spec(415, "不支持的内容类型", "Unsupported media type", "请以 Content-Type: {expected} 发送。", "Send the body as Content-Type: {expected}."),
            Self::UriTooLong => spec(414, "地址过长", "URI too long", "请缩短查询条件。", "Shorten the query."),
            Self::InvalidJson => spec(400, "不是有效的 JSON", "Not valid JSON", "第 {line} 行第 {column} 列无法解析：{reason}。", "Cannot be read at line {line}, column {column}: {reason}."),
            Self::BadRequest => spec(400, "请求无法识别", "Bad request", "请求不符合 HTTP 规范，请检查后重新发送。", "The request is not well-formed HTTP. Check it and send it again."),
            Self::NotUtf8 => spec(400, "不是 UTF-8 编码", "Not UTF-8", "请求须以 UTF-8 编码（不接受 GBK、UTF-16），请转换编码后重新发送。", "JSON is UTF-8, not GBK or UTF-16. Convert it and send it again."),
            Self::ContentEncodingRefused => spec(415, "不接受压缩的请求体", "Content-Encoding refused", "不接受 Content-Encoding:{encoding} 的请求体，请去掉该请求头，不加压缩地发送。", "A body with Content-Encoding: {encoding} is not accepted. Send it as it is, without that header."),
            Self::UnknownParameter => spec(400, "未知的查询参数", "Unknown query parameter", "没有参数“{parameter}”。", "There is no parameter “{parameter}”."),
            Self::InvalidParameter => spec(400, "查询参数的值无效", "Invalid query parameter", "参数“{parameter}”的值无效：{reason}。", "The value of “{parameter}” is not valid: {reason}."),
            Self::EmptyParameter => spec(400, "查询参数没有值", "Empty query parameter", "参数“{parameter}”没有值，请给出值；不需要时请去掉该参数。", "“{parameter}” has no value. Give one, or leave the parameter out."),
            Self::UnknownReference => spec(400, "查询参数所指对象不存在", "Query parameter names nothing", "参数“{parameter}”的值“{value}”不指向任何您可知的对象，请改正或去掉该参数。", "“{value}” of “{parameter}” names nothing that you may know of. Correct it, or leave the parameter out."),
            Self::DuplicateParameter => spec(400, "查询参数重复", "Repeated query parameter", "参数“{parameter}”只能出现一次；能取多个值的参数，以逗号分隔。", "“{parameter}” may be given once only; where it takes several values, separate them with commas."),
            Self::LimitOutOfRange => spec(400, "每页条数超出范围", "Limit out of range", "limit 必须在 1 到 {max} 之间。", "limit must be between 1 and {max}."),
            Self::CursorInvalid => spec(400, "游标无效", "Invalid cursor", "游标只能与产生它的同一查询一起使用，请从第一页重新开始。", "A cursor works only with the very query that made it. Start again at the first page."),
            Self::MalformedId => spec(400, "标识格式错误", "Malformed id", "“{value}”既不是 UUID，也不是 code:编号 的形式。", "“{value}” is neither a UUID nor of the form code:CODE."),
            Self::IdempotencyKeyRequired => spec(400, "缺少 Idempotency-Key", "Idempotency-Key required", "新建与动作请求必须带 Idempotency-Key 请求头（1 至 128 个可见 ASCII 字符，每次操作一个新值）。", "A POST that creates or acts needs an Idempotency-Key header (1 to 128 visible ASCII characters, a new one for each operation)."),
            Self::IdempotencyKeyInvalid => spec(400, "Idempotency-Key 无效", "Invalid Idempotency-Key", "Idempotency-Key 必须是 1 至 128 个可见 ASCII 字符。", "An Idempotency-Key has 1 to 128 visible ASCII characters."),
            Self::IdempotencyKeyReused => spec(422, "Idempotency-Key 已用于另一请求", "Idempotency-Key reused", "该键在 24 小时内已用于内容不同的请求，请换一个新键。", "This key was used within 24 hours for another payload. Use a new key."),
            Self::IdempotencyInProgress => spec(409, "同一请求正在处理", "Request in progress", "带有同一 Idempotency-Key 的请求仍在处理，请稍后以同样内容重试。", "A request with the same Idempotency-Key is still running. Repeat it shortly, unchanged."),
            Self::PreconditionRequired => spec(428, "缺少 If-Match", "Precondition required", "请在 If-Match 请求头中带上您所读版本的 ETag（不接受 *）。", "Send the ETag of the version you read in If-Match (* is not accepted)."),
            Self::PreconditionFailed => spec(412, "数据已被他人修改", "Precondition failed", "您读取之后数据已变更，请按 current_etag 重新读取后再操作。", "It was changed after you read it. Read it again (current_etag) and repeat."),
            Self::AuthenticationRequired => spec(401, "需要登录", "Authentication required", "请登录后在 Authorization 请求头中带上 Bearer 访问令牌。", "Log in and send the access token in Authorization: Bearer."),
            Self::TokenInvalid => spec(401, "令牌无效", "Invalid token", "访问令牌无法验证。请求头应写作 Authorization: Bearer 加令牌；仍不行请重新登录。", "The access token cannot be verified. Send it as Authorization: Bearer TOKEN; if it is, log in again."),
            Self::TokenExpired => spec(401, "令牌已过期", "Token expired", "访问令牌已过期，请用刷新令牌换取新的令牌。", "The access token has expired. Exchange the refresh token for a new one."),
            Self::SessionEnded => spec(401, "会话已结束", "Session ended", "会话因退出、停用、改密或角色变更而结束，请重新登录。", "The session ended by log-out, disabling, or a change of password or roles. Log in again."),
            Self::InvalidCredentials => spec(401, "用户名或密码错误", "Invalid credentials", "用户名或密码不正确，或账号已停用。", "The username or the password is wrong, or the account is disabled."),
            Self::TooManyAttempts => spec(429, "尝试过于频繁", "Too many attempts", "从您所在的网络以此用户名登录已多次失败，请按 Retry-After 稍后再试；急需登录请联系系统管理员解除。", "Too many log-ins under this username failed from where you are. Try again after Retry-After, or ask a system administrator to lift it."),
            Self::RefreshTokenInvalid => spec(401, "刷新令牌无效", "Invalid refresh token", "刷新令牌不存在或已过期，请重新登录。", "The refresh token is unknown or has expired. Log in again."),
            Self::RefreshTokenReused => spec(401, "刷新令牌被重复使用", "Refresh token reused", "该刷新令牌已经用过，为安全起见整个会话已被终止，请重新登录。", "This refresh token was used before. For safety the whole session was ended. Log in again."),
            Self::PermissionDenied => spec(403, "没有权限", "Permission denied", "您的角色不能进行此操作（需要权限 {permission}）。", "Your roles do not allow this (permission {permission} is needed)."),
            Self::OtherJurisdiction => spec(403, "不属于本行政区划", "Another jurisdiction", "您可以查看下级行政区划的对象，但只能修改本行政区划的对象。", "You may see the objects of jurisdictions below, but change only those of your own."),
            Self::PasswordChangeRequired => spec(403, "须先修改密码", "Password change required", "请先通过 PUT /api/v1/me/password 修改初始密码。", "Change the initial password first with PUT /api/v1/me/password."),
            Self::OwnAccount => spec(403, "不能对本人账号操作", "Not on your own account", "任何人都不能为自己授权或停用自己，请由另一位管理员操作。", "Nobody grants roles to or disables themselves. Another administrator has to do it."),
            Self::AdministratorAccount => spec(403, "三员账号", "Administrator's account", "三员互相制约：系统管理员不得重置安全、审计管理员的密码，请由运维人员在服务器上用命令行重置。", "The three administrators check each other: nobody of them resets another's password. An operator does it on the server's command line."),
            Self::OwnSubmission => spec(403, "不能审核本人或本单位提交的报告", "Own submission", "审核人不得审核本人或本单位提交的报告，请由其他审核人处理。", "Nobody reviews what they or their bureau submitted. Another reviewer has to do it."),
            Self::StatisticsAuthorityOnly => spec(403, "只有统计部门可以核定", "Statistics authority only", "数据由本行政区划的统计部门核定；贵单位没有被设为统计部门。", "Figures are confirmed by the jurisdiction's statistics authority, which your bureau is not marked as."),
            Self::BootstrapCodeInvalid => spec(403, "初始化码无效", "Invalid bootstrap code", "初始化码错误、已用过或已失效，请用服务端命令重新生成。", "The bootstrap code is wrong, used or expired. Make a new one on the server."),
            Self::BootstrapDone => spec(409, "系统已完成初始化", "Already set up", "首批管理员已经建立，初始化只能进行一次。", "The first administrators exist already; this works only once."),
            Self::ValidationFailed => spec(422, "提交内容未通过校验", "Validation failed", "共 {count} 处问题，见 errors。", "{count} problem(s), see errors."),
            Self::Required => spec(422, "缺少必填项", "Required", "缺少必填项“{field}”。", "“{field}” is required."),
            Self::UnknownField => spec(422, "未知字段", "Unknown field", "没有字段“{field}”。", "There is no field “{field}”."),
            Self::WrongType => spec(422, "类型错误", "Wrong type", "类型应为 {expected}。", "Must be of type {expected}."),
            Self::InvalidValue => spec(422, "值无效", "Invalid value", "值无效：{reason}。", "Not valid: {reason}."),
            Self::ValueNotAllowed => spec(422, "不在可选值之内", "Value not allowed", "只能取下列值之一：{allowed}。", "Must be one of: {allowed}."),
            Self::TooShort => spec(422, "过短", "Too short", "至少需要 {min} 个字符或条目。", "At least {min} characters or items."),
            Self::TooLong => spec(422, "过长", "Too long", "最多 {max} 个字符或条目。", "At most {max} characters or items."),
            Self::TooSmall => spec(422, "过小", "Too small", "不得小于 {min}。", "Must not be less than {min}."),
            Self::TooLarge => spec(422, "过大", "Too large", "不得大于 {max}。", "Must not be more than {max}."),
            Self::InvalidFormat => spec(422, "格式错误", "Invalid format", "格式应为 {format}。", "Must have the format {format}."),
            Self::InvalidDecimal => spec(422, "不是有效的小数", "Invalid decimal", "请以字符串给出普通十进制数（如 \"335.3\"）：最多 14 位整数、4 位小数，不用指数与分隔符。", "Give a plain decimal as a string (\"335.3\"): at most 14 digits before and 4 after the point, no exponent, no separators."),
            Self::NulCharacter => spec(422, "含有空字符", "NUL character", "文本中不得含有空字符（U+0000）。", "Text must not contain the NUL character (U+0000)."),
            Self::TooDeep => spec(422, "嵌套过深", "Nested too deep", "请求体最多嵌套 {max} 层。", "A body may be nested at most {max} levels deep."),
            Self::ReferenceNotFound => spec(422, "引用的对象不存在", "Reference not found", "“{value}”不存在，或不在您可知的范围内。", "“{value}” does not exist or is not yours to know of."),
            Self::Duplicate => spec(422, "重复", "Duplicate", "“{value}”重复出现。", "“{value}” is given more than once."),
            Self::ClientTimeRefused => spec(422, "不接受客户端时间", "Client time refused", "时间一律以服务端为准，请去掉“{field}”。", "All times are the server's. Leave out “{field}”."),
            Self::NothingToChange => spec(422, "没有可修改的内容", "Nothing to change", "请至少给出一个要修改的字段。", "Give at least one field to change."),
            Self::DuplicateMember => spec(422, "字段重复", "Member given twice", "字段“{field}”在同一对象中出现多次，只能出现一次。", "“{field}” is given more than once in the same object. Give it once."),
            Self::BlankText => spec(422, "文字为空白", "Blank text", "不能是空白文字，请填写内容；选填的字段可以去掉，或以 null 清除。", "The text is blank. Write something; a field that is optional may be left out, or cleared with null."),
            Self::InvisibleCharacter => spec(422, "含有不可见字符", "Invisible character", "文字中含有不可见的字符 {character}（控制字符、零宽字符或方向控制符），请删除。", "The text holds the invisible character {character}: a control, a mark of direction or one without width. Remove it."),
            Self::LineBreakNotAllowed => spec(422, "不能换行", "No line breaks here", "此字段只能有一行，请去掉换行。", "This field has one line only. Take out the line breaks."),
            Self::JurisdictionCodeInvalid => spec(422, "行政区划代码无效", "Invalid jurisdiction code", "应为 GB/T 2260 的六位代码，如 410102。", "Must be a six-digit GB/T 2260 code such as 410102."),
            Self::JurisdictionCodeTaken => spec(409, "行政区划代码已存在", "Jurisdiction code taken", "该代码的行政区划已经存在。", "A jurisdiction with this code exists already."),
            Self::JurisdictionParentMissing => spec(422, "上级行政区划不存在", "Parent jurisdiction missing", "请先建立上级行政区划 {parent}。", "Create the parent jurisdiction {parent} first."),
            Self::BureauCodeTaken => spec(409, "单位编号已存在", "Bureau code taken", "本行政区划内已有此编号的单位，编号不分大小写和前导零，请换一个编号。", "The jurisdiction has a bureau of this code already. Case and leading zeros make no difference. Choose another."),
            Self::UnifiedCodeInvalid => spec(422, "统一社会信用代码无效", "Invalid unified social credit code", "不符合 GB 32100-2015（18 位，两个校验码）：{reason}。", "Not valid under GB 32100-2015 (18 characters, two check characters): {reason}."),
            Self::UnifiedCodeTaken => spec(409, "统一社会信用代码已存在", "Unified social credit code taken", "另一单位已登记该代码。", "Another bureau is registered with this code."),
            Self::UsernameTaken => spec(409, "用户名已存在", "Username taken", "请换一个用户名。", "Choose another username."),
            Self::PasswordWeak => spec(422, "密码强度不足", "Password too weak", "密码须有 12 至 128 个字符（空白不计），不含用户名，且大写、小写、数字、符号中至少有三类。", "A password has 12 to 128 characters, not counting spaces, does not contain the username and mixes three of: upper case, lower case, digits, symbols."),
            Self::PasswordWrong => spec(422, "当前密码错误", "Current password wrong", "请核对当前密码。", "Check the current password."),
            Self::PasswordUnchanged => spec(422, "新密码未变", "Password unchanged", "新密码不得与当前密码相同。", "The new password must differ from the current one."),
            Self::RolesExclusive => spec(422, "角色互斥", "Roles exclude each other", "系统、安全、审计三员互斥，且不得兼任业务角色；督查室、区领导与单位角色不得兼任（三权分立）。", "The three administrators exclude each other and every business role; supervisor and leader exclude bureau roles."),
            Self::BureauRequired => spec(422, "须指定单位", "Bureau required", "填报人和单位负责人必须属于一个单位。", "A bureau reporter or lead must belong to a bureau."),
            Self::BureauNotAllowed => spec(422, "不得指定单位", "Bureau not allowed", "该用户持有单位角色，不能取消或更换单位；请先由安全管理员收回角色。", "The user holds a bureau role. The security administrator has to take it back before the bureau changes."),
            Self::LastAdministrator => spec(409, "至少保留一名管理员", "Last administrator", "这是本行政区划该类管理员中最后一个可用账号；请先为另一账号授予同一角色，再停用或改授此账号。", "This is the last usable account of this kind of administrator in the jurisdiction. Grant the role to another account first, then disable this one or take its role."),
            Self::PlanYearTaken => spec(409, "该年度方案已存在", "Plan exists", "本行政区划该年度已有工作方案。", "The jurisdiction has a plan for this year already."),
            Self::PlanYearClosed => spec(409, "年度已办结", "Plan year closed", "该方案年度已办结，不再接受填报和调整；确需变更请由督查室重新开放年度。", "The year of the plan is closed: it takes no reports and no changes. The supervision office can reopen it."),
            Self::PlanYearUnfinished => spec(409, "年度尚不能办结", "Plan year unfinished", "报告期须全部生成并关闭，且没有待审核的报告，方可办结（见 open_periods、to_review）。", "A year is closed once its calendar is made, all its periods are closed and no report waits for review (see open_periods and to_review)."),
            Self::PlanYearOpen => spec(409, "年度没有办结", "Plan year open", "该方案年度没有办结，无需重新开放。", "The year of the plan is not closed, so it cannot be reopened."),
            Self::AreaCodeTaken => spec(409, "领域编号已存在", "Area code taken", "本方案内已有此编号的工作领域，编号不分大小写和前导零，请换一个编号。", "The plan has an area of this code already. Case and leading zeros make no difference. Choose another."),
            Self::FactCodeTaken => spec(409, "事实编号已存在", "Fact code taken", "本方案内已有此编号的事实，编号不分大小写和前导零，请换一个编号。", "The plan has a fact of this code already. Case and leading zeros make no difference. Choose another."),
            Self::IndicatorCodeTaken => spec(409, "指标编号已存在", "Indicator code taken", "本方案内已有此编号的指标，编号不分大小写和前导零，请换一个编号。", "The plan has an indicator of this code already. Case and leading zeros make no difference. Choose another."),
            Self::UnitUnknown => spec(422, "未知计量单位", "Unknown unit", "没有计量单位“{unit}”，可用单位见 GET /api/v1/units。", "There is no unit “{unit}”; see GET /api/v1/units."),
            Self::UnitDimensionMismatch => spec(422, "计量单位量纲不符", "Unit of another dimension", "“{unit}”不能换算为“{expected}”。", "“{unit}” cannot be converted to “{expected}”."),
            Self::UnitRequired => spec(422, "须给出计量单位", "Unit required", "有数值的指标或数值必须带计量单位。", "An indicator or value with a number needs a unit."),
            Self::BasisRequired => spec(422, "须给出累计口径", "Basis required", "流量类和清单类指标必须说明是累计（cumulative）还是当期（increment）。", "A flow or list indicator needs a basis: cumulative or increment."),
            Self::BasisNotAllowed => spec(422, "不适用累计口径", "Basis not allowed", "只有流量类和清单类指标有累计口径。", "Only flow and list indicators have a basis."),
            Self::TargetRequired => spec(422, "须给出目标值", "Target required", "比较符需要目标值，目标值也需要比较符。", "A comparator needs a value and a value needs a comparator."),
            Self::TargetNotAllowed => spec(422, "不适用比较符", "Target not allowed", "定性指标不作比较，请去掉比较符。", "A qualitative indicator is not compared. Leave out the comparator."),
            Self::TargetDateTaken => spec(409, "生效日期须晚于上一版", "Effective date not later", "新目标的生效日期必须晚于现有各版（{latest}）。", "A new target must take effect after every existing version ({latest})."),
            Self::AssignmentTaken => spec(409, "分工已存在或日期冲突", "Assignment exists", "该单位已按此角色分工，或生效日期不晚于现任。", "The bureau is assigned in this role already, or the date is not after the present assignment's."),
            Self::DecimalOutOfRange => spec(422, "数值超出范围", "Value out of range", "换算后的数值超出可存范围（最多 14 位整数）。", "The converted value is out of range (at most 14 digits before the point)."),
            Self::TrajectoryNotApplicable => spec(409, "不适用序时进度", "Trajectory not applicable", "只有年内须达到一定数值的流量、清单、存量类指标（不低于、超过、全部）才有序时进度（{reason}）。", "Only a flow, list or stock that is to reach a number (at least, more than, all) within the year has a trajectory ({reason})."),
            Self::TrajectoryIncomplete => spec(422, "序时进度缺期", "Trajectory incomplete", "请给出每个报告期的累计应完成数，缺 {missing}。", "Give the planned cumulative value of every period; these are missing: {missing}."),
            Self::TrajectoryDecreases => spec(422, "序时进度下降", "Trajectory decreases", "累计应完成数不得小于上期（或起点）的 {previous}。", "A planned cumulative value must not be below the one before it (or the zero point), {previous}."),
            Self::TrajectoryMissesTarget => spec(422, "序时进度未到目标", "Trajectory misses the target", "最后一期的应完成数须等于有效目标值 {target}。", "The last planned value must equal the target in force, {target}."),
            Self::TrajectoryDateTaken => spec(409, "生效日期须晚于上一版", "Effective date not later", "新的序时进度的生效日期必须晚于已批准的各版（{latest}）。", "A new trajectory must take effect after every approved version ({latest})."),
            Self::TrajectoryNotOwned => spec(403, "本单位不牵头该指标", "Not the lead bureau", "序时进度由该指标今日的牵头单位提出。", "A trajectory is proposed by the bureau that leads the indicator today."),
            Self::TrajectoryDecided => spec(409, "序时进度已处理", "Trajectory decided", "只有待审的序时进度可以批准、不批准或撤回；当前为“{status}”。需要调整请另提一版。", "Only a proposed trajectory can be approved, rejected or withdrawn; it is {status}. Propose another version."),
            Self::IndicatorReported => spec(409, "指标已有报告", "Indicator reported", "该指标已有报告，类别、口径和计量单位不能再改；如需调整请另建指标。", "There are reports on this indicator, so its kind, basis and unit are fixed. Create another indicator instead."),
            Self::CountingNotApplicable => spec(422, "不适用按清单计数", "Counting not applicable", "只有清单类指标（list）可以按清单条目计数。", "Only a list indicator is counted from list items."),
            Self::ProjectCodeTaken => spec(409, "项目编号已存在", "Project code taken", "本方案内已有此编号的项目，编号不分大小写和前导零，请换一个编号。", "The plan has a project of this code already. Case and leading zeros make no difference. Choose another."),
            Self::MilestoneCodeTaken => spec(409, "节点编号已存在", "Milestone code taken", "本方案内已有此编号的节点，编号不分大小写和前导零，请换一个编号。", "The plan has a milestone of this code already. Case and leading zeros make no difference. Choose another."),
            Self::DeclaredCountRequired => spec(422, "须给出项目个数", "Declared count required", "以“等 N 个”列出的项目组必须给出个数。", "A group of projects needs its declared count."),
            Self::DeclaredCountNotAllowed => spec(422, "不适用项目个数", "Declared count not allowed", "单个项目没有项目个数。", "A named project has no declared count."),
            Self::TransitionNotAllowed => spec(409, "不能转入该库", "Transition not allowed", "当前在“{from}”，不能直接转入“{to}”。", "The project is in “{from}” and cannot go to “{to}”."),
            Self::TransitionBlocked => spec(409, "入库条件不足", "Gate not met", "转入“{to}”还缺 {count} 项，见 missing。", "{count} item(s) are missing for “{to}”, see missing."),
            Self::ReasonRequired => spec(422, "须说明理由", "Reason required", "此操作必须说明理由。", "This needs a reason."),
            Self::DateInFuture => spec(422, "日期不得晚于今天", "Date in the future", "日期不得晚于 {today}。", "The date must not be after {today}."),
            Self::DateBeforePrevious => spec(422, "日期早于上一次", "Date before the previous one", "日期不得早于此前记录的日期 {previous}。", "The date must not be before {previous}, the day of what was recorded before."),
            Self::EvidenceEmpty => spec(422, "佐证内容为空", "Empty evidence", "佐证须至少给出日期、文号或说明之一。", "An item of evidence needs a date, a number or a note."),
            Self::NationalCodeInvalid => spec(422, "全国投资项目统一代码无效", "Invalid national project code", "应符合 GB/T 40058-2021 的 24 位格式 YYMM-RRRRRR-DD-TT-NNNNNC：{reason}。", "Must have the 24 characters of GB/T 40058-2021, YYMM-RRRRRR-DD-TT-NNNNNC: {reason}."),
            Self::PlannedStartDiffers => spec(422, "与开工节点不一致", "Differs from the start milestone", "项目的开工节点期限为 {due_on}；请填写同一日期，或先调整该节点。", "The project's start milestone is due on {due_on}. Give the same day, or move the milestone first."),
            Self::MilestoneOwner => spec(422, "节点归属无效", "Milestone owner", "节点须且只能属于一个项目或一个领域。", "A milestone belongs to one project or one area, not both."),
            Self::MilestoneKindTaken => spec(409, "该类节点已存在", "Milestone of this kind exists", "一个项目只有一个开工节点和一个竣工节点，请在原有节点上修改。", "A project has one start and one completion milestone. Change the one that is there."),
            Self::BaselineFrozen => spec(409, "基准日期已冻结", "Baseline frozen", "项目已开工（或已调整过预计日期），期限作为基准不再改动；请用预计日期（forecasts）说明变化及原因。", "The project is under construction (or its forecast was moved), so the due day stands as the baseline. Move the forecast instead, with a reason."),
            Self::CompletedByTransition => spec(422, "由出入库记录完成", "Completed by a transition", "项目的开工、竣工节点由转入在建库、竣工库的记录完成，不能另行填写完成日期。", "A project's start and completion are met by its transitions into those stages. Leave out the day."),
            Self::MilestoneCompleted => spec(409, "节点已完成", "Milestone completed", "节点已于 {completed_on} 完成，不再调整预计日期。", "The milestone was completed on {completed_on}; there is nothing left to forecast."),
            Self::DependencyExists => spec(409, "前置关系已存在", "Dependency exists", "该节点已以此节点为前置。", "The milestone waits for this one already."),
            Self::DependencyCycle => spec(409, "前置关系成环", "Dependency cycle", "该前置节点直接或间接依赖本节点，不能互为前置。", "The other milestone waits, directly or not, for this one. Milestones cannot wait for each other."),
            Self::LeaderPostCodeTaken => spec(409, "岗位编号已存在", "Post code taken", "本行政区划内已有此编号的岗位，编号不分大小写和前导零，请换一个编号。", "The jurisdiction has a post of this code already. Case and leading zeros make no difference. Choose another."),
            Self::LeaderTermTaken => spec(409, "任期冲突", "Term taken", "新任期须晚于该岗位已有的任期（{latest}）。", "A new term must begin after every known term of the post ({latest})."),
            Self::ProjectLeaderTaken => spec(409, "分包岗位冲突", "Leader taken", "该岗位已在分包此项目，或起始日期不晚于现有分包（{latest}）。", "The post is in charge already, or the day is not after the present assignment's ({latest})."),
            Self::NamedProjectRequired => spec(422, "须为单个项目", "Named project required", "以“等 N 个”列出的项目组只有个数，请对其中点名的项目操作。", "A group has only a number. Do this for a named project."),
            Self::ProjectNotLed => spec(403, "不是本单位牵头的项目", "Project not led", "只有项目的牵头单位（或督查室）可以记载。", "Only the project's lead bureau, or the supervision office, may record this."),
            Self::FigureDecreased => spec(422, "累计数减少", "Cumulative figure decreased", "小于此前记载的 {previous} {unit}；请核对；如属核减、更正或口径调整，请先修改报告，填写减少原因（decrease_reason）。", "It is below what was recorded before, {previous} {unit}. If that is right, give a decrease_reason in the report first."),
            Self::FigureOvertakes => spec(422, "累计数超过后期", "Cumulative figure overtakes a later one", "大于此后已记载的 {next} {unit}；请核对，确属核减、更正或口径调整的请填写 decrease_reason。", "It is above what is recorded for a later day, {next} {unit}. Check it; if it is right, give a decrease_reason."),
            Self::RegistryEntryOpen => spec(409, "已在该库中", "In the registry already", "该项目已在此库中，出库之前不能再次入库。", "The project is in this registry and must leave it before it can enter again."),
            Self::RegistryNumberTaken => spec(409, "入库编号已登记", "Registry number taken", "本方案内另一项目已登记此编号，请核对。", "Another project of the plan is registered under this number. Check it."),
            Self::RegistryEntryLeft => spec(409, "已经出库", "Left the registry", "该项目已于 {left_on} 出库，此记录不再变更。", "The project left the registry on {left_on}; the entry does not change any more."),
            Self::DateInPast => spec(422, "日期早于允许的范围", "Date too early", "日期不得早于 {earliest}。", "The date must not be before {earliest}."),
            Self::ObstacleResolved => spec(409, "堵点已解决", "Obstacle resolved", "该堵点已经解决；再次出现请另行登记。", "The obstacle is resolved. If it comes back, raise a new one."),
            Self::ObstacleAtTop => spec(409, "已是最高级别", "Highest level already", "该堵点已提级至区主要领导（4级），不能再提级。", "The obstacle is with the district's leaders (level 4) already."),
            Self::RenewalCodeTaken => spec(409, "片区或单元编号已存在", "Renewal code taken", "本方案内已有此编号的片区或单元，编号不分大小写和前导零，请换一个编号。", "The plan has a renewal district or unit of this code already. Case and leading zeros make no difference. Choose another."),
            Self::NothingToExport => spec(409, "没有可导出的项目", "Nothing to export", "该方案没有点名的项目；OC4IDS 项目包至少要有一个项目。", "The plan has no named project, and an OC4IDS package needs at least one."),
            Self::ListItemDuplicate => spec(409, "清单条目重复", "List item exists", "该指标的清单中已有同一项目或同一标识的条目（待审或已采纳）；同一对象只计一次。", "The indicator's list has an item of this project or identifier already, proposed or accepted. One thing counts once."),
            Self::ListItemNotOwed => spec(403, "本单位不牵头该指标", "Not the lead bureau", "清单条目由该指标的牵头单位提出。", "List items are proposed by the bureau that leads the indicator."),
            Self::ListItemNotDecidable => spec(409, "清单条目当前不可审核", "List item not decidable", "只有待审的条目可以采纳或不予采纳；当前为“{status}”。", "Only a proposed item can be accepted or rejected; it is {status}."),
            Self::ListItemNotWithdrawable => spec(409, "清单条目当前不可撤销", "List item not withdrawable", "只有待审或已采纳的条目可以撤销；当前为“{status}”。", "Only a proposed or approved item can be withdrawn; it is {status}."),
            Self::ProjectSuspended => spec(409, "项目缓建或停建", "Project suspended", "项目处于缓建或停建期间，不接受填报，也不能再次停缓建或转入下一库；请先恢复建设，或办理退库。", "The project is suspended: meanwhile it takes no reports, cannot be suspended again and does not go forward. Resume it first, or let it exit."),
            Self::ProjectNotSuspended => spec(409, "项目没有缓建或停建", "Project not suspended", "项目没有缓建或停建，无需恢复。", "The project is not suspended, so it cannot be resumed."),
            Self::SuspensionNotAllowed => spec(409, "该阶段不能缓建或停建", "Suspension not allowed", "已竣工或已退库的项目不能缓建或停建。", "A project that is completed or has exited cannot be suspended."),
            Self::InUseNotAllowed => spec(409, "不能登记投用", "Not to be put into use", "只有已竣工、尚未登记投用的项目可以登记投用。", "Only a completed project that is not in use yet can be put into use."),
            Self::PeriodNotOpen => spec(409, "报告期尚未开始填报", "Period not open", "该报告期于 {opens_at} 开始填报。", "Reporting for this period opens at {opens_at}."),
            Self::PeriodClosed => spec(409, "报告期已关闭", "Period closed", "该报告期已关闭，不再接受填报；确需补报请联系督查室。", "The period is closed to reports. Ask the supervision office if one has to be made up."),
            Self::PeriodNotEnded => spec(409, "报告期尚未结束", "Period not ended", "报告期结束之前不能关闭。", "A period cannot be closed before it has ended."),
            Self::DueTimePassed => spec(409, "截止时间已过", "Due time passed", "报告期已到或已过截止时间 {due_at}，不能重新推算；请改用延期或补报授权。", "The due time, {due_at}, has passed and cannot be reckoned anew. Use extensions or a period exception."),
            Self::ExceptionExists => spec(409, "补报授权已存在", "Exception exists", "该单位本期同一事项的补报授权仍在有效期内（见 existing）。", "The bureau has a running exception of the same extent for this period (see existing)."),
            Self::ExceptionEnded => spec(409, "补报授权已结束", "Exception ended", "该授权已终止或已到期。", "The exception was ended or has run out."),
            Self::BureauNotOwing => spec(422, "该单位不负责", "Bureau owes nothing there", "该单位本期不负责填报此事项。", "The bureau owes no such report for this period."),
            Self::ExtensionTooLate => spec(409, "申请延期已过时限", "Extension too late", "延期须在截止时间 {due_at} 之前申请。", "An extension is asked for before the due time, {due_at}."),
            Self::ExtensionPending => spec(409, "已有待定的延期申请", "Extension pending", "该事项本期已有延期申请等待审批（见 existing）。", "A request for this obligation waits for its decision (see existing)."),
            Self::ExtensionNotApplicable => spec(409, "无需延期", "Extension not applicable", "该事项本期已经提交；被退回的报告以退回时确定的期限为准。", "The report has been submitted already; one that was returned has a due time of its own."),
            Self::ExtensionDecided => spec(409, "延期申请已办结", "Extension decided", "申请当前为“{status}”，不能再作处理。", "The request is {status} and can no longer be changed."),
            Self::OwnRequest => spec(403, "不能审批本人或本单位的申请", "Own request", "审批人不得审批本人或本单位提出的申请，请由其他人处理。", "Nobody decides what they or their bureau asked for. Another supervisor has to do it."),
            Self::PeriodNotBegun => spec(409, "报告期尚未开始", "Period not begun", "该报告期自 {starts_on} 开始，此前不能调整灯色。", "The period begins on {starts_on}; its light cannot be overridden before."),
            Self::ReportExists => spec(409, "该期报告已存在", "Report exists", "此事项本期已有报告，请在其上修改（见 existing）。", "There is a report on this subject for this period (see existing). Work on that one."),
            Self::ReportNotOwed => spec(403, "本单位不负责该事项", "Report not owed", "该期此事项不由贵单位填报。", "Your bureau does not owe a report on this subject for this period."),
            Self::ReportNotEditable => spec(409, "报告当前不可修改", "Report not editable", "状态为“{status}”的报告不可修改。", "A report that is {status} cannot be changed."),
            Self::ReportNotSubmittable => spec(409, "报告当前不可提交", "Report not submittable", "状态为“{status}”的报告不可提交。", "A report that is {status} cannot be submitted."),
            Self::ReportNotWithdrawable => spec(409, "报告当前不可撤回", "Report not withdrawable", "只有已提交、尚未审核的报告可以撤回；当前为“{status}”。", "Only a submitted report that was not yet reviewed can be withdrawn; it is {status}."),
            Self::ReportNotReviewable => spec(409, "报告当前不可审核", "Report not reviewable", "只有已提交的报告可以审核；当前为“{status}”。", "Only a submitted report can be reviewed; it is {status}."),
            Self::ReportNotCorrectable => spec(409, "报告当前不可更正", "Report not correctable", "只有正在使用的已审定报告可以更正；当前为“{status}”。", "Only the approved report that serves can be corrected; it is {status}."),
            Self::ReportNotDiscardable => spec(409, "报告当前不可作废", "Report not discardable", "只有尚未提交的更正稿可以作废；当前为“{status}”。", "Only a correction that is not submitted can be discarded; it is {status}."),
            Self::CorrectionPending => spec(409, "已有更正在办理", "Correction pending", "该报告已有一份更正在办理（见 existing），请在其上修改，或先作废。", "A correction of this report is under way (see existing). Work on that one, or discard it first."),
            Self::SubmissionKindNotAllowed => spec(422, "不适用此种填报方式", "Kind of submission not allowed", "“{kind}”不适用于此类数据（{form}）。", "A submission of the kind {kind} does not apply to figures of the form {form}."),
            Self::ContradictsKind => spec(422, "与填报方式矛盾", "Contradicts the kind of submission", "填报方式为“{kind}”时不得填写“{field}”。", "“{field}” contradicts a submission of the kind {kind}. Leave it out."),
            Self::NoPreviousValue => spec(422, "没有可沿用的数值", "No previous value", "此前没有已审定的数值，不能报“无变化”，请填写数值。", "There is no approved value of an earlier period to take over. Give a figure."),
            Self::NotZero => spec(422, "不能零报告", "Not zero", "此前已审定的累计值为 {previous} {unit}，累计值不可能为零；没有新增请报“无变化”（no_change）。", "The last approved cumulative value is {previous} {unit}, so it cannot be zero now. If nothing was added, report no_change."),
            Self::SuspectedUnitSlip => spec(422, "疑似单位错误", "Suspected unit slip", "数值与比较值（{against}）相差 {ratio} 倍，疑似万、亿等单位填错；请改报告中的数；核对后确实无误的，在报告中填写 confirm: true（修改报告，不是提交的请求体）。", "The value is {ratio} times the {against}: a unit such as “万” or “亿” may be wrong. Correct the report; if it is right, set confirm: true in the report itself, not in the body of the submission."),
            Self::NothingToConfirm => spec(409, "没有可核定的数据", "Nothing to confirm", "该指标该期没有已审定的数值。", "The indicator has no approved figure for this period."),
            Self::ConfirmationDiffers => spec(422, "与已审定数值不一致", "Confirmation differs", "核定值 {confirmed} 与已审定值 {approved} 不一致；请由填报单位以“统计核定”为由更正后再核定。", "The confirmed value {confirmed} differs from the approved one, {approved}. Its bureau has to correct it first, with the reason statistical_verification."),
            Self::FigureConfirmed => spec(409, "该数据已经核定", "Figure confirmed already", "该期现行数据已经统计核定。", "The figure that serves was confirmed already."),
            Self::CumulativeDecreased => spec(422, "累计值减少", "Cumulative value decreased", "累计值小于上期已审定值 {previous} {unit}；如属核减、更正或口径调整，请填写 decrease_reason。", "The cumulative value is below the last approved one, {previous} {unit}. If that is right, give a decrease_reason."),
            Self::CumulativeOvertakes => spec(422, "累计值超过后期", "Cumulative value overtakes a later one", "累计值大于后期已审定值 {next} {unit}；请核对，确属核减、更正或口径调整的请填写 decrease_reason。", "The cumulative value is above the approved one of a later period, {next} {unit}. Check it; if it is right, give a decrease_reason."),
            Self::ValueRequired => spec(422, "缺少数据", "Value required", "提交前请填写“{field}”。", "“{field}” is needed before the report can be submitted."),
            Self::DenominatorZero => spec(422, "分母为零", "Denominator is zero", "分母必须大于零。", "The denominator must be greater than zero."),
            Self::PeriodAlreadyClosed => spec(409, "报告期已经关闭", "Period already closed", "该报告期此前已关闭。", "The period is closed already."),
            Self::PeriodAlreadyOpen => spec(409, "报告期没有关闭", "Period not closed", "该报告期没有关闭，无需重新开放。", "The period is not closed, so it cannot be reopened."),
            Self::CalendarExists => spec(409, "报告期日历已存在", "Calendar exists", "该方案的报告期已经生成。", "The plan's periods have been made already."),
            Self::SubjectRequired => spec(422, "须指定报告对象", "Subject required", "请给出 indicator 或 project 之一，且只能给出一个。", "Give either an indicator or a project, not both."),
            Self::HolidayExists => spec(409, "该日已登记", "Holiday exists", "该日期已在节假日表中。", "The table of holidays has this day already."),
            Self::BulletinState => spec(409, "通报当前状态不允许此操作", "Not in this state of the bulletin", "状态为“{status}”的通报不能进行此操作，可进行的操作见 allowed_actions。", "A bulletin that is {status} does not allow this; allowed_actions names what it does."),
            Self::BulletinNumberTaken => spec(409, "期号已被占用", "Bulletin number taken", "另一期通报刚刚取得此期号，请重试。", "Another bulletin has just taken this number. Try again."),
            Self::ObjectionsClosed => spec(409, "异议期已结束", "Objections closed", "异议期已于 {until} 结束，请直接联系督查室。", "The objection window ended at {until}. Speak to the supervision office."),
            Self::ObjectionsRunning => spec(409, "异议期尚未结束", "Objections running", "异议期至 {until}，结束后方可印发。", "The objection window runs until {until}; the bulletin can be published after it."),
            Self::ObjectionsUndecided => spec(409, "尚有异议未处理", "Objections undecided", "还有 {count} 条异议未处理，请先逐条答复。", "{count} objection(s) are not decided. Decide each of them first."),
            Self::ObjectionDecided => spec(409, "异议已处理", "Objection decided", "该异议已经处理，不能再改。", "The objection has been decided and stays so."),
            Self::ObjectionRepeated => spec(409, "异议重复", "Objection repeated", "本单位对本次征求意见的通报已提出过相同的异议；如有新的理由，请写明后提出。", "Your bureau has said the same about this circulation already. Object again only with something new."),
            Self::ClassifiedContentRefused => spec(422, "拒收涉密内容", "Classified content refused", "文本带有密级标志“{marking}”。本系统不得存储、处理国家秘密，请删除并改用涉密渠道办理。", "The text carries the secrecy marking “{marking}”. State secrets must not be kept here: remove it and use the classified channel."),
            Self::OrderSubjectAmbiguous => spec(422, "督办对象只能有一个", "More than one subject", "indicator、project、milestone、period 至多给出一个。", "Give at most one of indicator, project, milestone and period."),
            Self::ClockNotAllowed => spec(422, "办理时限不在规则之内", "Clock not allowed", "办理时限只能是 {allowed} 天之一（见 GET /api/v1/reminder-rules）。", "The clock must be one of {allowed} days (see GET /api/v1/reminder-rules)."),
            Self::OrderNotSignable => spec(409, "督办单当前不可签收", "Order cannot be signed for", "只有待签收的督办单可以签收；当前为“{status}”。", "Only an order that was just issued can be signed for; it is {status}."),
            Self::OrderNotInHand => spec(409, "督办单不在办理中", "Order not in hand", "只有已签收、尚未申请办结的督办单可以反馈或申请延期；当前为“{status}”。", "Only an order that is signed for and whose closure is not applied for takes feedback and requests for extension; it is {status}."),
            Self::OrderNotInProgress => spec(409, "尚不能申请办结", "Closure cannot be applied for", "至少反馈一次后方可申请办结；当前为“{status}”。", "Closure is applied for after the first feedback; the order is {status}."),
            Self::OrderNotDecidable => spec(409, "尚未申请办结", "No closure to decide on", "只有已申请办结的督办单可以办结或退回重办；当前为“{status}”。", "Only an order whose closure is applied for can be closed or returned; it is {status}."),
            Self::OrderEnded => spec(409, "督办单已终结", "Order ended", "督办单已办结或撤销；当前为“{status}”。", "The order is closed or cancelled; it is {status}."),
            Self::OrderDuePassed => spec(409, "已过办理期限", "Due time passed", "延期应在期限届满之前申请。", "An extension is asked for before the due time."),
            Self::OrderExtensionPending => spec(409, "延期申请待批", "Extension pending", "已有一项延期申请等待督查室审批。", "An extension was asked for and is not decided yet."),
            Self::OrderExtensionMissing => spec(409, "没有待批的延期申请", "No extension to decide on", "该督办单没有待批的延期申请。", "No extension of this order waits for a decision."),
            Self::ReminderRulesMissing => spec(409, "尚无催办规则", "No reminder rules", "本行政区划尚无生效的催办规则，请先以 POST /api/v1/reminder-rules 制定。", "The jurisdiction has no reminder rules in force. Make them with POST /api/v1/reminder-rules first."),
            Self::ReminderRulesDateTaken => spec(409, "生效日期须晚于上一版", "Effective date not later", "新规则的生效日期必须晚于现有各版（{latest}）。", "New rules must take effect after every existing version ({latest})."),
            Self::ReminderAcknowledged => spec(409, "催办已签收", "Reminder acknowledged already", "该催办此前已签收。", "The reminder was acknowledged before."),
            Self::RuleSetDateTaken => spec(409, "生效日期须晚于上一版", "Effective date not later", "新规则的生效日期必须晚于现有各版（{latest}）。", "New rules must take effect after every existing version ({latest})."),
            Self::LightFrozen => spec(409, "灯色已封存", "Light frozen", "该报告期已关闭，灯色已封存，不能再调整。", "The period is closed and its lights are frozen."),
            Self::LightOverridden => spec(409, "灯色已调整", "Light overridden", "该指标本期灯色已有人工调整（见 existing）；如需更改请先撤销。", "The light of this indicator in this period is overridden already (see existing). Revoke that first."),
            Self::OverrideRevoked => spec(409, "调整已撤销", "Override revoked", "该调整此前已撤销。", "The override was revoked already."),
            Self::IndicatorNotReported => spec(409, "该指标不填报", "Indicator not reported", "不填报的指标没有各期灯色，无从调整。", "An indicator that is not reported has no light in a period to override."),
            Self::AttachmentTypeNotAllowed => spec(415, "不接受此类文件", "File type not allowed", "按内容识别为“{found}”，不在可接受之列：{allowed}。请转换格式后上传；文件名和所声明的类型不作依据。", "By its content this is “{found}”, which is not accepted. Accepted: {allowed}. Convert it; its name and declared type do not count."),
            Self::AttachmentNotOwn => spec(422, "附件属于其他单位", "Attachment of another", "附件“{value}”由其他单位上传，不得转给别的单位；请随附督查室自己上传的附件。", "A bureau uploaded “{value}”: it is not handed on to others. Attach what the supervision office uploaded itself."),
            Self::AttachmentNotImage => spec(422, "现场照片须为图片", "Not an image", "附件“{value}”是 {media_type}，现场照片须为 PNG、JPEG、WebP 或 HEIC 图片。", "“{value}” is {media_type}: photos of the site are PNG, JPEG, WebP or HEIC images."),
            Self::AttachmentMissing => spec(500, "附件内容缺失", "Attachment content missing", "附件的登记还在，但存储中没有与之相符的内容，请凭 request_id 联系运维从备份恢复。", "The attachment is registered, but the storage has no content that fits it. Give the request_id to the operators, to restore it from a backup."),
            Self::AttachmentLinked => spec(409, "附件已被引用", "Attachment in use", "附件已作为佐证被引用，不能删除。", "The attachment is evidence of something and cannot be deleted."),
            Self::StorageUnavailable => spec(503, "附件存储暂不可用", "Attachment storage unavailable", "附件存储暂时不可用，未做任何改动，请按 Retry-After 稍后重试。", "The storage of attachments cannot be reached; nothing was changed. Try again after Retry-After."),
        }
    }
}
