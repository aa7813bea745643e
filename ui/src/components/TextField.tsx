/** One line of text with its label, a hint below and, when it is wrong, what is wrong. */
import type { Ref } from "react";
import { FieldError, Input, Label, Text, TextField as AriaTextField } from "react-aria-components";
import styles from "./Field.module.css";

/** What a text field takes. */
export interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  /** Below the field, and read with it. */
  hint?: string;
  /** What is wrong, in a sentence; null when nothing is. */
  error?: string | null;
  /** `code` is Latin and left to right; `secret` is that and never shown. */
  kind?: "text" | "code" | "secret";
  placeholder?: string;
  maxLength?: number;
  autoFocus?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** A labelled text field. */
export function TextField({
  label,
  value,
  onChange,
  onBlur,
  hint,
  error = null,
  kind = "text",
  placeholder,
  maxLength,
  autoFocus = false,
  ref,
}: TextFieldProps) {
  return (
    <AriaTextField
      value={value}
      onChange={onChange}
      {...(onBlur === undefined ? {} : { onBlur })}
      {...(maxLength === undefined ? {} : { maxLength })}
      type={kind === "secret" ? "password" : "text"}
      isInvalid={error !== null}
      // A webview must not offer to remember a key.
      autoComplete="off"
      autoCorrect="off"
      spellCheck="false"
      // A dialog that opens to be filled in starts in its first field.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus={autoFocus}
      className={styles.field ?? ""}
    >
      <Label className={styles.label ?? ""}>{label}</Label>
      <Input
        {...(ref === undefined ? {} : { ref })}
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(kind === "text" ? { dir: "auto" } : { "data-code": true })}
        className={styles.box ?? ""}
      />
      {hint !== undefined && error === null && (
        <Text slot="description" className={styles.hint ?? ""}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
    </AriaTextField>
  );
}
