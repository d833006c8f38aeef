use std::path::PathBuf;

use crate::log::{Log, Said};

/// A file of anchors that goes with the test.
struct Anchors(PathBuf);

impl Anchors {
    fn of(name: &str, lines: &[String]) -> Self {
        let path = std::env::temp_dir().join(format!("anchors {name} {}", std::process::id()));
        std::fs::write(&path, lines.join("\n")).unwrap();
        Self(path)
    }

    fn check(&self, log: &Log) -> Said {
        log.run(&["verify", "--json", "--anchor", self.0.to_str().unwrap()])
    }
}

impl Drop for Anchors {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anchor_that_does_not_fit_is_named() {
    let log = Log::of_a_morning().await;
    let export = log.run(&["export", "--as-stored", "--from", "7", "--to", "7"]);
    let chain = export.json()["chain"].as_str().unwrap().to_owned();
    let pair = |chain: &str| format!("{{\"position\":7,\"chain\":\"{chain}\"}}");
    let good = Anchors::of("good", &[pair(&chain)]);
    assert_eq!(good.check(&log).code, 0);
    let other = "ab".repeat(32);
    let (position, reason) =
        Anchors::of("other", &[pair(&chain), pair(&other)]).check(&log).first_bad();
    assert_eq!(position, 7);
    assert_eq!(reason, format!("the anchor at position 7 says {other}, the log says {chain}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_holds_no_anchors_is_refused_by_line() {
    let log = Log::of_a_morning().await;
    let good = log.run(&["verify", "--json"]).out.trim().to_owned();
    let said = Anchors::of("bad", &[good, "position 7".to_owned()]).check(&log);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(said.err.contains("line 2 is no anchor"), "{said:?}");
    let said = log.run(&["verify", "--anchor", "no such file"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("no such file cannot be read"), "{said:?}");
}
