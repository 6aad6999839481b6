//! Operations on attachments.
use super::{
    model::{Attachment, AttachmentDetail, AttachmentFilter, AttachmentUpload, FileContent, NewAttachment},
    rules, store,
    upload::Received,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{ReadReports, UploadEvidence},
    },
    error::{Code, Error, Result},
    events::Kind,
    web::*,
};
use actix_web::{
    HttpResponse,
    body::SizedStream,
    delete, get,
    http::header::{self, ContentEncoding},
    post,
    web::Data,
};
use serde_json::json;

/// List attachments (佐证附件)
///
/// In the order of their uploads, of those that the caller may know of.
///
/// - A bureau knows of its own and of what the supervision office gave to it with an order.
/// - The supervision office and the leaders know of all of the jurisdiction.
/// - `seen_before` flags content that was uploaded before (重复佐证).
#[utoipa::path(
    tag = "attachments",
    params(Listing<AttachmentFilter>),
    responses((status = 200, body = Page<Resource<AttachmentDetail>>, description = "A page of attachments")),
)]
#[get("/attachments")]
pub async fn list_attachments(
    state: Data<State>,
    caller: Allowed<ReadReports>,
    list: Listing<AttachmentFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Upload an attachment (上传佐证附件)
///
/// A form (`multipart/form-data`) with one part `file`, whose header gives the file name, and perhaps a part
/// `description`.
///
/// - Accepted are PDF, PNG, JPEG, WebP, HEIC, Word, Excel and PowerPoint (no macros), OFD, and CSV and plain text in
///   UTF-8, as the server finds them in the content; anything else is `attachment_type_not_allowed` (415), whatever its
///   name.
/// - Larger than the service's limit (20 MiB unless it is configured otherwise) is `payload_too_large` (413).
/// - The same content is stored once; `seen_before` tells of earlier uploads.
/// - It counts as evidence once something refers to it.
/// - For `Idempotency-Key` the same content, name and description are the same request.
#[utoipa::path(
    tag = "attachments",
    request_body(
        content = AttachmentUpload,
        content_type = "multipart/form-data",
        description = "The file, and what it shows",
    ),
    responses(
        (status = 201, body = Resource<AttachmentDetail>, description = "The new attachment"),
        (
            status = 408,
            body = crate::foundation::error::Problem,
            content_type = "application/problem+json",
            description = "`request_timeout`: it did not arrive whole in time",
        ),
    ),
)]
#[post("/attachments")]
pub async fn create_attachment(
    state: Data<State>,
    caller: Allowed<UploadEvidence>,
    received: Received,
) -> Result<Answer> {
    let Received { content, command } = received;
    if !command.is_dry_run() {
        // The object first, the row after: never a row without its content.
        state.objects.keep(&command.body().sha256, content).await?;
    }
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewAttachment, _: &Expected| {
        let row = store::insert(tx.conn, &view.caller, new, tx.business_now, tx.now)?;
        store::detail(tx.conn, view, row)?.created(tx, view, Kind::AttachmentCreated, json!({}))
    };
    command.run(&state, caller, create).await
}

/// Get an attachment (佐证附件)
///
/// What is known of it; its content has an address of its own. Another bureau's is not found.
#[utoipa::path(
    tag = "attachments",
    responses((status = 200, body = Resource<AttachmentDetail>, description = "The attachment")),
)]
#[get("/attachments/{id}")]
pub async fn get_attachment(state: Data<State>, caller: Allowed<ReadReports>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let row = store::get(conn, view, &id)?;
        store::detail(conn, view, row)?.answer(conn, view)
    };
    state.read(caller, read).await
}

/// Get the content of an attachment (附件内容)
///
/// Byte for byte as it was uploaded, to be saved and not to be shown.
///
/// - `Content-Disposition: attachment` with the file name (RFC 6266, RFC 8187), the type that the server found, and
///   headers that keep a browser from guessing or running anything.
/// - The content is checked while it is sent: one that was damaged ends early.
/// - `attachment_missing` (500) when the storage has nothing that fits.
#[utoipa::path(
    tag = "attachments",
    params(ById),
    responses(
        (
            status = 200,
            content_type = "*/*",
            body = FileContent,
            description = "The content, of the attachment's `media_type`",
            headers(
                ("Content-Disposition" = String, description = "`attachment`, with the file name"),
                ("ETag" = String, description = "The SHA-256 of the content"),
            ),
        ),
        ReadProblems,
    ),
)]
#[get("/attachments/{id}/content")]
pub async fn get_attachment_content(
    state: Data<State>,
    caller: Allowed<ReadReports>,
    id: Reference,
) -> Result<HttpResponse> {
    let find = move |conn: &mut _, view: &View| Ok(store::get(conn, view, &id)?);
    let row: Attachment = state.read(caller, find).await?;
    let size = u64::try_from(row.size).map_err(Error::internal)?;
    let missing = || Error::new(Code::AttachmentMissing).caused_by(format!("attachment {} {}", row.id, row.sha256));
    let content = state.objects.read(&row.sha256, size).await?.ok_or_else(missing)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, row.media_type.header()))
        .insert_header((header::CONTENT_DISPOSITION, rules::disposition(&row.file_name)))
        .insert_header((header::ETAG, format!("\"{}\"", row.sha256)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        // Not to be compressed: the tag is that of these bytes.
        .insert_header(ContentEncoding::Identity)
        .body(SizedStream::new(size, Box::pin(content))))
}

/// Delete an attachment (删除佐证附件)
///
/// Only while nothing refers to it (`attachment_linked`), by the bureau, or the office, that uploaded it.
#[utoipa::path(tag = "attachments", responses((status = 204, description = "It is gone")))]
#[delete("/attachments/{id}")]
pub async fn delete_attachment(
    state: Data<State>,
    caller: Allowed<UploadEvidence>,
    id: Reference,
    command: Edit<Empty>,
) -> Result<Answer> {
    let delete = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let row = store::get(tx.conn, view, &id)?;
        let attachment = store::detail(tx.conn, view, row)?;
        let may = rules::may_delete(&view.caller, &attachment);
        let case = Case::open(tx, view, attachment, expected, Permission::UploadEvidence, may)?;
        store::delete(tx.conn, case.id())?;
        let mut gone = case.before().clone();
        gone.row.version += 1;
        tx.record(gone.jurisdiction(), gone.event(Kind::AttachmentDeleted))?;
        Ok(Answer::nothing())
    };
    command.run(&state, caller, delete).await
}
