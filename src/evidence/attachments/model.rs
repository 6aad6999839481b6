//! The shapes of an attachment.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Backend, Id, Timestamp, schema::attachments},
        web::Reference,
    },
    text_enum,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 文件类型: as the server finds it in the content, whatever name and header say.
    pub enum MediaType {
        /// PDF 文档: a PDF document.
        Pdf = "application/pdf",
        /// PNG 图片: a PNG picture.
        Png = "image/png",
        /// JPEG 图片: a JPEG picture.
        Jpeg = "image/jpeg",
        /// WebP 图片: a WebP picture.
        Webp = "image/webp",
        /// HEIC 图片: a HEIC picture.
        Heic = "image/heic",
        /// Word 文档: a Word document (OOXML).
        Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        /// Excel 工作簿: an Excel workbook (OOXML).
        Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        /// PowerPoint 演示文稿: a PowerPoint presentation (OOXML).
        Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        /// Word 97–2003 文档: a Word 97–2003 document.
        Doc = "application/msword",
        /// Excel 97–2003 工作簿: an Excel 97–2003 workbook.
        Xls = "application/vnd.ms-excel",
        /// OFD 版式文件: an OFD fixed-layout document (GB/T 33190).
        Ofd = "application/ofd",
        /// CSV 表格: a CSV table in UTF-8.
        Csv = "text/csv",
        /// 纯文本: plain text in UTF-8.
        Text = "text/plain",
    }
}

impl MediaType {
    /// The extensions that files of this type have, the usual one first.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Webp => &["webp"],
            Self::Heic => &["heic", "heif"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Doc => &["doc"],
            Self::Xls => &["xls"],
            Self::Ofd => &["ofd"],
            Self::Csv => &["csv"],
            Self::Text => &["txt", "md", "log"],
        }
    }
    /// Whether it is a picture.
    pub const fn is_image(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp | Self::Heic)
    }
    /// What a download says that it is: text says how it is written.
    pub fn header(self) -> String {
        match self {
            Self::Csv | Self::Text => format!("{self}; charset=utf-8"),
            _ => self.to_string(),
        }
    }
}

/// 佐证附件, as stored.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = attachments, check_for_backend(Backend))]
pub struct Attachment {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// Shown as `bureau`.
    #[serde(skip)]
    #[schema(ignore)]
    pub bureau_id: Option<Id>,
    /// The user who uploaded it.
    pub uploaded_by: Id,
    /// 文件名: for people, safe to save under; its extension fits its type.
    #[schema(example = "施工许可证.pdf")]
    pub file_name: String,
    /// 文件类型: found by the server in the content.
    pub media_type: MediaType,
    /// 大小, in bytes.
    #[schema(example = 482133, minimum = 1)]
    pub size: i64,
    /// SHA-256 of the content, in hexadecimal.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: String,
    /// 说明.
    #[schema(example = "开工现场照片，2025年3月28日")]
    pub description: Option<String>,
    /// 上传时间 (business time).
    pub uploaded_at: Timestamp,
    /// Counts changes; part of the ETag. An attachment never changes.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
}

/// An attachment as other objects show it.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = attachments, check_for_backend(Backend))]
pub struct AttachmentSummary {
    /// Identity; its content is at `/attachments/{id}/content`.
    pub id: Id,
    /// 文件名.
    #[schema(example = "施工许可证.pdf")]
    pub file_name: String,
    /// 文件类型.
    pub media_type: MediaType,
    /// 大小, in bytes.
    #[schema(example = 482133)]
    pub size: i64,
    /// SHA-256 of the content, in hexadecimal.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: String,
}

/// One upload of some content.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery)]
#[diesel(table_name = attachments, check_for_backend(Backend))]
pub struct Occurrence {
    /// The attachment.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    pub jurisdiction: String,
    /// The bureau that uploaded it; `None` of the supervision office.
    pub bureau_id: Option<Id>,
    /// The content.
    pub sha256: String,
    /// When (business time).
    pub uploaded_at: Timestamp,
}

/// An earlier use of some content as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The content.
    pub sha256: String,
    /// The bureau that uploaded it; `None` of the supervision office.
    pub bureau_id: Option<Id>,
}

/// 重复佐证: the same content was uploaded before, in the same jurisdiction. A bureau learns of its own uploads only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SeenBefore {
    /// How often.
    #[schema(example = 1, minimum = 1)]
    pub count: usize,
    /// When first (business time).
    pub first_uploaded_at: Timestamp,
    /// The earlier attachments, the oldest twenty.
    #[schema(max_items = 20)]
    pub attachments: Vec<Id>,
}

/// 佐证附件: a file as evidence. Its content is at `/attachments/{id}/content`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttachmentDetail {
    /// As stored.
    #[serde(flatten)]
    pub row: Attachment,
    /// The bureau that uploaded it; `null` of the supervision office.
    pub bureau: Option<BureauSummary>,
    /// 已引用: whether anything refers to it as evidence; then it cannot be deleted.
    pub linked: bool,
    /// 重复佐证: earlier uploads of the same content; `null` without any.
    pub seen_before: Option<SeenBefore>,
}

/// What an upload is found to be.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = attachments, treat_none_as_default_value = false)]
pub struct NewAttachment {
    /// 文件名, made safe.
    pub file_name: String,
    /// 文件类型, found in the content.
    pub media_type: MediaType,
    /// In bytes.
    pub size: i64,
    /// Of the content.
    pub sha256: String,
    /// 说明.
    pub description: Option<String>,
}

/// A file to upload: one part `file` with a file name, and perhaps a part `description`.
#[derive(ToSchema)]
#[allow(dead_code)] // read by the document only
pub struct AttachmentUpload {
    /// 文件: its content decides what it is; of its name the last segment is kept, without control characters.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// 说明: what it shows.
    #[schema(max_length = 1000)]
    pub description: Option<String>,
}

/// 文件内容: the bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code)] // read by the document only
pub struct FileContent(Vec<u8>);

/// Which attachments.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct AttachmentFilter {
    /// Only those linked to this object: a report, a transition, a list item.
    #[param(example = "01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11")]
    pub owner: Option<Id>,
    /// Only with this content, in lower-case hexadecimal.
    #[param(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: Option<String>,
    /// Only of this bureau.
    #[param(example = "code:housing")]
    pub bureau: Option<Reference>,
}
