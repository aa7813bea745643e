/** Which platform, and what each wants for a key. */
import { ChoiceCards } from "../../components/ChoiceCards";
import { PlatformGlyph } from "../../components/Glyphs";
import type { PlatformDto } from "../../ipc/bindings.gen";
import { platformName } from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";
import { StepHead } from "./StepHead";

/** In the order in which they are offered. */
const words = {
  hatif: { text: m.connect_platform_hatif_text, key: m.connect_platform_hatif_key },
  chatvolt: { text: m.connect_platform_chatvolt_text, key: m.connect_platform_chatvolt_key },
  ohallo: { text: m.connect_platform_ohallo_text, key: m.connect_platform_ohallo_key },
  chatwoot: { text: m.connect_platform_chatwoot_text, key: m.connect_platform_chatwoot_key },
} satisfies Record<PlatformDto, { text: () => string; key: () => string }>;

const platforms = Object.keys(words) as (keyof typeof words)[];

/** The first step. */
export function PlatformStep({
  chosen,
  onChoose,
}: {
  chosen: PlatformDto;
  onChoose: (platform: PlatformDto) => void;
}) {
  return (
    <>
      <StepHead title={m.connect_which_platform()} text={m.connect_more_than_once()} />
      <ChoiceCards
        label={m.connect_which_platform()}
        hideLabel
        value={chosen}
        onChange={onChoose}
        cards={platforms.map((platform) => ({
          value: platform,
          title: platformName(platform),
          text: words[platform].text(),
          start: <PlatformGlyph platform={platform} size={18} />,
          end: words[platform].key(),
        }))}
      />
    </>
  );
}
