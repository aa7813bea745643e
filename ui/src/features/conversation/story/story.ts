/**
 * The timeline of all conversations of one person: the same store as that of one conversation, over another reading,
 * with where each item happened beside it.
 */
import { useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import type { StoryPlaceDto } from "../../../ipc/bindings.gen";
import { callHost } from "../../../lib/hostQuery";
import type { Scene } from "../scene";
import { Timeline, type ReadItems } from "../timeline/timeline";

/** A person's story. */
export class Story {
  readonly timeline: Timeline;
  #places: readonly StoryPlaceDto[] = [];
  readonly #placeOf = new Map<string, StoryPlaceDto>();
  readonly #scenes = new Map<string, Scene>();

  constructor(conversation: string) {
    const read: ReadItems = async (anchor, limit) => {
      const part = await callHost("list_story", { conversation, anchor, limit });
      this.#places = part.places;
      for (const { place, item } of part.items) {
        const where = part.places[place];
        if (where !== undefined) this.#placeOf.set(item.id, where);
      }
      return {
        items: part.items.map(({ item }) => item),
        hasBefore: part.hasBefore,
        hasAfter: part.hasAfter,
        historyComplete: part.places.every(({ historyComplete }) => historyComplete),
        firstUnread: null,
        unread: 0,
      };
    };
    this.timeline = new Timeline(read);
  }

  /** Every conversation it is made of, the last active first. */
  places(): readonly StoryPlaceDto[] {
    return this.#places;
  }

  /** Where an item happened. */
  placeOf(item: string): StoryPlaceDto | undefined {
    return this.#placeOf.get(item);
  }

  /** The same as its items see it. One object for each conversation, so that rows stay as they are. */
  sceneOf(item: string): Scene | undefined {
    const place = this.#placeOf.get(item);
    if (place === undefined) return undefined;
    const { conversation, platform, line, channelKind } = place;
    const known = this.#scenes.get(conversation);
    if (known !== undefined) return known;
    const scene: Scene = {
      conversation,
      platform,
      line,
      channelKind,
      timeline: this.timeline,
      isReadOnly: true,
    };
    this.#scenes.set(conversation, scene);
    return scene;
  }

  /** The place of an item is said again: the one before it happened elsewhere, or long before. */
  opensPlace(item: string): boolean {
    const entry = this.timeline.entry(item);
    if (entry === undefined || entry.opensGroup) return true;
    const { ids } = this.timeline.state();
    const before = ids[ids.indexOf(item) - 1];
    return before === undefined || this.placeOf(before) !== this.placeOf(item);
  }
}

let opened = 0;

/** The story of a conversation's customer, read now and renewed when the host says so. */
export function useStory(conversation: string): Story {
  const [{ story, opening }] = useState(() => {
    opened += 1;
    return { story: new Story(conversation), opening: opened };
  });
  useQuery({
    // Under the key of what it reads, so that a change runs it again.
    queryKey: ["list_story", { conversation, window: opening }],
    queryFn: async () => {
      await story.timeline.read();
      return null;
    },
    gcTime: 0,
    notifyOnChangeProps: [],
  });
  return story;
}

/** The conversations of a story, as they were read last. */
export function usePlaces(story: Story): readonly StoryPlaceDto[] {
  return useSyncExternalStore(story.timeline.subscribe, () => story.places());
}
