/** Dialogs: trap the focus, close on Esc and on the scrim, return the focus. */
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "./Button";
import styles from "./Dialog.module.css";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  /** 420 px, 640 px, 860 px, or 960 px wide. */
  size?: "small" | "medium" | "wizard" | "large";
  /** A click outside closes it; not where something half typed would be lost. */
  dismissable?: boolean;
}

/** A dialog with a title and a close button. `actions` stand beside the title. */
export function Dialog({
  title,
  closeLabel,
  actions,
  children,
  ...frame
}: DialogProps & { title: string; closeLabel: string; actions?: ReactNode }) {
  return (
    <BareDialog {...frame} label={title}>
      <div className={styles.head}>
        <Heading slot="title" level={2} className={styles.title ?? ""}>
          {title}
        </Heading>
        {actions}
        <IconButton icon={X} label={closeLabel} onPress={frame.onClose} />
      </div>
      <div className={styles.body}>{children}</div>
    </BareDialog>
  );
}

/** A dialog that draws everything itself, such as the palette or the wizard. */
export function BareDialog({
  open,
  onClose,
  children,
  label,
  size = "medium",
  dismissable = true,
  place = "middle",
}: DialogProps & { label: string; place?: "middle" | "top" }) {
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      isDismissable={dismissable}
      className={styles.scrim ?? ""}
      data-place={place}
    >
      <Modal className={styles.modal ?? ""} data-size={size}>
        <AriaDialog aria-label={label} className={styles.dialog ?? ""}>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
