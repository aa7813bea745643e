// Single channels and teams as choices of the filter menu. Their names are foreign, and mean something on their
// line alone: where several lines have some, each line's stand under its name.

import { ChannelGlyph } from "../../components/Glyphs";
import { MenuItem, MenuSection } from "../../components/Menu";
import type { PlaceCount, PlaceCounts } from "../../ipc/bindings.gen";
import type { SteadyLine } from "../../lib/lines";
import { toggled, type Facets } from "../../lib/filters";
import { formatNumber } from "../../lib/format";
import { useHostQuery } from "../../lib/hostQuery";
import { selection, useSelection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";

type Places = Pick<Facets, "channels" | "teams" | "withoutTeam">;

/** The keys of what is chosen. */
export function chosenPlaces({ channels, teams, withoutTeam }: Places): string[] {
  return [
    ...channels.map((each) => `channel ${each}`),
    ...teams.map((each) => `team ${each}`),
    ...(withoutTeam ? ["without team"] : []),
  ];
}

/** How many names there are to choose from. */
export function placeCount(lines: readonly SteadyLine[]): number {
  return lines.reduce((sum, { channels, teams }) => sum + channels.length + teams.length, 0);
}

function titleOf(title: string, line: SteadyLine, several: boolean): string {
  return several ? m.list_filter_on_line({ title, line: line.name }) : title;
}

/** How many open conversations a choice has, as a menu shows it. */
export function openOnes(total: number): { shown: string; words: string } {
  const shown = formatNumber(total);
  return { shown, words: m.list_filter_open({ total: shown }) };
}

/** The numbers of what these choices are of; asked only while the menu is open, and null until they are told. */
function usePlaceCounts(): PlaceCounts | null {
  const line = useSelection((chosen) => chosen.line);
  return useHostQuery("place_counts", { line }).data ?? null;
}

/** The number of one of them. What has none is not told of. */
function counted(of: readonly PlaceCount[] | undefined, id: string) {
  return of === undefined ? null : openOnes(of.find((each) => each.id === id)?.total ?? 0);
}

/** The channels of these lines; nothing where there is but one. */
export function ChannelChoices({
  lines,
  chosen,
}: {
  lines: readonly SteadyLine[];
  chosen: readonly string[];
}) {
  const counts = usePlaceCounts();
  const having = lines.filter(({ channels }) => channels.length > 0);
  if (having.flatMap(({ channels }) => channels).length < 2) return null;
  return having.map((line) => (
    <MenuSection key={line.id} title={titleOf(m.list_filter_channel(), line, having.length > 1)}>
      {line.channels.map(({ id, name, kind }) => (
        <MenuItem
          key={id}
          id={`channel ${id}`}
          label={name}
          foreign
          start={<ChannelGlyph kind={kind} />}
          count={counted(counts?.channels, id)}
          onAction={() => {
            selection.setFacets({ channels: toggled(chosen, id) });
          }}
        />
      ))}
    </MenuSection>
  ));
}

/** The teams of these lines, and having none; nothing where no line has teams. */
export function TeamChoices({ lines, chosen }: { lines: readonly SteadyLine[]; chosen: Places }) {
  const counts = usePlaceCounts();
  const having = lines.filter(({ teams }) => teams.length > 0);
  const { teams: teamsChosen, withoutTeam } = chosen;
  if (having.length === 0) return null;
  return (
    <>
      {having.map((line, at) => (
        <MenuSection key={line.id} title={titleOf(m.list_filter_team(), line, having.length > 1)}>
          {at === 0 && (
            <MenuItem
              id="without team"
              label={m.list_filter_without_team()}
              count={counts === null ? null : openOnes(counts.withoutTeam)}
              onAction={() => {
                selection.setFacets({ withoutTeam: !withoutTeam });
              }}
            />
          )}
          {line.teams.map(({ id, name }) => (
            <MenuItem
              key={id}
              id={`team ${id}`}
              label={name}
              foreign
              count={counted(counts?.teams, id)}
              onAction={() => {
                selection.setFacets({ teams: toggled(teamsChosen, id) });
              }}
            />
          ))}
        </MenuSection>
      ))}
    </>
  );
}
