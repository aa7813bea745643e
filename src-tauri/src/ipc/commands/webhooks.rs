//! Leading a platform's webhooks to the relay of a line.

use inbox_core::{LineId, Secret};
use secrecy::ExposeSecret as _;

use crate::{
    host::Host,
    ipc::{
        convert::{id, line as convert},
        dto::{
            LineRef, Nothing, RegisteredWebhookDto, RelayCommandsDto, SetInletInput, WebhookDto,
            WebhookHeaderDto,
        },
        error::IpcResult,
    },
};

async fn way(host: &Host, line: LineId) -> IpcResult<WebhookDto> {
    let way = host.engine().webhook_way(line).await?;
    let shown = |secret: &Secret| secret.expose_secret().to_owned();
    Ok(WebhookDto {
        setup: convert::webhook_setup(way.setup),
        inlet: way.inlet.as_ref().map(shown),
        header: way.header.as_ref().map(|(name, value)| WebhookHeaderDto {
            name: (*name).to_owned(),
            value: shown(value),
        }),
        registered: way.registered,
        commands: RelayCommandsDto {
            add_inlet: way.commands.add_inlet,
            add_reader: way.commands.add_reader,
            set_secret: way.commands.set_secret,
        },
    })
}

pub async fn get_webhook(host: &Host, input: LineRef) -> IpcResult<WebhookDto> {
    way(host, id(&input.line)?).await
}

pub async fn set_inlet(host: &Host, input: SetInletInput) -> IpcResult<WebhookDto> {
    let line: LineId = id(&input.line)?;
    let address = Secret::from(input.address.trim());
    host.engine().set_inlet(line, &address).await?;
    way(host, line).await
}

pub async fn register_webhook(host: &Host, input: LineRef) -> IpcResult<RegisteredWebhookDto> {
    let secret = host.engine().register_webhook(id(&input.line)?).await?;
    Ok(RegisteredWebhookDto {
        secret: secret.map(|secret| secret.expose_secret().to_owned()),
    })
}

pub async fn remove_webhook(host: &Host, input: LineRef) -> IpcResult<Nothing> {
    host.engine().remove_webhook(id(&input.line)?).await?;
    Ok(Nothing {})
}
