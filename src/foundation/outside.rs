//! 库外留存: the places outside the database to which checkpoints of the audit log are written: a folder, a bucket, a
//! syslog server. Whoever can change the database cannot change these as well, if they are another machine's.
//!
//! What was written is never overwritten: content that is there already under the name must be the same.
use crate::{
    clock::Clock,
    config::{CheckpointSettings, S3Settings},
    error::{Error, Result},
    objects,
};
use object_store::{Error as StoreError, ObjectStore, ObjectStoreExt, PutMode, PutOptions, path::Path as ObjectPath};
use std::{
    fs::{self, File},
    io::{self, Write},
    net::UdpSocket,
    os::unix::net::UnixDatagram,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Below this prefix of the bucket everything is ours.
const PREFIX: &str = "audit-checkpoints";
/// Facility 13 (log audit), severity 5 (notice): RFC 5424 §6.2.1.
const PRIORITY: u8 = 13 * 8 + 5;

/// Where a syslog server listens.
#[derive(Debug, Clone)]
enum Server {
    /// `udp://HOST:PORT`.
    Udp(String),
    /// `unix:PATH`, a datagram socket.
    Unix(PathBuf),
}

/// One place.
#[derive(Debug, Clone)]
enum Place {
    Folder(PathBuf),
    Bucket(Arc<dyn ObjectStore>),
    Syslog(Server),
}

/// A place with the name under which the database knows what was written there.
#[derive(Debug, Clone)]
pub struct Target {
    /// `folder`, `bucket` or `syslog`.
    pub name: &'static str,
    place: Place,
}

/// All places; none at all is possible.
#[derive(Debug, Clone, Default)]
pub struct Outside(Arc<Vec<Target>>);

impl Outside {
    /// Opens the places that are configured. A folder is made when it is missing.
    pub fn open(settings: &CheckpointSettings, s3: &S3Settings) -> std::result::Result<Self, String> {
        let mut all = Vec::new();
        if let Some(folder) = &settings.checkpoints_folder {
            let wrong = |error: io::Error| format!("DUBAN_AUDIT_CHECKPOINTS_FOLDER {}: {error}", folder.display());
            fs::create_dir_all(folder).map_err(wrong)?;
            all.push(Target { name: "folder", place: Place::Folder(folder.clone()) });
        }
        if let Some(bucket) = &settings.checkpoints_bucket {
            let wrong = |reason: String| format!("DUBAN_AUDIT_CHECKPOINTS_BUCKET: {reason}");
            let store = objects::bucket_of(s3, bucket).map_err(wrong)?;
            all.push(Target { name: "bucket", place: Place::Bucket(Arc::new(store)) });
        }
        if let Some(address) = &settings.checkpoints_syslog {
            all.push(Target { name: "syslog", place: Place::Syslog(server(address)?) });
        }
        Ok(Self(Arc::new(all)))
    }
    /// Each of them.
    pub fn targets(&self) -> &[Target] {
        &self.0
    }
}

fn server(address: &str) -> std::result::Result<Server, String> {
    if let Some(host) = address.strip_prefix("udp://").filter(|host| host.contains(':')) {
        return Ok(Server::Udp(host.to_owned()));
    }
    let path = address.strip_prefix("unix:").filter(|path| path.starts_with('/'));
    path.map(|path| Server::Unix(path.into()))
        .ok_or_else(|| "DUBAN_AUDIT_CHECKPOINTS_SYSLOG must be udp://HOST:PORT or unix:/PATH".into())
}

impl Target {
    /// Writes a checkpoint under its name; it is there, durably, when this returns (a syslog server promises nothing).
    pub async fn keep(&self, name: &str, content: &str, clock: &Clock) -> Result<()> {
        let failed = |error: String| Error::internal(format!("{}: {name}: {error}", self.name));
        match &self.place {
            Place::Bucket(store) => in_bucket(store.as_ref(), name, content).await.map_err(failed),
            place => {
                let (place, name, content) = (place.clone(), name.to_owned(), content.to_owned());
                let line = line(&clock.now().to_string(), &content);
                let write = move || match place {
                    Place::Folder(folder) => in_folder(&folder, &name, &content),
                    Place::Syslog(server) => send(&server, &line),
                    Place::Bucket(_) => Ok(()),
                };
                let written = actix_web::web::block(write).await.map_err(Error::internal)?;
                written.map_err(|error| failed(error.to_string()))
            }
        }
    }
}

/// A message of RFC 5424, without a host's name, as the server knows from where it came.
fn line(at: &str, content: &str) -> String {
    format!("<{PRIORITY}>1 {at} - duban - audit-checkpoint - {content}")
}

fn send(server: &Server, line: &str) -> io::Result<()> {
    let sent = match server {
        Server::Udp(host) => {
            let any = if host.starts_with('[') { "[::]:0" } else { "0.0.0.0:0" };
            UdpSocket::bind(any)?.send_to(line.as_bytes(), host)?
        }
        Server::Unix(path) => UnixDatagram::unbound()?.send_to(line.as_bytes(), path)?,
    };
    if sent == line.len() { Ok(()) } else { Err(io::Error::other("the message was cut")) }
}

/// Written whole beside its name, then linked to it: a link never takes the place of a file.
fn in_folder(folder: &Path, name: &str, content: &str) -> io::Result<()> {
    let file = folder.join(name);
    let mut whole = tempfile::NamedTempFile::new_in(folder)?;
    whole.write_all(content.as_bytes())?;
    whole.as_file().sync_all()?;
    match whole.persist_noclobber(&file) {
        Ok(_) => File::open(folder)?.sync_all(),
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {
            let same = fs::read(&file)? == content.as_bytes();
            if same { Ok(()) } else { Err(io::Error::other("another checkpoint is there under this name")) }
        }
        Err(failed) => Err(failed.error),
    }
}

async fn in_bucket(store: &dyn ObjectStore, name: &str, content: &str) -> std::result::Result<(), String> {
    let path = ObjectPath::from(format!("{PREFIX}/{name}"));
    let create = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
    match store.put_opts(&path, content.to_owned().into(), create).await {
        Ok(_) => Ok(()),
        Err(StoreError::AlreadyExists { .. } | StoreError::Precondition { .. }) => {
            let known = store.get(&path).await.map_err(|error| error.to_string())?;
            let known = known.bytes().await.map_err(|error| error.to_string())?;
            let same = known == content.as_bytes();
            if same { Ok(()) } else { Err("another checkpoint is there under this name".into()) }
        }
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use std::time::Duration;

    fn settings() -> CheckpointSettings {
        CheckpointSettings { checkpoints_folder: None, checkpoints_bucket: None, checkpoints_syslog: None }
    }
    fn open(settings: &CheckpointSettings) -> Target {
        Outside::open(settings, &S3Settings::default()).unwrap().targets()[0].clone()
    }

    #[actix_web::test]
    async fn a_file_is_written_once_and_never_overwritten() {
        let (folder, clock) = (tempfile::tempdir().unwrap(), Clock::system(0));
        let place = folder.path().join("kept");
        let target = open(&CheckpointSettings { checkpoints_folder: Some(place.clone()), ..settings() });
        target.keep("a.jwt", "one", &clock).await.unwrap();
        target.keep("a.jwt", "one", &clock).await.unwrap();
        assert!(target.keep("a.jwt", "two", &clock).await.unwrap_err().to_string().contains("another checkpoint"));
        assert_eq!(fs::read_to_string(place.join("a.jwt")).unwrap(), "one");
        assert_eq!(fs::read_dir(place).unwrap().count(), 1, "nothing half done is left");
    }
    #[actix_web::test]
    async fn a_server_of_syslog_gets_one_message() {
        let clock = Clock::fixed("2025-10-10T02:00:00Z".parse().unwrap());
        let expected = "<109>1 2025-10-10T02:00:00.000000Z - duban - audit-checkpoint - token";
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let address = format!("udp://{}", socket.local_addr().unwrap());
        open(&CheckpointSettings { checkpoints_syslog: Some(address), ..settings() })
            .keep("a.jwt", "token", &clock)
            .await
            .unwrap();
        let mut buffer = [0; 200];
        let read = socket.recv(&mut buffer).unwrap();
        assert_eq!(std::str::from_utf8(&buffer[..read]).unwrap(), expected);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let socket = UnixDatagram::bind(&path).unwrap();
        let address = format!("unix:{}", path.display());
        open(&CheckpointSettings { checkpoints_syslog: Some(address), ..settings() })
            .keep("a.jwt", "token", &clock)
            .await
            .unwrap();
        let read = socket.recv(&mut buffer).unwrap();
        assert_eq!(std::str::from_utf8(&buffer[..read]).unwrap(), expected);
    }
    #[test]
    fn an_address_of_syslog_is_of_two_kinds() {
        assert!(server("udp://log.example:514").is_ok() && server("unix:/dev/log").is_ok());
        assert!(server("tcp://log.example:514").is_err() && server("udp://log.example").is_err());
    }
}
