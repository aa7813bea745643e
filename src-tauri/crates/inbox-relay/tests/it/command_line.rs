//! The program as an operator uses it.

use std::process::{Output, Stdio};

use reqwest::StatusCode;
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::world::{Answer, PATIENCE, client, hmac_hex};

/// A database and the program beside it.
pub(crate) struct Installation {
    folder: TempDir,
}

impl Installation {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard-relay"));
        command
            .args(arguments)
            .env(
                "SWITCHBOARD_RELAY_DATABASE",
                self.folder.path().join("relay.db"),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    async fn output(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that does not ask for input may be gone before it is written.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        timeout(PATIENCE, child.wait_with_output())
            .await
            .expect("the program ends")
            .unwrap()
    }

    /// Runs a command that must succeed and returns what it prints.
    pub(crate) async fn run(&self, arguments: &[&str]) -> String {
        self.run_with_input(arguments, "").await
    }

    async fn run_with_input(&self, arguments: &[&str], input: &str) -> String {
        let output = self.output(arguments, input).await;
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    }

    /// Runs a command that must fail and returns what it says.
    async fn fail(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments, "").await;
        assert!(!output.status.success(), "{arguments:?} should fail");
        String::from_utf8(output.stderr).unwrap()
    }

    pub(crate) async fn serve(&self) -> Server {
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--log", "trace"];
        let mut child = self.command(&arguments).spawn().unwrap();
        let mut log = child.stderr.take().unwrap();
        // Read all along: a full pipe would stop the server.
        let log = tokio::spawn(async move {
            let mut text = String::new();
            log.read_to_string(&mut text).await.unwrap();
            text
        });
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = timeout(PATIENCE, lines.next_line())
            .await
            .expect("the server starts")
            .unwrap();
        let ready: Value = serde_json::from_str(&line.expect("one line")).unwrap();
        Server {
            url: ready["url"].as_str().unwrap().to_owned(),
            child,
            log,
        }
    }
}

/// A relay in a process of its own.
pub(crate) struct Server {
    pub(crate) url: String,
    child: Child,
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "read where a process can be asked to end")
    )]
    log: tokio::task::JoinHandle<String>,
}

impl Server {
    /// Ends the process as `kill -9` does.
    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// Asks the process to end and returns its log.
    #[cfg(unix)]
    async fn terminate(mut self) -> String {
        let id = self.child.id().unwrap().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .await
                .unwrap()
                .success()
        );
        let status = timeout(PATIENCE, self.child.wait())
            .await
            .expect("the server ends")
            .unwrap();
        assert!(status.success());
        self.log.await.unwrap()
    }

    async fn get(&self, token: &str, query: &str) -> reqwest::Response {
        let url = format!("{}/v1/events?{query}", self.url);
        client().get(url).bearer_auth(token).send().await.unwrap()
    }

    pub(crate) async fn everything(&self, token: &str) -> Vec<String> {
        let mut bodies = Vec::new();
        let mut query = "from=start&limit=500".to_owned();
        loop {
            let answer = Answer(self.get(token, &query).await.json().await.unwrap());
            bodies.extend(answer.bodies());
            if answer.done() {
                return bodies;
            }
            query = format!("limit=500&iterator={}", answer.iterator());
        }
    }
}

#[tokio::test]
async fn mistakes_are_refused_with_a_plain_reason() {
    let installation = Installation::new();
    let bad_scheme = installation
        .fail(&["inlet", "add", "--label", "a", "--scheme", "sms"])
        .await;
    assert!(
        bad_scheme.contains("hatif"),
        "the known schemes are named: {bad_scheme}"
    );
    let add = ["inlet", "add", "--label", "a", "--scheme", "hatif"];
    let empty = installation
        .fail(&[&add[..], &["--secret-stdin"]].concat())
        .await;
    assert!(empty.contains("invalid secret"), "{empty}");
    let kind = installation
        .fail(&[&add[..], &["--secret-kind", "static"]].concat())
        .await;
    assert!(kind.contains("--secret-stdin"), "{kind}");
    let unknown = installation
        .fail(&["reader", "add", "--label", "r", "--inlets", "a,b"])
        .await;
    assert!(unknown.contains("there is no inlet a"), "{unknown}");
    installation
        .fail(&["inlet", "remove", "--label", "a"])
        .await;
    installation
        .fail(&["reader", "revoke", "--label", "r"])
        .await;
    assert_eq!(installation.run(&["inlet", "list"]).await, "");
    assert_eq!(installation.run(&["reader", "list"]).await, "");
}

#[tokio::test]
async fn lists_show_labels_but_neither_addresses_nor_secrets_nor_tokens() {
    let installation = Installation::new();
    let add = [
        "inlet",
        "add",
        "--label",
        "calls",
        "--scheme",
        "hatif",
        "--secret-stdin",
    ];
    let address = installation.run_with_input(&add, "top-secret\n").await;
    let add = [
        "inlet",
        "add",
        "--label",
        "web",
        "--scheme",
        "none",
        "--public-url",
        "https://r.example/",
    ];
    let public = installation.run(&add).await;
    assert!(public.starts_with("https://r.example/in/"), "{public}");
    let id = address.strip_prefix("/in/").unwrap();
    assert!(id.len() >= 32, "at least 128 bits in hex: {id}");
    installation
        .run(&["reader", "add", "--label", "boss", "--inlets", "all"])
        .await;
    installation
        .run(&["reader", "add", "--label", "desk", "--inlets", "calls, web"])
        .await;
    assert_eq!(
        installation.run(&["inlet", "list"]).await,
        "calls\thatif\tsecret\nweb\tnone\topen"
    );
    assert_eq!(
        installation.run(&["reader", "list"]).await,
        "boss\tall\ndesk\tcalls,web"
    );
}

#[tokio::test]
async fn a_running_server_takes_over_what_the_command_line_changes() {
    let installation = Installation::new();
    let server = installation.serve().await;
    let add = [
        "inlet",
        "add",
        "--label",
        "calls",
        "--scheme",
        "hatif",
        "--secret-stdin",
    ];
    let inlet = installation.run_with_input(&add, "key\r\n").await;
    let token = installation
        .run(&["reader", "add", "--label", "desk", "--inlets", "calls"])
        .await;
    let client = client();
    let post = async || {
        let request = client.post(format!("{}{inlet}", server.url)).body("{}");
        let signature = hmac_hex("key", b"{}");
        request
            .header("X-Voxa-Signature", signature)
            .send()
            .await
            .unwrap()
            .status()
    };
    let until = async |wanted: StatusCode| {
        timeout(PATIENCE, async { while post().await != wanted {} })
            .await
            .expect("it is noticed");
    };
    until(StatusCode::OK).await;
    assert_eq!(server.everything(&token).await, ["{}"]);
    installation
        .run(&["reader", "revoke", "--label", "desk"])
        .await;
    installation
        .run(&["inlet", "remove", "--label", "calls"])
        .await;
    until(StatusCode::NOT_FOUND).await;
    assert_eq!(
        server.get(&token, "").await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_terminated_server_ends_well_and_its_most_talkative_log_holds_nothing_private() {
    let installation = Installation::new();
    let add = [
        "inlet",
        "add",
        "--label",
        "web",
        "--scheme",
        "none",
        "--secret-stdin",
    ];
    let inlet = installation.run_with_input(&add, "top-secret").await;
    let token = installation
        .run(&["reader", "add", "--label", "desk", "--inlets", "all"])
        .await;
    let server = installation.serve().await;
    let url = format!("{}{inlet}", server.url);
    let client = client();
    let post = client
        .post(format!("{url}?secret=top-secret"))
        .body("private words");
    assert_eq!(post.send().await.unwrap().status(), StatusCode::OK);
    let post = client.post(&url).body("private words");
    assert_eq!(
        post.send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(server.everything(&token).await, ["private words"]);
    let log = server.terminate().await;
    assert!(log.contains("stopped"), "{log}");
    let id = inlet.strip_prefix("/in/").unwrap();
    for private in [id, "top-secret", "private words", &token] {
        assert!(!log.contains(private), "{private} is in the log:\n{log}");
    }
}

#[tokio::test]
async fn help_tells_of_every_command_and_of_the_environment() {
    let installation = Installation::new();
    let help = installation.run(&["--help"]).await;
    for word in ["serve", "inlet", "reader", "SWITCHBOARD_RELAY_DATABASE"] {
        assert!(help.contains(word), "{help}");
    }
    let help = installation.run(&["serve", "--help"]).await;
    assert!(
        help.contains("--retention-hours") && help.contains("SWITCHBOARD_RELAY_LISTEN"),
        "{help}"
    );
}

#[tokio::test]
async fn an_inlet_gets_its_secret_later_and_keeps_its_address() {
    let installation = Installation::new();
    let server = installation.serve().await;
    let add = ["inlet", "add", "--label", "calls", "--scheme", "hatif"];
    let inlet = installation.run(&add).await;
    let client = client();
    let post = async |signature: Option<&str>| {
        let mut request = client.post(format!("{}{inlet}", server.url)).body("{}");
        if let Some(key) = signature {
            request = request.header("X-Voxa-Signature", hmac_hex(key, b"{}"));
        }
        request.send().await.unwrap().status()
    };
    let until = async |signature: Option<&str>, wanted: StatusCode| {
        timeout(PATIENCE, async { while post(signature).await != wanted {} })
            .await
            .expect("it is noticed");
    };
    until(None, StatusCode::OK).await;
    let set = ["inlet", "secret", "--label", "calls", "--secret-stdin"];
    installation.run_with_input(&set, "key\n").await;
    until(None, StatusCode::UNAUTHORIZED).await;
    assert_eq!(post(Some("key")).await, StatusCode::OK);
    assert_eq!(post(Some("another")).await, StatusCode::UNAUTHORIZED);
    // What is missing is said, and leaves what was.
    installation.fail(&set[..4]).await;
    let unknown = ["inlet", "secret", "--label", "nowhere", "--secret-stdin"];
    let output = installation.output(&unknown, "key\n").await;
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("nowhere") && !said.contains("key\n"),
        "{said}"
    );
    assert_eq!(post(Some("key")).await, StatusCode::OK);
}
