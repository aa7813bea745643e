// Foreign words that may be long: folded to a few lines until somebody wants all of them.

import { useState } from "react";
import { Button } from "../../../components/Button";
import { m } from "../../../paraglide/messages.js";
import styles from "./contact.module.css";

/** Beyond so many characters or lines a text is folded. */
const LONG = 240;
const MANY_LINES = 5;

/** Foreign text in its own direction. */
export function FoldedText({ text }: { text: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const isLong = text.length > LONG || text.split("\n").length > MANY_LINES;
  return (
    <>
      <span
        dir="auto"
        className={`column-text ${styles.long}`}
        data-folded={(isLong && !isOpen) || undefined}
        data-selectable
      >
        {text}
      </span>
      {isLong && (
        <Button
          variant="quiet"
          size="small"
          aria-expanded={isOpen}
          onPress={() => {
            setIsOpen(!isOpen);
          }}
        >
          {isOpen ? m.people_fold() : m.people_unfold()}
        </Button>
      )}
    </>
  );
}
