//! 存储对象 objects: content under the address that its SHA-256 gives it, in a folder or in an S3-compatible bucket.
//!
//! Written whole or not at all, and durably, before any row speaks of it; the same content has one address. Objects
//! that no row speaks of are swept later, so one folder or bucket belongs to one database. Replicas must share it: a
//! folder on a file system that all of them mount, or a bucket.
use super::{
    config::{AttachmentSettings, S3Settings},
    db::Timestamp,
    error::{Code, Error, Result},
};
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use object_store::{
    ClientOptions, Error as StoreError, ObjectStore, ObjectStoreExt, RetryConfig, aws::AmazonS3Builder,
    buffered::BufWriter, local::LocalFileSystem, path::Path,
};
use sha2::{Digest, Sha256};
use std::{fs::File, io::Seek, path::PathBuf, sync::Arc, time::Duration};
use tokio::io::AsyncWriteExt;

/// Below this prefix everything is ours.
const PREFIX: &str = "sha256";
/// How long an S3 request is tried again: an upload waits for it.
const PATIENCE: Duration = Duration::from_secs(15);

/// Where objects are.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    max_bytes: u64,
}

/// An object that no row may speak of any more: its address and its age.
#[derive(Debug, Clone)]
pub struct Old {
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    path: Path,
}

impl Objects {
    /// Opens the bucket that is configured, else the folder, which is made when it is missing.
    pub fn open(settings: &AttachmentSettings, beside: &str) -> Result<Self, String> {
        let store: Arc<dyn ObjectStore> = match settings.s3.bucket.as_deref() {
            Some(bucket) => Arc::new(bucket_of(&settings.s3, bucket)?),
            None => Arc::new(folder(settings.folder(beside))?),
        };
        Ok(Self { store, max_bytes: settings.attachment_max_bytes })
    }
    /// The largest object, in bytes.
    pub fn max_bytes(&self) -> u64 {
        self.max_bytes
    }
    /// Keeps the content of a file under its SHA-256. It is there, whole and durable, when this returns.
    ///
    /// It is written whether it is there already or not: an upload that took less time would tell that somebody else
    /// has the same file. Its age, by which the sweep goes, begins again.
    pub async fn keep(&self, sha256: &str, mut content: File) -> Result<()> {
        content.rewind().map_err(Error::internal)?;
        let mut writer = BufWriter::new(self.store.clone(), address(sha256));
        let copied = tokio::io::copy(&mut tokio::fs::File::from_std(content), &mut writer).await;
        match copied {
            Ok(_) => writer.shutdown().await.map_err(unavailable),
            Err(error) => {
                if let Err(error) = writer.abort().await {
                    tracing::debug!(%error, "abort of an object");
                }
                Err(unavailable(error))
            }
        }
    }
    /// The content under a SHA-256, checked while it is read: what is not what was kept ends in an error, never whole.
    /// `None` when it is not there, or not of this size.
    pub async fn read(&self, sha256: &str, size: u64) -> Result<Option<impl Stream<Item = Result<Bytes>> + use<>>> {
        match self.store.get(&address(sha256)).await {
            Ok(found) if found.meta.size == size => Ok(Some(checked(found.into_stream(), sha256.to_owned()))),
            Ok(_) | Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(unavailable(error)),
        }
    }
    /// The objects that were last written before a time.
    pub async fn older_than(&self, cutoff: Timestamp) -> Result<Vec<Old>> {
        let all = self.store.list(Some(&Path::from(PREFIX)));
        let old = all.try_filter_map(|object| async move {
            let sha256 = object.location.filename().unwrap_or_default().to_owned();
            let ours = sha256.len() == 64 && object.location == address(&sha256);
            Ok((ours && object.last_modified < *cutoff).then_some(Old { sha256, path: object.location }))
        });
        old.try_collect().await.map_err(unavailable)
    }
    /// Removes an object that no row speaks of, unless it was written anew since it was found.
    pub async fn remove(&self, object: &Old, cutoff: Timestamp) -> Result<bool> {
        match self.store.head(&object.path).await {
            Ok(known) if known.last_modified < *cutoff => {
                self.store.delete(&object.path).await.map_err(unavailable)?;
                Ok(true)
            }
            Ok(_) | Err(StoreError::NotFound { .. }) => Ok(false),
            Err(error) => Err(unavailable(error)),
        }
    }
}

/// `sha256/ab/abcd…`: folders stay small.
fn address(sha256: &str) -> Path {
    Path::from(format!("{PREFIX}/{}/{sha256}", sha256.get(..2).unwrap_or("--")))
}

/// Only the service's own account may look into it.
fn folder(path: PathBuf) -> Result<LocalFileSystem, String> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = builder.recursive(true).create(&path).map_err(|error| error.to_string());
    let opened = made.and_then(|()| LocalFileSystem::new_with_prefix(&path).map_err(|error| error.to_string()));
    opened.map(|store| store.with_fsync(true)).map_err(|error| format!("DUBAN_ATTACHMENTS {}: {error}", path.display()))
}

/// Opens a bucket with the address and the key of these settings.
pub(crate) fn bucket_of(settings: &S3Settings, bucket: &str) -> Result<object_store::aws::AmazonS3, String> {
    let retry = RetryConfig { max_retries: 3, retry_timeout: PATIENCE, ..RetryConfig::default() };
    let patient = ClientOptions::new().with_connect_timeout(Duration::from_secs(5));
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&settings.s3_region)
        .with_retry(retry)
        // Not every store that speaks S3 knows how to delete many at once.
        .with_disable_bulk_delete(true)
        .with_client_options(patient);
    if let Some(endpoint) = &settings.endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    if let Some(key) = &settings.access_key {
        builder = builder.with_access_key_id(key);
    }
    if let Some(secret) = settings.secret()? {
        builder = builder.with_secret_access_key(secret.expose());
    }
    builder.build().map_err(|error| format!("DUBAN_S3_BUCKET {bucket}: {error}"))
}

fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(Code::StorageUnavailable).retry_after(5).caused_by(source)
}

/// Hands chunks on one late, so that the last one goes out only when all of it has the SHA-256 that it should have.
fn checked(
    content: impl Stream<Item = object_store::Result<Bytes>> + Unpin,
    sha256: String,
) -> impl Stream<Item = Result<Bytes>> {
    let begin = Some((content, Sha256::new(), Bytes::new()));
    stream::try_unfold((begin, sha256), |(state, sha256)| async move {
        let Some((mut content, mut digest, held)) = state else { return Ok(None) };
        if let Some(chunk) = content.next().await {
            let chunk = chunk.map_err(unavailable)?;
            digest.update(&chunk);
            return Ok(Some((held, (Some((content, digest, chunk)), sha256))));
        }
        if hex::encode(digest.finalize()) != sha256 {
            tracing::error!(sha256, "a stored object is not what was kept");
            return Err(Error::internal("a stored object is not what was kept"));
        }
        Ok(Some((held, (None, sha256))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use std::io::Write;

    fn opened(folder: &std::path::Path) -> Objects {
        let settings = AttachmentSettings {
            attachments: Some(folder.join("attachments")),
            attachment_max_bytes: 1 << 20,
            s3: S3Settings::default(),
        };
        Objects::open(&settings, "").unwrap()
    }
    fn now() -> Timestamp {
        crate::clock::Clock::system(0).now()
    }
    async fn keep(objects: &Objects, content: &[u8]) -> String {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        let sha256 = hex::encode(Sha256::digest(content));
        objects.keep(&sha256, file).await.unwrap();
        sha256
    }
    async fn read(objects: &Objects, sha256: &str, size: u64) -> Option<Result<Vec<u8>>> {
        let stream = objects.read(sha256, size).await.unwrap()?;
        Some(stream.try_fold(Vec::new(), |all, chunk| async move { Ok([all, chunk.to_vec()].concat()) }).await)
    }

    #[actix_web::test]
    async fn content_is_read_as_it_was_kept_and_only_whole() {
        let folder = tempfile::tempdir().unwrap();
        let objects = opened(folder.path());
        // More than one part, so that parts are joined in their order.
        let content: Vec<u8> = (0..12_000_000u32).map(|i| (i / 7).to_le_bytes()[0]).collect();
        for content in [&b""[..], b"one", &content] {
            let sha256 = keep(&objects, content).await;
            assert!(read(&objects, &sha256, content.len() as u64).await.unwrap().unwrap() == content);
        }
        let sha256 = keep(&objects, b"kept").await;
        assert!(read(&objects, &sha256, 5).await.is_none() && read(&objects, &"0".repeat(64), 4).await.is_none());
        let file = folder.path().join("attachments").join(address(&sha256).as_ref());
        std::fs::write(file, b"kepT").unwrap();
        assert!(read(&objects, &sha256, 4).await.unwrap().is_err(), "another content of the same length");
    }
    #[actix_web::test]
    async fn only_what_is_old_and_ours_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let objects = opened(folder.path());
        let sha256 = keep(&objects, b"kept").await;
        std::fs::write(folder.path().join("attachments/sha256/notes.txt"), b"not ours").unwrap();
        let (before, after) =
            (Timestamp::from(*now() - TimeDelta::hours(1)), Timestamp::from(*now() + TimeDelta::hours(1)));
        assert!(objects.older_than(before).await.unwrap().is_empty());
        let old = objects.older_than(after).await.unwrap();
        assert_eq!(old.iter().map(|object| object.sha256.as_str()).collect::<Vec<_>>(), [sha256.as_str()]);
        assert!(!objects.remove(&old[0], before).await.unwrap(), "written anew since");
        assert!(objects.remove(&old[0], after).await.unwrap() && read(&objects, &sha256, 4).await.is_none());
    }
}
