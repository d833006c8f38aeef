//! A small HTTP client.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// Nobody who is asked is that slow: something hangs.
const HANGS: Duration = Duration::from_mins(2);

/// A client of one server, with or without a token.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client<HttpConnector, Full<Bytes>>,
    url: String,
    token: Option<String>,
    /// The farthest position it was told of.
    told: Option<Arc<AtomicI64>>,
}

/// How new an answer has to be.
const AT_LEAST: &str = "x-min-log-position";

/// What came back.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, if it is JSON; null otherwise.
    pub body: Value,
    /// The body as text.
    pub text: String,
}

impl Reply {
    /// The body's data, after checking the status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.body["data"].clone()
    }

    /// The code of a refusal and of its first detail, after checking the status.
    #[track_caller]
    pub fn refused(&self, status: u16) -> (String, String) {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.body["success"], false);
        let error = &self.body["error"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&error["code"]), text(&error["details"][0]["code"]))
    }

    /// The position of the log the reply speaks of.
    #[track_caller]
    pub fn position(&self) -> i64 {
        let header = self.headers.get("x-log-position").expect("X-Log-Position is there");
        header.to_str().unwrap().parse().unwrap()
    }
}

impl Http {
    /// A client of the server at `url`, such as `http://127.0.0.1:8000`.
    pub fn new(url: impl Into<String>) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, url: url.into(), token: None, told: None }
    }

    /// The same, which sees all that it was told of, as everybody does who shares that: what it looks up
    /// is at least as new, unless it says how new.
    #[must_use]
    pub fn remembering(&self, told: &Arc<AtomicI64>) -> Self {
        Self { told: Some(Arc::clone(told)), ..self.clone() }
    }

    /// The same, which takes what it is shown, however old.
    #[must_use]
    pub fn forgetful(&self) -> Self {
        Self { told: None, ..self.clone() }
    }

    /// The same with a token.
    #[must_use]
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// The same person at another server, over connections of their own: a connection belongs to
    /// the runtime of the test that opened it.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self { token: self.token.clone(), told: self.told.clone(), ..Self::new(url) }
    }

    /// Signs in and returns a client with the token.
    pub async fn sign_in(&self, username: &str, password: &str) -> Self {
        let body = serde_json::json!({"username": username, "password": password});
        let reply = self.post("/api/v1/auth/login", body).await;
        let data = reply.expect(200);
        self.with_token(data["accessToken"].as_str().unwrap())
    }

    /// GET
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], None).await.unwrap()
    }

    /// GET what has been written by `position`.
    pub async fn get_at(&self, path: &str, position: i64) -> Reply {
        let header = [(AT_LEAST, position.to_string())];
        self.send(Method::GET, path, &header, None).await.unwrap()
    }

    /// POST
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, &[], Some(body.to_string())).await.unwrap()
    }

    /// PATCH
    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PATCH, path, &[], Some(body.to_string())).await.unwrap()
    }

    /// GET that is answered bit by bit: server-sent events.
    ///
    /// # Errors
    /// The reply, if it is none that goes on.
    pub async fn listen(
        &self,
        path: &str,
        headers: &[(&str, String)],
    ) -> Result<Listening, Box<Reply>> {
        let mut request = Request::builder().uri(format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = self.client.request(request.body(Full::default()).unwrap()).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        if status == 200 {
            return Ok(Listening {
                headers,
                body: Body::new(response.into_body()),
                text: String::new(),
            });
        }
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Err(Box::new(Reply { status, headers, body, text }))
    }

    /// Anything else.
    ///
    /// # Errors
    /// If no reply came: the connection was refused or cut, or it hangs.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, String)],
        body: Option<String>,
    ) -> Result<Reply, String> {
        let looks = method == Method::GET;
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        let says = headers.iter().any(|(name, _)| *name == AT_LEAST);
        if let Some(told) = self.told.as_ref().filter(|_| looks && !says) {
            request = request.header(AT_LEAST, told.load(Ordering::SeqCst));
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::from(body.unwrap_or_default())).unwrap();
        let answer = async {
            let response = self.client.request(request).await.map_err(|e| e.to_string())?;
            let (status, headers) = (response.status(), response.headers().clone());
            let bytes = response.into_body().collect().await.map_err(|e| e.to_string())?.to_bytes();
            Ok::<_, String>((status, headers, bytes))
        };
        let (status, headers, bytes) = tokio::time::timeout(HANGS, answer)
            .await
            .map_err(|_| format!("no answer within {HANGS:?}"))??;
        let position =
            headers.get("x-log-position").and_then(|text| text.to_str().ok()?.parse().ok());
        if let (Some(told), Some(position)) = (&self.told, position) {
            told.fetch_max(position, Ordering::SeqCst);
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Reply { status: status.as_u16(), headers, body, text })
    }
}

/// A reply that goes on.
#[derive(Debug)]
pub struct Listening {
    /// The headers.
    pub headers: HeaderMap,
    body: Body,
    text: String,
}

/// A server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `event:`; empty for none.
    pub event: String,
    /// `id:`
    pub id: Option<i64>,
    /// `data:`; null for none.
    pub data: Value,
}

impl Listening {
    /// The next event, a heartbeat too; none when the stream ends.
    pub async fn next(&mut self) -> Option<Message> {
        while !self.text.contains("\n\n") {
            let frame = tokio::time::timeout(HANGS, self.body.frame()).await;
            let frame = frame.expect("something is told now and then")?.ok()?;
            self.text.push_str(std::str::from_utf8(&frame.into_data().unwrap()).unwrap());
        }
        let rest = self.text.split_off(self.text.find("\n\n").unwrap() + 2);
        let one = std::mem::replace(&mut self.text, rest);
        let mut message = Message { event: String::new(), id: None, data: Value::Null };
        for line in one.lines() {
            match line.split_once(':').map(|(name, value)| (name, value.trim_start())) {
                Some(("event", name)) => name.clone_into(&mut message.event),
                Some(("id", id)) => message.id = Some(id.parse().unwrap()),
                Some(("data", data)) => message.data = serde_json::from_str(data).unwrap(),
                _ => {}
            }
        }
        Some(message)
    }

    /// The next event that says something.
    pub async fn told(&mut self) -> Option<Message> {
        loop {
            let message = self.next().await?;
            if !message.event.is_empty() {
                return Some(message);
            }
        }
    }
}
