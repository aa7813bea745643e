//! Reaching the server, signing in and out, and one's own profile.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Routes;
use crate::chatwoot::call::{Call, Fields};
use crate::chatwoot::model::{Session, User};
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Access, Answer, Reply};
use crate::chatwoot::wire::{iso, merge};
use crate::chatwoot::world::World;

/// The code of everybody's second factor.
pub(crate) const OTP_CODE: &str = "246810";
const BACKUP_CODE: &str = "a1b2c3d4e5";
const MOST_SESSIONS: usize = 25;
const FACTOR_PATIENCE: SignedDuration = SignedDuration::from_mins(5);

pub(crate) fn routes() -> Routes {
    Routes::below("", Access::Anybody)
        .get("/api", probe)
        .get("/health", |_, _| {
            Ok(Reply::Json(json!({ "status": "woot" })))
        })
        .post("/auth/sign_in", sign_in)
        .get("/auth/validate_token", validate)
        .delete("/auth/sign_out", sign_out)
}

pub(crate) fn profile_routes() -> Routes {
    Routes::below("/api/v1/profile", Access::User)
        .get("", |world, call| shown(world, call.me()))
        .update("", update)
        .post("/availability", availability)
        .post("/auto_offline", auto_offline)
        .add(
            axum::http::Method::PUT,
            "/set_active_account",
            |world, call| {
                let now = world.now();
                me(world, call)?.active_at = now;
                Ok(Reply::Done)
            },
        )
        .post("/reset_access_token", |world, call| {
            let token = world.token();
            me(world, call)?.access_token = token;
            shown(world, call.me())
        })
        .delete("/avatar", |world, call| shown(world, call.me()))
}

fn me<'a>(world: &'a mut World, call: &Call) -> Result<&'a mut User, Refusal> {
    world
        .users
        .get_mut(&call.me())
        .ok_or_else(Refusal::not_found)
}

fn shown(world: &World, user: i64) -> Answer {
    let user = world.users.get(&user).ok_or_else(Refusal::not_found)?;
    Ok(Reply::Json(world.user_json(user)))
}

fn probe(world: &mut World, _: &Call) -> Answer {
    let now = world.now().to_zoned(TimeZone::UTC);
    Ok(Reply::Json(json!({
        "version": world.options.quirks.version,
        "timestamp": now.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        "queue_services": "ok", "data_services": "ok",
    })))
}

fn refused(text: &str) -> Refusal {
    Refusal::new(401, json!({ "success": false, "errors": [text] }))
}

fn sign_in(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.fields();
    if let Some(token) = fields.text("mfa_token") {
        let user = second_step(world, fields, &token)?;
        return open_session(world, call, user);
    }
    let email = fields.text("email").unwrap_or_default().to_lowercase();
    let password = fields.text("password").unwrap_or_default();
    let user = world
        .users
        .values()
        .find(|user| user.email == email && user.password == password)
        .map(|user| user.id)
        .ok_or_else(|| refused("Invalid login credentials. Please try again."))?;
    if world.options.quirks.two_factor {
        let token = world.token();
        let end = world.now() + FACTOR_PATIENCE;
        world.second_factors.push((token.clone(), user, end));
        let answer = json!({ "mfa_required": true, "mfa_token": token });
        return Ok(Reply::Other(206, answer));
    }
    open_session(world, call, user)
}

fn second_step(world: &mut World, fields: Fields<'_>, token: &str) -> Result<i64, Refusal> {
    let now = world.now();
    world.second_factors.retain(|(_, _, end)| *end > now);
    let place = world
        .second_factors
        .iter()
        .position(|(known, ..)| known == token)
        .ok_or_else(|| Refusal::unauthorized("Invalid or expired MFA token"))?;
    let code = fields.text("otp_code");
    let backup = fields.text("backup_code");
    if code.as_deref() == Some(OTP_CODE) || backup.as_deref() == Some(BACKUP_CODE) {
        return Ok(world.second_factors.remove(place).1);
    }
    let text = "Invalid verification code";
    Err(Refusal::new(400, json!({ "error": text })))
}

fn open_session(world: &mut World, call: &Call, user: i64) -> Answer {
    let now = world.now();
    let fields = call.params.fields();
    world.sessions.retain(|session| session.expires > now);
    if fields.has("revoke_all_sessions") {
        world.sessions.retain(|session| session.user != user);
    }
    if let Some(id) = fields.number("revoke_session_id") {
        world
            .sessions
            .retain(|session| session.user != user || session.id != id);
    }
    let own: Vec<&Session> = world.sessions.iter().filter(|it| it.user == user).collect();
    if own.len() >= MOST_SESSIONS {
        if call.is_browser() {
            let sessions: Vec<Value> = own.iter().map(|session| session_json(session)).collect();
            let answer = json!({ "sessions_limit_reached": true, "sessions": sessions });
            return Ok(Reply::Other(409, answer));
        }
        if let Some(oldest) = own.first().map(|session| session.id) {
            world.sessions.retain(|session| session.id != oldest);
        }
    }
    let session = Session {
        id: world.mint(),
        user,
        token: world.token(),
        client: world.token(),
        created: now,
        expires: now + SignedDuration::try_from(world.options.session_lifetime).unwrap_or_default(),
    };
    let user = world.users.get(&user).ok_or_else(Refusal::not_found)?;
    let headers = vec![
        ("access-token", session.token.clone()),
        ("client", session.client.clone()),
        ("uid", user.email.clone()),
        ("expiry", session.expires.as_second().to_string()),
        ("token-type", "Bearer".to_owned()),
    ];
    let answer = json!({ "data": world.user_json(user) });
    world.sessions.push(session);
    Ok(Reply::Headers(headers, answer))
}

fn session_json(session: &Session) -> Value {
    json!({
        "id": session.id, "browser_name": "Unknown Browser", "browser_version": null,
        "device_name": null, "platform_name": "Unknown", "platform_version": null,
        "ip_address": "127.0.0.1", "city": null, "country": null,
        "last_activity_at": iso(session.created), "created_at": iso(session.created),
    })
}

fn validate(world: &mut World, call: &Call) -> Answer {
    let session = world
        .session(&call.headers)
        .ok_or_else(|| refused("Invalid login credentials"))?;
    let user = world
        .users
        .get(&session.user)
        .ok_or_else(Refusal::not_found)?;
    let mut data = world.user_json(user);
    merge(&mut data, json!({ "created_at": iso(world.created) }));
    Ok(Reply::Json(
        json!({ "payload": { "success": true, "data": data } }),
    ))
}

fn sign_out(world: &mut World, call: &Call) -> Answer {
    let Some(id) = world.session(&call.headers).map(|session| session.id) else {
        let errors = ["User was not found or was not logged in."];
        return Err(Refusal::new(
            404,
            json!({ "success": false, "errors": errors }),
        ));
    };
    world.sessions.retain(|session| session.id != id);
    Ok(Reply::Json(json!({ "success": true })))
}

fn update(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.nested("profile")?;
    let tokens = (world.token(), world.token());
    let user = me(world, call)?;
    if let Some(password) = fields.text("password") {
        if fields.text("current_password").as_deref() != Some(&user.password) {
            return Err(Refusal::unprocessable("Invalid current password"));
        }
        user.password = password;
        // Only a new password changes the secret of the live connection.
        user.pubsub_token = tokens.0;
    }
    if let Some(name) = fields.text("name") {
        user.name = name;
    }
    if let Some(email) = fields.text("email") {
        user.email = email;
    }
    if fields.has("display_name") {
        user.display_name = fields.text("display_name");
    }
    if fields.has("message_signature") {
        user.message_signature = fields.text("message_signature");
    }
    if let Some(settings) = fields.object("ui_settings") {
        user.ui_settings = settings;
    }
    if let Some(phone) = fields.text("phone_number") {
        user.custom_attributes
            .insert("phone_number".into(), phone.into());
    }
    shown(world, call.me())
}

fn availability(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.nested("profile")?;
    let wish = fields.text("availability").unwrap_or_default();
    if !["online", "offline", "busy"].contains(&wish.as_str()) {
        return Err(Refusal::internal());
    }
    let now = world.now();
    let user = me(world, call)?;
    user.availability = wish;
    user.seen = Some(now);
    shown(world, call.me())
}

fn auto_offline(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.nested("profile")?;
    me(world, call)?.auto_offline = fields.flag("auto_offline").unwrap_or_default();
    shown(world, call.me())
}

/// A request's time: epoch seconds, as number or text.
pub(crate) fn time(fields: Fields<'_>, name: &str) -> Result<Option<Timestamp>, Refusal> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        // What cannot be understood is an error nobody handles.
        Some(_) => fields
            .number(name)
            .and_then(|second| Timestamp::from_second(second).ok())
            .map(Some)
            .ok_or_else(Refusal::internal),
    }
}
