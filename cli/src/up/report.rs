//! What `up` prints when everything serves.

use std::fmt::Write as _;
use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use infra::embedded::{ServerRole, Servers};
use serde_json::json;

use super::env;

/// A login of the demonstration.
#[derive(Debug, Clone)]
pub(super) struct Login {
    pub username: &'static str,
    pub password: String,
    pub role: &'static str,
}

pub(super) struct Report {
    pub address: Option<SocketAddr>,
    pub logins: Vec<Login>,
    pub took: Duration,
}

impl Report {
    pub(super) fn print(&self, servers: &Servers, json: bool) -> std::io::Result<()> {
        let text = if json { self.json(servers) } else { self.words(servers) };
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    fn url(&self) -> Option<String> {
        self.address.map(|address| format!("http://{address}"))
    }

    fn json(&self, servers: &Servers) -> String {
        let server = |role, database: &str| {
            let address = servers.address(role, database);
            json!({
                "host": address.host, "port": address.port, "user": address.user,
                "password": address.password, "database": env::LOG,
            })
        };
        let mut replica = server(ServerRole::Replica, env::READ);
        replica["readDatabase"] = json!(env::READ);
        let pids = servers.pids();
        let logins = self.logins.iter().map(|login| {
            json!({
                "username": login.username, "password": login.password, "role": login.role,
            })
        });
        let report = json!({
            "url": self.url(),
            "logins": logins.collect::<Vec<_>>(),
            "env": env::of(servers),
            "primary": server(ServerRole::Primary, env::LOG),
            "replica": replica,
            "redis": servers.redis_url(),
            "pids": {
                "up": std::process::id(), "primary": pids.primary, "replica": pids.replica,
                "redis": pids.redis,
            },
        });
        format!("{report}\n")
    }

    fn words(&self, servers: &Servers) -> String {
        let data = servers.dir().path().display();
        let seconds = self.took.as_secs_f64();
        let Some(url) = self.url() else {
            return format!(
                "The servers run (after {seconds:.1} s), their data is in {data}.\nCtrl-C stops \
                 them. For the variables to join them with, use --json.\n"
            );
        };
        let mut text = format!(
            "\nKharisma is open (after {seconds:.1} s): {url}\nIts data is in {data}. Ctrl-C stops \
             it; the data stays.\n\n  {:<14} {:<10} password\n",
            "role", "username"
        );
        for login in &self.logins {
            let Login { username, password, role } = login;
            let _ = writeln!(text, "  {role:<14} {username:<10} {password}"); // a String takes all
        }
        let Some(admin) = self.logins.first() else { return text };
        let Login { username, password, .. } = admin;
        let _ = write!(
            text, // a String takes all
            "\nTry it:\n\n  TOKEN=$(curl -s {url}/api/v1/auth/login -d \
             '{{\"username\":\"{username}\",\"password\":\"{password}\"}}' | \
             grep -o '\"accessToken\":\"[^\"]*' | cut -d'\"' -f4)\n  \
             curl -s {url}/api/v1/car-wash/orders -H \"Authorization: Bearer $TOKEN\" -d \
             '{{\"vehicleType\":\"sedan\",\"servicePackage\":\"basic\",\
             \"licensePlate\":\"B 77 KH\",\"employeeIds\":[1,2]}}'\n  \
             curl -s {url}/api/v1/queue -H \"Authorization: Bearer $TOKEN\"\n\n"
        );
        text
    }
}
