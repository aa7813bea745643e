//! Stores of earlier versions open, with everything that was in them.

use std::{fs, path::Path};

use sqlx::{SqlitePool, migrate::Migrator};
use tempfile::TempDir;

use crate::support::{Desk, new_line};

/// Makes a file as the version that ended with this migration left it.
async fn file_of_version(directory: &Path, file: &str, newest: u32) -> SqlitePool {
    let known = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("migrations")
        .join(file.trim_end_matches(".db"));
    let then = TempDir::new().expect("directory");
    for entry in fs::read_dir(known).expect("migrations") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("a name");
        let version: u32 = name[..4].parse().expect("a number");
        if version <= newest {
            fs::copy(entry.path(), then.path().join(name)).expect("copied");
        }
    }
    let url = format!("sqlite://{}?mode=rwc", directory.join(file).display());
    let pool = SqlitePool::connect(&url).await.expect("connects");
    let migrations = Migrator::new(then.path()).await.expect("readable");
    migrations.run(&pool).await.expect("migrates");
    pool
}

#[tokio::test]
async fn contacts_of_the_first_version_are_one_person_as_soon_as_the_store_is_open() {
    let directory = TempDir::new().expect("directory");
    let desk = file_of_version(directory.path(), "desk.db", 1).await;
    for name in ["Riyadh", "Jeddah"] {
        sqlx::query(
            "INSERT INTO lines (platform, name, base_url, connected_at) VALUES ('hatif', ?, '', 0)",
        )
        .bind(name)
        .execute(&desk)
        .await
        .expect("a line");
    }
    desk.close().await;
    let cache = file_of_version(directory.path(), "cache.db", 1).await;
    for (line, phone) in [(1, "+966 50 000 0001"), (2, "00966500000001")] {
        sqlx::query(
            "INSERT INTO contacts (id, line_id, key, remote, phone, phone_digits, search_text)
             VALUES (?1, ?1, 'id:c', 'c', ?2, '966500000001', '')",
        )
        .bind(line)
        .bind(phone)
        .execute(&cache)
        .await
        .expect("a contact");
        sqlx::query(
            "INSERT INTO conversations (id, line_id, remote, contact_id, channel_kind,
                                        told_status, platform_status, listed_at, fingerprint)
             VALUES (?1, ?1, 'c', ?1, 'whatsApp', 'open', 'Open', 0, '1')",
        )
        .bind(line)
        .execute(&cache)
        .await
        .expect("a conversation");
    }
    cache.close().await;

    let clock = Desk::new().await.clock;
    let store = crate::support::open(directory.path(), &clock).await;
    let mut read = store.read().await.expect("read");
    let lines = read.lines().await.expect("lines");
    let conversation = inbox_core::ConversationId::new(lines[0].id, "c");
    let person = read.person(&conversation).await.expect("person");
    assert_eq!(person.others.len(), 1, "{person:?}");
    assert_eq!(person.others[0].line_name, "Jeddah");
    drop(read);
    let mut write = store.write().await.expect("write");
    write.add_line(&new_line("Dammam")).await.expect("a line");
    write.commit().await.expect("commit");
}
