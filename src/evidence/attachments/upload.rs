//! Receiving an upload: streamed to a file without a name, with its SHA-256 computed on the way, and looked at.
use super::{
    content,
    model::{MediaType, NewAttachment},
    rules,
};
use crate::foundation::{
    State,
    error::{Code, Error, Result, Violation},
    text::{Form, clean},
    web::{Create, Preamble, not_encoded},
};
use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{CONTENT_LENGTH, CONTENT_TYPE},
    web::{Bytes, Data},
};
use futures_util::{StreamExt, future::LocalBoxFuture};
use sha2::{Digest, Sha256};
use std::{fs::File, time::Duration};
use tokio::{io::AsyncWriteExt, time::timeout};

/// How long the next piece of an upload may be awaited.
const NEXT: Duration = Duration::from_secs(30);
/// How long an upload may take: 20 MiB at 35 kB/s.
const WHOLE: Duration = Duration::from_secs(600);
/// The most bytes of a description: a thousand characters.
const NOTE_BYTES: usize = 4000;
/// What may stand around the file in the body: boundaries, headers, the description.
const AROUND: u64 = 16 * 1024;

/// An upload that has arrived whole. The file has no name: it goes with this, or with the process, and leaves nothing.
#[derive(Debug)]
pub struct Received {
    /// The content.
    pub content: File,
    /// The command to register it.
    pub command: Create<NewAttachment>,
}

impl FromRequest for Received {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let preamble = Preamble::of(&request)?;
            let limit = limit(&request)?;
            let parts = timeout(WHOLE, parts(&request, payload, limit)).await.map_err(|_| Code::RequestTimeout)??;
            let (Some(file), description) = parts else {
                return Err(Violation::at("/file", Code::Required).with("field", "file").into());
            };
            let (content, media_type) = identified(file.content).await?;
            let file_name = rules::display_name(&file.claimed_name, media_type);
            let said = description.as_deref().unwrap_or("\0");
            let identity = format!("{} {} {file_name}\0{said}", file.sha256, file.size);
            let size = i64::try_from(file.size).map_err(Error::internal)?;
            let new = NewAttachment { file_name, media_type, size, sha256: file.sha256, description };
            Ok(Self { content, command: preamble.create(new, &identity) })
        })
    }
}

/// A file that has arrived.
struct Arrived {
    content: File,
    claimed_name: String,
    size: u64,
    sha256: String,
}

/// The limit, after the checks that need no body.
fn limit(request: &HttpRequest) -> Result<u64> {
    let state = request.app_data::<Data<State>>().ok_or_else(|| Error::internal("no state"))?;
    let limit = state.objects.max_bytes();
    not_encoded(request)?;
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    if !header(CONTENT_TYPE).to_ascii_lowercase().starts_with("multipart/form-data") {
        return Err(Error::new(Code::UnsupportedMediaType).with("expected", "multipart/form-data"));
    }
    let whole = header(CONTENT_LENGTH).parse::<u64>().unwrap_or(0);
    if whole > limit + AROUND { Err(too_large(limit)) } else { Ok(limit) }
}

fn too_large(limit: u64) -> Error {
    Error::new(Code::PayloadTooLarge).with("limit", limit)
}

/// The file and the description, each at most once; another part is an unknown field.
async fn parts(request: &HttpRequest, payload: Payload, limit: u64) -> Result<(Option<Arrived>, Option<String>)> {
    let mut parts = Multipart::new(request.headers(), payload);
    let (mut file, mut description, mut described) = (None, None, false);
    while let Some(part) = next(&mut parts).await? {
        match part.name().unwrap_or_default().to_owned().as_str() {
            "file" if file.is_none() => file = Some(arrive(part, limit).await?),
            "description" if !described => (described, description) = (true, read_description(part).await?),
            name @ ("file" | "description") => {
                return Err(Violation::at(format!("/{name}"), Code::Duplicate).with("value", name).into());
            }
            other => {
                let other: String = other.chars().take(64).collect();
                let place = format!("/{}", other.replace('~', "~0").replace('/', "~1"));
                return Err(Violation::at(place, Code::UnknownField).with("field", other).into());
            }
        }
    }
    Ok((file, description))
}

/// The next part, or the next piece of one; an upload that is interrupted or is no multipart is not well-formed.
async fn next<T>(stream: &mut (impl StreamExt<Item = Result<T, MultipartError>> + Unpin)) -> Result<Option<T>> {
    let next = timeout(NEXT, stream.next()).await.map_err(|_| Code::RequestTimeout)?;
    next.transpose().map_err(|error| Error::new(Code::BadRequest).caused_by(error.to_string()))
}

async fn arrive(mut part: Field, limit: u64) -> Result<Arrived> {
    let claimed_name = part.content_disposition().and_then(|about| {
        let coded = about.get_filename_ext().map(|name| String::from_utf8_lossy(&name.value).into_owned());
        coded.or_else(|| about.get_filename().map(str::to_owned))
    });
    let claimed_name = claimed_name.ok_or_else(|| Violation::at("/file", Code::Required).with("field", "filename"))?;
    let mut file = tokio::fs::File::from_std(tempfile::tempfile().map_err(unavailable)?);
    let (mut digest, mut size) = (Sha256::new(), 0);
    while let Some(piece) = next::<Bytes>(&mut part).await? {
        size += piece.len() as u64;
        if size > limit {
            return Err(too_large(limit));
        }
        digest.update(&piece);
        file.write_all(&piece).await.map_err(unavailable)?;
    }
    file.flush().await.map_err(unavailable)?;
    if size == 0 {
        return Err(Violation::at("/file", Code::TooShort).with("min", 1).into());
    }
    Ok(Arrived { content: file.into_std().await, claimed_name, size, sha256: hex::encode(digest.finalize()) })
}

async fn read_description(mut part: Field) -> Result<Option<String>> {
    let mut bytes = Vec::new();
    while let Some(piece) = next::<Bytes>(&mut part).await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > NOTE_BYTES {
            return Err(Violation::at("/description", Code::TooLong).with("max", 1000).into());
        }
    }
    let description = String::from_utf8(bytes)
        .map_err(|_| Violation::at("/description", Code::InvalidFormat).with("format", "UTF-8"))?;
    // A form sends the fields that were left empty too.
    if description.is_empty() {
        return Ok(None);
    }
    let description = clean(&description, Form::Lines, "/description")?;
    if description.chars().count() > 1000 {
        return Err(Violation::at("/description", Code::TooLong).with("max", 1000).into());
    }
    Ok(Some(description))
}

/// What the content is; 415 for what may not be kept.
async fn identified(mut content: File) -> Result<(File, MediaType)> {
    let looked = actix_web::web::block(move || content::found(&mut content).map(|found| (content, found))).await;
    let (content, found) = looked.map_err(Error::internal)?.map_err(Error::internal)?;
    let refused = |found: String| {
        let allowed = MediaType::ALL.iter().filter_map(|known| known.extensions().first().copied());
        let allowed = allowed.collect::<Vec<_>>().join(", ");
        Error::new(Code::AttachmentTypeNotAllowed).with("found", found).with("allowed", allowed)
    };
    found.map(|media_type| (content, media_type)).map_err(refused)
}

/// The disk is full, or not there.
fn unavailable(error: std::io::Error) -> Error {
    Error::new(Code::StorageUnavailable).retry_after(5).caused_by(error)
}
