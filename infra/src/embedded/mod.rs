//! Private servers as child processes: a MariaDB primary, its replica and Redis, in one folder.
//! For trying, developing, testing, and one small shop.

mod data_dir;
mod error;
mod fleet;
mod install;
mod mariadb;
mod process;
mod redis_server;
mod supervise;

pub use data_dir::{DataDir, Ports, Secrets, random_password};
pub use error::EmbeddedError;
pub use fleet::{Fleet, Size};
pub use mariadb::{ADMIN, Role as ServerRole};
pub use process::find_program;
pub use supervise::{Pids, Servers};
