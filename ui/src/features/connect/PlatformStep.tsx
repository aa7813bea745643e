/** Which platform; only those that can be connected are drawn. */
import { ChoiceCards } from "../../components/ChoiceCards";
import { PlatformGlyph } from "../../components/Glyphs";
import type { PlatformDto } from "../../ipc/bindings.gen";
import { platformName } from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";
import { StepHead } from "./StepHead";

const platforms: readonly PlatformDto[] = ["hatif"];

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
          text: m.connect_platform_hatif_text(),
          start: <PlatformGlyph platform={platform} size={18} />,
          end: m.connect_platform_hatif_key(),
        }))}
      />
    </>
  );
}
