/** A customer's or our words with their addresses as links. Links open outside, odd ones after a question. */
import { Fragment, useMemo, useState } from "react";
import { Link as AriaLink } from "react-aria-components";
import type { MentionDto } from "../../../ipc/bindings.gen";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { Ltr } from "../../../components/Foreign";
import { m } from "../../../paraglide/messages.js";
import { act } from "../scene";
import { Sentence } from "../../../components/Sentence";
import { splitLinks, type Link } from "./links";
import { piecesOf, type TextPiece } from "./pieces";
import { TextButton } from "./TextButton";
import styles from "./RichText.module.css";

/** How many pieces more are shown at each wish. */
const MORE_PIECES = 5;

const noMentions: readonly MentionDto[] = [];

/**
 * Text as it was written, in its own direction; whom it names stands out. A very long one is shown piece by piece:
 * laying out a hundred thousand letters at once would stop the window.
 */
export function RichText({
  text,
  mentions = noMentions,
}: {
  text: string;
  mentions?: readonly MentionDto[];
}) {
  const pieces = useMemo(() => piecesOf(text), [text]);
  const [shown, setShown] = useState(1);
  return (
    <>
      {pieces.slice(0, shown).map((piece) => (
        <p key={piece.start} dir="auto" className={styles.text}>
          <Piece text={text} piece={piece} mentions={mentions} />
        </p>
      ))}
      {shown < pieces.length && (
        <TextButton
          isExpanded={false}
          onPress={() => {
            setShown(shown + MORE_PIECES);
          }}
        >
          {m.conversation_show_more()}
        </TextButton>
      )}
    </>
  );
}

function Piece({
  text,
  piece: { start, end },
  mentions,
}: {
  text: string;
  piece: TextPiece;
  mentions: readonly MentionDto[];
}) {
  const here = mentions.filter((mention) => mention.start >= start && mention.end <= end);
  return (
    <>
      {here.map((mention, index) => (
        <Fragment key={mention.start}>
          <Linked text={text.slice(here[index - 1]?.end ?? start, mention.start)} />
          <bdi className={styles.mention} data-me={mention.isMe || undefined}>
            {text.slice(mention.start, mention.end)}
          </bdi>
        </Fragment>
      ))}
      <Linked text={text.slice(here.at(-1)?.end ?? start, end)} />
    </>
  );
}

function Linked({ text }: { text: string }) {
  return splitLinks(text).map((part, index) =>
    part.kind === "words" ? (
      part.text
    ) : (
      // The parts of one text never reorder.
      // oxlint-disable-next-line react/no-array-index-key
      <OutsideLink key={index} link={part.link} shown={part.text} />
    ),
  );
}

function OutsideLink({ link, shown }: { link: Link; shown: string }) {
  const [isAsking, setIsAsking] = useState(false);
  const open = () => void act("open_link", { url: link.url });
  return (
    <>
      <AriaLink
        className={styles.link ?? ""}
        data-link={link.url}
        onPress={() => {
          if (link.isOdd) setIsAsking(true);
          else open();
        }}
      >
        <bdi>{shown}</bdi>
      </AriaLink>
      {isAsking && (
        <Dialog
          open
          size="small"
          title={m.conversation_link_title()}
          closeLabel={m.conversation_cancel()}
          onClose={() => {
            setIsAsking(false);
          }}
        >
          <div className={styles.question}>
            <p>
              <Sentence
                message={m.conversation_link_text}
                parts={{ host: <Ltr className={styles.host ?? ""}>{link.host}</Ltr> }}
              />
            </p>
            <p className={styles.address} dir="ltr">
              {link.url}
            </p>
            <div className={styles.answers}>
              <Button
                onPress={() => {
                  setIsAsking(false);
                }}
              >
                {m.conversation_cancel()}
              </Button>
              <Button
                variant="primary"
                onPress={() => {
                  setIsAsking(false);
                  open();
                }}
              >
                {m.conversation_link_open()}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}
