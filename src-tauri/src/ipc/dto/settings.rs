//! Choices of the person at this desk, and facts about the program.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ThemeDto {
    /// As the system.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Light with more contrast.
    ContrastLight,
    /// Dark with more contrast.
    ContrastDark,
}

/// Room between rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DensityDto {
    /// Three lines a row.
    Comfortable,
    /// Two lines a row.
    Compact,
}

/// The interface's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LanguageDto {
    /// As the system.
    System,
    /// English.
    En,
    /// Arabic.
    Ar,
    /// Portuguese.
    Pt,
}

/// The key that sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SendKeyDto {
    /// Control (Command) and Enter.
    ModifierEnter,
    /// Enter alone.
    Enter,
}

/// Which conversations count for badge and notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ConcernDto {
    /// Mine.
    Mine,
    /// Mine, and those nobody carries.
    MineAndUnassigned,
    /// All.
    Everything,
}

/// Choices about notifications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NotificationSettings {
    /// Any at all.
    pub enabled: bool,
    /// About which conversations.
    pub concern: ConcernDto,
    /// Leave the text out.
    pub hide_text: bool,
    /// Leave the name out.
    pub hide_name: bool,
    /// Quiet hours, as minutes after midnight; `None` means none.
    pub quiet_from: Option<u32>,
    /// End of the quiet hours, as minutes after midnight.
    pub quiet_until: Option<u32>,
}

impl Default for NotificationSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            concern: ConcernDto::MineAndUnassigned,
            hide_text: false,
            hide_name: false,
            quiet_from: None,
            quiet_until: None,
        }
    }
}

/// All choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Colours.
    pub theme: ThemeDto,
    /// Room between rows.
    pub density: DensityDto,
    /// Language.
    pub language: LanguageDto,
    /// The key that sends.
    pub send_key: SendKeyDto,
    /// Single keys act (J, K, R …).
    pub single_keys: bool,
    /// A new e-mail begins with the person's signature.
    pub sign_emails: bool,
    /// Width of the list, in pixels.
    pub list_width: u32,
    /// Width of the details panel, in pixels.
    pub panel_width: u32,
    /// The details panel is shown.
    pub panel_open: bool,
    /// What the badge counts.
    pub badge: ConcernDto,
    /// Notifications.
    pub notifications: NotificationSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeDto::System,
            density: DensityDto::Comfortable,
            language: LanguageDto::System,
            send_key: SendKeyDto::ModifierEnter,
            single_keys: true,
            sign_emails: true,
            list_width: 352,
            panel_width: 292,
            panel_open: true,
            badge: ConcernDto::Mine,
            notifications: NotificationSettings::default(),
        }
    }
}

/// Whether notifications can reach the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NotificationAvailability {
    /// They can.
    Available,
    /// Nothing on this computer shows them.
    NoService,
    /// The system blocks ours.
    Blocked,
}

/// Whether keys can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KeychainAvailability {
    /// They can.
    Available,
    /// This computer has no keychain.
    Missing,
    /// The keychain is locked.
    Locked,
}

/// The operating system, for key names and window buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SystemDto {
    /// Linux.
    Linux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

/// Facts about the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppInfo {
    /// Version.
    pub version: String,
    /// Operating system.
    pub system: SystemDto,
    /// Runs on sample data.
    pub demo: bool,
    /// Sample data can be started.
    pub can_start_demo: bool,
    /// Whether keys can be kept.
    pub keychain: KeychainAvailability,
    /// Whether notifications can be shown.
    pub notifications: NotificationAvailability,
    /// The store was damaged and is being built anew.
    pub store_rebuilt: bool,
}

/// What the person looks at. It decides the pace of polling and what needs no notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Attention {
    /// The window has the focus.
    pub focused: bool,
    /// The window can be seen.
    pub visible: bool,
    /// The open conversation.
    pub conversation: Option<String>,
}

/// An address to open outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LinkInput {
    /// `https`, `http`, `mailto` or `tel`.
    pub url: String,
}

/// A file that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedFile {
    /// Its name in the downloads folder.
    pub file_name: String,
}

/// A problem of the interface, for the log. No text of a person may be in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InterfaceProblem {
    /// What kind, from a fixed list of the interface.
    pub code: String,
    /// Where: component or function names only.
    pub place: String,
}
