//! The program itself: facts, choices, attention, addresses.

use inbox_core::ConversationId;

use crate::{
    host::Host,
    ipc::{
        convert::id,
        dto::{AppInfo, Attention, InterfaceProblem, LinkInput, Nothing, Settings, SystemDto},
        error::IpcResult,
    },
};

pub async fn app_info(host: &Host, _: Nothing) -> IpcResult<AppInfo> {
    Ok(AppInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        system: if cfg!(target_os = "macos") {
            SystemDto::MacOs
        } else if cfg!(target_os = "windows") {
            SystemDto::Windows
        } else {
            SystemDto::Linux
        },
        demo: host.is_demo(),
        can_start_demo: host.can_start_demo().await,
        keychain: host.keychain().await,
        notifications: host.notifications().await,
        store_rebuilt: host.store_rebuilt(),
    })
}

pub async fn get_settings(host: &Host, _: Nothing) -> IpcResult<Settings> {
    Ok(host.settings())
}

pub async fn set_settings(host: &Host, settings: Settings) -> IpcResult<Settings> {
    Ok(host.set_settings(settings))
}

pub async fn set_attention(host: &Host, input: Attention) -> IpcResult<Nothing> {
    let conversation: Option<ConversationId> = input.conversation.as_deref().map(id).transpose()?;
    host.engine().set_attention(inbox_engine::Attention {
        focused: input.focused,
        visible: input.visible,
        conversation,
    });
    // A page says where the person looks only once it listens.
    host.page_listens();
    Ok(Nothing {})
}

pub async fn open_link(host: &Host, input: LinkInput) -> IpcResult<Nothing> {
    host.open_address(&input.url)
}

pub async fn send_test_notification(host: &Host, _: Nothing) -> IpcResult<Nothing> {
    host.send_test_notification().await
}

pub async fn report_problem(_host: &Host, problem: InterfaceProblem) -> IpcResult<Nothing> {
    // The interface sends names of its own code only; anything longer is cut, not trusted.
    let cut = |text: &str| text.chars().take(80).collect::<String>();
    tracing::warn!(
        code = cut(&problem.code),
        place = cut(&problem.place),
        "interface problem"
    );
    Ok(Nothing {})
}
