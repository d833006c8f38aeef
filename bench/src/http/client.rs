//! A client of the shop that is measured: JSON there and back, and nothing but the expected reply.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Method, Request};
use hyper_util::client::legacy::Client as Connections;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::BenchError;

/// Somebody at one address. Clones share connections.
#[derive(Debug, Clone)]
pub(super) struct Client {
    connections: Connections<HttpConnector, Full<Bytes>>,
    url: String,
    address: String,
    token: Option<String>,
    /// The last position it was told of: it reads no older than that.
    known: Arc<AtomicI64>,
}

impl Client {
    /// Somebody of whom a proxy says that they come from there.
    pub(super) fn new(url: &str, address: String) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let connections = Connections::builder(TokioExecutor::new()).build(connector);
        Self { connections, url: url.to_owned(), address, token: None, known: Arc::default() }
    }

    /// Another one of the same login, who knows only of what they did themselves.
    pub(super) fn another(&self) -> Self {
        Self { known: Arc::default(), ..self.clone() }
    }

    /// Signs in; the same client with the token.
    pub(super) async fn sign_in(&self, username: &str, password: &str) -> Result<Self, BenchError> {
        let body = serde_json::json!({"username": username, "password": password});
        let data = self.ask(Method::POST, "/api/v1/auth/login", Some(&body), 200).await?;
        let token = data["accessToken"].as_str().map(str::to_owned);
        Ok(Self { token, ..self.clone() })
    }

    /// What the reply holds; any status but that one ends the benchmark.
    pub(super) async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        expected: u16,
    ) -> Result<Value, BenchError> {
        let (status, text) = self.send(method, path, body).await?;
        if status != expected {
            return Err(BenchError::Served(format!("{path}: {status} {text}")));
        }
        let mut reply: Value = serde_json::from_str(&text)?;
        Ok(reply["data"].take())
    }

    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(u16, String), BenchError> {
        let failed = |error: &dyn std::error::Error| BenchError::Served(format!("{path}: {error}"));
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("x-forwarded-for", &self.address)
            .header("x-min-log-position", self.known.load(Ordering::Relaxed));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = Full::from(body.map(Value::to_string).unwrap_or_default());
        let request = request.body(body).map_err(|error| failed(&error))?;
        let response = self.connections.request(request).await.map_err(|error| failed(&error))?;
        let status = response.status().as_u16();
        let position = response.headers().get("x-log-position").and_then(|at| at.to_str().ok());
        if let Some(position) = position.and_then(|at| at.parse().ok()) {
            self.known.fetch_max(position, Ordering::Relaxed);
        }
        let bytes = response.into_body().collect().await.map_err(|error| failed(&error))?;
        Ok((status, String::from_utf8_lossy(&bytes.to_bytes()).into_owned()))
    }
}
