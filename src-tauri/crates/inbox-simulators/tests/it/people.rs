use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{chatvolt, chatwoot, hatif, ohallo};

/// A customer as a platform tells of them.
struct Known {
    platform: &'static str,
    name: String,
    reach: Vec<String>,
}

fn known(platform: &'static str, rows: &[Value], name: &[&str], phone: &str) -> Vec<Known> {
    rows.iter()
        .map(|row| {
            let names = name.iter().filter_map(|part| row[part].as_str());
            Known {
                platform,
                name: names.collect::<Vec<_>>().join(" "),
                reach: [&row[phone], &row["email"]]
                    .into_iter()
                    .filter_map(|value| value.as_str().map(str::to_owned))
                    .collect(),
            }
        })
        .collect()
}

#[tokio::test]
async fn customers_of_several_platforms_have_one_name_and_most_are_of_one() {
    let everybody: Vec<Known> = [
        known("hatif", &hatif::contacts().await, &["name"], "phoneNumber"),
        known(
            "chatvolt",
            &chatvolt::contacts().await,
            &["firstName", "lastName"],
            "phoneNumber",
        ),
        known("ohallo", &ohallo::contacts().await, &["name"], "phone"),
        known(
            "chatwoot",
            &chatwoot::contacts().await,
            &["name"],
            "phone_number",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();

    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut platforms: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in &everybody {
        for reach in &one.reach {
            // Some tell nothing but their number.
            names
                .entry(reach)
                .or_default()
                .extend(Some(one.name.as_str()).filter(|name| !name.is_empty()));
            platforms.entry(reach).or_default().insert(one.platform);
        }
    }
    for (reach, names) in &names {
        assert!(names.len() <= 1, "{reach} is {names:?}");
    }
    let shared: BTreeSet<&str> = platforms
        .values()
        .filter(|on| on.len() > 1)
        .flatten()
        .copied()
        .collect();
    assert!(shared.len() > 2, "only these share anybody: {shared:?}");
    let of_several = platforms.values().filter(|on| on.len() > 1).count();
    assert!(
        of_several * 10 < platforms.len(),
        "{of_several} of {} are on several platforms",
        platforms.len()
    );
}
