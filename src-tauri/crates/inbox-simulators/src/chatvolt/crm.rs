//! Scenarios: what happens to a conversation that enters a step, and the log of it.

use super::control::SendKind;
use super::messaging::Content;
use super::model::{AssigneeLogic, Author, CrmLink, LogEntry, Status};
use super::refusal::WINDOW_EXPIRED;
use super::world::World;

/// What became of a step's first message.
#[derive(Debug, Default)]
pub(crate) struct Opening {
    pub(crate) message_id: Option<String>,
    pub(crate) blocked: bool,
}

impl Opening {
    pub(crate) fn error(&self) -> Option<&'static str> {
        self.blocked.then_some(WINDOW_EXPIRED)
    }
}

impl World {
    pub(crate) fn scenario(&self, id: &str) -> Option<usize> {
        self.scenarios
            .iter()
            .position(|scenario| scenario.id == id && !scenario.deleted)
    }

    pub(crate) fn step(&self, id: &str) -> Option<usize> {
        self.steps
            .iter()
            .position(|step| step.id == id && !step.deleted)
    }

    /// The steps of a scenario in order; their place is their index on the wire.
    pub(crate) fn steps_of(&self, scenario: usize) -> Vec<usize> {
        (0..self.steps.len())
            .filter(|step| self.steps[*step].scenario == scenario && !self.steps[*step].deleted)
            .collect()
    }

    /// Whether the step's first message could reach the customer of that conversation now.
    pub(crate) fn opening_is_blocked(&self, conversation: usize, step: usize) -> bool {
        self.steps[step].rules.initial_message.is_some() && !self.window_is_open(conversation)
    }

    /// The conversation enters a step, leaving every other scenario, and is changed as the step
    /// is configured.
    pub(crate) fn enter_step(
        &mut self,
        conversation: usize,
        step: usize,
        with_message: bool,
    ) -> Opening {
        let scenario = self.steps[step].scenario;
        let rules = self.steps[step].rules.clone();
        let (link_id, now) = (self.cuid(), self.now());
        let available = !rules.is_conversation_removal_step;
        let assignee = self.step_assignee(rules.assignee_logic_type, step);
        let record = self.touch(conversation);
        for link in &mut record.links {
            if link.scenario != scenario && link.available {
                link.available = false;
                link.updated = now;
            }
        }
        match record
            .links
            .iter_mut()
            .find(|link| link.scenario == scenario)
        {
            Some(link) => {
                link.step = step;
                link.available = available;
                link.updated = now;
            }
            None => record.links.push(CrmLink {
                id: link_id,
                scenario,
                step,
                available,
                created: now,
                updated: now,
            }),
        }
        record.status = rules.default_status.unwrap_or(record.status);
        record.priority = rules.default_priority.unwrap_or(record.priority);
        record.ai = rules.default_ai_control.unwrap_or(record.ai);
        record
            .tags
            .retain(|tag| !rules.default_tags_to_remove.contains(tag));
        for tag in rules.default_tags {
            if !record.tags.contains(&tag) {
                record.tags.push(tag);
            }
        }
        if let Some(assignees) = assignee {
            record.assignees = assignees;
        }
        self.log_step(conversation, scenario, step);
        self.tell_step(conversation, step);
        match rules.initial_message.filter(|_| with_message) {
            None => Opening::default(),
            Some(text) if !self.window_is_open(conversation) => {
                self.tell_blocked(conversation, &text);
                self.note_send(conversation, SendKind::Step, &text, None);
                Opening {
                    message_id: None,
                    blocked: true,
                }
            }
            Some(text) => {
                let content = Content::text(text.clone());
                let id = self.send(conversation, Author::Api, content);
                self.note_send(conversation, SendKind::Step, &text, Some(id.clone()));
                Opening {
                    message_id: Some(id),
                    blocked: false,
                }
            }
        }
    }

    /// Who has a conversation after it entered the step; none when the step leaves that alone.
    fn step_assignee(&mut self, logic: AssigneeLogic, step: usize) -> Option<Vec<usize>> {
        let selected: Vec<usize> = self.steps[step]
            .rules
            .selected_membership_ids_for_assignee
            .iter()
            .filter_map(|id| self.membership(id))
            .collect();
        let chosen = match logic {
            AssigneeLogic::None => return None,
            AssigneeLogic::Clear => return Some(Vec::new()),
            AssigneeLogic::SingleUser => selected.first().copied(),
            AssigneeLogic::RandomSelected if selected.is_empty() => None,
            AssigneeLogic::RandomSelected => Some(*self.dice.pick(&selected)),
            AssigneeLogic::FairDistributionSelected => selected
                .into_iter()
                .min_by_key(|member| self.open_conversations_of(*member)),
        };
        chosen.map(|member| vec![member])
    }

    fn open_conversations_of(&self, member: usize) -> usize {
        self.living()
            .filter(|index| {
                let conversation = &self.conversations[*index];
                conversation.status != Status::Resolved && conversation.assignees.contains(&member)
            })
            .count()
    }

    fn log_step(&mut self, conversation: usize, scenario: usize, step: usize) {
        let conversation_id = self.conversations[conversation].id.clone();
        let (id, now) = (self.cuid(), self.now());
        for entry in &mut self.log {
            if entry.conversation_id == conversation_id && entry.status == "active" {
                entry.status = "inactive";
                entry.updated = now;
            }
        }
        self.log.push(LogEntry {
            id,
            conversation_id,
            scenario,
            step,
            status: "active",
            created: now,
            updated: now,
        });
    }

    /// The conversation leaves a scenario; whether it was in it.
    pub(crate) fn leave_scenario(&mut self, conversation: usize, scenario: usize) -> bool {
        let links = &mut self.conversations[conversation].links;
        let before = links.len();
        links.retain(|link| link.scenario != scenario);
        let left = links.len() < before;
        if left {
            let now = self.now();
            let id = self.touch(conversation).id.clone();
            for entry in &mut self.log {
                if entry.conversation_id == id && entry.scenario == scenario {
                    entry.status = "inactive";
                    entry.updated = now;
                }
            }
        }
        left
    }
}
