// The same customer on other lines: where, whose move it is there, and the way to their whole story.

import { memo } from "react";
import { UserRoundX } from "lucide-react";
import { Button, IconButton } from "../../components/Button";
import { Name } from "../../components/Foreign";
import { ChannelGlyph, PlatformGlyph } from "../../components/Glyphs";
import { Lamp } from "../../components/Lamp";
import type {
  ConversationDetail,
  PersonContact,
  PersonPlace,
  PersonSplit,
} from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { findAction, runAction } from "../../lib/actions";
import { customerName } from "../../lib/customerName";
import { formatAgo, formatExact } from "../../lib/format";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { channelKindName } from "../../lib/lineWords";
import { moveLamp, moveName } from "../../lib/moves";
import { useNow } from "../../lib/now";
import { selection } from "../../lib/selection";
import { useCaps } from "../../lib/system";
import { actOn } from "../../lib/ticks";
import { showToast } from "../../lib/toasts";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";
import { Section } from "./Section";

const STORY = "conversation.story";

/** The section; nothing where the customer is known on this line alone. */
export const PersonSection = memo(function PersonSection({
  detail,
}: {
  detail: ConversationDetail;
}) {
  const { id: conversation, line } = detail.row;
  const { data: person } = useHostQuery("get_person", { conversation });
  const storyCaps = useCaps(findAction(STORY)?.keys[0]);
  if (person === undefined || person.others.length + person.apart.length === 0) return null;
  return (
    <Section name="person" title={m.people_also_on()}>
      <ul>
        {person.others.map((contact) => (
          <Identity
            key={contact.contact}
            contact={contact}
            ownName={detail.contact.name}
            onSplit={() => void split(conversation, contact)}
          />
        ))}
      </ul>
      {person.apart.map((contact) => (
        <p key={contact.contact} className={styles.apart}>
          <span className={styles.meta}>
            {m.people_apart({ name: customerName(contact.name), line: contact.lineName })}
          </span>
          <Button
            variant="quiet"
            size="small"
            onPress={() => void join(conversation, contact.contact)}
          >
            {m.people_join()}
          </Button>
        </p>
      ))}
      {person.conversations > 1 && (
        <Button
          variant="quiet"
          size="small"
          caps={storyCaps}
          onPress={() => {
            actOn(new Map([[conversation, { line }]]), () => runAction(STORY));
          }}
        >
          {m.people_story()}
        </Button>
      )}
    </Section>
  );
});

function Identity({
  contact,
  ownName,
  onSplit,
}: {
  contact: PersonContact;
  ownName: string;
  onSplit: () => void;
}) {
  return (
    <li className={styles.identity}>
      <ul className={styles.places}>
        {contact.places.map((place) => (
          <Place key={place.conversation} place={place} contact={contact} ownName={ownName} />
        ))}
      </ul>
      <IconButton
        icon={UserRoundX}
        size="small"
        label={m.people_split({ name: customerName(contact.name), line: contact.lineName })}
        onPress={onSplit}
      />
    </li>
  );
}

/** One channel; activating opens the newest conversation there. */
function Place({
  place,
  contact,
  ownName,
}: {
  place: PersonPlace;
  contact: PersonContact;
  ownName: string;
}) {
  const time = useNow((now) => formatAgo(place.lastActivityAt, now));
  const kind = channelKindName(place.channelKind);
  const where = m.people_place({
    channel: place.channelName ?? kind,
    line: contact.lineName,
  });
  return (
    <li>
      <button
        type="button"
        className={styles.other}
        onClick={() => {
          selection.openConversation(place.conversation);
        }}
      >
        <Lamp kind={moveLamp(place.whoseMove)} />
        <span className={styles.glyph}>
          <ChannelGlyph kind={place.channelKind} />
        </span>
        <span className="visually-hidden">
          {m.people_place_name({ where, move: moveName(place.whoseMove), time })}
        </span>
        <span className={styles.otherText}>
          {/* Each name that may be cut has a line to its end: cut before other words it would leave a gap. */}
          <span aria-hidden className={styles.where}>
            <Name className="cut">{place.channelName ?? kind}</Name>
          </span>
          <span aria-hidden className={styles.meta}>
            <PlatformGlyph platform={contact.platform} size={12} />
            <Name className="cut">{contact.lineName}</Name>
          </span>
          {/* The same name twice would say nothing. */}
          {contact.name !== ownName && (
            <span className={styles.meta}>
              <Name className="cut">{customerName(contact.name)}</Name>
            </span>
          )}
        </span>
        <time aria-hidden title={formatExact(place.lastActivityAt)}>
          {time}
        </time>
      </button>
    </li>
  );
}

async function split(conversation: string, { contact, name, lineName }: PersonContact) {
  try {
    const done = await callHost("split_person", { conversation, contact });
    showToast({
      text: m.people_split_done({ name, line: lineName }),
      undo: { label: m.people_undo(), run: () => void takeBack(done) },
    });
  } catch (cause) {
    showToast({ tone: "failed", text: presentError(cause).text() });
  }
}

async function takeBack(done: PersonSplit) {
  try {
    await callHost("undo_split", done);
    showToast({ text: m.people_joined() });
  } catch (cause) {
    showToast({ tone: "failed", text: presentError(cause).text() });
  }
}

async function join(conversation: string, contact: string) {
  try {
    await callHost("join_person", { conversation, contact });
    showToast({ text: m.people_joined() });
  } catch (cause) {
    showToast({ tone: "failed", text: presentError(cause).text() });
  }
}
