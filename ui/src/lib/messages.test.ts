/** Every language says everything, with the same values in it, in every form its counting needs. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import settings from "../../project.inlang/settings.json" with { type: "json" };

const root = join(import.meta.dirname, "../../messages");
const languages = ["en", "ar", "pt"] as const;
type Language = (typeof languages)[number];

interface Variants {
  readonly declarations?: readonly string[];
  readonly selectors?: readonly string[];
  readonly match: Readonly<Record<string, string>>;
}
type Message = string | readonly [Variants];

const areas = readdirSync(root).sort();

function catalogueOf(area: string, language: Language): Record<string, Message> {
  const { $schema: _schema, ...messages } = JSON.parse(
    readFileSync(join(root, area, `${language}.json`), "utf8"),
  ) as Record<string, Message>;
  return messages;
}

function placeholdersOf(pattern: string): string[] {
  return [...new Set([...pattern.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name ?? ""))].sort();
}

function patternsOf(message: Message): string[] {
  return typeof message === "string" ? [message] : Object.values(message[0].match);
}

function declaredIn(message: Variants, kind: "input" | "local"): string[] {
  return (message.declarations ?? []).flatMap(
    (declaration) => new RegExp(`^${kind} (\\w+)`, "u").exec(declaration)?.[1] ?? [],
  );
}

/** The values a message takes: declared, or used without being its own. */
function inputsOf(message: Message): string[] {
  if (typeof message === "string") return placeholdersOf(message);
  const [variants] = message;
  const own = declaredIn(variants, "local");
  const used = patternsOf(message).flatMap(placeholdersOf);
  const inputs = [...declaredIn(variants, "input"), ...used].filter((name) => !own.includes(name));
  return [...new Set(inputs)].sort();
}

/** The local variable that holds the plural category, if the message counts. */
function pluralOf(message: Message): string | undefined {
  if (typeof message === "string") return undefined;
  return (message[0].declarations ?? [])
    .map((declaration) => /^local (\w+) = \w+: plural$/u.exec(declaration)?.[1])
    .find((name) => name !== undefined);
}

it("the compiler is told of every area", () => {
  const told = settings["plugin.inlang.messageFormat"].pathPattern;
  expect(told).toEqual(
    expect.arrayContaining(areas.map((area) => `./messages/${area}/{locale}.json`)),
  );
  expect(told).toHaveLength(areas.length);
});

it("no key is in two areas, where one would hide the other", () => {
  const all = areas.flatMap((area) => Object.keys(catalogueOf(area, "en")));
  expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
});

describe.each(areas)("messages of %s", (area) => {
  const english = catalogueOf(area, "en");

  it.each(languages)("are complete in %s, no more and no less", (language) => {
    expect(Object.keys(catalogueOf(area, language)).sort()).toEqual(Object.keys(english).sort());
  });

  it.each(languages)("say something in every form in %s", (language) => {
    const empty = Object.entries(catalogueOf(area, language)).filter(([, message]) =>
      patternsOf(message).some((pattern) => pattern.trim() === ""),
    );
    expect(empty.map(([key]) => key)).toEqual([]);
  });

  it.each(languages)("take the same values in %s", (language) => {
    const catalogue = catalogueOf(area, language);
    const differing = Object.keys(english).filter((key) => {
      const ours = english[key];
      const theirs = catalogue[key];
      if (ours === undefined || theirs === undefined) return true;
      return inputsOf(ours).join() !== inputsOf(theirs).join();
    });
    expect(differing).toEqual([]);
  });

  it.each(languages)("have every plural form of %s where something is counted", (language) => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const missing = Object.entries(catalogueOf(area, language)).flatMap(([key, message]) => {
      const plural = pluralOf(message);
      if (plural === undefined || typeof message === "string") return [];
      const conditions = Object.keys(message[0].match);
      const covered = (category: string) =>
        conditions.some((condition) =>
          condition
            .split(",")
            .map((part) => part.trim())
            .includes(`${plural}=${category}`),
        );
      return categories.filter((category) => !covered(category)).map((each) => `${key}: ${each}`);
    });
    expect(missing).toEqual([]);
  });

  it("count in the same messages in every language", () => {
    const counting = (language: Language) =>
      Object.entries(catalogueOf(area, language))
        .filter(([, message]) => pluralOf(message) !== undefined)
        .map(([key]) => key)
        .sort();
    expect(counting("ar")).toEqual(counting("en"));
    expect(counting("pt")).toEqual(counting("en"));
  });
});
