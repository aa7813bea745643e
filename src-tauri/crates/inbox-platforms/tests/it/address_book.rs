//! The address book of a simulated workspace.

use crate::desk::Desk;
use crate::support::NOW;
use inbox_core::{PlatformError, RemoteId};
use inbox_platforms::{
    Contact, ContactChange, ContactDraft, ContactFilter, PropertyDraft, PropertyFilter,
    PropertyKind, PropertyOption,
};

/// A workspace that wraps its contacts or does not.
async fn desk(wrapped: bool) -> Desk {
    let desk = Desk::empty().await;
    desk.control
        .quirks(|quirks| quirks.wrapped_contacts = wrapped);
    desk
}

/// A new contact and its id.
async fn customer(desk: &Desk) -> (Contact, RemoteId) {
    let draft = ContactDraft {
        name: "Sara".to_owned(),
        phone: "+966500000303".to_owned(),
        company: Some("Acme".to_owned()),
        ..ContactDraft::default()
    };
    let made = desk.hatif.create_contact(&draft).await.expect("made");
    let id = RemoteId::from(made.record.remote.as_str());
    (made, id)
}

#[tokio::test]
async fn contacts_are_made_changed_found_and_deleted_in_both_wrappings() {
    for wrapped in [false, true] {
        let desk = desk(wrapped).await;
        let hatif = &desk.hatif;
        let (made, id) = customer(&desk).await;
        assert_eq!(
            made.created_at,
            Some(NOW),
            "a time without offset is Riyadh's"
        );

        let change = ContactChange {
            email: Some("sara@example.com".to_owned()),
            added_note: Some("Prefers mornings".to_owned()),
            ..ContactChange::default()
        };
        hatif.update_contact(&id, &change).await.expect("changed");
        let read = hatif.contact(&id).await.expect("there");
        assert_eq!(read.record.email.as_deref(), Some("sara@example.com"));
        assert_eq!(
            (read.record.name.as_deref(), read.record.company.as_deref()),
            (Some("Sara"), Some("Acme"))
        );
        assert_eq!(
            read.notes
                .iter()
                .map(|note| note.text.as_str())
                .collect::<Vec<_>>(),
            ["Prefers mornings"]
        );
        let history = hatif.contact_history(&id).await.expect("a history");
        assert!(
            history.iter().any(|entry| entry.property == "Email"
                && entry.new.as_deref() == Some("sara@example.com")),
            "{history:?}"
        );

        let by_phone = ContactFilter {
            phone: Some("0303".to_owned()),
            name: None,
        };
        let page = hatif.contacts(&by_phone, 0).await.expect("a page");
        assert_eq!((page.contacts.len(), page.next), (1, None));
        hatif.delete_contact(&id).await.expect("deleted");
        assert_eq!(
            hatif.contact(&id).await.map(drop),
            Err(PlatformError::NotFound)
        );
    }
}

#[tokio::test]
async fn properties_are_defined_set_searched_and_removed_in_both_wrappings() {
    for wrapped in [false, true] {
        let desk = desk(wrapped).await;
        let hatif = &desk.hatif;
        let (_, id) = customer(&desk).await;
        let kind = PropertyKind::Select;
        let options = ["Lead", "Customer"].map(|value| PropertyOption {
            value: value.to_owned(),
            color: None,
        });
        let draft = PropertyDraft {
            name: "Step".to_owned(),
            kind,
            required: false,
            options: options.to_vec(),
        };
        let property = hatif.define_property(&draft).await.expect("defined");
        assert_eq!((property.kind, property.options.len()), (kind, 2));
        hatif
            .set_property(&id, &property.remote, "Lead")
            .await
            .expect("set");
        let values = hatif.contact(&id).await.expect("there").properties;
        assert_eq!(
            values.first().and_then(|value| value.value.as_deref()),
            Some("Lead")
        );
        let filter = |value: &str| {
            vec![PropertyFilter {
                definition: property.remote.clone(),
                value: value.to_owned(),
            }]
        };
        let found = async |value| {
            hatif
                .search_contacts(&filter(value), 0)
                .await
                .expect("a page")
                .contacts
                .len()
        };
        assert_eq!((found("Lead").await, found("Customer").await), (1, 0));
        hatif
            .clear_property(&id, &property.remote)
            .await
            .expect("cleared");
        assert_eq!(found("Lead").await, 0);
        let renamed = PropertyDraft {
            name: "Stage of sale".to_owned(),
            ..draft
        };
        assert_eq!(
            hatif
                .redefine_property(&property.remote, &renamed)
                .await
                .expect("renamed")
                .name,
            "Stage of sale"
        );
        hatif
            .remove_property(&property.remote)
            .await
            .expect("removed");
        let left = hatif.property_definitions().await.expect("a list");
        assert!(
            left.iter()
                .all(|definition| definition.remote != property.remote)
        );
    }
}
