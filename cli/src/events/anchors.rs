//! Anchors: what the log held once, kept where those who can change the log cannot.

use std::path::Path;

use anyhow::{Context, bail};
use infra::event_log::Mark;
use infra::event_log::chain::Hash;
use serde::Deserialize;

/// A pair of its own, or what `events verify --json` prints.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Verified { ok: bool, head: Anchor },
    Pair(Anchor),
}

#[derive(Deserialize)]
struct Anchor {
    position: i64,
    chain: String,
}

/// Reads a file of anchors, one JSON object a line. The output of a verification that failed is no
/// anchor, and no mistake either: it came there by the same script.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<Mark>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the anchors in {} cannot be read", path.display()))?;
    parse(&text).with_context(|| format!("the anchors in {}", path.display()))
}

fn parse(text: &str) -> anyhow::Result<Vec<Mark>> {
    let mut anchors = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).ok().with_context(|| {
            format!(
                "line {number} is no anchor: it should be {{\"position\":…,\"chain\":\"…\"}}, or \
                 what events verify --json prints"
            )
        })?;
        let anchor = match line {
            Line::Verified { ok: true, head } => head,
            Line::Verified { ok: false, .. } => {
                tracing::warn!(line = number, "a verification that failed is no anchor: left out");
                continue;
            }
            Line::Pair(anchor) => anchor,
        };
        let Some(chain) = hash(&anchor.chain) else {
            bail!("line {number} is no anchor: its chain is not 64 hexadecimal digits");
        };
        if anchor.position < 0 {
            bail!("line {number} is no anchor: its position is below zero");
        }
        anchors.push(Mark { position: anchor.position, chain });
    }
    Ok(anchors)
}

fn hash(hex: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    let digits = hex.len() == 2 * hash.len() && hex.bytes().all(|c| c.is_ascii_hexdigit());
    for (n, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * n..2 * n + 2)?, 16).ok()?;
    }
    digits.then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_and_the_output_of_verify_are_anchors() {
        let chain = "0f".repeat(32);
        let text = format!(
            "{{\"position\":7,\"chain\":\"{chain}\"}}\n\n\
             {{\"ok\":true,\"events\":9,\"head\":{{\"position\":9,\"chain\":\"{chain}\"}},\
             \"firstBad\":null,\"eventsPerSecond\":1}}\n\
             {{\"ok\":false,\"events\":9,\"head\":{{\"position\":10,\"chain\":\"{chain}\"}}}}\n"
        );
        let anchors = parse(&text).unwrap();
        let expected = [7, 9].map(|position| Mark { position, chain: [15; 32] });
        assert_eq!(anchors, expected);
    }

    #[test]
    fn a_bad_line_is_refused_by_its_number() {
        let good = format!("{{\"position\":7,\"chain\":\"{}\"}}", "0f".repeat(32));
        for bad in [
            "position 7",
            "{\"position\":7}",
            "{\"position\":7,\"chain\":\"0f\"}",
            &good.replace("0f0f", "+f0f"),
            &good.replace("0f0f", "ü0f"),
            &good.replace('7', "-7"),
        ] {
            let refused = parse(&format!("{good}\n{bad}\n")).unwrap_err().to_string();
            assert!(refused.starts_with("line 2 is no anchor"), "{bad}: {refused}");
        }
    }
}
