//! What each path does, by resource.
#![expect(
    clippy::unnecessary_wraps,
    reason = "handlers share one signature, and most of them can be refused"
)]

mod account;
mod assistant;
mod client;
mod contacts;
mod conversations;
mod extras;
mod filters;
mod lists;
mod macros;
mod messages;
mod notifications;
mod reports;
mod session;

use axum::http::Method;

pub(crate) use self::session::OTP_CODE;
use super::server::{Access, Handler, Route};

/// The routes of a resource, in the making.
pub(crate) struct Routes {
    prefix: &'static str,
    access: Access,
    made: Vec<Route>,
}

impl Routes {
    fn below(prefix: &'static str, access: Access) -> Self {
        Self {
            prefix,
            access,
            made: Vec::new(),
        }
    }

    /// Below an account.
    fn of_account() -> Self {
        Self::below("/api/v1/accounts/{account_id}", Access::Account)
    }

    fn add(mut self, method: Method, path: &str, handler: Handler) -> Self {
        self.made.push(Route {
            method,
            path: format!("{}{path}", self.prefix),
            access: self.access,
            handler,
        });
        self
    }

    fn get(self, path: &str, handler: Handler) -> Self {
        self.add(Method::GET, path, handler)
    }

    fn post(self, path: &str, handler: Handler) -> Self {
        self.add(Method::POST, path, handler)
    }

    fn delete(self, path: &str, handler: Handler) -> Self {
        self.add(Method::DELETE, path, handler)
    }

    /// Rails takes both methods for changes.
    fn update(self, path: &str, handler: Handler) -> Self {
        self.add(Method::PATCH, path, handler)
            .add(Method::PUT, path, handler)
    }
}

/// Everything.
pub(crate) fn all() -> Vec<Route> {
    [
        session::routes(),
        session::profile_routes(),
        account::routes(),
        conversations::routes(),
        messages::routes(),
        contacts::routes(),
        macros::routes(),
        notifications::routes(),
        extras::routes(),
        assistant::routes(),
        reports::routes(),
        client::routes(),
    ]
    .into_iter()
    .flat_map(|routes| routes.made)
    .collect()
}
