//! The folder that holds everything the private servers keep.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nix::fcntl::{Flock, FlockArg};
use serde::{Deserialize, Serialize};

use super::process::stop_left_over;
use super::{EmbeddedError, Size};

/// The layout of the folder this binary writes. A newer one is refused, never touched.
const FORMAT: u32 = 1;
/// A server that runs out of disk hangs; this much is a few days of sales.
const LATER_START_MB: u64 = 100;

/// The ports the servers last used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ports {
    /// The primary's.
    pub primary: u16,
    /// The replica's.
    pub replica: u16,
    /// Redis's.
    pub redis: u16,
}

/// Passwords, made at random when the folder is.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    /// Of the servers' administrator.
    pub admin: String,
    /// Of the account that replicates.
    pub replication: String,
    /// Of the API's account.
    pub api: String,
    /// Of the queries' account.
    pub read: String,
    /// Of the workers' account.
    pub work: String,
    /// Of Redis.
    pub redis: String,
    /// What signs tokens.
    pub jwt: String,
    /// What hides claimed values about people.
    #[serde(default = "password")]
    pub hash: String,
    /// What wraps the keys of what is about people.
    #[serde(default = "password")]
    pub personal: String,
    /// What the passwords of the demonstration's logins are derived from.
    pub logins: String,
}

#[derive(Serialize, Deserialize)]
struct Settings {
    format: u32,
    ports: Ports,
    secrets: Secrets,
}

/// The folder, locked for this process.
pub struct DataDir {
    path: PathBuf,
    settings: Settings,
    _lock: Flock<File>,
}

impl DataDir {
    /// Opens the folder, making it if it is not there; `reset` empties it first. Everything that
    /// can be wrong with it is found out before anything in it is changed. Servers that a killed
    /// process left running in it are stopped.
    ///
    /// # Errors
    /// [`EmbeddedError`].
    pub async fn open(path: &Path, reset: bool) -> Result<Self, EmbeddedError> {
        let not_writable = |e: std::io::Error| EmbeddedError::NotWritable {
            path: path.to_owned(),
            reason: e.to_string(),
        };
        let made_now = !path.exists();
        fs::create_dir_all(path).map_err(not_writable)?;
        let path = &path.canonicalize().map_err(not_writable)?;
        if !made_now && !ours(path).map_err(not_writable)? {
            let reason = "it holds other files, and no kharisma.json".to_owned();
            return Err(EmbeddedError::NotOurs { path: path.clone(), reason });
        }
        let lock = lock(path)?;
        if !reset {
            read_settings(path)?;
        }
        stop_left_over(path).await;
        if reset {
            empty(path).map_err(not_writable)?;
        }
        let settings = match read_settings(path)? {
            Some(settings) => settings,
            None => Settings { format: FORMAT, ports: Ports::free(), secrets: Secrets::random() },
        };
        let mut dir = Self { path: path.clone(), settings, _lock: lock };
        dir.check_room(Size::SMALL)?;
        dir.settings.ports = dir.settings.ports.or_free();
        dir.save().map_err(not_writable)?;
        for folder in ["run", "log", "redis"] {
            fs::create_dir_all(path.join(folder)).map_err(not_writable)?;
        }
        Ok(dir)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The ports to use.
    pub const fn ports(&self) -> Ports {
        self.settings.ports
    }

    /// The passwords to use.
    pub const fn secrets(&self) -> &Secrets {
        &self.settings.secrets
    }

    /// The password of a login of the demonstration: derived from a secret of the folder, so that
    /// there is nothing to remember.
    pub fn login_password(&self, username: &str) -> String {
        use sha2::{Digest, Sha256};
        let hash = Sha256::digest(format!("{}/{username}", self.settings.secrets.logins));
        format!("{}-Ks9!", readable(&hash[..10]))
    }

    pub(super) fn run(&self, file: &str) -> PathBuf {
        self.path.join("run").join(file)
    }

    pub(super) fn log(&self, server: &str) -> PathBuf {
        self.path.join("log").join(format!("{server}.log"))
    }

    /// Refuses a disk that would soon be full.
    pub(super) fn check_room(&self, size: Size) -> Result<(), EmbeddedError> {
        let first = !self.path.join("primary").exists();
        let needed_mb = if first { size.disk_mb } else { LATER_START_MB };
        let Ok(stat) = nix::sys::statvfs::statvfs(&self.path) else { return Ok(()) };
        let free_mb = stat.blocks_available().saturating_mul(stat.fragment_size()) / 1_048_576;
        if free_mb < needed_mb {
            return Err(EmbeddedError::DiskFull { path: self.path.clone(), free_mb, needed_mb });
        }
        Ok(())
    }

    /// Written beside and renamed over, so that a crash leaves the old or the new, never half.
    fn save(&self) -> std::io::Result<()> {
        let target = self.path.join("kharisma.json");
        let beside = self.path.join("kharisma.json.new");
        let mut file =
            OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&beside)?;
        serde_json::to_writer_pretty(&mut file, &self.settings)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(beside, target)
    }
}

/// Ours, or empty enough to become ours.
fn ours(path: &Path) -> std::io::Result<bool> {
    if path.join("kharisma.json").exists() {
        return Ok(true);
    }
    // What an opening that was cut off may have left.
    let leftovers = ["lock", "kharisma.json.new"];
    for entry in fs::read_dir(path)? {
        let name = entry?.file_name();
        if !leftovers.iter().any(|left| name == *left) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn lock(path: &Path) -> Result<Flock<File>, EmbeddedError> {
    let open = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path.join("lock"))
        .map_err(|e| EmbeddedError::NotWritable { path: path.to_owned(), reason: e.to_string() })?;
    match Flock::lock(open, FlockArg::LockExclusiveNonblock) {
        Ok(mut held) => {
            let _ = held.set_len(0); // the pid is for people; the lock is what counts
            let _ = held.rewind();
            let _ = write!(held, "{}", std::process::id());
            Ok(held)
        }
        Err((mut file, _)) => {
            let mut pid = String::new();
            let _ = file.read_to_string(&mut pid); // only for the message
            Err(EmbeddedError::InUse { path: path.to_owned(), pid })
        }
    }
}

fn read_settings(path: &Path) -> Result<Option<Settings>, EmbeddedError> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let Ok(text) = fs::read_to_string(path.join("kharisma.json")) else { return Ok(None) };
    let not_ours = |e: serde_json::Error| EmbeddedError::NotOurs {
        path: path.to_owned(),
        reason: format!("its kharisma.json cannot be read: {e}"),
    };
    let Format { format: found } = serde_json::from_str(&text).map_err(not_ours)?;
    if found > FORMAT {
        return Err(EmbeddedError::Newer { path: path.to_owned(), found, known: FORMAT });
    }
    serde_json::from_str(&text).map(Some).map_err(not_ours)
}

/// Empties a data folder, but for its lock and the installed template of MariaDB's own tables.
fn empty(path: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == "lock" || name == "template" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

impl Ports {
    fn free() -> Self {
        Self { primary: free_port(), replica: free_port(), redis: free_port() }
    }

    /// The same ports, but for those somebody else has taken meanwhile.
    fn or_free(self) -> Self {
        let same_or = |port| if is_free(port) { port } else { free_port() };
        Self {
            primary: same_or(self.primary),
            replica: same_or(self.replica),
            redis: same_or(self.redis),
        }
    }
}

fn is_free(port: u16) -> bool {
    std::net::TcpListener::bind(("127.0.0.1", port)).is_ok()
}

fn free_port() -> u16 {
    let bound = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|l| l.local_addr());
    bound.map_or(0, |address| address.port()) // 0: the server will say what is wrong
}

impl Secrets {
    fn random() -> Self {
        let fresh = password;
        Self {
            admin: fresh(),
            replication: fresh(),
            api: fresh(),
            read: fresh(),
            work: fresh(),
            redis: fresh(),
            jwt: random_password(48),
            hash: fresh(),
            personal: fresh(),
            logins: fresh(),
        }
    }
}

/// For a folder of before there was that one, too.
fn password() -> String {
    random_password(32)
}

/// Letters and digits that people can tell apart, at random.
///
/// # Panics
/// If the system has no randomness to give: nothing would be safe then.
#[allow(clippy::expect_used)] // see above
pub fn random_password(length: usize) -> String {
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    readable(&bytes)
}

fn readable(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyzACDEFGH34";
    bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

pub(super) fn private(path: &Path) -> std::io::Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that goes with the test.
    struct Folder(PathBuf);

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn folder(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("kharisma-{name}-{}", random_password(8)));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn open(path: &Path, reset: bool) -> Result<DataDir, EmbeddedError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(DataDir::open(path, reset))
    }

    #[test]
    fn passwords_are_kept_over_a_restart_and_forgotten_by_a_reset() {
        let folder = folder("restart");
        let path = folder.0.clone();
        let first = open(&path, false).unwrap().secrets().jwt.clone();
        assert_eq!(open(&path, false).unwrap().secrets().jwt, first);
        assert_ne!(open(&path, true).unwrap().secrets().jwt, first);
        let mode = fs::metadata(path.join("kharisma.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "passwords are for nobody else's eyes");
    }

    #[test]
    fn two_processes_never_share_a_folder() {
        let folder = folder("shared");
        let path = folder.0.clone();
        let _first = open(&path, false).unwrap();
        let refused = open(&path, false).err().unwrap().to_string();
        assert!(refused.contains(&format!("process {}", std::process::id())), "{refused}");
    }

    #[test]
    fn a_newer_folder_is_left_as_it_is() {
        let folder = folder("newer");
        let path = folder.0.clone();
        let theirs = r#"{"format": 2, "something": "else"}"#;
        fs::write(path.join("kharisma.json"), theirs).unwrap();
        let refused = open(&path, false).err().unwrap().to_string();
        assert!(refused.contains("newer version of kharisma (format 2;"), "{refused}");
        assert_eq!(fs::read_to_string(path.join("kharisma.json")).unwrap(), theirs);
    }

    #[test]
    fn a_folder_of_somebody_else_is_not_emptied() {
        let folder = folder("theirs");
        let path = folder.0.clone();
        fs::write(path.join("thesis.tex"), "two years of work").unwrap();
        for reset in [false, true] {
            assert!(matches!(open(&path, reset), Err(EmbeddedError::NotOurs { .. })));
        }
        assert!(path.join("thesis.tex").exists());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let refused = open(Path::new("/proc/kharisma"), false).err().unwrap();
        assert!(refused.to_string().starts_with("the folder /proc/kharisma cannot be written"));
    }
}
