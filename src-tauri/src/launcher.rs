//! The number on the program's icon in docks of Linux desktops: Unity's `LauncherEntry` signal, which
//! Plasma, Dash to Dock, Plank and Budgie understand. Tauri's own badge reaches none of them.

use std::collections::HashMap;

use zbus::{Connection, names::BusName, zvariant::Value};

/// Name of our desktop file without its ending, as the bundler names it (the product's name): docks
/// and notification services find the program's icon and name by it.
pub const DESKTOP_ENTRY: &str = "Switchboard";

const PATH: &str = "/com/canonical/unity/launcherentry/1";
const INTERFACE: &str = "com.canonical.Unity.LauncherEntry";

/// Our entry in the docks. Docks forget the number when the sender leaves the bus, so this must live
/// as long as the number is to be seen.
pub struct LauncherEntry(Connection);

impl LauncherEntry {
    /// Joins the session bus; `None` where there is none.
    pub async fn connect() -> Option<Self> {
        if let Ok(connection) = Connection::session().await {
            Some(Self(connection))
        } else {
            tracing::warn!("no session bus: docks show no unread number");
            None
        }
    }

    /// Tells the docks the number; 0 takes it away.
    pub async fn show_unread(&self, unread: u32) {
        let address = format!("application://{DESKTOP_ENTRY}.desktop");
        let properties: HashMap<&str, Value<'_>> = HashMap::from([
            ("count", Value::I64(i64::from(unread))),
            ("count-visible", Value::Bool(unread > 0)),
        ]);
        let told = self
            .0
            .emit_signal(
                None::<BusName<'_>>,
                PATH,
                INTERFACE,
                "Update",
                &(address, properties),
            )
            .await;
        if told.is_err() {
            tracing::warn!("the unread number could not be told to the docks");
        }
    }
}
