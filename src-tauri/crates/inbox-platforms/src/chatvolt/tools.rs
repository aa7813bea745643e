//! The tools around a conversation, in the words of all platforms.

use std::collections::HashSet;

use inbox_core::{
    Begun, ContactRecord, ConversationTools, FirstWords, Opening, OpeningProbe, PlatformError,
    ReachedBy, RemoteId, Scenario, ScenarioMove, ScenarioMoved, ScenarioPlace, ScenarioStay,
    ScenarioStep, Scenarios, SentProbe, StayState, digits_of,
};
use serde_json::json;

use super::{
    Chatvolt, CrmLogFilter, CrmLogStatus, CrmTarget, FirstContact, TemplateSend,
    client::{Call, refused},
    map,
    templates::template_body,
    wire::{self, Row},
};

/// Pages of the newest conversations that are searched for a beginning, a hundred rows each.
const SEARCHED_PAGES: usize = 5;

impl Chatvolt {
    /// Sends a template to a number, whether anybody knows it or not.
    async fn begin_by_template(
        &self,
        opening: &Opening,
        agent: &RemoteId,
    ) -> Result<Option<Begun>, PlatformError> {
        let message = &opening.message;
        let template = message
            .template
            .as_ref()
            .ok_or(PlatformError::Unsupported)?;
        let number = self.session.phone_number_id.as_deref();
        let number = number.ok_or_else(|| refused("NoPhoneNumberId"))?;
        let to = Some(digits_of(
            opening.contact.phone.as_deref().unwrap_or_default(),
        ))
        .filter(|digits| !digits.is_empty())
        .ok_or_else(|| refused("NoPhoneNumber"))?;
        let template = TemplateSend {
            name: template.name.clone(),
            language: template.language.clone(),
            text: message.text.clone(),
            values: template.values.clone(),
            header: None,
            buttons: Vec::new(),
        };
        let mut body = template_body(agent, &to, &template);
        if let Some(name) = &opening.contact.name {
            body["contactName"] = json!(name);
        }
        let path = ["whatsapp", number, "template-message"];
        let answer = self.call(Call::send(&path, body)).await?;
        let row = Row::of(&answer).ok_or(PlatformError::Unreadable)?;
        let conversation = row.id("id").ok_or(PlatformError::Unreadable)?;
        let newest = row
            .rows("messages")
            .max_by_key(|message| (message.time("createdAt"), message.id("id")));
        let item = newest.and_then(|message| message.id("id")).map(RemoteId);
        if let Some(item) = &item {
            self.know(|known| known.note_sent(item.clone()));
        }
        Ok(Some(said(RemoteId(conversation), item)))
    }

    /// Looks for the first words in a conversation.
    async fn begun_in(
        &self,
        probe: &OpeningProbe,
        conversation: RemoteId,
    ) -> Result<Option<Begun>, PlatformError> {
        let words = SentProbe {
            conversation,
            message: probe.opening.message.clone(),
            attempted_at: probe.attempted_at,
            linked: Vec::new(),
        };
        let found = self.find_message(&words).await?;
        Ok(found.map(|item| said(words.conversation, Some(item.remote))))
    }

    /// Where a conversation is in the scenarios, as its own document tells.
    async fn scenario_place(
        &self,
        conversation: &RemoteId,
    ) -> Result<Option<ScenarioPlace>, PlatformError> {
        let document = self.conversation_document(conversation).await?;
        let row = Row::of(&document).ok_or(PlatformError::Unreadable)?;
        let link = row
            .rows("crmScenarioConversations")
            .find(|link| link.flag("available") != Some(false));
        let of_link = |member: &str, id: &str| {
            let link = link?;
            let nested = link.row(member).and_then(|nested| nested.id("id"));
            link.id(id).or(nested).map(RemoteId)
        };
        Ok(
            of_link("scenario", "scenarioId").map(|scenario| ScenarioPlace {
                scenario,
                step: of_link("step", "stepId"),
                since: link.and_then(|link| link.time("updatedAt")),
            }),
        )
    }
}

fn said(conversation: RemoteId, item: Option<RemoteId>) -> Begun {
    Begun {
        conversation,
        record: None,
        words: FirstWords::Said(item),
    }
}

/// A conversation is with whom it was begun with.
fn is_with(found: &ContactRecord, sought: &ContactRecord) -> bool {
    let digits = |contact: &ContactRecord| digits_of(contact.phone.as_deref().unwrap_or_default());
    let same_phone = !digits(sought).is_empty() && digits(found) == digits(sought);
    let same_email = match (&found.email, &sought.email) {
        (Some(found), Some(sought)) => found.eq_ignore_ascii_case(sought),
        _ => false,
    };
    let same_id = !sought.remote.is_empty() && found.remote == sought.remote;
    same_phone || same_email || same_id
}

impl ConversationTools for Chatvolt {
    async fn begin(&self, opening: &Opening) -> Result<Option<Begun>, PlatformError> {
        let agent = opening
            .in_name_of
            .as_ref()
            .ok_or_else(|| refused("NoAgent"))?;
        let message = &opening.message;
        if !message.files.is_empty() {
            return Err(PlatformError::Unsupported);
        }
        if message.template.is_some() {
            return self.begin_by_template(opening, agent).await;
        }
        let contact = &opening.contact;
        let by_email = opening.channel_kind.reached_by() == Some(ReachedBy::Email);
        let to = match (&contact.phone, &contact.email) {
            (Some(phone), _) if !by_email => FirstContact::Phone(phone.clone()),
            (_, Some(email)) => FirstContact::Email(email.clone()),
            (_, None) => return Err(refused("NoRecipient")),
        };
        // The platform's word for the channel, without the one of its kind.
        let word = opening.channel.0.split('/').next().unwrap_or_default();
        let (receipt, conversation) = self
            .send_first(&to, agent, word, &message.text, &[])
            .await?;
        Ok(conversation.map(|conversation| said(conversation, receipt.item)))
    }

    async fn find_begun(&self, probe: &OpeningProbe) -> Result<Option<Begun>, PlatformError> {
        let mut looked_into = HashSet::new();
        for conversation in &probe.known {
            looked_into.insert(conversation.clone());
            if let Some(begun) = self.begun_in(probe, conversation.clone()).await? {
                return Ok(Some(begun));
            }
        }
        let word = probe
            .opening
            .channel
            .0
            .split('/')
            .next()
            .unwrap_or_default();
        let agent = probe.opening.in_name_of.as_ref();
        let mut cursor = None;
        for _ in 0..SEARCHED_PAGES {
            let call = Call::get(&["conversation"])
                .query("limit", "100")
                .query("channel", word)
                .query_some("agentId", agent.map(|agent| agent.0.clone()))
                .query_some("cursor", cursor);
            let documents = wire::rows(self.call(call).await?)?;
            let records = documents.iter().filter_map(Row::of);
            let now = self.session.clock.now();
            for record in records.filter_map(|row| map::conversation(row, now)) {
                if is_with(&record.contact, &probe.opening.contact)
                    && looked_into.insert(record.remote.clone())
                    && let Some(begun) = self.begun_in(probe, record.remote).await?
                {
                    return Ok(Some(begun));
                }
            }
            if documents.len() < 100 {
                break;
            }
            let last = documents
                .iter()
                .rev()
                .filter_map(Row::of)
                .find_map(map::place);
            let Some((created_at, id)) = last else { break };
            cursor = Some(json!({ "lastCreatedAt": created_at, "lastId": id }).to_string());
        }
        Ok(None)
    }

    async fn scenarios(&self, conversation: &RemoteId) -> Result<Scenarios, PlatformError> {
        let mut all = Vec::new();
        for scenario in self.crm_scenarios(None).await? {
            let steps = self.crm_steps(&scenario.remote).await?;
            all.push(Scenario {
                remote: scenario.remote,
                name: scenario.name,
                steps: steps
                    .into_iter()
                    .map(|step| ScenarioStep {
                        remote: step.remote,
                        name: step.name,
                        message: step.initial_message,
                        ends_scenario: step.ends_scenario,
                    })
                    .collect(),
            });
        }
        let filter = CrmLogFilter {
            conversation: Some(conversation.clone()),
            ..CrmLogFilter::default()
        };
        let mut log: Vec<_> = self
            .crm_log(&filter, 1)
            .await?
            .entries
            .into_iter()
            .map(|entry| ScenarioStay {
                state: stay_state(&entry.status),
                remote: entry.remote,
                scenario: entry.scenario,
                scenario_name: entry.scenario_name,
                step: entry.step,
                began_at: entry.began_at,
            })
            .collect();
        log.sort_by_key(|stay| std::cmp::Reverse(stay.began_at));
        Ok(Scenarios {
            all,
            place: self.scenario_place(conversation).await?,
            log,
        })
    }

    async fn move_in_scenarios(
        &self,
        conversation: &RemoteId,
        to: &ScenarioMove,
    ) -> Result<ScenarioMoved, PlatformError> {
        let moved = match to {
            ScenarioMove::Enter { step } => {
                let target = CrmTarget::Step(step.clone());
                self.enter_crm(conversation, &target).await
            }
            ScenarioMove::Move { step, with_message } => {
                let target = CrmTarget::Step(step.clone());
                self.move_in_crm(conversation, &target, *with_message).await
            }
            ScenarioMove::Leave { scenario } => {
                self.leave_crm(conversation, scenario).await?;
                return Ok(ScenarioMoved::default());
            }
        };
        match moved {
            Ok(moved) => Ok(ScenarioMoved {
                message_sent: moved.message_sent,
                blocked_by_window: moved.blocked_by_window,
            }),
            // Nothing happened, and the reason is one that a person can understand.
            Err(PlatformError::WindowClosed) => Ok(ScenarioMoved {
                message_sent: false,
                blocked_by_window: true,
            }),
            Err(error) => Err(error),
        }
    }
}

fn stay_state(word: &str) -> Option<StayState> {
    [
        (CrmLogStatus::Active, StayState::Active),
        (CrmLogStatus::Inactive, StayState::Over),
        (CrmLogStatus::Error, StayState::Failed),
    ]
    .into_iter()
    .find_map(|(known, state)| {
        word.trim()
            .eq_ignore_ascii_case(known.word())
            .then_some(state)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_log_that_nobody_knows_claims_nothing() {
        assert_eq!(stay_state("ACTIVE"), Some(StayState::Active));
        assert_eq!(stay_state("paused"), None);
    }

    #[test]
    fn the_same_words_to_somebody_else_are_not_what_was_begun() {
        let with = |phone: &str| ContactRecord {
            phone: Some(phone.to_owned()),
            ..ContactRecord::default()
        };
        assert!(is_with(&with("+55 11 98888-0001"), &with("5511988880001")));
        assert!(!is_with(&with("+5511988880002"), &with("5511988880001")));
        assert!(!is_with(
            &ContactRecord::default(),
            &ContactRecord::default()
        ));
    }
}
