//! The few words that leave Rust: notifications and the tray, in the person's language. Everything
//! else is said by the interface.

use crate::ipc::dto::LanguageDto;

/// A language the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Arabic.
    Arabic,
    /// Portuguese.
    Portuguese,
}

impl Language {
    /// The chosen language; else the system's, when we speak it; else English.
    pub fn chosen(choice: LanguageDto) -> Self {
        match choice {
            LanguageDto::En => Self::English,
            LanguageDto::Ar => Self::Arabic,
            LanguageDto::Pt => Self::Portuguese,
            LanguageDto::System => Self::of_system(),
        }
    }

    fn of_system() -> Self {
        let tag = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
            .unwrap_or_default();
        Self::from_tag(&tag)
    }

    fn from_tag(tag: &str) -> Self {
        match tag.get(..2) {
            Some("ar") => Self::Arabic,
            Some("pt") => Self::Portuguese,
            _ => Self::English,
        }
    }

    /// Tray: brings the window back.
    pub fn open_switchboard(self) -> &'static str {
        match self {
            Self::English => "Open Switchboard",
            Self::Arabic => "افتح Switchboard",
            Self::Portuguese => "Abrir o Switchboard",
        }
    }

    /// Tray: ends the program.
    pub fn quit(self) -> &'static str {
        match self {
            Self::English => "Quit",
            Self::Arabic => "إنهاء",
            Self::Portuguese => "Sair",
        }
    }

    /// Title of a notification whose name is hidden.
    pub fn new_message(self) -> &'static str {
        match self {
            Self::English => "New message",
            Self::Arabic => "رسالة جديدة",
            Self::Portuguese => "Nova mensagem",
        }
    }

    /// Body for a file without words.
    pub fn file(self) -> &'static str {
        match self {
            Self::English => "Sent a file",
            Self::Arabic => "أرسل ملفًا",
            Self::Portuguese => "Enviou um arquivo",
        }
    }

    /// Body for a place.
    pub fn location(self) -> &'static str {
        match self {
            Self::English => "Sent a location",
            Self::Arabic => "أرسل موقعًا",
            Self::Portuguese => "Enviou uma localização",
        }
    }

    /// Body for a call nobody took.
    pub fn missed_call(self) -> &'static str {
        match self {
            Self::English => "Missed call",
            Self::Arabic => "مكالمة فائتة",
            Self::Portuguese => "Chamada perdida",
        }
    }

    /// Title and body of the notification that was asked for.
    pub fn test_notification(self) -> (&'static str, &'static str) {
        match self {
            Self::English => ("Notifications work", "This is how a new message will look."),
            Self::Arabic => ("الإشعارات تعمل", "هكذا ستظهر الرسالة الجديدة."),
            Self::Portuguese => (
                "As notificações funcionam",
                "Uma nova mensagem aparece assim.",
            ),
        }
    }

    /// Title of what came while nobody looked.
    pub fn while_you_were_away(self) -> &'static str {
        match self {
            Self::English => "While you were away",
            Self::Arabic => "أثناء غيابك",
            Self::Portuguese => "Enquanto você esteve fora",
        }
    }

    /// Body for a conversation that a colleague gave to the person.
    pub fn assigned_to_you(self) -> &'static str {
        match self {
            Self::English => "Assigned to you",
            Self::Arabic => "نُقلت إليك",
            Self::Portuguese => "Atribuída a você",
        }
    }

    /// "3 more conversations were assigned to you".
    pub fn more_assigned_to_you(self, conversations: u32) -> String {
        match self {
            Self::English if conversations == 1 => {
                "1 more conversation was assigned to you".to_owned()
            }
            Self::English => format!("{conversations} more conversations were assigned to you"),
            Self::Portuguese if conversations == 1 => {
                "Mais 1 conversa foi atribuída a você".to_owned()
            }
            Self::Portuguese => format!("Mais {conversations} conversas foram atribuídas a você"),
            Self::Arabic => {
                let conversations = arabic_count(
                    conversations,
                    [
                        "محادثة أخرى",
                        "محادثتان أخريان",
                        "محادثات أخرى",
                        "محادثةً أخرى",
                        "محادثة أخرى",
                    ],
                );
                format!("نُقلت إليك {conversations}")
            }
        }
    }

    /// "7 messages in 3 conversations".
    pub fn messages_in_conversations(self, messages: u32, conversations: u32) -> String {
        match self {
            Self::English => {
                let plural = |count, word: &str| {
                    if count == 1 {
                        format!("1 {word}")
                    } else {
                        format!("{count} {word}s")
                    }
                };
                format!(
                    "{} in {}",
                    plural(messages, "message"),
                    plural(conversations, "conversation")
                )
            }
            Self::Portuguese => {
                let messages = if messages == 1 {
                    "1 mensagem".to_owned()
                } else {
                    format!("{messages} mensagens")
                };
                let conversations = if conversations == 1 {
                    "1 conversa".to_owned()
                } else {
                    format!("{conversations} conversas")
                };
                format!("{messages} em {conversations}")
            }
            Self::Arabic => {
                let messages = arabic_count(
                    messages,
                    ["رسالة واحدة", "رسالتان", "رسائل", "رسالةً", "رسالة"],
                );
                let conversations = arabic_count(
                    conversations,
                    ["محادثة واحدة", "محادثتين", "محادثات", "محادثةً", "محادثة"],
                );
                format!("{messages} في {conversations}")
            }
        }
    }
}

/// Arabic counts: one, two, few (3–10), many (11–99), and the hundreds.
fn arabic_count(count: u32, [one, two, few, many, other]: [&str; 5]) -> String {
    match (count, count % 100) {
        (1, _) => one.to_owned(),
        (2, _) => two.to_owned(),
        (_, 3..=10) => format!("{count} {few}"),
        (_, 11..=99) => format!("{count} {many}"),
        _ => format!("{count} {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn counts_are_said_as_each_language_says_them() {
        let say = Language::messages_in_conversations;
        assert_eq!(say(Language::English, 1, 1), "1 message in 1 conversation");
        assert_eq!(
            say(Language::English, 7, 3),
            "7 messages in 3 conversations"
        );
        assert_eq!(say(Language::Portuguese, 2, 1), "2 mensagens em 1 conversa");
        assert_eq!(say(Language::Arabic, 2, 2), "رسالتان في محادثتين");
        assert_eq!(say(Language::Arabic, 11, 3), "11 رسالةً في 3 محادثات");
        assert_eq!(say(Language::Arabic, 100, 1), "100 رسالة في محادثة واحدة");
    }

    #[test]
    fn a_system_language_we_do_not_speak_is_answered_in_english() {
        assert_eq!(Language::from_tag("ar_SA.UTF-8"), Language::Arabic);
        assert_eq!(Language::from_tag("pt_BR"), Language::Portuguese);
        assert_eq!(Language::from_tag("C"), Language::English);
        assert_eq!(Language::from_tag("de_DE.UTF-8"), Language::English);
    }
}
