//! Inlets and readers: who may post, who may read.
//!
//! Path ids and tokens are shown once and kept only as SHA-256. They carry 160 and 256 random bits, so a plain digest
//! is enough and its lookup tells an attacker nothing. The server works from a copy in memory.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use rand::RngCore;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use sqlx::{Connection, Row, SqliteConnection, sqlite::SqliteRow};
use tokio::sync::Mutex;

use crate::{
    clock::RelayClock,
    database,
    error::RelayError,
    event::Scope,
    metrics::{InletCounters, Metrics},
    rate::RateLimiter,
    verify::{InletSecret, Scheme},
};

type Sha256Digest = [u8; 32];

/// An inlet to add.
#[derive(Debug, Clone)]
pub struct NewInlet {
    /// 1–64 characters of `a-z A-Z 0-9 . _ -`; readers see it, metrics too.
    pub label: String,
    /// Whose webhooks it takes.
    pub scheme: Scheme,
    /// What senders must prove to know; the path id alone protects an inlet without a secret.
    pub secret: Option<InletSecret>,
}

/// A reader to add.
#[derive(Debug, Clone)]
pub struct NewReader {
    /// 1–64 characters of `a-z A-Z 0-9 . _ -`.
    pub label: String,
    /// Which inlets it may read; those named must exist.
    pub scope: Scope,
}

/// An inlet as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InletSummary {
    /// Its label.
    pub label: String,
    /// Whose webhooks it takes.
    pub scheme: Scheme,
    /// Whether senders must prove to know a secret.
    pub has_secret: bool,
    /// When it was added, in ms since 1970.
    pub created_at: i64,
}

/// A reader as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderSummary {
    /// Its label.
    pub label: String,
    /// Which inlets it may read.
    pub scope: Scope,
    /// When it was added, in ms since 1970.
    pub created_at: i64,
}

/// The inlets and readers of one database; works beside a running server, which notices within a second.
pub struct Registry {
    connection: Mutex<SqliteConnection>,
    clock: Arc<dyn RelayClock>,
}

impl Registry {
    /// Opens the registry in the database at `path`, creating it if absent.
    pub async fn open(path: &Path, clock: Arc<dyn RelayClock>) -> Result<Self, RelayError> {
        let connection = Mutex::new(database::open_for_writing(path).await?);
        Ok(Self { connection, clock })
    }

    /// Adds an inlet and returns its path, `/in/…`, which cannot be shown again.
    pub async fn add_inlet(&self, inlet: &NewInlet) -> Result<SecretString, RelayError> {
        check_label(&inlet.label)?;
        let (secret_kind, secret) = columns(inlet.scheme, inlet.secret.as_ref())?;
        let id = random_hex::<20>();
        let mut connection = self.connection.lock().await;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(
            "INSERT INTO inlet (id_hash, label, scheme, secret_kind, secret, created_at)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(&digest(id.as_bytes())[..])
        .bind(&inlet.label)
        .bind(inlet.scheme.as_str())
        .bind(secret_kind)
        .bind(secret)
        .bind(self.clock.now_ms())
        .execute(&mut *transaction)
        .await
        .map_err(|error| taken_or(error, &inlet.label))?;
        note_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(format!("/in/{id}").into())
    }

    /// Gives an inlet the secret that its senders must prove to know from now on; its address stays.
    /// Platforms that sign tell what they sign with only once they know the address.
    pub async fn set_inlet_secret(
        &self,
        label: &str,
        secret: impl FnOnce(Scheme) -> InletSecret,
    ) -> Result<(), RelayError> {
        let mut connection = self.connection.lock().await;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let row = sqlx::query("SELECT scheme FROM inlet WHERE label = ?")
            .bind(label)
            .fetch_optional(&mut *transaction)
            .await?;
        let row = row.ok_or_else(|| RelayError::UnknownInlet(label.to_owned()))?;
        let scheme = scheme(&row)?;
        let secret = secret(scheme);
        let (secret_kind, secret) = columns(scheme, Some(&secret))?;
        sqlx::query("UPDATE inlet SET secret_kind = ?, secret = ? WHERE label = ?")
            .bind(secret_kind)
            .bind(secret)
            .bind(label)
            .execute(&mut *transaction)
            .await?;
        note_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// All inlets by label.
    pub async fn inlets(&self) -> Result<Vec<InletSummary>, RelayError> {
        let rows = sqlx::query(
            "SELECT label, scheme, secret_kind <> '' AS has_secret, created_at FROM inlet ORDER BY label",
        )
        .fetch_all(&mut *self.connection.lock().await)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(InletSummary {
                    label: row.try_get("label")?,
                    scheme: scheme(row)?,
                    has_secret: row.try_get("has_secret")?,
                    created_at: row.try_get("created_at")?,
                })
            })
            .collect()
    }

    /// Removes an inlet: posts to it are unknown from now on, its events stay readable.
    pub async fn remove_inlet(&self, label: &str) -> Result<(), RelayError> {
        let mut connection = self.connection.lock().await;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let removed = sqlx::query("DELETE FROM inlet WHERE label = ?")
            .bind(label)
            .execute(&mut *transaction)
            .await?;
        if removed.rows_affected() == 0 {
            return Err(RelayError::UnknownInlet(label.to_owned()));
        }
        note_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Adds a reader and returns its token, which cannot be shown again.
    pub async fn add_reader(&self, reader: &NewReader) -> Result<SecretString, RelayError> {
        check_label(&reader.label)?;
        let token = random_hex::<32>();
        let mut connection = self.connection.lock().await;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let inlets = match &reader.scope {
            Scope::All => None,
            Scope::Inlets(labels) => {
                for label in labels {
                    let exists: bool =
                        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM inlet WHERE label = ?)")
                            .bind(label)
                            .fetch_one(&mut *transaction)
                            .await?;
                    if !exists {
                        return Err(RelayError::UnknownInlet(label.clone()));
                    }
                }
                Some(serde_json::Value::from(labels.as_slice()).to_string())
            }
        };
        sqlx::query(
            "INSERT INTO reader (token_hash, label, inlets, created_at) VALUES (?, ?, ?, ?)",
        )
        .bind(&digest(token.as_bytes())[..])
        .bind(&reader.label)
        .bind(inlets)
        .bind(self.clock.now_ms())
        .execute(&mut *transaction)
        .await
        .map_err(|error| taken_or(error, &reader.label))?;
        note_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(token.into())
    }

    /// All readers by label.
    pub async fn readers(&self) -> Result<Vec<ReaderSummary>, RelayError> {
        let rows = sqlx::query("SELECT label, inlets, created_at FROM reader ORDER BY label")
            .fetch_all(&mut *self.connection.lock().await)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(ReaderSummary {
                    label: row.try_get("label")?,
                    scope: scope(row)?,
                    created_at: row.try_get("created_at")?,
                })
            })
            .collect()
    }

    /// Revokes a reader's token; a long poll under way ends without events.
    pub async fn revoke_reader(&self, label: &str) -> Result<(), RelayError> {
        let mut connection = self.connection.lock().await;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let removed = sqlx::query("DELETE FROM reader WHERE label = ?")
            .bind(label)
            .execute(&mut *transaction)
            .await?;
        if removed.rows_affected() == 0 {
            return Err(RelayError::UnknownReader(label.to_owned()));
        }
        note_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn version(&self) -> Result<i64, RelayError> {
        let version = sqlx::query_scalar("SELECT registry_version FROM relay")
            .fetch_one(&mut *self.connection.lock().await)
            .await?;
        Ok(version)
    }
}

/// An inlet as the server uses it.
pub(crate) struct Inlet {
    pub(crate) label: Arc<str>,
    pub(crate) scheme: Scheme,
    pub(crate) secret: Option<InletSecret>,
    pub(crate) rate: RateLimiter,
    pub(crate) counters: Arc<InletCounters>,
}

impl Inlet {
    fn asks_the_same_as(&self, other: &Self) -> bool {
        match (&self.secret, &other.secret) {
            (None, None) => true,
            (Some(InletSecret::Signature(one)), Some(InletSecret::Signature(two)))
            | (Some(InletSecret::Static(one)), Some(InletSecret::Static(two))) => {
                one.expose_secret() == two.expose_secret()
            }
            _ => false,
        }
    }
}

/// A reader as the server uses it.
pub(crate) struct Reader {
    pub(crate) scope: Scope,
}

#[derive(Default)]
struct Known {
    version: Option<i64>,
    inlets: HashMap<Sha256Digest, Arc<Inlet>>,
    readers: HashMap<Sha256Digest, Arc<Reader>>,
}

/// The registry in memory, for lookups on every request.
pub(crate) struct Directory {
    pub(crate) registry: Registry,
    metrics: Arc<Metrics>,
    rate_per_second: u32,
    rate_burst: u32,
    known: RwLock<Known>,
}

impl Directory {
    pub(crate) async fn load(
        registry: Registry,
        metrics: Arc<Metrics>,
        rate_per_second: u32,
        rate_burst: u32,
    ) -> Result<Self, RelayError> {
        let known = RwLock::default();
        let directory = Self {
            registry,
            metrics,
            rate_per_second,
            rate_burst,
            known,
        };
        directory.refresh().await?;
        Ok(directory)
    }

    pub(crate) fn inlet(&self, path_id: &str) -> Option<Arc<Inlet>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.inlets.get(&digest(path_id.as_bytes())).cloned()
    }

    pub(crate) fn reader(&self, token: &str) -> Option<Arc<Reader>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.readers.get(&digest(token.as_bytes())).cloned()
    }

    /// Takes over changes made since, here or by another process.
    pub(crate) async fn refresh(&self) -> Result<(), RelayError> {
        // Read before the rows: a change in between is then taken over twice rather than never.
        let version = Some(self.registry.version().await?);
        let (old_version, old_inlets) = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            (known.version, known.inlets.clone())
        };
        if version == old_version {
            return Ok(());
        }
        let mut connection = self.registry.connection.lock().await;
        let mut inlets = HashMap::new();
        for row in sqlx::query("SELECT id_hash, label, scheme, secret_kind, secret FROM inlet")
            .fetch_all(&mut *connection)
            .await?
        {
            let id_hash = stored_digest(&row, "id_hash")?;
            let fresh = self.inlet_from(&row)?;
            // One that stays as it is keeps its used-up rate.
            let inlet = match old_inlets.get(&id_hash) {
                Some(inlet) if inlet.asks_the_same_as(&fresh) => Arc::clone(inlet),
                _ => Arc::new(fresh),
            };
            inlets.insert(id_hash, inlet);
        }
        let mut readers = HashMap::new();
        for row in sqlx::query("SELECT token_hash, inlets FROM reader")
            .fetch_all(&mut *connection)
            .await?
        {
            let reader = Arc::new(Reader {
                scope: scope(&row)?,
            });
            readers.insert(stored_digest(&row, "token_hash")?, reader);
        }
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Known {
            version,
            inlets,
            readers,
        };
        Ok(())
    }

    fn inlet_from(&self, row: &SqliteRow) -> Result<Inlet, RelayError> {
        let label: String = row.try_get("label")?;
        let secret: String = row.try_get("secret")?;
        let secret = match row.try_get("secret_kind")? {
            "" => None,
            "signature" => Some(InletSecret::Signature(secret.into())),
            "static" => Some(InletSecret::Static(secret.into())),
            // Taken for "no secret", an unknown kind would open the inlet.
            _ => return Err(RelayError::DamagedRow("secret_kind")),
        };
        Ok(Inlet {
            scheme: scheme(row)?,
            secret,
            rate: RateLimiter::new(self.rate_per_second, self.rate_burst),
            counters: self.metrics.inlet(&label),
            label: label.into(),
        })
    }
}

/// A secret as its two columns hold it.
fn columns(
    scheme: Scheme,
    secret: Option<&InletSecret>,
) -> Result<(&'static str, &str), RelayError> {
    let (kind, text) = match secret {
        None => return Ok(("", "")),
        Some(InletSecret::Signature(_)) if scheme == Scheme::None => {
            return Err(RelayError::InvalidSecret("this scheme knows no signature"));
        }
        Some(InletSecret::Signature(key)) => ("signature", key.expose_secret()),
        Some(InletSecret::Static(word)) => ("static", word.expose_secret()),
    };
    if text.is_empty() {
        return Err(RelayError::InvalidSecret("it is empty"));
    }
    Ok((kind, text))
}

fn check_label(label: &str) -> Result<(), RelayError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if (1..=64).contains(&label.len()) && label.bytes().all(allowed) && label != "all" {
        Ok(())
    } else {
        Err(RelayError::InvalidLabel)
    }
}

async fn note_change(connection: &mut SqliteConnection) -> Result<(), RelayError> {
    sqlx::query("UPDATE relay SET registry_version = registry_version + 1")
        .execute(connection)
        .await?;
    Ok(())
}

fn taken_or(error: sqlx::Error, label: &str) -> RelayError {
    match error.as_database_error() {
        Some(database) if database.is_unique_violation() => {
            RelayError::LabelTaken(label.to_owned())
        }
        _ => error.into(),
    }
}

fn scheme(row: &SqliteRow) -> Result<Scheme, RelayError> {
    match row.try_get("scheme")? {
        "hatif" => Ok(Scheme::Hatif),
        "chatwoot" => Ok(Scheme::Chatwoot),
        "none" => Ok(Scheme::None),
        _ => Err(RelayError::DamagedRow("scheme")),
    }
}

fn scope(row: &SqliteRow) -> Result<Scope, RelayError> {
    match row.try_get::<Option<&str>, _>("inlets")? {
        None => Ok(Scope::All),
        Some(labels) => serde_json::from_str(labels)
            .map(Scope::Inlets)
            .map_err(|_| RelayError::DamagedRow("inlets")),
    }
}

fn stored_digest(row: &SqliteRow, column: &'static str) -> Result<Sha256Digest, RelayError> {
    row.try_get::<&[u8], _>(column)?
        .try_into()
        .map_err(|_| RelayError::DamagedRow(column))
}

fn digest(text: &[u8]) -> Sha256Digest {
    Sha256::digest(text).into()
}

fn random_hex<const BYTES: usize>() -> String {
    let mut bytes = [0; BYTES];
    rand::rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}
