/** Our own small drawings: the mark, channels, platforms, ticks. Never logos. Decorative throughout. */
import type { ReactNode } from "react";
import styles from "./Glyphs.module.css";

function Glyph({ size, stroke, children }: { size: number; stroke: number; children: ReactNode }) {
  return (
    <svg
      aria-hidden
      focusable={false}
      className={styles.glyph}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      strokeWidth={stroke}
    >
      {children}
    </svg>
  );
}

/** What travels on a channel; the names are the host's. */
export type ChannelGlyphKind =
  | "whatsApp"
  | "phone"
  | "whatsAppAndPhone"
  | "email"
  | "webChat"
  | "instagram"
  | "messenger"
  | "telegram"
  | "sms"
  | "api"
  | "other";

const handset =
  "M5.9 5.2c-.5.5-.6 1.2-.2 2 .6 1.4 1.7 2.5 3.1 3.1.8.4 1.5.3 2-.2l.3-.4-1.5-1.2-.7.4c-.7-.4-1.2-.9-1.6-1.6l.4-.7-1.2-1.5z";

const channels: Record<ChannelGlyphKind, ReactNode> = {
  whatsApp: (
    <>
      <path d="M2.3 13.7l.8-2.7a5.9 5.9 0 1 1 2.2 2.1z" />
      <path d={handset} fill="currentColor" stroke="none" />
    </>
  ),
  phone: (
    <path d="M3.4 2.6 5.6 2.4l1.5 3-1.3 1.2c.7 1.6 2 2.9 3.6 3.6l1.2-1.3 3 1.5-.2 2.2c-.1.7-.7 1.2-1.4 1.1C6.9 13 3 9.1 2.3 4c-.1-.7.4-1.3 1.1-1.4z" />
  ),
  whatsAppAndPhone: (
    <>
      <path d="M2.3 13.7l.8-2.7a5.9 5.9 0 1 1 2.2 2.1z" />
      <path d={handset} fill="currentColor" stroke="none" />
    </>
  ),
  email: (
    <>
      <rect x="1.8" y="3.3" width="12.4" height="9.4" rx="1.6" />
      <path d="M2.2 4.6L8 9l5.8-4.4" />
    </>
  ),
  webChat: (
    <path d="M2 4.600A1.6 1.6 0 0 1 3.6 3h8.800A1.6 1.6 0 0 1 14 4.600v5.300a1.6 1.6 0 0 1-1.6 1.600H7.200L4.3 13.800v-2.300h-.7A1.6 1.6 0 0 1 2 9.900z" />
  ),
  instagram: (
    <>
      <rect x="2.2" y="2.2" width="11.6" height="11.6" rx="3.4" />
      <circle cx="8" cy="8" r="2.7" />
      <path d="M11.3 4.700h.01" />
    </>
  ),
  messenger: (
    <>
      <path d="M8 2.200c3.500 0 6 2.400 6 5.600s-2.500 5.500-6 5.500c-.6 0-1.200-.1-1.800-.2l-2.200 1.100-.1-2.200C2.700 11 2 9.500 2 7.800c0-3.200 2.500-5.600 6-5.600z" />
      <path d="M5 9.100l2.200-2.200 1.700 1.500 2.200-2.200" />
    </>
  ),
  telegram: (
    <path d="M2.200 7.700 13.800 3.200l-1.900 9.900-3.600-2.600-1.900 1.900-.3-3.400 5-4.200-6.200 3.900z" />
  ),
  sms: (
    <>
      <path d="M2 4.600A1.600 1.600 0 0 1 3.600 3h8.800A1.600 1.600 0 0 1 14 4.600v5.300a1.600 1.600 0 0 1-1.600 1.600H7.200L4.300 13.800v-2.300h-.7A1.600 1.600 0 0 1 2 9.900z" />
      <path d="M5.200 7.300h.01M8 7.300h.01M10.800 7.300h.01" />
    </>
  ),
  api: (
    <path d="M5.300 4.400 1.900 8l3.400 3.600M10.700 4.400 14.100 8l-3.400 3.600M9 3.200 7 12.800" />
  ),
  other: <circle cx="8" cy="8" r="5.2" />,
};

/** What a conversation travels on. */
export function ChannelGlyph({ kind, size = 13 }: { kind: ChannelGlyphKind; size?: number }) {
  return (
    <Glyph size={size} stroke={1.5}>
      {channels[kind]}
    </Glyph>
  );
}

const platforms = {
  hatif: (
    <>
      <path d="M2.7 9.500V8a5.3 5.3 0 0 1 10.6 0v1.5" />
      <rect x="1.9" y="8.7" width="2.6" height="4.2" rx="1.1" />
      <rect x="11.5" y="8.7" width="2.6" height="4.2" rx="1.1" />
    </>
  ),
  // A bolt in a bubble: an AI that chats.
  chatvolt: (
    <>
      <path d="M3.600 2.600h8.800a1.600 1.600 0 0 1 1.600 1.600v5.600a1.600 1.600 0 0 1-1.600 1.600H8.400l-2.900 2.300v-2.300H3.600A1.600 1.600 0 0 1 2 9.800V4.200a1.600 1.600 0 0 1 1.600-1.600z" />
      <path d="M8.700 4.300 6.400 7.300h3.100L7.300 9.900" />
    </>
  ),
  // A greeting: a mouth that says it, and the sound of it.
  ohallo: (
    <>
      <circle cx="6.400" cy="8" r="4.200" />
      <path d="M12.200 4.800a4.600 4.600 0 0 1 0 6.400" />
    </>
  ),
  // Two bubbles, one before the other: many channels in one place.
  chatwoot: (
    <>
      <path d="M5.300 4.800V4a1.500 1.500 0 0 1 1.500-1.500h5.700A1.500 1.500 0 0 1 14 4v3.900a1.500 1.500 0 0 1-1.500 1.500h-.6" />
      <path d="M3.500 5.300h5.900a1.500 1.500 0 0 1 1.500 1.500v3.700A1.500 1.500 0 0 1 9.400 12H6.600l-2.300 1.800V12h-.8A1.500 1.500 0 0 1 2 10.500V6.800a1.500 1.500 0 0 1 1.500-1.500z" />
    </>
  ),
} as const;

/** A platform by our own drawing. */
export function PlatformGlyph({
  platform,
  size = 13,
}: {
  platform: keyof typeof platforms;
  size?: number;
}) {
  return (
    <Glyph size={size} stroke={1.5}>
      {platforms[platform]}
    </Glyph>
  );
}

/** One tick (sent) or two (delivered). */
export function Ticks({ count, size = 14 }: { count: 1 | 2; size?: number }) {
  return (
    <Glyph size={size} stroke={1.6}>
      {count === 1 ? (
        <path d="M3.2 8.600l3 3 6.6-7" />
      ) : (
        <path d="M1.3 8.600l3 3 6.6-7M8 11.100l.6.5 6.6-7" />
      )}
    </Glyph>
  );
}

/** The mark: two jacks on a cord. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg
      aria-hidden
      focusable={false}
      className={styles.mark}
      viewBox="0 0 22 22"
      width={size}
      height={size}
    >
      <rect className={styles.plate} width="22" height="22" rx="5.5" />
      <g className={styles.cord}>
        <circle cx="7" cy="7" r="2.1" />
        <circle cx="15" cy="15" r="2.1" />
        <path d="M7 9.100v3.400a2.5 2.5 0 0 0 2.5 2.500h3.400M11.5 7h1a2.5 2.5 0 0 1 2.5 2.500v1" />
      </g>
    </svg>
  );
}
