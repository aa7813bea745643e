//! Contacts and the companies they belong to.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::ohallo::model::Contact;
use crate::ohallo::options::Dialect;
use crate::ohallo::refusal::Refusal;
use crate::ohallo::request::{Asked, Body};
use crate::ohallo::server::{Answer, Hand, Id, accepted, ok};
use crate::ohallo::world::{World, digits};
use crate::shared::http::json_response;

/// `GET /api/contacts`: paged in the guide, everything in the reference.
pub(crate) async fn list(State(runtime): Hand, asked: Asked) -> Answer {
    let (limit, offset) = (asked.limit()?, asked.offset()?);
    let text = asked.get("q").map(str::to_lowercase);
    runtime.look(|world| {
        let dialect = world.options.dialects.contacts;
        let found: Vec<&Contact> = world
            .contacts
            .iter()
            .filter(|contact| {
                text.as_ref()
                    .is_none_or(|text| fits(contact, text, dialect))
            })
            .collect();
        match dialect {
            Dialect::Guide => {
                let page = found.iter().skip(offset).take(limit);
                let items: Vec<Value> = page.map(|contact| world.contact_json(contact)).collect();
                ok(&json!({ "items": items, "total": found.len() }))
            }
            Dialect::Reference => {
                let items = found.iter().map(|contact| world.contact_json(contact));
                ok(&world.listed(items.collect()))
            }
        }
    })
}

fn fits(contact: &Contact, text: &str, dialect: Dialect) -> bool {
    let named = [&contact.name, &contact.email]
        .into_iter()
        .flatten()
        .any(|known| known.to_lowercase().contains(text));
    let number = digits(text);
    let by_phone = dialect == Dialect::Guide && !number.is_empty();
    named
        || by_phone
            && contact
                .phone
                .as_ref()
                .is_some_and(|phone| digits(phone).contains(&number))
}

fn known(world: &World, id: &str) -> Result<usize, Refusal> {
    world.contact(id).ok_or_else(|| Refusal::no_such("Contact"))
}

/// `GET /api/contacts/{id}`
pub(crate) async fn one(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let contact = known(world, &id)?;
        ok(&world.contact_single(&world.contacts[contact]))
    })
}

/// `POST /api/contacts`
pub(crate) async fn create(State(runtime): Hand, body: Body) -> Answer {
    runtime.act(|world| {
        let workspace = world.reached_workspace(body.required("workspaceId")?)?;
        let name = body.required("name")?.to_owned();
        let email = body.required("email")?.to_owned();
        if !email.contains('@') {
            return Err(Refusal::invalid("email is not a valid email address"));
        }
        let language = world.workspaces[workspace].language;
        let contact = match world.contact_by_email(&email) {
            Some(contact) => contact,
            None => world.new_contact(Some(name), Some(email), None, language),
        };
        Ok(json_response(
            201,
            &world.contact_json(&world.contacts[contact]),
        ))
    })
}

/// `POST /api/contacts/{id}/link-account`
pub(crate) async fn link_account(State(runtime): Hand, Path(id): Id, body: Body) -> Answer {
    runtime.act(|world| {
        let contact = known(world, &id)?;
        let account = world
            .account(body.required("accountId")?)
            .ok_or_else(|| Refusal::invalid("Invalid account"))?;
        let now = world.now();
        let contact = &mut world.contacts[contact];
        contact.account = Some(account);
        contact.resolution_status = "manually_resolved";
        contact.updated = now;
        accepted()
    })
}

/// `GET /api/accounts`
pub(crate) async fn accounts(State(runtime): Hand, asked: Asked) -> Answer {
    let text = asked.get("q").map(str::to_lowercase);
    runtime.look(|world| {
        let found = world.accounts.iter().filter(|account| {
            text.as_ref()
                .is_none_or(|text| account.name.to_lowercase().contains(text))
        });
        let items = found.map(|account| world.account_json(account)).collect();
        ok(&world.listed(items))
    })
}

/// `GET /api/accounts/{id}`
pub(crate) async fn account(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let account = world
            .account(&id)
            .ok_or_else(|| Refusal::no_such("Account"))?;
        ok(&world.account_json(&world.accounts[account]))
    })
}
