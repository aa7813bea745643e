//! Messages with something to tap. Which channels carry which is the platform's to know; most are
//! for WhatsApp and its kind.

use inbox_core::{ButtonLimits, ChannelKind, PlatformError, RemoteId};
use serde_json::{Map, Value, json};

use super::{
    Chatvolt,
    client::{Call, never_left, refused},
};

/// A button that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyButton {
    /// What comes back.
    pub id: String,
    /// What it says.
    pub title: String,
}

/// A list to choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListMessage {
    /// The words above, at most 4,096 characters.
    pub body: String,
    /// The button that opens it, at most 20 characters.
    pub button: String,
    /// A line above the words, at most 60 characters.
    pub header: Option<String>,
    /// A line below them, at most 60 characters.
    pub footer: Option<String>,
    /// The title of the list.
    pub title: Option<String>,
    /// Its sections and rows by the platform's keys, which are not documented.
    pub further: Vec<(String, String)>,
}

/// A button that opens a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkMessage {
    /// The words above.
    pub body: String,
    /// What the button says.
    pub button: String,
    /// Where it leads.
    pub url: String,
}

/// A place.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
}

/// Somebody's card. The platform names only the first member; the others are passed on as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactCard {
    /// The name as shown.
    pub formatted_name: String,
    /// Further members of the card by the platform's keys.
    pub further: Vec<(String, String)>,
}

/// A message with something to tap.
#[derive(Debug, Clone, PartialEq)]
pub enum InteractiveMessage {
    /// Up to three buttons that answer.
    Buttons {
        /// The words above.
        body: String,
        /// A line above the words.
        header: Option<String>,
        /// A line below them.
        footer: Option<String>,
        /// One to three.
        buttons: Vec<ReplyButton>,
    },
    /// A list to choose from.
    List(ListMessage),
    /// A button that opens a page.
    Link(LinkMessage),
    /// A place.
    Place(Place),
    /// The customer is asked where they are.
    AskForPlace {
        /// The words above.
        body: String,
    },
    /// Somebody's card.
    Contact(ContactCard),
}

/// How many buttons the platform takes.
const BUTTONS: usize = 3;

/// What it takes of them: it documents only their number, the lengths are those of `WhatsApp`, to which
/// and to whose kind alone it sends them.
pub(super) fn button_limits() -> ButtonLimits {
    ButtonLimits {
        channels: vec![ChannelKind::WhatsApp],
        count: BUTTONS as u32,
        title: 20,
        text: 1_024,
    }
}

impl InteractiveMessage {
    /// Words with buttons to answer by.
    pub(super) fn offer(text: &str, titles: &[String]) -> Self {
        let button = |(place, title): (usize, &String)| ReplyButton {
            id: format!("{}", place + 1),
            title: title.clone(),
        };
        Self::Buttons {
            body: text.to_owned(),
            header: None,
            footer: None,
            buttons: titles.iter().enumerate().map(button).collect(),
        }
    }
}

impl Chatvolt {
    /// Sends a message with something to tap. One try, as for text; the platform does not tell
    /// under which id it appears.
    pub async fn send_interactive(
        &self,
        conversation: &RemoteId,
        message: &InteractiveMessage,
    ) -> Result<(), PlatformError> {
        let (kind, mut members) = members(message)?;
        // Nothing has left yet, whatever this read comes to.
        let (agent, _) = self.agent_of(conversation).await.map_err(never_left)?;
        members.insert("agentId".to_owned(), json!(agent));
        members.insert("conversationId".to_owned(), json!(conversation));
        let path = ["messages", "interactive", kind];
        let call = Call::send(&path, Value::Object(members));
        self.call(call).await.map(drop)
    }
}

/// The call a message is made by, and what it says. Wrong numbers of buttons never leave.
pub(super) fn members(
    message: &InteractiveMessage,
) -> Result<(&'static str, Map<String, Value>), PlatformError> {
    let mut members = Map::new();
    let mut say = |name: &str, value: &str| {
        members.insert(name.to_owned(), json!(value));
    };
    let kind = match message {
        InteractiveMessage::Buttons {
            body,
            header,
            footer,
            buttons,
        } => {
            if buttons.is_empty() || buttons.len() > BUTTONS {
                return Err(refused("NumberOfButtons"));
            }
            say("body_text", body);
            for (name, line) in [("header_text", header), ("footer_text", footer)] {
                if let Some(line) = line {
                    say(name, line);
                }
            }
            for (index, button) in buttons.iter().enumerate() {
                let number = index + 1;
                say(&format!("button_{number}_id"), &button.id);
                say(&format!("button_{number}_title"), &button.title);
            }
            "send-buttons"
        }
        InteractiveMessage::List(list) => {
            for (name, value) in &list.further {
                say(name, value);
            }
            say("body_text", &list.body);
            say("button_text", &list.button);
            let lines = [
                ("header_text", &list.header),
                ("footer_text", &list.footer),
                ("list_title", &list.title),
            ];
            for (name, line) in lines {
                if let Some(line) = line {
                    say(name, line);
                }
            }
            "send-lists"
        }
        InteractiveMessage::Link(link) => {
            say("body_text", &link.body);
            say("button_display_text", &link.button);
            say("button_url", &link.url);
            "send-cta"
        }
        InteractiveMessage::Place(place) => {
            // Degrees travel as text here.
            say("latitude", &place.latitude.to_string());
            say("longitude", &place.longitude.to_string());
            say("name", &place.name);
            say("address", &place.address);
            "send-location"
        }
        InteractiveMessage::AskForPlace { body } => {
            say("body_text", body);
            "location-request"
        }
        InteractiveMessage::Contact(card) => {
            for (name, value) in &card.further {
                say(name, value);
            }
            say("name_formatted_name", &card.formatted_name);
            "send-contact"
        }
    };
    Ok((kind, members))
}
